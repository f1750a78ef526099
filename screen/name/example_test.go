package name_test

import (
	"fmt"

	"bonafide/screen/name"
)

// Two romanisations of one Korean name, in two orders.
func ExampleCompare() {
	query := name.Parse("Sang-man KIM", name.Person)
	listed := name.Parse("KIM, Sang Man", name.Person)
	m := name.Compare(&query, &listed, name.Options{})
	fmt.Println(m.Band)
	// Output: strong
}

// The explanation names each part, how it met, and what is left over.
func ExampleCompare_explain() {
	query := name.Parse("Vladmir Putin", name.Person)
	listed := name.Parse("PUTIN, Vladimir Vladimirovich", name.Person)
	m := name.Compare(&query, &listed, name.Options{Explain: true})
	fmt.Println(m.Band)
	for _, p := range m.Parts {
		fmt.Printf("%q %q %v", p.Query, p.Listed, p.How)
		if p.How == name.Edited {
			fmt.Printf(" %d of %d", p.Edits, p.Budget)
		}
		fmt.Println()
	}
	// Output:
	// possible
	// "putin" "putin" equal
	// "vladmir" "vladimir" sound
	// "" "vladimirovich" unmet
}

// Any script comes in.
func ExampleParse() {
	for _, s := range []string{"Владимир Путин", "김상만", "ООО «Аква»", "K\u200bim\u202e Sang 😀 Man"} {
		n := name.Parse(s, name.Any)
		fmt.Println(n.String())
	}
	// Output:
	// vladimir putin
	// gim sangman
	// ooo akva
	// kim sang man
}

// An index finds every listed name that scores at or above what is asked for.
func ExampleIndex_Search() {
	x := name.NewIndex([]name.Entry{
		{Ref: 1, Name: name.Parse("LUKASHENKO, Galina Rodionovna", name.Person)},
		{Ref: 2, Name: name.Parse("ALIANS TRADING LLC", name.Entity)},
		{Ref: 2, Name: name.Parse("ATL", name.Entity), Quality: name.WeakAlias},
		{Ref: 3, Name: name.Parse("PAK, Jong Chon", name.Person)},
	})
	for _, q := range []name.Name{
		name.Parse("박정천", name.Person),
		name.Parse("Park Jeong Cheon", name.Person),
		name.Parse("ООО Альянс Трейдинг", name.Entity),
		name.Parse("ATL", name.Entity),
		name.Parse("Maria Huber", name.Person),
	} {
		hits := x.Search(&q, name.Floor, 10)
		if len(hits) == 0 {
			fmt.Println("not found")
			continue
		}
		fmt.Println(hits[0].Ref, hits[0].Band, x.At(hits[0].Entry).Name.Text)
	}
	// Output:
	// 3 strong PAK, Jong Chon
	// 3 strong PAK, Jong Chon
	// 2 strong ALIANS TRADING LLC
	// 2 weak ATL
	// not found
}

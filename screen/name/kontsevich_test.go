package name

import "testing"

// Korean names as Russian papers write them meet the Latin spellings of lists; names that
// differ in a syllable do not, and Russian names are not read as Korean.
func TestKoreanNamesInCyrillic(t *testing.T) {
	for _, c := range []struct {
		query, listed string
		meets         bool
	}{
		{"Ким Чен Ын", "KIM, Jong Un", true},
		{"Ким Чжон Ын", "KIM, Jong Un", true},
		{"Ким Чен Ир", "KIM, Jong Il", true},
		{"Ли Ён Му", "RI, Yong Mu", true},
		{"Ли Ен Му", "RI, Yong Mu", true},
		{"Сим Хён Соп", "SIM, Hyon Sop", true},
		{"Пак Чон Чхон", "PAK, Jong Chon", true},
		{"Чхве Рён Хэ", "CHOE, Ryong Hae", true},
		{"Ким Чхоль Ман", "KIM, Chol Man", true},
		{"Ким Чен Ын", "김정은", true},
		{"Ким Чен Ын", "KIM, Jong Il", false},
		{"Ли Ён Му", "RI, Yong Ho", false},
		{"Ким Анна", "KIM, Jong Un", false},
	} {
		q, l := Parse(c.query, Person), Parse(c.listed, Person)
		m := Compare(&q, &l, Options{})
		if (m.Score >= Threshold) != c.meets {
			t.Errorf("%s, %s: %.3f, meets %v", c.query, c.listed, m.Score, c.meets)
		}
	}
	for _, name := range []string{"Анна Петрова", "Сергей Ким", "Иван Иванов", "Олег Кулик", "Михаил Горбачёв"} {
		n := Parse(name, Person)
		for _, r := range n.korean {
			if len(r.given) > 2 {
				t.Errorf("%s is read as a Korean name of %d syllables", name, len(r.given))
			}
		}
	}
}

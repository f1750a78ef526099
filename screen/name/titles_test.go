package name

import "testing"

// A title costs a name nothing, in whatever script it stands and wherever.
func TestTitlesCostNothing(t *testing.T) {
	for _, c := range [][2]string{
		{"Mr. Vladimir Putin", "Vladimir Putin"}, {"Viktor Bout PhD", "Viktor Bout"}, {"Viktor Bout, Ph.D.", "Viktor Bout"}, {"Dr. Viktor Bout, M.B.A., PhD", "Viktor Bout"},
		{"BOUT, Viktor, MSc", "BOUT, Viktor"}, {"Ramzan Kadyrov MBA", "Ramzan Kadyrov"}, {"Hassan Nasrallah Esq.", "Hassan Nasrallah"}, {"John Smith (Ret.)", "John Smith"},
		{"Señor Nicolas Maduro", "Nicolas Maduro"}, {"Herr Viktor Bout", "Viktor Bout"}, {"Avv. Viktor Bout", "Viktor Bout"}, {"Dott. Viktor Bout", "Viktor Bout"}, {"Senhor Viktor Bout", "Viktor Bout"}, {"Monsieur Viktor Bout", "Viktor Bout"},
		{"Господин Рамзан Кадыров", "Рамзан Кадыров"}, {"г-н Владимир Путин", "Владимир Путин"}, {"товарищ Рамзан Кадыров", "Рамзан Кадыров"}, {"Пан Рамзан Кадыров", "Рамзан Кадыров"}, {"Пані Юлія Тимошенко", "Юлія Тимошенко"},
		{"السيد حسن نصر الله", "حسن نصر الله"}, {"الدكتور بشار الأسد", "بشار الأسد"}, {"المهندس بشار الأسد", "بشار الأسد"}, {"السيدة أسماء الأسد", "أسماء الأسد"},
		{"김정은 위원장", "김정은"}, {"김정은위원장", "김정은"}, {"김정은 국무위원장 동지", "김정은"}, {"김정은씨", "김정은"}, {"김정은 씨", "김정은"}, {"김정은님", "김정은"}, {"푸틴 대통령", "푸틴"},
		{"金正恩先生", "金正恩"}, {"金正恩 先生", "金正恩"}, {"习近平主席", "习近平"}, {"习近平总书记", "习近平"}, {"弗拉基米尔·普京总统", "弗拉基米尔·普京"}, {"田中花子さん", "田中花子"}, {"山田太郎様", "山田太郎"}, {"山田太郎氏", "山田太郎"},
		{"श्री नरेन्द्र मोदी", "नरेन्द्र मोदी"},
	} {
		for _, kind := range []Kind{Person, Any} {
			bare := score(c[1], c[1], kind)
			if s := score(c[0], c[1], kind); s < bare-0.01 {
				t.Errorf("%q and %q: %.3f, without the title %.3f", c[0], c[1], s, bare)
			}
			if s := score(c[1], c[0], kind); s < bare-0.01 {
				t.Errorf("%q and a listed %q: %.3f, without the title %.3f", c[1], c[0], s, bare)
			}
		}
	}
	// What people bear as a part of their names tells one listed name from another.
	if a, b := score("Mullah Mohammad Omar", "Mullah Mohammad Omar", Person), score("Haji Mohammad Omar", "Mullah Mohammad Omar", Person); a < b+0.1 {
		t.Errorf("Mullah %.3f, Haji %.3f", a, b)
	}
}

// No name is taken for a title: what is left must be one.
func TestTitlesLeaveAName(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"李先生", "li xiansheng"}, {"王博士", "wang boshi"}, {"欧阳先生", "ouyang xiansheng"}, {"김동지", "gim dongji"}, {"김장군", "gim janggun"}, {"남궁선생", "namgung seonsaeng"},
		{"先生", "xian sheng"}, {"위원장", "wi wonjang"}, {"PhD", "phd"}, {"Господин", "gospodin"}, {"السيد", "al sid"},
	} {
		n := Parse(c.in, Person)
		if n.String() != c.want {
			t.Errorf("%q is read as %q, want %q", c.in, n.String(), c.want)
		}
		for _, tok := range n.tokens {
			if tok.kind == titleToken {
				t.Errorf("%q: %s is taken for a title", c.in, tok.text)
			}
		}
	}
	for _, c := range []struct {
		a, b string
		met  bool
	}{
		{"Emeka Mba", "Emeka Okafor", false}, {"Emeka Mba", "MBA, Emeka", true}, {"Chea Sok Ret", "Chea Sok", false},
		{"Pan Guang", "Guang", false}, {"Пан Ги Мун", "Ban Ki Moon", true}, {"김동지", "Kim Dong Ji", true}, {"王博士", "Wang Boshi", true},
		{"باسم السيد", "باسم نعيم", false}, {"السيد حسن", "حسن نصر الله", false}, {"김 위원장 정은", "Kim Jong Un", false},
		{"김 씨", "Kim Jong Un", false}, {"李 先生", "Li Peng", false},
	} {
		if s := score(c.a, c.b, Person); (s >= Threshold) != c.met {
			t.Errorf("%q and %q: %.3f", c.a, c.b, s)
		}
	}
}

// An index finds what comparison does where titles are left over and words have another
// reading, both ways round.
func TestTitlesAndReadingsAreFound(t *testing.T) {
	var queries, listed []Entry
	for i, c := range [][2]string{
		{"Mr. Vladimir Putin PhD", "PUTIN, Vladimir"}, {"Vladimir Putin", "Comrade Vladimir PUTIN"}, {"Господин Рамзан Кадыраў", "KADYROV, Ramzan"}, {"김정은위원장", "KIM, Jong Un"},
		{"Ραμζάν Καντίροφ", "KADYROV, Ramzan"}, {"Ramzan Kadyrov", "Ραμζάν Καντίροφ"}, {"ვლადიმერ პუტინი", "PUTIN, Vladimir"}, {"Ramzan Achmatowitsch Kadyrow", "KADYROV, Ramzan Akhmatovich"}, {"U Yong Su", "Un Yong Su"},
	} {
		queries = append(queries, Entry{Ref: uint32(i), Name: Parse(c[0], Person)})
		listed = append(listed, Entry{Ref: uint32(i), Name: Parse(c[1], Person)})
	}
	x := NewIndex(listed)
	r := NewIndex(queries).Against(x.Weights())
	for i := range queries {
		for j := range listed {
			q, l := Parse(queries[i].Name.Text, Person), Parse(listed[j].Name.Text, Person)
			want := Compare(&q, &l, Options{Weights: x.Weights()}).Score
			found, back := 0.0, 0.0
			for _, h := range x.SearchPlain(&q, Floor, 0) {
				if h.Entry == j {
					found = h.Plain
				}
			}
			for _, h := range r.Search(&l, Primary, Floor) {
				if h.Entry == i {
					back = h.Plain
				}
			}
			if want < Floor {
				want = 0
			}
			if found != want || back != want {
				t.Errorf("%q and %q: compared %.4f, found %.4f, the other way round %.4f", q.Text, l.Text, want, found, back)
			}
		}
	}
}

func TestUnread(t *testing.T) {
	for in, unread := range map[string]bool{
		"මහින්ද රාජපක්ෂ": true, "བསྟན་འཛིན": true, "ܝܘܚܢܢ": true, "މުހައްމަދު": true, "ᠴᠢᠩᠭᠢᠰ": true, "Putin མི": true, "金𪚥": true,
		"Vladimir Putin": false, "Иван": false, "김정은": false, "裵勇俊": false, "Ὀδυσσεύς": false, "محمّد": false, "バラク・オバマー": false, "രാഹുൽ": false, "😀": false, "": false, "ʻAlī": false, "１２": false, "Ъ": false,
	} {
		for _, kind := range []Kind{Person, Entity, Any} {
			if n := Parse(in, kind); n.Unread != unread {
				t.Errorf("%q: unread %v, read as %q", in, n.Unread, n.String())
			}
		}
	}
	if n := Parse("මහින්ද", Person); !n.Empty() {
		t.Errorf("read as %q", n.String())
	}
}

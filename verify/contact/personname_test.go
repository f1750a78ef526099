package contact

import "testing"

func TestSameName(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"Mira Okafor", "OKAFOR, MIRA", true},
		{"Mira Okafor", "M. Okafor", true},
		{"Mira Okafor", "M O", true},
		{"Mira Okafor", "Okafor", true},
		{"Mira Adaeze Okafor", "Mira Okafor", true},
		{"Alexander Reyes", "Alex Reyes", true},
		{"Zoë O'Brien", "Zoe OBrien", true},
		{"Mary Ann Smith", "Maryann Smith", true},
		{"Lindqvist", "Lindqwist", true},
		{"José Núñez", "JOSE NUNEZ", true},
		{"山田 太郎", "山田太郎", true},
		{"J. James", "James John", true},
		{"Dr. Mira Okafor", "Mrs Mira Okafor", true},
		{"Mira Okafor", "Tomas Okafor", false},
		{"Mira Okafor", "Tomas Reyes", false},
		{"Li Wu", "Lu Wi", false},
		{"A. A. Reyes", "A. Reyes B. Cole", false},
		{"", "Mira", false},
	}
	for _, tt := range tests {
		a, b := readName(tt.a), readName(tt.b)
		if a.sameAs(&b) != tt.want || b.sameAs(&a) != tt.want {
			t.Errorf("%q and %q: not %v", tt.a, tt.b, tt.want)
		}
	}
	for _, s := range []string{"FRONT DESK", "left at door", "Signed 123", "n/a", ""} {
		if n := readName(s); s != "n/a" && len(n.words) != 0 {
			t.Errorf("%q was read as the name %v", s, n.words)
		}
	}
}

func TestScripts(t *testing.T) {
	for a, b := range map[string]string{"Ivan": "Иван", "山田": "Yamada", "Нина": "Νίνα", "נועה": "نورا", "ᚠ": "a"} {
		x, y := readName(a), readName(b)
		if x.scripts&y.scripts != 0 {
			t.Errorf("%s and %s are said to share a script", a, b)
		}
	}
	if x, y := readName("山田"), readName("やまだ"); x.scripts&y.scripts == 0 {
		t.Error("kanji and kana are mixed in one name")
	}
}

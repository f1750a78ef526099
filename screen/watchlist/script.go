package watchlist

import "unicode"

var scriptTables = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"Cyrl", unicode.Cyrillic}, {"Arab", unicode.Arabic}, {"Hani", unicode.Han}, {"Hang", unicode.Hangul},
	{"Hira", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Grek", unicode.Greek}, {"Hebr", unicode.Hebrew},
	{"Armn", unicode.Armenian}, {"Geor", unicode.Georgian}, {"Thai", unicode.Thai}, {"Deva", unicode.Devanagari},
	{"Beng", unicode.Bengali}, {"Mymr", unicode.Myanmar}, {"Khmr", unicode.Khmer}, {"Ethi", unicode.Ethiopic},
}

// scriptOf is the ISO 15924 code of the script that most letters of s belong to;
// "Latn" for a text without letters of another script, "Zyyy" for one without
// letters or digits.
func scriptOf(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return "Latn"
	}
	var counts [20]int
	latin, marked := 0, false
	for _, r := range s {
		if r < 0x80 {
			if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
				latin++
			} else if r >= '0' && r <= '9' {
				marked = true
			}
			continue
		}
		if unicode.Is(unicode.Latin, r) {
			latin++
			continue
		}
		for i := range scriptTables {
			if unicode.Is(scriptTables[i].table, r) {
				counts[i]++
				break
			}
		}
	}
	best, code := latin, "Latn"
	for i := range scriptTables {
		if counts[i] > best {
			best, code = counts[i], scriptTables[i].code
		}
	}
	if best == 0 && !marked {
		return "Zyyy"
	}
	return code
}

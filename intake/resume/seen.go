package resume

import (
	"strings"
	"unicode"
)

// seen takes the characters out of a text that have no width or turn its
// direction where its script needs neither, and notes how many there were. Joiners
// stay where a script writes with them; direction marks are not noted where
// letters run from right to left.
func seen(s string) (clean string, notes []string) {
	if !strings.ContainsFunc(s, suspect) {
		return s, nil
	}
	rtl := strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko)
	})
	var out strings.Builder
	out.Grow(len(s))
	var zero, direction int
	before := rune(0)
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case r == '\u200C' || r == '\u200D':
			after := rune(0)
			if i+1 < len(runes) {
				after = runes[i+1]
			}
			if joins(before) || joins(after) {
				out.WriteRune(r)
			} else {
				zero++
			}
		case r == '\u00AD': // a soft hyphen is a typesetter's mark
		case r == '\uFEFF' && i == 0:
		case turns(r):
			if !rtl {
				direction++
			}
		case suspect(r):
			zero++
		default:
			out.WriteRune(r)
			before = r
		}
	}
	return out.String(), counted(
		count{zero, "zero-width character", "zero-width characters"},
		count{direction, "direction-turning character", "direction-turning characters"},
	)
}

func turns(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

func suspect(r rune) bool {
	return r >= 0x200B && r <= 0x200F || turns(r) || r == 0x2060 || r == 0xFEFF || r == 0x00AD || r == 0x180E ||
		r >= 0xE0000 && r <= 0xE007F
}

// joins reports whether r is of a script, or a picture sign, that joiners belong to.
func joins(r rune) bool {
	return r >= 0x0590 && (unicode.IsLetter(r) || unicode.IsMark(r)) || unicode.Is(unicode.So, r) || r == 0xFE0F
}

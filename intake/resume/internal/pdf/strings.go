package pdf

import (
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// docEncoding has the places where PDFDocEncoding departs from Latin-1
// (ISO 32000-2, table D.2).
var docEncoding = map[byte]rune{
	0x18: '˘', 0x19: 'ˇ', 0x1A: 'ˆ', 0x1B: '˙', 0x1C: '˝', 0x1D: '˛', 0x1E: '˚', 0x1F: '˜',
	0x80: '•', 0x81: '†', 0x82: '‡', 0x83: '…', 0x84: '—', 0x85: '–', 0x86: 'ƒ', 0x87: '⁄',
	0x88: '‹', 0x89: '›', 0x8A: '−', 0x8B: '‰', 0x8C: '„', 0x8D: '“', 0x8E: '”', 0x8F: '‘',
	0x90: '’', 0x91: '‚', 0x92: '™', 0x93: 'ﬁ', 0x94: 'ﬂ', 0x95: 'Ł', 0x96: 'Œ', 0x97: 'Š',
	0x98: 'Ÿ', 0x99: 'Ž', 0x9A: 'ı', 0x9B: 'ł', 0x9C: 'œ', 0x9D: 'š', 0x9E: 'ž', 0xA0: '€',
}

// textString decodes a text string (ISO 32000-2, 7.9.2.2) and clips it to a
// length that metadata never needs.
func textString(s string) string {
	const most = 512
	if len(s) > 4*most {
		s = s[:4*most]
	}
	var out string
	switch {
	case strings.HasPrefix(s, "\xFE\xFF"):
		out = utf16BE(s[2:])
	case strings.HasPrefix(s, "\xFF\xFE"):
		b := []byte(s[2:])
		for i := 0; i+1 < len(b); i += 2 {
			b[i], b[i+1] = b[i+1], b[i]
		}
		out = utf16BE(string(b))
	case strings.HasPrefix(s, "\xEF\xBB\xBF"):
		out = strings.ToValidUTF8(s[3:], "\uFFFD")
	default:
		var b strings.Builder
		for i := range len(s) {
			if r, ok := docEncoding[s[i]]; ok {
				b.WriteRune(r)
			} else {
				b.WriteRune(rune(s[i]))
			}
		}
		out = b.String()
	}
	return clip(printable(out), most)
}

func utf16BE(s string) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

// printable puts one space for every run of control characters and blanks.
func printable(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7F }), " ")
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// date turns "D:20190312101500+09'00'" (ISO 32000-2, 7.9.4) into RFC 3339, without
// an offset where none was written. Anything else is kept as it stands.
func date(s string) string {
	d := strings.TrimPrefix(s, "D:")
	digits := 0
	for digits < len(d) && digits < 14 && d[digits] >= '0' && d[digits] <= '9' {
		digits++
	}
	if digits < 4 || digits%2 != 0 {
		return clip(s, 64)
	}
	// Parts that were left out have their first value.
	full := d[:digits] + "00000101000000"[digits:]
	t, err := time.Parse("20060102150405", full)
	if err != nil {
		return clip(s, 64)
	}
	out := t.Format("2006-01-02T15:04:05")
	zone := strings.TrimSuffix(strings.ReplaceAll(d[digits:], "'", ":"), ":")
	switch {
	case strings.HasPrefix(zone, "Z"):
		return out + "Z"
	case len(zone) == 3 && (zone[0] == '+' || zone[0] == '-'):
		zone += ":00"
	case len(zone) == 5 && zone[3] != ':':
		zone = zone[:3] + ":" + zone[3:]
	}
	if _, err := time.Parse("-07:00", zone); err == nil {
		return out + zone
	}
	return out
}

package pdf

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// signs are the glyph names of the Adobe Glyph List that are neither a letter nor
// a letter with a mark, as far as text fonts use them.
var signs = map[string]string{
	"space": " ", "nbspace": " ", "nonbreakingspace": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#",
	"dollar": "$", "percent": "%", "ampersand": "&", "quotesingle": "'", "parenleft": "(", "parenright": ")",
	"asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "sfthyphen": "-", "minus": "−", "period": ".",
	"slash": "/", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
	"seven": "7", "eight": "8", "nine": "9", "colon": ":", "semicolon": ";", "less": "<", "equal": "=",
	"greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": `\`, "bracketright": "]",
	"asciicircum": "^", "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}",
	"asciitilde": "~", "exclamdown": "¡", "cent": "¢", "sterling": "£", "currency": "¤", "yen": "¥",
	"brokenbar": "¦", "section": "§", "dieresis": "¨", "copyright": "©", "ordfeminine": "ª",
	"guillemotleft": "«", "guillemotright": "»", "logicalnot": "¬", "registered": "®", "macron": "¯",
	"degree": "°", "plusminus": "±", "twosuperior": "²", "threesuperior": "³", "onesuperior": "¹", "acute": "´",
	"mu": "µ", "paragraph": "¶", "periodcentered": "·", "middot": "·", "cedilla": "¸", "ordmasculine": "º",
	"onequarter": "¼", "onehalf": "½", "threequarters": "¾", "questiondown": "¿", "multiply": "×", "divide": "÷",
	"AE": "Æ", "ae": "æ", "OE": "Œ", "oe": "œ", "Eth": "Ð", "eth": "ð", "Thorn": "Þ", "thorn": "þ",
	"germandbls": "ß", "Oslash": "Ø", "oslash": "ø", "Lslash": "Ł", "lslash": "ł", "Dcroat": "Đ", "dcroat": "đ",
	"Hbar": "Ħ", "hbar": "ħ", "Tbar": "Ŧ", "tbar": "ŧ", "dotlessi": "ı", "dotlessj": "ȷ", "Eng": "Ŋ", "eng": "ŋ",
	"kgreenlandic": "ĸ", "florin": "ƒ", "quoteleft": "‘", "quoteright": "’", "quotesinglbase": "‚",
	"quotedblleft": "“", "quotedblright": "”", "quotedblbase": "„", "dagger": "†", "daggerdbl": "‡",
	"bullet": "•", "ellipsis": "…", "perthousand": "‰", "guilsinglleft": "‹", "guilsinglright": "›",
	"endash": "–", "emdash": "—", "fraction": "⁄", "trademark": "™", "Euro": "€", "circumflex": "ˆ", "caron": "ˇ",
	"breve": "˘", "dotaccent": "˙", "ring": "˚", "ogonek": "˛", "tilde": "˜", "hungarumlaut": "˝",
	"ff": "ff", "fi": "fi", "fl": "fl", "ffi": "ffi", "ffl": "ffl", "arrowright": "→", "arrowleft": "←",
	"notequal": "≠", "lessequal": "≤", "greaterequal": "≥", "approxequal": "≈", "infinity": "∞", "radical": "√",
	"asteriskmath": "∗", "openbullet": "◦", "blacksquare": "■", "filledbox": "■", "H18543": "▪", "triagrt": "►",
	"circle": "○", "H18533": "●", "lozenge": "◊", "diamondmath": "⋄", "checkmark": "✓", "star": "★",
	"bardbl": "‖", "numero": "№", "afii61352": "№", "visiblespace": " ", "cwm": "", "compwordmark": "",
	"Alpha": "Α", "Beta": "Β", "Gamma": "Γ", "Delta": "Δ", "Epsilon": "Ε", "Zeta": "Ζ", "Eta": "Η", "Theta": "Θ",
	"Iota": "Ι", "Kappa": "Κ", "Lambda": "Λ", "Mu": "Μ", "Nu": "Ν", "Xi": "Ξ", "Omicron": "Ο", "Pi": "Π", "Rho": "Ρ",
	"Sigma": "Σ", "Tau": "Τ", "Upsilon": "Υ", "Phi": "Φ", "Chi": "Χ", "Psi": "Ψ", "Omega": "Ω",
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
	"iota": "ι", "kappa": "κ", "lambda": "λ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
	"sigma": "σ", "sigma1": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}

// marks are the endings of names like "eacute", as combining characters.
var marks = []struct{ ending, mark string }{
	{"hungarumlaut", "\u030B"}, {"commaaccent", "\u0327"}, {"circumflex", "\u0302"}, {"dotaccent", "\u0307"},
	{"dieresis", "\u0308"}, {"cedilla", "\u0327"}, {"ogonek", "\u0328"}, {"macron", "\u0304"}, {"acute", "\u0301"},
	{"grave", "\u0300"}, {"tilde", "\u0303"}, {"caron", "\u030C"}, {"breve", "\u0306"}, {"ring", "\u030A"},
	{"horn", "\u031B"}, {"tonos", "\u0301"},
}

// glyphText is the text of a glyph name by the rules of the Adobe Glyph List
// specification, empty where the name says nothing.
func glyphText(name string) string {
	if i := strings.IndexByte(name, '.'); i > 0 {
		name = name[:i] // "a.sc": a variant of the same letter
	}
	if s, ok := signs[name]; ok {
		return s
	}
	if len(name) == 1 {
		c := name[0] | 0x20
		if c >= 'a' && c <= 'z' {
			return name
		}
		return ""
	}
	if len(name) > 64 {
		return ""
	}
	if i := strings.IndexByte(name, '_'); i > 0 { // "f_i": a ligature of named parts
		return glyphText(name[:i]) + glyphText(name[i+1:])
	}
	if hex, ok := strings.CutPrefix(name, "uni"); ok && len(hex) >= 4 && len(hex)%4 == 0 {
		var out strings.Builder
		for ; len(hex) >= 4; hex = hex[4:] {
			n, err := strconv.ParseUint(hex[:4], 16, 16)
			if err != nil {
				return ""
			}
			out.WriteRune(rune(n))
		}
		return out.String()
	}
	if hex, ok := strings.CutPrefix(name, "u"); ok && len(hex) >= 4 && len(hex) <= 6 {
		if n, err := strconv.ParseUint(hex, 16, 21); err == nil {
			return string(rune(n))
		}
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "afii")); err == nil && strings.HasPrefix(name, "afii") {
		return cyrillic(n)
	}
	for _, m := range marks {
		if base, ok := strings.CutSuffix(name, m.ending); ok && base != "" {
			if b := glyphText(base); b != "" && len(base) <= 8 {
				return norm.NFC.String(b + m.mark)
			}
		}
	}
	return ""
}

// cyrillic has the numbered names of the Russian letters.
func cyrillic(n int) string {
	at := func(n, first int, upper rune) string {
		switch i := n - first; { // ё stands seventh among the names, apart among the characters
		case i < 6:
			return string(upper + rune(i))
		case i == 6 && upper == 'А':
			return "Ё"
		case i == 6:
			return "ё"
		default:
			return string(upper + rune(i-1))
		}
	}
	switch {
	case n >= 10017 && n <= 10049:
		return at(n, 10017, 'А')
	case n >= 10065 && n <= 10097:
		return at(n, 10065, 'а')
	}
	return ""
}

// standardHigh has StandardEncoding from 0xA1 on, by code, with "quoteright" and
// "quoteleft" that differ below (ISO 32000-2, table D.2).
var standardHigh = map[byte]string{
	0x27: "’", 0x60: "‘",
	0xA1: "¡", 0xA2: "¢", 0xA3: "£", 0xA4: "⁄", 0xA5: "¥", 0xA6: "ƒ", 0xA7: "§", 0xA8: "¤", 0xA9: "'", 0xAA: "“",
	0xAB: "«", 0xAC: "‹", 0xAD: "›", 0xAE: "fi", 0xAF: "fl", 0xB1: "–", 0xB2: "†", 0xB3: "‡", 0xB4: "·", 0xB6: "¶",
	0xB7: "•", 0xB8: "‚", 0xB9: "„", 0xBA: "”", 0xBB: "»", 0xBC: "…", 0xBD: "‰", 0xBF: "¿", 0xC1: "`", 0xC2: "´",
	0xC3: "ˆ", 0xC4: "˜", 0xC5: "¯", 0xC6: "˘", 0xC7: "˙", 0xC8: "¨", 0xCA: "˚", 0xCB: "¸", 0xCD: "˝", 0xCE: "˛",
	0xCF: "ˇ", 0xD0: "—", 0xE1: "Æ", 0xE3: "ª", 0xE8: "Ł", 0xE9: "Ø", 0xEA: "Œ", 0xEB: "º", 0xF1: "æ", 0xF5: "ı",
	0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß",
}

// helvetica has the widths of the standard font from space to tilde, in
// thousandths: close enough for every font that comes without widths.
var helvetica = [95]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

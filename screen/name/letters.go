package name

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// openness says what a script leaves open of the sounds of a name, so that
// comparison must be broader there and nowhere else.
type openness uint8

const (
	closed openness = iota
	// abjad: short vowels are not written (Arabic, Hebrew).
	abjad
	// inherent: a vowel that is written may be silent (the scripts of India).
	inherent
	// bySound: foreign names are fitted to other syllables, with vowels put in
	// and l and r exchanged (kana, characters, Thai, Khmer).
	bySound
)

// romanise spells a word with Latin letters. The result may hold the marked
// letters č, š and ž, which sounds reads and plain strips.
func romanise(w word) (spelt string, open openness) {
	switch w.script {
	case latin, scriptNone:
		return latinLetters(w.runes), closed
	case cyrillic:
		return byTable(w.runes, cyrillicTable), closed
	case greek:
		return greekLetters(w.runes), closed
	case armenian:
		return byTable(w.runes, armenianTable), closed
	case georgian:
		return byTable(w.runes, georgianTable), closed
	case hebrew:
		return hebrewLetters(w.runes), abjad
	case arabic:
		return arabicLetters(w.runes), abjad
	case indic:
		return indicLetters(w.runes), inherent
	case thai:
		return thaiLetters(w.runes), bySound
	case khmer:
		return khmerLetters(w.runes), bySound
	case myanmar:
		return myanmarLetters(w.runes), bySound
	case ethiopic:
		return ethiopicLetters(w.runes), inherent
	case kana:
		return kanaLetters(w.runes), bySound
	case hangul:
		return hangulLetters(w.runes), bySound
	case han:
		return hanLetters(w.runes), bySound
	}
	return "", closed
}

// otherReading is how else a word may be read, empty where its script leaves no choice:
// the stops of Greek in names of others (Καντίροφ: Kadyrov), the short u of Belarusian
// (Лаўроў: Lauroŭ), the ending of the nominative in Georgian (პუტინი: Putin), the ch that
// German and Polish write for х (Achmatowitsch).
func otherReading(w word, spelt string) string {
	switch w.script {
	case greek:
		if other := greekForeign(w.runes); other != spelt {
			return other
		}
	case cyrillic:
		if s := string(w.runes); strings.ContainsRune(s, 'ў') {
			return byTable([]rune(strings.ReplaceAll(s, "ў", "у")), cyrillicTable)
		}
	case georgian:
		if n := len(spelt) - 1; n >= leastNominative && spelt[n] == 'i' && !vowel(spelt[n-1]) {
			return spelt[:n]
		}
	case latin:
		if len(spelt) >= leastTranscribed && transcribed(spelt) {
			return harshCh.Replace(spelt)
		}
	}
	return ""
}

const (
	// leastNominative is the least that is left of a Georgian word without its ending.
	leastNominative = 4
	// leastTranscribed is the least length of a word that is taken for a German or Polish
	// transcription, which a w, a sch or an sz beside the ch must show.
	leastTranscribed = 7
)

// harshCh writes kh for a ch of its own.
var harshCh = strings.NewReplacer("sch", "sch", "ch", "kh")

func transcribed(s string) bool {
	i := strings.Index(s, "ch")
	return i >= 0 && harshCh.Replace(s) != s && (strings.Contains(s, "w") || strings.Contains(s, "sch") || strings.Contains(s, "sz"))
}

func asciiRunes(rs []rune) bool {
	for _, r := range rs {
		if r >= 0x80 {
			return false
		}
	}
	return true
}

func latinLetters(rs []rune) string {
	if asciiRunes(rs) {
		return string(rs)
	}
	var b strings.Builder
	for _, r := range rs {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		switch r {
		case 'č', 'ć', 'ç', 'ĉ':
			b.WriteRune('č')
		case 'š', 'ş', 'ș', 'ś', 'ŝ':
			b.WriteRune('š')
		case 'ž', 'ź', 'ż':
			b.WriteRune('ž')
		case 'ø':
			b.WriteByte('o')
		case 'æ':
			b.WriteString("ae")
		case 'œ':
			b.WriteString("oe")
		case 'ß':
			b.WriteString("ss")
		case 'ð', 'đ', 'ɖ', 'ɗ':
			b.WriteByte('d')
		case 'þ':
			b.WriteString("th")
		case 'ł':
			b.WriteByte('l')
		case 'ı', 'ɨ':
			b.WriteByte('i')
		case 'ħ':
			b.WriteByte('h')
		case 'ə', 'ɐ', 'ɑ':
			b.WriteByte('a')
		case 'ŋ':
			b.WriteByte('n')
		case 'ɔ', 'ơ':
			b.WriteByte('o')
		case 'ɛ':
			b.WriteByte('e')
		case 'ŧ':
			b.WriteByte('t')
		case 'ƒ':
			b.WriteByte('f')
		case 'ĳ':
			b.WriteString("ij")
		default:
			if unicode.IsMark(r) {
				continue
			}
			for _, d := range norm.NFD.String(string(r)) {
				switch {
				case d >= 'a' && d <= 'z' || d >= '0' && d <= '9':
					b.WriteRune(d)
				case scriptOf(d) == cyrillic:
					b.WriteString(cyrillicTable[d])
				case unicode.IsDigit(d):
					b.WriteByte(digit(d))
				}
			}
		}
	}
	return b.String()
}

// digit folds a decimal digit of any script to 0..9: Unicode keeps them in
// runs of ten that start at a multiple of ten from their own zero.
func digit(r rune) byte {
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	return byte('0' + (r-zero)%10)
}

func byTable(rs []rune, table map[rune]string) string {
	var b strings.Builder
	for i, r := range rs {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		if s, ok := table[r]; ok {
			// A glide before a vowel sign has no letter after a consonant in
			// most passports (Сергей, Petr), but begins a word (Ефим: Yefim).
			if i == 0 && (r == 'е' || r == 'є') {
				b.WriteByte('y')
			}
			b.WriteString(s)
		} else if unicode.IsDigit(r) {
			b.WriteByte(digit(r))
		} else if scriptOf(r) == latin {
			b.WriteString(latinLetters([]rune{r}))
		}
	}
	return b.String()
}

var cyrillicTable = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "yo", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	'і': "i", 'ї': "yi", 'є': "e", 'ґ': "g", 'ў': "v", 'ђ': "dj", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "č", 'џ': "dz",
	'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz", 'ә': "a", 'ғ': "g", 'қ': "k", 'ң': "n", 'ө': "o", 'ұ': "u", 'ү': "u", 'һ': "h",
	'ҳ': "h", 'ҷ': "j", 'ӣ': "i", 'ӯ': "u", 'ҙ': "z", 'ҡ': "k", 'ҫ': "s", 'ѐ': "e", 'ѝ': "i", 'ѣ': "e",
}

var armenianTable = map[rune]string{
	'ա': "a", 'բ': "b", 'գ': "g", 'դ': "d", 'ե': "e", 'զ': "z", 'է': "e", 'ը': "e", 'թ': "t", 'ժ': "zh", 'ի': "i",
	'լ': "l", 'խ': "kh", 'ծ': "ts", 'կ': "k", 'հ': "h", 'ձ': "dz", 'ղ': "gh", 'ճ': "ch", 'մ': "m", 'յ': "y", 'ն': "n",
	'շ': "sh", 'ո': "o", 'չ': "ch", 'պ': "p", 'ջ': "j", 'ռ': "r", 'ս': "s", 'վ': "v", 'տ': "t", 'ր': "r", 'ց': "ts",
	'ւ': "u", 'փ': "p", 'ք': "k", 'օ': "o", 'ֆ': "f", 'և': "ev",
}

var georgianTable = map[rune]string{
	'ა': "a", 'ბ': "b", 'გ': "g", 'დ': "d", 'ე': "e", 'ვ': "v", 'ზ': "z", 'თ': "t", 'ი': "i", 'კ': "k", 'ლ': "l",
	'მ': "m", 'ნ': "n", 'ო': "o", 'პ': "p", 'ჟ': "zh", 'რ': "r", 'ს': "s", 'ტ': "t", 'უ': "u", 'ფ': "p", 'ქ': "k",
	'ღ': "gh", 'ყ': "q", 'შ': "sh", 'ჩ': "ch", 'ც': "ts", 'ძ': "dz", 'წ': "ts", 'ჭ': "ch", 'ხ': "kh", 'ჯ': "j", 'ჰ': "h",
}

var greekTable = map[rune]string{
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l",
	'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f",
	'χ': "ch", 'ψ': "ps", 'ω': "o",
}

var greekPairs = strings.NewReplacer("ου", "u", "αυ", "av", "ευ", "ev", "μπ", "b", "ντ", "d", "γκ", "g", "γγ", "ng", "γχ", "nch", "τζ", "tz", "αι", "ai", "ει", "ei", "οι", "oi")

// greekPlain takes the accents off.
func greekPlain(rs []rune) []rune {
	var plain []rune
	for _, r := range norm.NFD.String(string(rs)) {
		if !unicode.IsMark(r) {
			plain = append(plain, r)
		}
	}
	return plain
}

// greekLetters reads a Greek word. At its head μπ, ντ and γκ are the sounds b, d and g;
// inside they are mp, nt and ng in Greek names, otherReading has those of others.
func greekLetters(rs []rune) string {
	plain := greekPlain(rs)
	if len(plain) < 2 {
		return byTable(plain, greekTable)
	}
	head, rest := string(plain[:2]), string(plain[2:])
	if greekStops[head] == "" {
		head, rest = string(plain[:1]), string(plain[1:])
	}
	return byTable([]rune(greekPairs.Replace(head+greekNasals.Replace(rest))), greekTable)
}

// greekForeign reads a Greek word that spells a name of others: Αλ-Άσαντ is al-Asad.
func greekForeign(rs []rune) string {
	return byTable([]rune(greekPairs.Replace(strings.ReplaceAll(string(greekPlain(rs)), "τζ", "j"))), greekTable)
}

var (
	greekStops  = map[string]string{"μπ": "b", "ντ": "d", "γκ": "g"}
	greekNasals = strings.NewReplacer("μπ", "mp", "ντ", "nt", "γκ", "ng")
)

var hebrewTable = map[rune]string{
	'א': "a", 'ב': "b", 'ג': "g", 'ד': "d", 'ה': "h", 'ו': "o", 'ז': "z", 'ח': "h", 'ט': "t", 'י': "i", 'כ': "k",
	'ך': "k", 'ל': "l", 'מ': "m", 'ם': "m", 'נ': "n", 'ן': "n", 'ס': "s", 'ע': "a", 'פ': "p", 'ף': "f", 'צ': "tz",
	'ץ': "tz", 'ק': "k", 'ר': "r", 'ש': "sh", 'ת': "t",
}

func hebrewLetters(rs []rune) string {
	s := byTable(rs, hebrewTable)
	if len(rs) > 1 && rs[len(rs)-1] == 'ה' {
		s = s[:len(s)-1] + "a" // a final he stands for a vowel
	}
	// A waw inside the name of David and its like is v between consonants or
	// vowels; as a mater it is o. The consonant is tried where it stands
	// between two others in a word of three letters.
	if len(rs) == 3 && rs[1] == 'ו' && rs[0] == rs[2] {
		s = byTable(rs[:1], hebrewTable) + "v" + byTable(rs[2:], hebrewTable)
	}
	return s
}

var arabicTable = map[rune]string{
	'ا': "a", 'أ': "a", 'إ': "i", 'آ': "a", 'ٱ': "a", 'ء': "", 'ؤ': "u", 'ئ': "i", 'ب': "b", 'ت': "t", 'ث': "th",
	'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh", 'ر': "r", 'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d",
	'ط': "t", 'ظ': "z", 'ع': "", 'غ': "gh", 'ف': "f", 'ق': "q", 'ك': "k", 'ل': "l", 'م': "m", 'ن': "n", 'ه': "h",
	'ة': "a", 'و': "u", 'ي': "i", 'ى': "a", 'پ': "p", 'چ': "ch", 'ژ': "zh", 'گ': "g", 'ک': "k", 'ی': "i", 'ے': "e",
	'ٹ': "t", 'ڈ': "d", 'ڑ': "r", 'ں': "n", 'ھ': "h", 'ہ': "h", 'ۀ': "a", 'ۃ': "a", 'ڤ': "v", 'ګ': "g", 'ې': "e",
	'ۍ': "i", 'ړ': "r", 'ډ': "d", 'ټ': "t", 'ڼ': "n", 'ځ': "dz", 'څ': "ts", 'ښ': "sh", 'ږ': "zh", 'ۆ': "o", 'ێ': "e",
	'ە': "e", 'ڕ': "r", 'ڵ': "l",
}

func arabicLetters(rs []rune) string {
	var b strings.Builder
	var bare []rune
	for _, r := range rs {
		if !unicode.IsMark(r) {
			bare = append(bare, r)
		}
	}
	switch string(bare) {
	case "الله", "اللہ":
		return "allah"
	case "عبد":
		return "abd"
	case "بن", "ابن":
		return "bin"
	case "بنت":
		return "bint"
	case "أبو", "ابو", "أبي", "ابي":
		return "abu"
	case "آل", "ال":
		return "al"
	}
	for i, r := range bare {
		if i == 0 {
			switch r {
			case 'ع':
				b.WriteByte('a')
				continue
			case 'و':
				b.WriteByte('w')
				continue
			case 'ي', 'ی':
				b.WriteByte('y')
				continue
			}
		}
		if s, ok := arabicTable[r]; ok {
			b.WriteString(s)
		} else if unicode.IsDigit(r) {
			b.WriteByte(digit(r))
		}
	}
	return b.String()
}

// indicLetters reads the nine scripts whose Unicode blocks share one order
// (Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada,
// Malayalam) by one table over the offset within the block.
func indicLetters(rs []rune) string {
	var b strings.Builder
	open := false // the last consonant still carries its inherent vowel
	for _, r := range rs {
		if r < 0x900 || r >= 0xd80 {
			continue
		}
		o := (r - 0x900) & 0x7f
		switch {
		case r >= 0xd7a && r <= 0xd7f: // the letters of Malayalam that never carry a vowel
			if open {
				b.WriteByte('a')
			}
			b.WriteByte("nnrllk"[r-0xd7a])
			open = false
		case o >= 0x15 && o <= 0x39 || o >= 0x58 && o <= 0x5f:
			if open {
				b.WriteByte('a')
			}
			b.WriteString(indicConsonant(o))
			open = true
		case o == 0x4d:
			open = false
		case o >= 0x3e && o <= 0x4c:
			b.WriteString(indicVowel(o - 0x3e + 0x06))
			open = false
		case o >= 0x05 && o <= 0x14:
			if open {
				b.WriteByte('a')
			}
			b.WriteString(indicVowel(o))
			open = false
		case o == 0x01 || o == 0x02:
			if open {
				b.WriteByte('a')
			}
			b.WriteByte('n')
			open = false
		case o >= 0x66 && o <= 0x6f:
			b.WriteByte(byte('0' + o - 0x66))
		}
	}
	return b.String() // the last inherent vowel is silent
}

func indicConsonant(o rune) string {
	const first = 0x15
	table := [...]string{"k", "kh", "g", "gh", "n", "ch", "chh", "j", "jh", "n", "t", "th", "d", "dh", "n", "t", "th", "d",
		"dh", "n", "n", "p", "ph", "b", "bh", "m", "y", "r", "r", "l", "l", "l", "v", "sh", "sh", "s", "h"}
	if o >= 0x58 {
		return [...]string{"q", "kh", "gh", "z", "r", "rh", "f", "y"}[o-0x58]
	}
	return table[o-first]
}

func indicVowel(o rune) string {
	table := [...]string{"a", "a", "i", "i", "u", "u", "ri", "l", "e", "e", "e", "ai", "o", "o", "o", "au"}
	return table[o-0x05]
}

func thaiLetters(rs []rune) string {
	const consonants = "ก:k ข:kh ฃ:kh ค:kh ฅ:kh ฆ:kh ง:ng จ:ch ฉ:ch ช:ch ซ:s ฌ:ch ญ:y ฎ:d ฏ:t ฐ:th ฑ:th ฒ:th ณ:n ด:d ต:t ถ:th ท:th ธ:th น:n บ:b ป:p ผ:ph ฝ:f พ:ph ฟ:f ภ:ph ม:m ย:y ร:r ล:l ว:w ศ:s ษ:s ส:s ห:h ฬ:l อ:o ฮ:h"
	const vowels = "ะ:a ั:a า:a ำ:am ิ:i ี:i ึ:u ื:u ุ:u ู:u เ:e แ:ae โ:o ใ:ai ไ:ai ฤ:ri ็:e"
	var b strings.Builder
	lead := ""
	for i, r := range rs {
		if r >= 0xe80 {
			r -= 0x80 // Lao mirrors the Thai block
		}
		if s := listed(vowels, r); s != "" {
			if r >= 0xe40 && r <= 0xe44 { // written before its consonant
				lead = s
				continue
			}
			b.WriteString(s)
			continue
		}
		s := listed(consonants, r)
		if s == "" {
			continue
		}
		if i+1 < len(rs) && rs[i+1] == 0xe4c { // silenced
			continue
		}
		// ch is how the sound of จ and ช is passed on; initial kh, th and ph
		// are aspirated stops, not fricatives.
		switch s {
		case "kh":
			s = "k"
		case "th":
			s = "t"
		case "ph":
			s = "p"
		}
		b.WriteString(s)
		if lead != "" {
			b.WriteString(lead)
			lead = ""
		}
	}
	return b.String()
}

// listed finds a rune in a table written as 'rune:letters' parted by blanks.
func listed(table string, r rune) string {
	i := strings.Index(table, string(r)+":")
	if i < 0 {
		return ""
	}
	rest := table[i+len(string(r))+1:]
	if j := strings.IndexByte(rest, ' '); j >= 0 {
		rest = rest[:j]
	}
	return rest
}

func khmerLetters(rs []rune) string {
	table := [...]string{"k", "k", "k", "k", "ng", "ch", "ch", "ch", "ch", "nh", "d", "t", "d", "t", "n", "t", "t", "t", "t", "n",
		"p", "p", "p", "p", "m", "y", "r", "l", "v", "s", "s", "s", "h", "l", "a"}
	var b strings.Builder
	for _, r := range rs {
		switch {
		case r >= 0x1780 && r < 0x1780+rune(len(table)):
			b.WriteString(table[r-0x1780])
		case r >= 0x17b6 && r <= 0x17c5:
			b.WriteString([...]string{"a", "i", "i", "u", "u", "o", "u", "uo", "ae", "ie", "ie", "e", "ae", "ai", "o", "au"}[r-0x17b6])
		case r >= 0x17a3 && r <= 0x17b3:
			b.WriteString("a")
		case r == 0x17c6:
			b.WriteByte('m')
		}
	}
	return b.String()
}

func myanmarLetters(rs []rune) string {
	table := [...]string{"k", "k", "g", "g", "ng", "s", "s", "z", "z", "ny", "ny", "t", "t", "d", "d", "n", "t", "t", "d", "d", "n",
		"p", "p", "b", "b", "m", "y", "r", "l", "w", "th", "h", "l", "a"}
	var b strings.Builder
	for _, r := range rs {
		switch {
		case r >= 0x1000 && r < 0x1000+rune(len(table)):
			b.WriteString(table[r-0x1000])
		case r >= 0x102b && r <= 0x1032:
			b.WriteString([...]string{"a", "a", "i", "i", "u", "u", "e", "e"}[r-0x102b])
		case r == 0x103b || r == 0x103c:
			b.WriteByte('y')
		case r == 0x103d:
			b.WriteByte('w')
		}
	}
	return b.String()
}

// ethiopicLetters uses the order of the block: rows of eight, one consonant
// each, the column giving the vowel.
func ethiopicLetters(rs []rune) string {
	rows := [...]string{"h", "l", "h", "m", "s", "r", "s", "sh", "q", "q", "q", "q", "b", "v", "t", "ch", "h", "h", "n", "ny", "a",
		"k", "k", "k", "k", "w", "a", "z", "zh", "y", "d", "d", "j", "g", "g", "g", "t", "ch", "p", "ts", "ts", "f", "p"}
	vowels := [...]string{"e", "u", "i", "a", "e", "", "o", "wa"}
	var b strings.Builder
	for _, r := range rs {
		o := int(r - 0x1200)
		if o < 0 || o/8 >= len(rows) {
			continue
		}
		b.WriteString(rows[o/8])
		b.WriteString(vowels[o%8])
	}
	return b.String()
}

func kanaLetters(rs []rune) string {
	const table = "あ:a い:i う:u え:e お:o か:ka き:ki く:ku け:ke こ:ko が:ga ぎ:gi ぐ:gu げ:ge ご:go さ:sa し:shi す:su せ:se そ:so ざ:za じ:ji ず:zu ぜ:ze ぞ:zo た:ta ち:chi つ:tsu て:te と:to だ:da ぢ:ji づ:zu で:de ど:do な:na に:ni ぬ:nu ね:ne の:no は:ha ひ:hi ふ:fu へ:he ほ:ho ば:ba び:bi ぶ:bu べ:be ぼ:bo ぱ:pa ぴ:pi ぷ:pu ぺ:pe ぽ:po ま:ma み:mi む:mu め:me も:mo や:ya ゆ:yu よ:yo ら:ra り:ri る:ru れ:re ろ:ro わ:wa ゐ:i ゑ:e を:o ん:n ゔ:vu"
	const small = "ぁ:a ぃ:i ぅ:u ぇ:e ぉ:o ゃ:ya ゅ:yu ょ:yo"
	out := []byte{}
	for _, r := range rs {
		if r >= 0x30a1 && r <= 0x30f6 {
			r -= 0x60
		}
		switch {
		case r == 'ー' || r == 'っ':
		case listed(small, r) != "":
			s := listed(small, r)
			// A small vowel takes the place of the one before it: ヴァ is va,
			// シャ is sha, キョ is kyo.
			if n := len(out); n > 1 {
				out = out[:n-1]
				if len(s) == 2 && n > 2 && out[len(out)-1] == 'h' || len(out) > 0 && out[len(out)-1] == 'j' && len(s) == 2 {
					s = s[1:]
				}
			}
			out = append(out, s...)
		default:
			out = append(out, listed(table, r)...)
		}
	}
	return string(out)
}

// plain strips the marks that romanise left for phonemes.
func plain(s string) string {
	if ascii(s) {
		return s
	}
	return marks.Replace(s)
}

var marks = strings.NewReplacer("č", "c", "š", "s", "ž", "z")

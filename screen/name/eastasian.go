package name

// compoundFamily tells whether a name in characters or Hangul begins with a
// family name of two.
func compoundFamily(rs []rune) bool {
	if len(rs) < 3 {
		return false
	}
	switch string(rs[:2]) {
	case "남궁", "황보", "선우", "제갈", "독고", "사공", "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "慕容", "司徒":
		return true
	}
	return false
}

// maxReadings bounds the ways in which one name is read as Korean or Chinese.
const maxReadings = 8

// readEastAsian fills in the Korean and Chinese readings of a person's name.
func (n *Name) readEastAsian(all []word) {
	words := untitled(all)
	east := true
	for _, w := range words {
		if w.middle {
			return // a foreigner's name, written by sound
		}
		east = east && (w.script == han || w.script == hangul)
	}
	if east && len(words) > 0 {
		n.readCharacters(words)
		// Hangul that is no Korean name spells a foreign one by sound.
		for _, w := range words {
			n.characters = n.characters || w.script == han
		}
		n.characters = n.characters || len(n.korean) > 0
		return
	}
	if n.readKontsevich(all); len(n.korean) == 0 && len(words) < len(all) {
		n.readKontsevich(words) // Пан Ги Мун is no Mr Gi Mun
	}
	var parts []string
	commaAt := 0
	for i, t := range n.tokens {
		switch t.kind {
		case titleToken:
			continue
		case initialToken:
			// O, U and I are families and syllables too, with no full stop.
			if t.dotted || !vowel(t.text[0]) {
				return
			}
		case particleToken:
			// So, An, Ha are families too.
		case nameToken:
		default:
			return
		}
		if t.open != closed {
			return
		}
		parts = append(parts, t.text)
		_ = i
	}
	if len(parts) < 2 || len(parts) > 4 {
		return
	}
	for i, w := range words {
		if w.comma && i < len(words)-1 {
			commaAt = i + 1
		}
	}
	n.readLatin(parts, commaAt)
}

func (n *Name) readLatin(parts []string, commaAt int) {
	first, last := true, true
	if commaAt == 1 {
		last = false
	}
	try := func(family string, given []string) {
		if f, ok := koreanFamilyNames().latin[family]; ok {
			n.addKorean(f, given)
		}
		if f := chinese().familyOf(family); len(f) > 0 {
			n.addChinese(f, given)
		}
	}
	if first {
		try(parts[0], parts[1:])
	}
	if last {
		try(parts[len(parts)-1], parts[:len(parts)-1])
	}
}

func (n *Name) addKorean(f familySet, given []string) {
	n.addReadings(f, given, func(g string, most int) [][]syllable {
		parses := parseKorean(g, most)
		if len(parses) == 0 && len(g) > 1 && g[0] == 'l' {
			// A lower-case L that stands for a capital I.
			parses = parseKorean("i"+g[1:], most)
		}
		return parses
	})
}

// addReadings adds the ways to read a given name in words, after a family.
func (n *Name) addReadings(f familySet, given []string, parse func(word string, most int) [][]syllable) {
	partial := [][]syllable{nil}
	for _, g := range given {
		parses := parse(g, 3)
		var next [][]syllable
		for _, p := range partial {
			for _, q := range parses {
				if len(p)+len(q) <= 3 && len(next) < maxReadings {
					next = append(next, append(p[:len(p):len(p)], q...))
				}
			}
		}
		partial = next
	}
	for _, g := range partial {
		if len(g) > 0 && len(n.korean) < maxReadings {
			n.korean = append(n.korean, koreanReading{family: f, given: g})
		}
	}
}

func (n *Name) addChinese(f pinyinSet, given []string) {
	partial := [][]pinyinSet{nil}
	for _, g := range given {
		parses := chinese().parsePinyin(g, 3)
		var next [][]pinyinSet
		for _, p := range partial {
			for _, q := range parses {
				if len(p)+len(q) <= 3 && len(next) < maxReadings {
					next = append(next, append(p[:len(p):len(p)], q...))
				}
			}
		}
		partial = next
	}
	for _, g := range partial {
		if len(g) > 0 && len(n.chinese) < maxReadings {
			n.chinese = append(n.chinese, chineseReading{f, g})
		}
	}
}

// readCharacters reads a name in Hangul or in Chinese characters, the latter
// both as Chinese and as Korean. The family name stands first, or, where the
// words are parted, may stand last.
func (n *Name) readCharacters(words []word) {
	var all []rune
	for _, w := range words {
		all = append(all, w.runes...)
	}
	if len(all) < 2 || len(all) > 6 {
		return
	}
	k := 1
	if compoundFamily(all) {
		k = 2
	}
	if len(words) > 1 && len(words[0].runes) <= 2 {
		k = len(words[0].runes)
	}
	n.readSplit(all[:k], all[k:])
	if last := words[len(words)-1]; len(words) > 1 && len(last.runes) <= 2 {
		n.readSplit(last.runes, all[:len(all)-len(last.runes)])
	}
}

func (n *Name) readSplit(family, given []rune) {
	if len(given) == 0 || len(given) > 5 {
		return
	}
	n.koreanCharacters(family, given)
	n.chineseCharacters(family, given)
}

func hangulReadings(r rune) []rune {
	if r >= 0xac00 && r <= 0xd7a3 {
		return []rune{r}
	}
	if h := hanTable()[r]; h != nil {
		return h.hangul
	}
	return nil
}

func (n *Name) koreanCharacters(family, given []rune) {
	var f familySet
	pinyin := ""
	if h := hanTable()[family[0]]; h != nil && len(family) == 1 {
		pinyin = h.pinyin[0]
	}
	if len(family) == 1 {
		for _, h := range hangulReadings(family[0]) {
			g := koreanFamilyNames().hangul[string(h)]
			f[0] |= g[0]
			f[1] |= g[1]
		}
	} else {
		f = koreanFamilyNames().hangul[string(family)]
	}
	if f.empty() {
		return
	}
	partial := [][]syllable{nil}
	for _, c := range given {
		var next [][]syllable
		for _, p := range partial {
			for _, h := range hangulReadings(c) {
				if s, ok := hangulSyllable(h); ok && len(next) < maxReadings {
					next = append(next, append(p[:len(p):len(p)], s))
				}
			}
		}
		partial = next
	}
	for _, g := range partial {
		if len(n.korean) < maxReadings {
			n.korean = append(n.korean, koreanReading{f, g, pinyin})
		}
	}
}

func (n *Name) chineseCharacters(family, given []rune) {
	t := chinese()
	set := func(r rune) pinyinSet {
		var s pinyinSet
		if h := hanTable()[r]; h != nil {
			for _, p := range h.pinyin {
				if num, ok := t.number[p]; ok {
					s = append(s, int16(num))
				}
			}
		}
		return s
	}
	f := set(family[0])
	if len(family) == 2 {
		a, b := hanTable()[family[0]], hanTable()[family[1]]
		if a == nil || b == nil {
			return
		}
		num, ok := t.number[a.pinyin[0]+b.pinyin[0]]
		if !ok {
			return
		}
		f = pinyinSet{int16(num)}
	}
	if len(f) == 0 {
		return
	}
	r := chineseReading{family: f}
	for _, c := range given {
		s := set(c)
		if len(s) == 0 {
			return
		}
		r.given = append(r.given, s)
	}
	if len(n.chinese) < maxReadings {
		n.chinese = append(n.chinese, r)
	}
}

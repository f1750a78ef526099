package name

import "sync"

// Korean names in Cyrillic letters follow the system of Kontsevich, and habits older
// than it: Ким Чен Ын is 김정은, Ли Ён Му 리영무. As in Latin letters a spelling stands for a
// set of Hangul syllables: final ㄴ and ㅇ are both н, о is ㅗ and ㅓ, and е is written for ё.
var (
	cyrillicOnsets = [...]onsetSpelling{
		{"кк", setOf(kGG)}, {"кх", setOf(kK)}, {"к", setOf(kG, kGG)}, {"г", setOf(kG)},
		{"тт", setOf(kDD)}, {"тх", setOf(kT)}, {"т", setOf(kD, kDD)}, {"д", setOf(kD)},
		{"пп", setOf(kBB)}, {"пх", setOf(kP)}, {"п", setOf(kB, kBB)}, {"б", setOf(kB)},
		{"чч", setOf(kJJ)}, {"чх", setOf(kCH)}, {"чж", setOf(kJ, kJJ)}, {"дж", setOf(kJ)}, {"дз", setOf(kJ)}, {"ч", setOf(kJ, kJJ, kCH)}, {"ц", setOf(kJ)},
		{"сс", setOf(kSS)}, {"с", setOf(kS, kSS)}, {"ш", setOf(kS)}, {"н", setOf(kN)}, {"м", setOf(kM)}, {"р", setOf(kR)}, {"л", setOf(kR)}, {"х", setOf(kH)}, {"", setOf(kZero)},
	}
	cyrillicNuclei = [...]nucleusSpelling{
		{"йя", setOf(vYae), 0, false}, {"йе", setOf(vYe), 0, false}, {"ый", setOf(vUi), 0, false}, {"ва", setOf(vWa), 0, false}, {"вэ", setOf(vWae), setOf(vWe, vOe), false},
		{"ве", setOf(vWe, vOe), setOf(vWae), false}, {"во", setOf(vWo), 0, false}, {"ви", setOf(vWi), 0, false}, {"уи", setOf(vWi, vUi), 0, false},
		{"а", setOf(vA), 0, false}, {"я", setOf(vYa), 0, false}, {"о", setOf(vO, vEo), 0, false}, {"ё", setOf(vYo, vYeo), 0, false}, {"у", setOf(vU), setOf(vEu), false}, {"ю", setOf(vYu), 0, false},
		{"ы", setOf(vEu), 0, false}, {"и", setOf(vI), setOf(vUi), false}, {"э", setOf(vAe, vE), 0, false}, {"е", setOf(vE, vYeo, vYe), setOf(vEo, vYo, vOe), false},
	}
	cyrillicCodas = [...]codaSpelling{
		{"нг", codaNg}, {"нъ", codaNg}, {"нь", codaN}, {"н", codaN | codaNg}, {"к", codaK}, {"г", codaK}, {"ль", codaL}, {"л", codaL}, {"р", codaL}, {"м", codaM},
		{"п", codaP}, {"б", codaP}, {"т", codaT}, {"д", codaT}, {"с", codaT}, {"", codaNone},
	}
)

// parseKontsevich reads a Cyrillic word as Korean syllables, in every way that covers it
// whole.
func parseKontsevich(s string, most int) [][]syllable {
	if s == "" || len(s) > 14*most { // two bytes a letter
		return nil
	}
	return walkSyllables(s, most, cyrillicOnsets[:], cyrillicNuclei[:], cyrillicCodas[:])
}

// familySyllables are the Hangul syllables of the families of one syllable, by the
// number of the family.
var familySyllables = sync.OnceValue(func() [][]syllable {
	out := make([][]syllable, len(koreanFamilies))
	for i, f := range koreanFamilies[:len(koreanFamilies)-6] {
		for _, h := range f.hangul {
			if s, ok := hangulSyllable(h); ok {
				out[i] = append(out[i], s)
			}
		}
	}
	return out
})

// readKontsevich adds the Korean readings of a name in Cyrillic letters, its family name
// first or last.
func (n *Name) readKontsevich(words []word) {
	if len(words) < 2 || len(words) > 4 {
		return
	}
	parts := make([]string, len(words))
	for i, w := range words {
		if w.script != cyrillic || w.dot {
			return
		}
		parts[i] = string(w.runes)
	}
	try := func(family string, given []string) {
		var f familySet
		for _, p := range parseKontsevich(family, 1) {
			for i, list := range familySyllables() {
				for _, s := range list {
					if s.onset&p[0].onset != 0 && s.nucleus&p[0].nucleus != 0 && s.coda&p[0].coda != 0 {
						f[i/64] |= 1 << (i % 64)
					}
				}
			}
		}
		if !f.empty() {
			n.addReadings(f, given, parseKontsevich)
		}
	}
	try(parts[0], parts[1:])
	if !words[0].comma {
		try(parts[len(parts)-1], parts[:len(parts)-1])
	}
}

package name

import (
	mathbits "math/bits"
	"sync"
)

// A romanised Korean syllable stands for a set of Hangul syllables: the same
// letters are used for different vowels (in the practice of the North o is ㅗ
// or ㅓ, u is ㅜ or ㅡ), and apostrophes that tell them apart get lost. So each
// part of a syllable is a set of letters, and two spellings meet where all
// three sets have a letter in common.
type syllable struct {
	onset   uint32 // bits in the order of Unicode's 19 leading consonants
	nucleus uint32 // bits in the order of Unicode's 21 vowels
	coda    uint8  // bits, see the coda constants
	// likely are the vowels that the spelling means in most systems; the rest
	// of nucleus are readings of habit.
	likely uint32
}

const (
	codaNone = 1 << iota
	codaK
	codaN
	codaT
	codaL
	codaM
	codaP
	codaNg
)

// Unicode's order of leading consonants and of vowels.
const (
	kG = iota
	kGG
	kN
	kD
	kDD
	kR
	kM
	kB
	kBB
	kS
	kSS
	kZero
	kJ
	kJJ
	kCH
	kK
	kT
	kP
	kH
)

const (
	vA = iota
	vAe
	vYa
	vYae
	vEo
	vE
	vYeo
	vYe
	vO
	vWa
	vWae
	vOe
	vYo
	vU
	vWo
	vWe
	vWi
	vYu
	vEu
	vUi
	vI
)

func setOf(ns ...int) uint32 {
	var m uint32
	for _, n := range ns {
		m |= 1 << n
	}
	return m
}

type onsetSpelling struct {
	text string
	set  uint32
}

type nucleusSpelling struct {
	text          string
	likely, habit uint32
	// closed: the readings of habit hold only before a final consonant.
	closed bool
}

type codaSpelling struct {
	text string
	set  uint8
}

var onsetSpellings = [...]onsetSpelling{
	{"kk", setOf(kGG, kK)}, {"kh", setOf(kK)}, {"k", setOf(kG, kGG, kK)}, {"gg", setOf(kGG)}, {"g", setOf(kG, kGG)},
	{"tt", setOf(kDD)}, {"th", setOf(kT)}, {"t", setOf(kD, kDD, kT)}, {"dd", setOf(kDD)}, {"d", setOf(kD, kDD)},
	{"pp", setOf(kBB)}, {"ph", setOf(kP)}, {"p", setOf(kB, kBB, kP)}, {"bb", setOf(kBB)}, {"b", setOf(kB, kBB)},
	{"jj", setOf(kJJ)}, {"j", setOf(kJ, kJJ)}, {"tch", setOf(kCH, kJJ)}, {"ch", setOf(kJ, kJJ, kCH)},
	{"ss", setOf(kSS)}, {"sh", setOf(kS)}, {"s", setOf(kS, kSS)}, {"n", setOf(kN)}, {"m", setOf(kM)},
	{"rh", setOf(kR)}, {"r", setOf(kR)}, {"l", setOf(kR)}, {"h", setOf(kH)}, {"", setOf(kZero)},
}

var nucleusSpellings = [...]nucleusSpelling{
	{"yeo", setOf(vYeo), 0, false}, {"yae", setOf(vYae), setOf(vYe), false}, {"you", setOf(vYeo), setOf(vYu), false}, {"yoo", setOf(vYu), setOf(vU), false},
	{"yah", setOf(vYa), 0, false}, {"ya", setOf(vYa), 0, false}, {"yo", setOf(vYo, vYeo), 0, false}, {"ye", setOf(vYe), setOf(vYae, vYeo), false},
	{"yu", setOf(vYu), setOf(vYeo), false}, {"yi", setOf(vI, vUi), 0, false},
	{"weo", setOf(vWo), 0, false}, {"wae", setOf(vWae), setOf(vOe, vWe), false}, {"woo", setOf(vU), 0, false}, {"wa", setOf(vWa), 0, false},
	{"we", setOf(vWe), setOf(vOe, vWae), false}, {"wo", setOf(vWo), 0, false}, {"wi", setOf(vWi), setOf(vUi), false},
	{"eui", setOf(vUi), 0, false}, {"eu", setOf(vEu), 0, false}, {"eo", setOf(vEo), 0, false}, {"ee", setOf(vI), setOf(vUi), false}, {"ei", setOf(vE), 0, false},
	{"ae", setOf(vAe), setOf(vE), false}, {"ai", setOf(vAe), 0, false}, {"ay", setOf(vAe), 0, false}, {"ah", setOf(vA), 0, false}, {"a", setOf(vA), 0, false},
	{"oe", setOf(vOe), setOf(vWe), false}, {"oi", setOf(vOe), 0, false}, {"oo", setOf(vU), setOf(vEu), false}, {"ou", setOf(vU), setOf(vEu, vEo), false},
	{"oh", setOf(vO), setOf(vEo), false}, {"o", setOf(vO, vEo), 0, false},
	{"ui", setOf(vUi), setOf(vWi), false}, {"uh", setOf(vEo), setOf(vU, vEu), false}, {"u", setOf(vU, vEu), setOf(vEo), true},
	{"e", setOf(vE), setOf(vAe), false}, {"ih", setOf(vI), 0, false}, {"i", setOf(vI, vUi), 0, false},
}

var codaSpellings = [...]codaSpelling{
	{"ng", codaNg}, {"n", codaN}, {"k", codaK}, {"g", codaK}, {"ck", codaK}, {"l", codaL}, {"r", codaL}, {"m", codaM},
	{"p", codaP}, {"b", codaP}, {"t", codaT}, {"d", codaT}, {"s", codaT}, {"h", codaNone}, {"", codaNone},
}

const (
	// maxParses bounds the ways in which one word can be read as syllables
	// (Jongun is Jong-un or Jon-gun).
	maxParses    = 6
	maxSyllables = 4
)

// parseKorean reads a Latin word as one to three Korean syllables, in every
// way that covers it whole.
func parseKorean(s string, most int) [][]syllable {
	if len(s) == 0 || len(s) > 7*most {
		return nil
	}
	return walkSyllables(s, most, onsetSpellings[:], nucleusSpellings[:], codaSpellings[:])
}

// walkSyllables reads a word by the spellings of a script.
func walkSyllables(s string, most int, onsets []onsetSpelling, nuclei []nucleusSpelling, codas []codaSpelling) [][]syllable {
	var out [][]syllable
	var walk func(rest string, got []syllable)
	walk = func(rest string, got []syllable) {
		if len(out) >= maxParses {
			return
		}
		if rest == "" {
			out = append(out, append([]syllable(nil), got...))
			return
		}
		if len(got) == most {
			return
		}
		for _, on := range onsets {
			if len(rest) < len(on.text) || rest[:len(on.text)] != on.text {
				continue
			}
			r1 := rest[len(on.text):]
			for _, nu := range nuclei {
				if len(r1) < len(nu.text) || r1[:len(nu.text)] != nu.text {
					continue
				}
				r2 := r1[len(nu.text):]
				for _, co := range codas {
					if len(r2) < len(co.text) || r2[:len(co.text)] != co.text {
						continue
					}
					syl := syllable{onset: on.set, nucleus: nu.likely, likely: nu.likely, coda: co.set}
					if !nu.closed || co.set != codaNone {
						syl.nucleus |= nu.habit
					}
					walk(r2[len(co.text):], append(got, syl))
				}
			}
		}
	}
	walk(s, make([]syllable, 0, most))
	return out
}

// hangulSyllable takes a Hangul syllable apart by arithmetic.
func hangulSyllable(r rune) (syllable, bool) {
	if r < 0xac00 || r > 0xd7a3 {
		return syllable{}, false
	}
	codas := [28]uint8{codaNone, codaK, codaK, codaK, codaN, codaN, codaN, codaT, codaL, codaK, codaM, codaL, codaL, codaL,
		codaP, codaL, codaM, codaP, codaP, codaT, codaT, codaNg, codaT, codaT, codaK, codaT, codaP, codaT}
	o := int(r - 0xac00)
	v := uint32(1) << (o % 588 / 28)
	return syllable{onset: 1 << (o / 588), nucleus: v, likely: v, coda: codas[o%28]}, true
}

// koreanFamilies are the family names, each with its Hangul and its spellings.
// Families that differ only by the initial-sound law (리 and 이) are one.
var koreanFamilies = [...]struct {
	hangul string
	latin  string
}{
	{"김", "kim gim ghim"}, {"리이", "ri lee yi rhee li i rhie ree lih yee rih"}, {"박", "pak park bak bark pack"}, {"최", "choe choi choy chey"},
	{"정", "jong jung jeong chung chong cheong joung jeung"}, {"강", "kang gang kahng"}, {"조", "jo cho joe"}, {"윤", "yun yoon youn"},
	{"장", "jang chang"}, {"림임", "rim lim im yim leem rhim"}, {"한", "han hahn"}, {"오", "o oh"}, {"서", "so seo suh suh"}, {"신", "sin shin"},
	{"권", "kwon gwon kwun kweon"}, {"황", "hwang whang"}, {"안", "an ahn"}, {"송", "song"}, {"류유", "ryu yu yoo ryoo you liu yoou"},
	{"홍", "hong"}, {"전", "jon jeon chon chun jun cheon"}, {"고", "ko go koh"}, {"문", "mun moon"}, {"량양", "yang ryang lyang"}, {"손", "son sohn"},
	{"배", "pae bae bai"}, {"백", "paek baek baik paik back"}, {"허", "ho heo huh hur"}, {"남", "nam nahm"}, {"심", "sim shim"},
	{"로노", "ro roh noh no rho"}, {"하", "ha hah"}, {"곽", "kwak gwak"}, {"성", "song sung seong"}, {"차", "cha"}, {"주", "ju chu joo"},
	{"우", "u woo wu"}, {"구", "ku goo gu koo"}, {"민", "min"}, {"라나", "ra na rah nah la"}, {"진", "jin chin"}, {"지", "ji chi jee"},
	{"엄", "om eom um uhm eum"}, {"채", "chae"}, {"원", "won weon"}, {"천", "chon cheon chun"}, {"방", "pang bang"}, {"공", "kong gong"},
	{"현", "hyon hyun hyeon"}, {"함", "ham hahm"}, {"렴염", "ryom yom yeom yum ryeom"}, {"려여", "ryo yo yeo ryeo"}, {"추", "chu choo"},
	{"도", "to do doh"}, {"소", "so soh"}, {"석", "sok seok suk"}, {"선", "son sun seon"}, {"설", "sol seol sul"}, {"마", "ma mah"}, {"길", "kil gil"},
	{"련연", "ryon yon yeon youn"}, {"위", "wi wee"}, {"표", "pyo phyo"}, {"명", "myong myung myeong"}, {"기", "ki gi kee"}, {"반", "pan ban"},
	{"왕", "wang"}, {"금", "kum geum keum gum"}, {"옥", "ok ock"}, {"륙육", "yuk ryuk"}, {"인", "in"}, {"맹", "maeng"}, {"제", "je che"},
	{"모", "mo"}, {"탁", "thak tak"}, {"국", "kuk guk kook"}, {"은", "un eun"}, {"태", "thae tae"}, {"복", "pok bok"}, {"형", "hyong hyung hyeong"},
	{"경", "kyong kyung gyeong"}, {"계", "kye gye"}, {"피", "phi pi"}, {"두", "tu du doo"}, {"봉", "pong bong"}, {"변", "pyon byun byeon pyun"},
	{"예", "ye"}, {"빈", "pin bin"}, {"동", "tong dong"}, {"온", "on"}, {"호", "ho"}, {"범", "pom beom bum"}, {"좌", "jwa chwa"}, {"용룡", "yong ryong"},
	{"감", "kam gam"}, {"판", "phan pan"}, {"단", "tan dan"}, {"당", "tang dang"}, {"갈", "kal gal"}, {"상", "sang"}, {"시", "si shi"}, {"부", "pu bu"},
	{"편", "phyon pyon pyeon pyun"},
	{"남궁", "namgung namkung"}, {"황보", "hwangbo hwangpo"}, {"선우", "sonu seonwoo sunwoo sonwu"}, {"제갈", "jegal chegal"}, {"독고", "tokko dokgo"}, {"사공", "sagong"},
}

// familySet is a set of Korean families by their number in the table.
type familySet [2]uint64

func (f familySet) meets(g familySet) bool { return f[0]&g[0] != 0 || f[1]&g[1] != 0 }
func (f familySet) empty() bool            { return f == familySet{} }

type koreanFamilyTable struct {
	latin, hangul map[string]familySet
	// group is the smallest family number that a chain of shared spellings
	// leads to: families that one spelling can mean share it.
	group map[int]int
}

var koreanFamilyNames = sync.OnceValue(func() *koreanFamilyTable {
	t := &koreanFamilyTable{latin: map[string]familySet{}, hangul: map[string]familySet{}, group: map[int]int{}}
	parent := make([]int, len(koreanFamilies))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	owner := map[string]int{}
	join := func(key string, i int) {
		if j, ok := owner[key]; ok {
			a, b := find(i), find(j)
			parent[max(a, b)] = min(a, b)
		} else {
			owner[key] = i
		}
	}
	for i, f := range koreanFamilies {
		for s := range fields(f.latin) {
			set := t.latin[s]
			set[i/64] |= 1 << (i % 64)
			t.latin[s] = set
			join(s, i)
		}
		var names []string
		if i >= len(koreanFamilies)-6 {
			names = []string{f.hangul}
		} else {
			for _, h := range f.hangul {
				names = append(names, string(h))
			}
		}
		for _, h := range names {
			set := t.hangul[h]
			set[i/64] |= 1 << (i % 64)
			t.hangul[h] = set
			join(h, i)
		}
	}
	for i := range koreanFamilies {
		t.group[i] = find(i)
	}
	return t
})

// koreanReading is one way to read a name as Korean.
type koreanReading struct {
	family familySet
	given  []syllable
	// pinyin is that of a family written as a character, empty for other writings: 程 and
	// 何 are two families, though in one order or the other both read as Jeong or Ha.
	pinyin string
}

// onsetClass joins the consonants that one spelling can mean or that the
// initial-sound law exchanges.
func onsetClass(set uint32) byte {
	switch {
	case set&setOf(kG, kGG, kK) != 0:
		return 'k'
	case set&setOf(kD, kDD, kT) != 0:
		return 't'
	case set&setOf(kB, kBB, kP) != 0:
		return 'p'
	case set&setOf(kJ, kJJ, kCH) != 0:
		return 'j'
	case set&setOf(kS, kSS) != 0:
		return 's'
	case set&setOf(kM) != 0:
		return 'm'
	case set&setOf(kH) != 0:
		return 'h'
	}
	return 'n' // ㄴ, ㄹ and none exchange at the head of a word
}

// syllableMeet is how near two syllables are, 0 where they differ.
func syllableMeet(a, b syllable) float64 {
	if a.coda&b.coda == 0 || a.nucleus&b.nucleus == 0 {
		return 0
	}
	sim := 1.0
	if a.likely&b.likely == 0 {
		sim -= 0.06
	}
	if a.onset&b.onset == 0 {
		if onsetClass(a.onset) != onsetClass(b.onset) {
			return 0
		}
		if onsetClass(a.onset) == 'n' && !soundLaw(a, b) {
			return 0
		}
		sim -= 0.10
	}
	if a != b {
		sim -= 0.02
	}
	return sim
}

// soundLaw tells whether the initial-sound law lets the two onsets stand for
// one: ㄹ is nothing or ㄴ, and ㄴ is nothing before i and y.
func soundLaw(a, b syllable) bool {
	iy := setOf(vI, vYa, vYae, vYeo, vYe, vYo, vYu, vUi)
	both := a.nucleus & b.nucleus
	r := (a.onset | b.onset) & setOf(kR)
	n := (a.onset | b.onset) & setOf(kN)
	zero := (a.onset | b.onset) & setOf(kZero)
	switch {
	case r != 0 && n != 0:
		return true
	case zero != 0 && (r != 0 || n != 0):
		return both&iy != 0
	}
	return false
}

// koreanMeet is how near two readings are, 0 where they differ.
func koreanMeet(a, b koreanReading) float64 {
	if len(a.given) != len(b.given) || !a.family.meets(b.family) || a.pinyin != b.pinyin && a.pinyin != "" && b.pinyin != "" {
		return 0
	}
	sum := 0.99
	if a.family == b.family {
		sum = 1
	}
	for i := range a.given {
		s := syllableMeet(a.given[i], b.given[i])
		if s == 0 {
			return 0
		}
		sum += s
	}
	return sum / float64(len(a.given)+1)
}

// keys are the classes under which readings that meet are found: one for each
// group of families that the reading's family belongs to.
func (r koreanReading) keys() []string {
	var given []byte
	for _, s := range r.given {
		given = append(given, onsetClass(s.onset), s.coda)
	}
	var out []string
	seen := familySet{}
	for i := range koreanFamilies {
		if r.family[i/64]&(1<<(i%64)) == 0 {
			continue
		}
		g := koreanFamilyNames().group[i]
		if seen[g/64]&(1<<(g%64)) != 0 {
			continue
		}
		seen[g/64] |= 1 << (g % 64)
		out = append(out, "K"+string([]byte{byte(g)})+string(given))
	}
	return out
}

// sharedFamily is the number of the most frequent family that both can be.
func (r koreanReading) sharedFamily(o koreanReading) int {
	for i := range koreanFamilies {
		if r.family[i/64]&o.family[i/64]&(1<<(i%64)) != 0 {
			return i
		}
	}
	return len(koreanFamilies)
}

// common spells in Hangul what two readings that meet share.
func (r koreanReading) common(o koreanReading) string {
	var out []rune
	if i := r.sharedFamily(o); i < len(koreanFamilies) {
		out = append(out, []rune(koreanFamilies[i].hangul)[0])
	}
	for i, a := range r.given {
		b := o.given[i]
		onset, nucleus := a.onset&b.onset, a.likely&b.likely
		if onset == 0 {
			onset = a.onset
		}
		if nucleus == 0 {
			nucleus = a.nucleus & b.nucleus
		}
		if nucleus&setOf(vI) != 0 {
			nucleus = setOf(vI) // i is ㅣ before it is ㅢ
		}
		if onset&setOf(kCH) != 0 {
			onset = setOf(kCH) // both write ch
		}
		codas := map[uint8]rune{codaK: 1, codaN: 4, codaT: 7, codaL: 8, codaM: 16, codaP: 17, codaNg: 21}
		out = append(out, 0xac00+rune(mathbits.TrailingZeros32(onset)*21+mathbits.TrailingZeros32(nucleus))*28+codas[a.coda])
	}
	return string(out)
}

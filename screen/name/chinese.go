package name

import (
	"strings"
	"sync"
)

// A romanised Chinese syllable stands for a set of pinyin syllables: Wade-Giles
// without its apostrophes writes zh, ch, j and q alike, and Cantonese, Hokkien
// and Hakka families spell theirs by their own sound.
type chineseTable struct {
	number   map[string]int       // pinyin syllable to number
	spelt    map[string]pinyinSet // any spelling to what it can mean
	families map[string]pinyinSet // spellings of family names in other tongues
	names    []string             // the syllable of a number
	isFamily []bool
	class    []int // number to the smallest number of its class
}

// pinyinSet is a set of syllables by number, few and sorted by likelihood; the
// first is what the spelling means as pinyin, if it is pinyin.
type pinyinSet []int16

const pinyinFamilies = "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lv lu ding ren yao shen zhong cui tan fan jin shi xia fu fang zou xiong bai meng qin qiu hou yin xue yan duan lei long tao mao hao gu gong shao wan qian dai mo kong xiang chang kang an tong qi niu ge xing ji mi ning pei piao quan rao ruan sha shan shang shu si tie wen xin xuan you yue zha zhan zhen zhi zhuang zi zong zuo bao bi bian bo bu cen chai che chi chu cong diao dou fei gan geng guan gui hai hua huan hui huo jia jian jiao jie jing ju ke kuang lai lan lang lao le leng lian liao ling lou man mei miao min mu nan ni nie ou pang pu qiao qu rong sheng shui sui tai tu wo xi yi ying yun zang ai ba chuan ouyang sima zhuge shangguan murong"

const otherFamilies = "wong:wang,huang chan:chen cheung:zhang cheong:zhang lee:li ng:wu,huang lam:lin lim:lin lau:liu kwok:guo kuo:guo hui:xu,hui choi:cai yeung:yang ho:he cheng:zheng,cheng tang:deng,tang leung:liang chow:zhou,cao chau:zhou chiu:zhao,qiu tse:xie tsang:zeng yip:ye ip:ye fung:feng kwan:guan lo:luo,lu mak:mai poon:pan so:su tam:tan tsui:xu,cui wan:yun,wen,wan yuen:yuan,ruan tan:chen,tan ong:wang goh:wu teo:zhang koh:xu chua:cai law:luo hung:hong,kong kong:jiang,kong lui:lei,lu,lv man:wen pang:peng,pang siu:xiao sin:xian tong:tang,tong mok:mo kam:jin,gan au:ou chu:zhu loh:luo soh:su toh:du sim:shen kok:guo lok:luo shum:cen sham:shen yiu:yao kwong:kuang szeto:situ ngai:wei hsiung:xiong eng:ying,wu low:liu,luo neo:liang tay:zheng wee:huang yap:ye chung:zhong,zheng fok:huo hon:han woo:hu,wu yan:ren,yan"

var chinese = sync.OnceValue(func() *chineseTable {
	t := &chineseTable{number: map[string]int{}, spelt: map[string]pinyinSet{}, families: map[string]pinyinSet{}}
	add := func(p string) {
		if _, ok := t.number[p]; !ok && strings.ContainsAny(p, "aeiouv") {
			t.number[p] = len(t.number)
		}
	}
	for line := range strings.Lines(hanText) {
		py, _, _ := strings.Cut(line, "|")
		for p := range fields(py) {
			add(p)
		}
	}
	for p := range fields(pinyinFamilies + " situ") {
		add(p)
	}
	t.isFamily = make([]bool, len(t.number))
	t.class = make([]int, len(t.number))
	for i := range t.class {
		t.class[i] = i
	}
	for p := range fields(pinyinFamilies + " situ") {
		t.isFamily[t.number[p]] = true
	}
	meaning := func(into map[string]pinyinSet, spelling string, p string) {
		n := int16(t.number[p])
		for _, have := range into[spelling] {
			if have == n {
				return
			}
		}
		into[spelling] = append(into[spelling], n)
	}
	names := make([]string, len(t.number))
	for p, n := range t.number {
		names[n] = p
	}
	t.names = names
	for _, p := range names {
		meaning(t.spelt, p, p)
		meaning(t.spelt, strings.ReplaceAll(p, "v", "u"), p)
		if strings.Contains(p, "v") {
			meaning(t.spelt, strings.ReplaceAll(p, "v", "yu"), p)
			meaning(t.spelt, strings.ReplaceAll(p, "v", "ue"), p)
		}
	}
	for _, p := range names {
		for _, w := range wadeGiles(p) {
			meaning(t.spelt, w, p)
		}
	}
	for entry := range fields(otherFamilies) {
		s, ps, _ := strings.Cut(entry, ":")
		for _, p := range strings.Split(ps, ",") {
			if _, ok := t.number[p]; ok {
				meaning(t.families, s, p)
			}
		}
	}
	join := func(set pinyinSet) {
		for _, n := range set {
			a, b := t.root(int(n)), t.root(int(set[0]))
			t.class[max(a, b)] = min(a, b)
		}
	}
	for _, set := range t.spelt {
		join(set)
	}
	for s, set := range t.families {
		join(append(append(pinyinSet{}, set...), t.spelt[s]...))
	}
	for i := range t.class {
		t.class[i] = t.root(i)
	}
	return t
})

func (t *chineseTable) root(i int) int {
	for t.class[i] != i {
		i = t.class[i]
	}
	return i
}

// wadeGiles spells a pinyin syllable by Wade-Giles, apostrophes lost as in
// passports and the press.
func wadeGiles(p string) []string {
	initial, final := "", p
	for _, i := range []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s"} {
		if strings.HasPrefix(p, i) {
			initial, final = i, p[len(i):]
			break
		}
	}
	head := map[string]string{"b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "r": "j", "z": "ts", "c": "ts"}
	w := initial
	if h, ok := head[initial]; ok {
		w = h
	}
	if final == "i" {
		switch initial {
		case "zh", "ch":
			return []string{"chih"}
		case "sh":
			return []string{"shih"}
		case "r":
			return []string{"jih"}
		case "z", "c":
			return []string{"tzu", "tsu"}
		case "s":
			return []string{"szu", "ssu"}
		}
	}
	tail := strings.NewReplacer("ong", "ung", "ian", "ien", "ve", "ueh")
	f := tail.Replace(final)
	switch {
	case final == "ie":
		f = "ieh"
	case final == "ue":
		f = "ueh"
	case final == "uo" && initial != "g" && initial != "k" && initial != "h" && initial != "sh":
		f = "o"
	case final == "e" && (initial == "g" || initial == "k" || initial == "h"):
		f = "o"
	case final == "iong":
		f = "iung"
	case initial == "" && p == "yi":
		return []string{"i"}
	case initial == "" && p == "yan":
		return []string{"yen"}
	case initial == "" && p == "ye":
		return []string{"yeh"}
	case initial == "" && p == "er":
		return []string{"erh"}
	case initial == "" && p == "yong":
		return []string{"yung"}
	case initial == "" && p == "you":
		return []string{"yu"}
	}
	f = strings.ReplaceAll(f, "v", "u")
	if w+f == p {
		return nil
	}
	return []string{w + f}
}

// chineseReading is one way to read a name as Chinese.
type chineseReading struct {
	family pinyinSet
	given  []pinyinSet
}

// parsePinyin cuts a word into one to three syllables, in every way that
// covers it whole.
func (t *chineseTable) parsePinyin(s string, most int) [][]pinyinSet {
	if len(s) == 0 || len(s) > 7*most {
		return nil
	}
	var out [][]pinyinSet
	var walk func(rest string, got []pinyinSet)
	walk = func(rest string, got []pinyinSet) {
		if len(out) >= maxParses {
			return
		}
		if rest == "" {
			out = append(out, append([]pinyinSet(nil), got...))
			return
		}
		if len(got) == most {
			return
		}
		for n := min(len(rest), 7); n >= 1; n-- {
			if set, ok := t.spelt[rest[:n]]; ok {
				walk(rest[n:], append(got, set))
			}
		}
	}
	walk(s, make([]pinyinSet, 0, most))
	return out
}

// familyOf tells the families that a Latin word can mean.
func (t *chineseTable) familyOf(s string) pinyinSet {
	var set pinyinSet
	for _, n := range t.spelt[s] {
		if t.isFamily[n] {
			set = append(set, n)
		}
	}
	for _, n := range t.families[s] {
		if !contains(set, n) {
			set = append(set, n)
		}
	}
	return set
}

func contains(s pinyinSet, n int16) bool {
	for _, m := range s {
		if m == n {
			return true
		}
	}
	return false
}

// pinyinMeet is how near two syllables are: 1 where both mean the same
// pinyin, less where only another system joins them.
func pinyinMeet(a, b pinyinSet) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if a[0] == b[0] {
		return 1
	}
	for _, n := range a {
		if contains(b, n) {
			return 0.95
		}
	}
	return 0
}

func chineseMeet(a, b chineseReading) float64 {
	if len(a.given) != len(b.given) {
		return 0
	}
	sum := pinyinMeet(a.family, b.family)
	if sum == 0 {
		return 0
	}
	for i := range a.given {
		s := pinyinMeet(a.given[i], b.given[i])
		if s == 0 {
			return 0
		}
		sum += s
	}
	return sum / float64(len(a.given)+1)
}

// keys are the classes under which readings that meet are found: one for each
// choice among the readings of a character.
func (t *chineseTable) keys(r chineseReading) []string {
	out := []string{"C"}
	put := func(s pinyinSet) {
		var classes []int
		for _, n := range s {
			c := t.class[n]
			known := false
			for _, have := range classes {
				known = known || have == c
			}
			if !known {
				classes = append(classes, c)
			}
		}
		next := make([]string, 0, len(out)*len(classes))
		for _, k := range out {
			for _, c := range classes {
				next = append(next, k+string([]byte{byte(c), byte(c >> 8)}))
			}
		}
		out = next
	}
	put(r.family)
	for _, g := range r.given {
		put(g)
	}
	return out
}

// common spells in pinyin what two readings that meet share.
func (t *chineseTable) common(a, b chineseReading) string {
	shared := func(x, y pinyinSet) string {
		for _, n := range x {
			if contains(y, n) {
				return t.names[n]
			}
		}
		return ""
	}
	out := shared(a.family, b.family)
	for i := range a.given {
		out += " " + shared(a.given[i], b.given[i])
	}
	return out
}

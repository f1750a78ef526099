package name

import "strings"

// Titles tell next to nothing and stand on one side only. Those in Latin letters are in
// the lexicon; here are the ones of other scripts, each in its own, since romanised many
// are names (пан is Mr, Pan a family), and those that stand behind a name.

// ownTitles are words of their own, in the script that they are written in; the class is
// that of the lexicon where the title is the same.
var ownTitles = lexicon("mr господин г-н", "mrs госпожа г-жа", "comrade товарищ тов", "mr пан", "mrs пані пани", "dr доктор", "professor профессор професор", "president президент",
	"minister министр міністр", "general генерал", "colonel полковник полковнік", "mr κύριος κος", "mrs κυρία", "dr δρ",
	"mr السيد السید", "mrs السيدة السیدة سيدة سيده", "sayyid سيد سید", "sayyida سیده", "dr الدكتور دكتور دکتر ڈاکٹر", "sheikh الشيخ شيخ شیخ الشیخ", "engineer المهندس مهندس", "haji الحاج حاج حاجي حاجی", "professor الأستاذ الاستاذ", "president الرئيس", "mr آقای آقا جناب", "mrs خانم محترمہ", "mullah ملا", "maulavi مولوی مولانا",
	"mr श्री श्रीमान", "mrs श्रीमती", "dr डॉ डॉक्टर",
	"mr 先生 氏 様 樣 さん さま 씨 님", "mrs 女士 小姐 夫人 여사", "dr 博士 박사", "president 主席 总统 總統 大统领 大統領 대통령", "minister 部长 部長 大臣 장관", "premier 总理 總理 首相 총리", "secretary 总书记 總書記 书记 書記",
	"chairman 委员长 委員長 위원장 국무위원장 주석", "general 将军 將軍 장군 대장", "comrade 同志 동지 동무", "professor 教授 교수", "head 会长 會長 会長 社長 회장 사장", "member 议员 議員 의원", "teacher 선생 선생님")

// honorific are the titles that people bear as part of their names, and lists with them.
var honorific = wordSet("haji sheikh mullah maulavi sayyid sayyida qari ustad ayatollah don")

// behind are the letters that stand behind a name: degrees and trades. Two letters are
// left out, which are initials and names elsewhere (Md is Mohammed, Ma a family).
var behind = wordSet("phd dphil mba emba bba msc bsc mphil mbbs llb llm esq esquire cpa cfa ret rtd retd")

// doubtful are those of them that are names too (Emeka Mba, Sok Ret): they stand behind two
// words and are written in capitals or with a full stop.
var doubtful = wordSet("mba ret")

// longestBehind is the most dotted parts that one of them is written in (M.B.A.).
const longestBehind = 4

// markTitles marks the words of a person's name that are titles, and cuts those off that
// a script without blanks has written into the name. What is left is a name: a family
// of one syllable before a title stays as it is (李先生 may be Mr Li or somebody's name).
func markTitles(words []word) []word {
	for k := range 2 * len(words) {
		i := k
		if i >= len(words) {
			i = 2*len(words) - 1 - k // once more backwards: titles stand in a row
		}
		w := &words[i]
		if w.title != "" || w.script <= latin || w.middle || i > 0 && words[i-1].middle {
			continue
		}
		class, more := ownTitles[string(w.runes)], 0
		if class == "" && len(w.runes) == 1 && i+1 < len(words) && words[i+1].glued {
			// The hyphen of г-н has parted it.
			if class = ownTitles[string(w.runes)+"-"+string(words[i+1].runes)]; class != "" {
				more = 1
			}
		}
		if class == "" {
			continue
		}
		for k := i; k <= i+more; k++ {
			words[k].title = class
		}
		if !nameLeft(words) || !atEdge(words, i) {
			for k := i; k <= i+more; k++ {
				words[k].title = ""
			}
		}
	}
	words = cutTitle(words)
	return markBehind(words)
}

// atEdge tells whether the title at i stands where titles do: at the head of a name or
// behind the comma of a list, in scripts without blanks at the end too. Elsewhere it is a
// name (محمد السيد), and before a single Arabic word it may be one.
func atEdge(words []word, i int) bool {
	first, last, names := true, true, 0
	for k, w := range words {
		switch {
		case w.title != "":
			continue
		case k < i:
			first = w.comma
		default:
			last = false
		}
		names++
	}
	if words[i].script == arabic && names < 2 {
		return false
	}
	return first || last && solid(words[i].script)
}

// cutTitle cuts titles off the end of the last word that is none.
func cutTitle(words []word) []word {
	last := len(words) - 1
	for last >= 0 && words[last].title != "" {
		last--
	}
	if last < 0 || !solid(words[last].script) {
		return words
	}
	for n := min(5, len(words[last].runes)-1); n >= 1; n-- {
		w := words[last]
		at := len(w.runes) - n
		class := ownTitles[string(w.runes[at:])]
		if class == "" {
			continue
		}
		cut := make([]word, 0, len(words)+1)
		cut = append(cut, words[:last]...)
		head, title := w, word{runes: w.runes[at:], script: w.script, glued: true, comma: w.comma, title: class}
		head.runes, head.comma = w.runes[:at], false
		cut = append(append(cut, head, title), words[last+1:]...)
		if nameLeft(cut) {
			return cutTitle(cut)
		}
	}
	return words
}

// nameLeft tells whether what is no title can be a name: a word, or in scripts without
// blanks two characters that are more than a family name.
func nameLeft(words []word) bool {
	var left [4]rune
	n := 0
	for _, w := range words {
		switch {
		case w.title != "":
		case !solid(w.script):
			return true
		default:
			for _, r := range w.runes {
				if n < len(left) {
					left[n] = r
				}
				n++
			}
		}
	}
	return n > 2 || n == 2 && !compoundFamily(append(left[:2:2], left[0]))
}

func solid(s script) bool { return s == han || s == hangul || s == kana }

// markBehind marks what stands behind a name, with and without full stops, and joins
// what these have parted.
func markBehind(words []word) []word {
	end := len(words)
	for end > 1 {
		found := 0
		for n := 1; n <= longestBehind && n < end; n++ {
			run := words[end-n : end]
			if n > 1 && (!run[1].glued || !run[0].dot) || run[0].script > latin {
				break
			}
			var b strings.Builder
			for _, w := range run {
				b.WriteString(string(w.runes))
			}
			if sure := end-n >= 2 && (run[0].capitals || run[n-1].dot); behind[b.String()] && (sure || !doubtful[b.String()]) {
				found = n
			}
		}
		if found == 0 {
			break
		}
		first := end - found
		for k := first; k < end; k++ {
			words[k].title = "behind"
		}
		if words[first-1].comma && first == 1 {
			words[first-1].comma = false // 'Bout, PhD' is no family name and a given name
		}
		end = first
	}
	return words
}

// untitled are the words of a name that are no titles.
func untitled(words []word) []word {
	for i := range words {
		if words[i].title == "" {
			continue
		}
		kept := append([]word(nil), words[:i]...)
		for _, w := range words[i+1:] {
			if w.title == "" {
				kept = append(kept, w)
			}
		}
		return kept
	}
	return words
}

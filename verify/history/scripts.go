package history

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// script is the writing that a token is in. Scripts without a name of their own
// here are told apart by their code block: they are compared with themselves only.
type script uint16

const (
	noScript script = iota
	latin
	cyrillic
	greek
	hangul
	kana
	han
	armenian
	hebrew
	arabic
	tibetan
	myanmar
	georgian
	ethiopic
	mongolian
	otherScripts // and, above it, the number of the block of 128 characters
)

func scriptOf(r rune) script {
	switch {
	case r < 0x0370, r >= 0x1E00 && r < 0x1F00:
		return latin
	case r < 0x0400, r >= 0x1F00 && r < 0x2000:
		return greek
	case r < 0x0530:
		return cyrillic
	case r < 0x0590:
		return armenian
	case r < 0x0600:
		return hebrew
	case r >= 0x0F00 && r < 0x1000:
		return tibetan
	case r >= 0x1000 && r < 0x10A0:
		return myanmar
	case r >= 0x10A0 && r < 0x1100, r >= 0x1C90 && r < 0x1CC0:
		return georgian
	case r >= 0x1800 && r < 0x18B0:
		return mongolian
	case r >= 0x0600 && r < 0x0700, r >= 0x0750 && r < 0x0780, r >= 0x08A0 && r < 0x0900:
		return arabic
	case r >= 0x1200 && r < 0x1400:
		return ethiopic
	case r >= 0xAC00 && r < 0xD7B0:
		return hangul
	case r >= 0x3040 && r < 0x3100:
		return kana
	case r >= 0x3400 && r < 0xA000, r >= 0x20000 && r < 0x32000, r == '々':
		return han
	}
	return otherScripts + script(r>>7)
}

// writable reports whether a settled transcription to Latin letters is built in.
func (s script) writable() bool { return s >= latin && s <= kana }

// appendLatin appends the Latin letters for r, a lower-case letter without marks.
// It appends nothing for a letter that has no sound of its own.
func appendLatin(b []byte, r rune) []byte {
	switch {
	case r >= 'a' && r <= 'z':
		return append(b, byte(r))
	case r >= 0xAC00 && r <= 0xD7A3:
		return appendHangul(b, r)
	case r >= 0x3040 && r < 0x3100:
		return appendKana(b, r)
	}
	switch r {
	case 'ß':
		return append(b, "ss"...)
	case 'æ':
		return append(b, "ae"...)
	case 'œ':
		return append(b, "oe"...)
	case 'ø':
		return append(b, 'o')
	case 'ł':
		return append(b, 'l')
	case 'đ', 'ð':
		return append(b, 'd')
	case 'þ':
		return append(b, "th"...)
	case 'ı':
		return append(b, 'i')
	case 'ə':
		return append(b, 'e')
	case 'ħ':
		return append(b, 'h')
	case 'ŋ':
		return append(b, "ng"...)
	}
	if s, ok := cyrillicLatin(r); ok {
		return append(b, s...)
	}
	if r >= 'α' && r <= 'ω' {
		return append(b, greekLatin[r-'α']...)
	}
	return b
}

var greekLatin = [...]string{
	"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o",
}

// cyrillicBasic runs from а to я, broadly as passports write it.
var cyrillicBasic = [...]string{
	"a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p",
	"r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
}

func cyrillicLatin(r rune) (string, bool) {
	if r >= 'а' && r <= 'я' {
		return cyrillicBasic[r-'а'], true
	}
	switch r {
	case 'є':
		return "ie", true
	case 'і':
		return "i", true
	case 'ґ', 'ғ':
		return "g", true
	case 'ђ':
		return "dj", true
	case 'ј':
		return "j", true
	case 'љ':
		return "lj", true
	case 'њ':
		return "nj", true
	case 'ћ':
		return "c", true
	case 'џ', 'ѕ':
		return "dz", true
	case 'қ':
		return "k", true
	case 'ұ', 'ү':
		return "u", true
	case 'ң':
		return "n", true
	case 'ә':
		return "a", true
	case 'ө':
		return "o", true
	case 'һ':
		return "h", true
	}
	return "", false
}

// The parts of a Hangul syllable in the Revised Romanization of 2000, final
// consonants as they sound before a pause.
var (
	hangulLead  = [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	hangulVowel = [...]string{
		"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
	}
	hangulTail = [...]string{
		"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
	}
)

// appendHangul writes a syllable by the arithmetic of the Unicode Standard, 3.12.
func appendHangul(b []byte, r rune) []byte {
	i := int(r - 0xAC00)
	b = append(b, hangulLead[i/588]...)
	b = append(b, hangulVowel[i%588/28]...)
	return append(b, hangulTail[i%28]...)
}

// kanaLatin runs from ぁ (U+3041) to ゔ (U+3094) in Hepburn's spelling; small
// letters that change the one before are handled in appendKana.
var kanaLatin = [...]string{
	"a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko", "go",
	"sa", "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "", "tsu", "zu", "te", "de", "to", "do",
	"na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "fu", "bu", "pu", "he", "be", "pe", "ho", "bo", "po",
	"ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu", "yo", "yo", "ra", "ri", "ru", "re", "ro", "wa", "wa", "i", "e", "o", "n", "vu",
}

func appendKana(b []byte, r rune) []byte {
	if r >= 0x30A1 && r <= 0x30F4 {
		r -= 0x60 // katakana to hiragana
	}
	if r < 0x3041 || r > 0x3094 {
		return b // length marks and repetition marks
	}
	switch r {
	case 'ゃ', 'ゅ', 'ょ':
		// きょ is kyo, しょ is sho: the vowel before it falls away.
		if n := len(b); n > 1 && b[n-1] == 'i' {
			b = b[:n-1]
			if b[n-2] == 'h' || b[n-2] == 'j' {
				return append(b, kanaLatin[r-0x3041][1:]...)
			}
		}
	}
	return append(b, kanaLatin[r-0x3041]...)
}

// plain takes letters apart from the marks that forms and airlines drop: accents
// on Latin, Greek and Cyrillic letters, vowel points of Arabic and Hebrew. Hangul
// stays in syllables. It returns the lower-case letter, or 0 for a mark.
func plain(r rune) rune {
	if r >= 0x0300 && r <= 0x036F || r >= 0x064B && r <= 0x0652 || r == 0x0640 || r >= 0x0591 && r <= 0x05C7 {
		return 0
	}
	if r >= 0xAC00 && r <= 0xD7A3 || r >= 0x3040 && r < 0x3100 {
		return r
	}
	if r >= 0xC0 {
		var buf [utf8.UTFMax]byte
		n := utf8.EncodeRune(buf[:], r)
		if d := norm.NFD.Properties(buf[:n]).Decomposition(); len(d) > 0 {
			// Decompositions are full ones: their first letter is the plain one.
			if first, _ := utf8.DecodeRune(d); first != r {
				return plain(first)
			}
		}
	}
	r = unicode.ToLower(r)
	if r >= 0x3400 && r < 0xA000 {
		if s, ok := simplified(r); ok {
			return s
		}
	}
	return r
}

// variants pairs the traditional form of characters that are common in names with
// the simplified one: 張 and 张 are one name.
const variants = "張张陳陈劉刘黃黄楊杨趙赵吳吴孫孙馬马鄭郑謝谢許许鄧邓馮冯蕭萧葉叶蔣蒋蘇苏盧卢鐘钟鍾钟賴赖範范陸陆羅罗賈贾鄒邹顧顾龍龙萬万錢钱湯汤喬乔賀贺龔龚" +
	"偉伟華华國国強强軍军傑杰東东寶宝麗丽鳳凤蘭兰紅红雲云飛飞義义學学曉晓穎颖靜静豐丰慶庆榮荣輝辉銘铭澤泽濤涛鵬鹏勝胜衛卫進进遠远達达賢贤貴贵鋒锋鋼钢長长開开陽阳" +
	"雙双齊齐維维紹绍緒绪聖圣興兴藝艺詩诗誠诚謙谦譚谭邊边關关韓韩顏颜魯鲁嚴严莊庄陰阴藍蓝聶聂閻阎譽誉禮礼樂乐愛爱佇伫倫伦億亿儀仪儒儒冪幂劍剑勁劲勵励區区嘉嘉圖图" +
	"壽寿夢梦嬌娇嬋婵孃娘實实寧宁審审導导島岛崗岗崙仑嶺岭巖岩帥帅師师廣广彥彦徑径恆恒惠惠慮虑憲宪應应懷怀戀恋戰战擇择敏敏斌斌時时曆历書书會会業业極极權权歐欧歡欢" +
	"氣气沖冲涼凉淵渊淺浅滿满潔洁潤润燦灿燕燕燁烨爾尔獻献環环瑋玮瑤瑶瑩莹璣玑畢毕盡尽祿禄禎祯積积竇窦筆笔節节築筑純纯紀纪細细終终結结絢绚綠绿綱纲緯纬練练縉缙績绩" +
	"繼继纓缨聞闻聰聪職职肅肃臨临舉举蓮莲薩萨蘊蕴裏里覺觉觀观訓训記记詠咏語语諒谅論论諾诺識识讓让財财貝贝質质贊赞趨趋躍跃軒轩輕轻輪轮辰辰運运選选還还鄉乡釗钊銀银銳锐" +
	"錦锦鎮镇鏡镜鐵铁鑒鉴門门閃闪閒闲間间闊阔隊队隨随雋隽雞鸡離离電电靈灵韻韵響响順顺須须頌颂領领頤颐題题顯显風风養养馨馨馳驰駿骏驍骁魏魏鯤鲲鳴鸣鴻鸿鵑鹃鶴鹤鷹鹰麥麦黨党齡龄" +
	"沢泽辺边浜滨広广斉齐栄荣桜樱竜龙恵惠徳德実实"

// simplified is the form that plain compares r by, and whether the table has r.
func simplified(r rune) (rune, bool) {
	s, ok := variantOf()[r]
	return s, ok
}

// variantOf is built at its first use: most dossiers never need it.
var variantOf = sync.OnceValue(func() map[rune]rune {
	m := make(map[rune]rune, len(variants)/6)
	var from rune
	for _, r := range variants {
		if from == 0 {
			from = r
			continue
		}
		m[from] = r
		from = 0
	}
	return m
})

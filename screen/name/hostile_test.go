package name

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile are names that somebody writes to be slow or to slip through.
func hostile() map[string]string {
	common := strings.Fields("mohammed ali hassan hussein ahmad abdul al bin muhammad khan ibrahim jose luis maria carlos garcia kim li wang chen jong song aleksandr vladimir sergey ivan ltd company trading international group general bank shipping")
	fill := func(unit string) string { return strings.Repeat(unit, 1+MaxBytes/len(unit))[:MaxBytes] }
	r := rand.New(rand.NewPCG(1, 9))
	var noise, letters, slips strings.Builder
	for noise.Len() < MaxBytes {
		noise.WriteRune(rune(r.IntN(0x11000)))
	}
	for i := range 200 {
		letters.WriteString(string(rune('a'+i%26)) + " ")
		w := common[i%len(common)]
		k := 1 + r.IntN(len(w)-1)
		slips.WriteString(w[:k] + string(rune('a'+r.IntN(26))) + w[k:] + " ")
	}
	return map[string]string{
		"common words":         fill(strings.Join(common, " ") + " "),
		"common words, one":    fill("mohammed "),
		"misspelt words":       slips.String(),
		"initials":             letters.String(),
		"two letters":          fill("bd kl mn pr st "),
		"Korean syllables":     fill("jong un song min chol yong "),
		"Chinese syllables":    fill("li wang zhang jian guo hua "),
		"one long word":        fill("abdulrahmanovich"),
		"Hangul":               fill("김정은 "),
		"characters":           fill("王建国李"),
		"Arabic":               fill("محمد علي حسن "),
		"scripts in a word":    fill("aбγדعक한漢"),
		"mixed scripts":        fill("Ali Али علي 알리 阿里 अली "),
		"zero-width":           fill("M\u200bo\u200dh\ufeffa\u2060m\u00adm\u200ce\u034fd A\u200bl\u200bi "),
		"bidirectional":        fill("\u202eilA\u202c \u2067demmahoM\u2069 "),
		"emoji":                fill("Ali 👨‍👩‍👧‍👦 Hassan 🏴󠁧󠁢󠁥󠁮󠁧󠁿 "),
		"lone surrogates":      fill("Ali \xed\xa0\x80Hassan\xed\xbf\xbf "),
		"invalid bytes":        fill("\xff\xfeAli\x80 "),
		"marks upon marks":     fill("A" + strings.Repeat("\u0301", 40) + "li "),
		"compatibility forms":  fill("\ufdfa "),
		"numbers":              fill("1 22 333 4444 "),
		"blanks":               fill(" \t\n\u2003"),
		"any runes":            noise.String(),
		"one letter":           fill("a"),
		"legal forms and bank": fill("LLC GmbH bank ООО Ltd "),
	}
}

// Whatever is asked, the answer comes in bounded time: MaxTokens words are compared
// at the most, and each meets a bounded number of listed ones. The bound is ten times
// what the slowest took on a busy machine.
func TestHostileNamesAreBounded(t *testing.T) {
	runtime.LockOSThread() // the clock is the thread's
	defer runtime.UnlockOSThread()
	x := buildIndex(loadSDN(t, dataFolder(t)))
	const bound = 500 * time.Millisecond
	for what, text := range hostile() {
		for _, kind := range []Kind{Any, Person, Entity} {
			start := cpuTime()
			q := Parse(text, kind)
			parsed := cpuTime()
			hits := x.Search(&q, Floor, 10)
			took := cpuTime()
			if len(q.tokens) > MaxTokens || len(hits) > 10 {
				t.Errorf("%s: %d words, %d hits", what, len(q.tokens), len(hits))
			}
			t.Logf("%-22s %-7v %5d bytes: parsed in %v, searched in %v, %d hits", what, kind, len(text), (parsed - start).Round(time.Microsecond), (took - parsed).Round(time.Microsecond), len(hits))
			if took-start > bound {
				t.Errorf("%s as %v: %v of processor time", what, kind, took-start)
			}
		}
	}
}

// What no reader sees changes nothing.
func TestUnseenMarksChangeNothing(t *testing.T) {
	listed := Parse("KIM, Sang Man", Person)
	plain := Parse("Sang Man Kim", Person)
	want := Compare(&plain, &listed, Options{}).Score
	for _, s := range []string{"S\u200bang M\u2060an Kim", "\u202bSang Man Kim\u202c", "Sang Man Kim 🙂", "Sang\u00ad Man Kim\ufe0f", "Sang Man \xed\xa0\x80Kim", "Sang\u00a0Man\u2003Kim", "Sаng Mаn Kim"} {
		q := Parse(s, Person)
		if got := Compare(&q, &listed, Options{}).Score; got != want {
			t.Errorf("%s: %.4f, want %.4f", fmt.Sprintf("%+q", s), got, want)
		}
	}
}

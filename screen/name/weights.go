package name

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

//go:embed tables/common.txt
var commonText string

// Weights tells how much a word weighs, from how many names bear it. It is
// immutable and safe for concurrent use.
type Weights struct {
	weight map[string]float32
}

// NewWeights makes weights from document frequencies: how many names of a
// list, of some tens of thousands, bear each word.
func NewWeights(frequency map[string]int) *Weights {
	w := &Weights{weight: make(map[string]float32, len(frequency))}
	for t, df := range frequency {
		if df > 1 {
			w.weight[t] = rarityOf(df)
		}
	}
	return w
}

func rarityOf(df int) float32 { return float32(1 / (1 + 0.12*math.Log2(float64(df)))) }

// background is the built-in table: the words that are common in names of the
// world, so that two names can be compared without a list.
var background = sync.OnceValue(func() *Weights {
	freq := map[string]int{}
	for line := range strings.Lines(commonText) {
		t, n, _ := strings.Cut(strings.TrimSpace(line), " ")
		if log, err := strconv.Atoi(n); err == nil {
			freq[t] = 1 << log
		}
	}
	return NewWeights(freq)
})

// of is the weight of a token: what its kind is worth, less where many bear
// it.
func (w *Weights) of(t *token) float32 {
	switch t.kind {
	case particleToken:
		return 0.06
	case titleToken:
		return 0.15
	case formToken:
		return 0.12
	case initialToken:
		return 0.35
	case numberToken:
		return 0.9
	}
	r, ok := w.weight[t.text]
	if !ok {
		r = 1
	}
	if len(t.text) <= 2 {
		r = min(r, 0.6) // two letters tell little
	}
	return t.share() * r
}

// share is what a word of its kind weighs, however rare it is.
func (t *token) share() float32 {
	switch {
	case t.patronymic:
		return 0.6
	case t.kind == symbolToken:
		return 0.55
	}
	return 1
}

package watch

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide"
)

func TestBehinds(t *testing.T) {
	at := time.Date(2026, 3, 2, 15, 0, 0, 7, time.UTC)
	shown := func(i int) []bonafide.Evidence {
		return []bonafide.Evidence{{Source: "okta", Value: fmt.Sprint("value ", i), Note: "src_endpoint.ip; okta.ndjson:7", At: at}, {Note: "한", At: time.Time{}}}
	}
	var b behinds
	if _, ok := b.of(1); ok {
		t.Error("something is remembered of nothing")
	}
	for i := range maxBehind + 100 {
		b.add(int64(3*i), bonafide.PersonID(fmt.Sprint("E", i)), shown(i))
	}
	for _, i := range []int{100, 101, maxBehind - 1, maxBehind, maxBehind + 99} {
		e, ok := b.of(int64(3 * i))
		if !ok || e.person != bonafide.PersonID(fmt.Sprint("E", i)) {
			t.Fatalf("event %d: %v, %v", i, e, ok)
		}
		if diff := cmp.Diff(shown(i), unpackEvidence(e.evidence)); diff != "" {
			t.Error(diff)
		}
	}
	for _, index := range []int64{0, 99 * 3, 301, 3 * (maxBehind + 100), -1} {
		if e, ok := b.of(index); ok {
			t.Errorf("event %d is remembered as %v", index, e)
		}
	}
	if len(b.ring) != maxBehind {
		t.Errorf("%d are kept", len(b.ring))
	}
}

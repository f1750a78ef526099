package screen

import (
	"context"
	"strings"
	"sync"

	"bonafide"
	"bonafide/screen/watchlist"
)

// NewProbe makes a probe for the self-test of lists: it builds an engine over each
// list that is tested and asks it, as any caller would, for the entry's name, wallet
// and document. It keeps the engine of the last list.
func NewProbe() watchlist.Probe {
	var mu sync.Mutex
	var last *watchlist.List
	var engine *Engine
	return func(ctx context.Context, l *watchlist.List, s watchlist.Sentinel) error {
		mu.Lock()
		defer mu.Unlock()
		if l != last {
			e, err := New(ctx, []*watchlist.List{l}, Options{})
			if err != nil {
				return err
			}
			engine, last = e, l
		}
		for _, c := range []struct {
			what string
			q    Query
			ask  bool
		}{
			{"name", Query{Name: s.Name}, s.Name != ""},
			{"wallet", Query{Wallets: []string{s.Wallet}}, s.Wallet != ""},
			{"document", Query{Documents: []Document{{Number: s.Document}}}, s.Document != ""},
		} {
			if !c.ask {
				continue
			}
			a, err := engine.Query(c.q, 0, 0)
			if err != nil {
				return err
			}
			found := false
			for i := range a.Hits {
				found = found || s.ID == "" || a.Hits[i].ListID == s.ID
			}
			if !found {
				return bonafide.Unavailablef("the engine does not find it by its %s%s", c.what, strings.Join(append([]string{""}, a.Notes...), "; "))
			}
		}
		return nil
	}
}

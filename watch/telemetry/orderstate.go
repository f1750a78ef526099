package telemetry

import (
	"bufio"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"time"

	"bonafide"
)

// savedSource is one line of a saved order.
type savedSource struct {
	Source   string          `json:"source"`
	Newest   time.Time       `json:"newest,omitzero"`
	Seen     time.Time       `json:"seen,omitzero"`
	First    time.Time       `json:"first,omitzero"`
	Admitted int64           `json:"admitted"`
	Doubled  int64           `json:"doubled"`
	Late     int64           `json:"late"`
	Refused  int64           `json:"refused"`
	Evicted  int64           `json:"evicted"`
	Clocks   map[Clock]int64 `json:"clocks,omitzero"`
	Broken   string          `json:"broken,omitzero"`
	BrokenAt time.Time       `json:"broken_at,omitzero"`
	Young    string          `json:"young,omitzero"` // ids in order, in hexadecimal
	Old      string          `json:"old,omitzero"`
}

// Save writes what the order knows, one line a source, so that doubles are found
// across a restart. Saved together with the cursors, nothing acknowledged is lost
// and nothing is delivered twice. Equal states give equal bytes.
func (o *Order) Save(w io.Writer) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	buffered := bufio.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(o.sources)) {
		s := o.sources[name]
		b, err := write(&savedSource{Source: name, Newest: s.newest, Seen: s.seen, First: s.first, Admitted: s.admitted, Doubled: s.doubled, Late: s.late, Refused: s.refused, Evicted: s.evicted,
			Clocks: s.clocks, Broken: s.broken, BrokenAt: s.brokenAt, Young: idList(s.young), Old: idList(s.old)})
		if err != nil {
			return err
		}
		if _, err := buffered.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

func idList(ids map[eventID]struct{}) string {
	sorted := slices.SortedFunc(maps.Keys(ids), func(a, b eventID) int { return slices.Compare(a[:], b[:]) })
	out := make([]byte, 0, len(sorted)*32)
	for _, id := range sorted {
		out = hex.AppendEncode(out, id[:])
	}
	return string(out)
}

// Load takes up what [Order.Save] wrote. The order must be new.
func (o *Order) Load(r io.Reader) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	scan := bufio.NewScanner(r)
	scan.Buffer(make([]byte, 0, 64<<10), 256<<20)
	for scan.Scan() {
		var v savedSource
		if err := read(scan.Bytes(), &v); err != nil {
			return bonafide.Invalidf("the saved state of telemetry is damaged: %w", err)
		}
		s := o.source(v.Source, v.First)
		if s == nil {
			continue
		}
		s.newest, s.seen, s.admitted, s.doubled, s.late, s.refused, s.evicted, s.broken, s.brokenAt = v.Newest, v.Seen, v.Admitted, v.Doubled, v.Late, v.Refused, v.Evicted, v.Broken, v.BrokenAt
		for c, n := range v.Clocks {
			s.clocks[c] = n
		}
		for _, part := range []struct {
			ids  string
			into map[eventID]struct{}
		}{{v.Young, s.young}, {v.Old, s.old}} {
			b, err := hex.DecodeString(part.ids)
			if err != nil || len(b)%16 != 0 {
				return bonafide.Invalidf("the saved state of telemetry is damaged at source %q", v.Source)
			}
			for ; len(b) > 0 && len(part.into) < o.cfg.Remember; b = b[16:] {
				part.into[eventID(b[:16])] = struct{}{}
			}
		}
	}
	if err := scan.Err(); err != nil {
		return bonafide.Invalidf("the saved state of telemetry cannot be read: %w", err)
	}
	return nil
}

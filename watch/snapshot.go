package watch

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"bonafide"
	"bonafide/strict"
	"bonafide/watch/telemetry"
)

const (
	snapshotFormat = "watch/1"
	// maxSection bounds one line of a snapshot.
	maxSection = 1 << 30
)

// section is one line of a snapshot.
type section struct {
	Part string          `json:"part"`
	Data json.RawMessage `json:"data,omitzero"`
	// Bytes says that so many bytes of the part's own form follow the line.
	Bytes int `json:"bytes,omitzero"`
}

type head struct {
	Format string
	Clock  time.Time
	Sweep  time.Time
	Look   time.Time
	Index  int64
	Last   time.Time // released by the rules
}

type rosterState struct {
	People   []*worker
	Serials  map[string]issue
	Waiting  map[string][]bonafide.Dossier
	Said     []string `json:",omitzero"`
	Dirty    []bonafide.PersonID
	Devices  map[string]string
	First    map[string]time.Time
	Unknown  map[string]time.Time
	Pulses   map[string]*pulse
	Meetings map[string]*gathering
	Homes    map[string][]stay
	Days     map[bonafide.PersonID]*stay
	Users    map[string][]bonafide.PersonID
	Common   map[string]bool
}

type sharedState struct {
	Key     shareKey
	Holders []holder
}

type sightState struct {
	Key  sightKey
	Last time.Time
}

type behindState struct {
	Index    int64
	Person   bonafide.PersonID   `json:",omitzero"`
	Evidence []bonafide.Evidence `json:",omitzero"`
}

// Save writes the engine's whole state. What was found and not taken is not part of
// it: take it first. Equal states give equal bytes.
func (x *Engine) Save(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	line := func(part string, v any) error {
		data, err := strict.Marshal(v)
		if err != nil {
			return fmt.Errorf("saving %s: %w", part, err)
		}
		// As section is written, without copying the data once more.
		fmt.Fprintf(out, `{"part":%q,"data":`, part)
		out.Write(data)
		_, err = out.WriteString("}\n")
		return err
	}
	var b bytes.Buffer
	block := func(part string, save func(io.Writer) error) error {
		b.Reset()
		if err := save(&b); err != nil {
			return fmt.Errorf("saving %s: %w", part, err)
		}
		h, err := strict.Marshal(section{Part: part, Bytes: b.Len()})
		if err != nil {
			return err
		}
		out.Write(h)
		out.WriteByte('\n')
		_, err = out.Write(b.Bytes())
		return err
	}
	state := rosterState{
		Serials: x.roster.bySerial, Waiting: x.roster.waiting, Said: sortedKeys(x.roster.said), Dirty: sortedKeys(x.roster.dirty), Devices: x.devices.serials, First: x.devices.first,
		Unknown: x.health.unknown, Pulses: x.health.sources, Meetings: x.meetings, Homes: x.shares.homes,
		Days: x.shares.days, Users: x.customs.users, Common: x.customs.told,
	}
	var people []rosterState
	for ids := range slices.Chunk(sortedKeys(x.roster.people), chunk) {
		var s rosterState
		for _, id := range ids {
			s.People = append(s.People, x.roster.people[id])
		}
		people = append(people, s)
	}
	shared := make([]sharedState, 0, len(x.shares.holders))
	for k, h := range x.shares.holders {
		shared = append(shared, sharedState{k, h})
	}
	slices.SortFunc(shared, func(a, b sharedState) int {
		return cmp.Or(cmp.Compare(a.Key.Kind, b.Key.Kind), cmp.Compare(a.Key.Value, b.Key.Value))
	})
	seen := make([]sightState, 0, len(x.sighted.last))
	for k, t := range x.sighted.last {
		seen = append(seen, sightState{k, t})
	}
	slices.SortFunc(seen, func(a, b sightState) int {
		return cmp.Or(cmp.Compare(a.Key.Person, b.Key.Person), cmp.Compare(a.Key.Indicator, b.Key.Indicator), cmp.Compare(a.Key.Rule, b.Key.Rule), cmp.Compare(a.Key.Key, b.Key.Key))
	})
	return errors.Join(
		line("head", head{snapshotFormat, x.clock, x.sweep, x.look, x.rules.index, x.rules.released}),
		each(people, func(s rosterState) error { return line("roster", s) }),
		line("roster", state),
		each(slices.Collect(slices.Chunk(shared, chunk)), func(s []sharedState) error { return line("shared", s) }),
		each(slices.Collect(slices.Chunk(seen, chunk)), func(s []sightState) error { return line("sighted", s) }),
		x.rules.behind.each(func(s []behindState) error { return line("events", s) }),
		each(slices.Collect(slices.Chunk(x.directory.Bindings(), chunk)), func(s []telemetry.Binding) error { return line("directory", s) }),
		block("order", x.health.order.Save),
		block("rules", x.rules.correlator.Save),
		block("baseline", x.baseline.Save),
		line("end", nil),
		out.Flush(),
	)
}

// chunk is how much of a part stands in one line: with 10,000 workers a part as a
// whole would be longer than a reader takes, and saving it would need its size once
// more in memory.
const chunk = 512

func each[T any](list []T, do func(T) error) error {
	for _, v := range list {
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

// each gives what is remembered, oldest first, some at a time.
func (b *behinds) each(do func([]behindState) error) error {
	some := make([]behindState, 0, chunk)
	for n := range b.ring {
		e := b.at(n)
		some = append(some, behindState{e.index, e.person, unpackEvidence(e.evidence)})
		if len(some) == chunk || n == len(b.ring)-1 {
			if err := do(some); err != nil {
				return err
			}
			some = some[:0]
		}
	}
	return nil
}

// Load takes up what [Engine.Save] wrote. The engine must be new; after an error it
// is of no use. Windows of rules that have changed are left out and named. A
// *bufio.Reader of 64 KiB or more is left behind the engine's state.
func (x *Engine) Load(r io.Reader) (leftOut []string, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	parts := 0
	for {
		b, err := in.ReadBytes('\n')
		if err != nil {
			return nil, bonafide.Invalidf("the snapshot ends after %d parts; remove it, and it is made anew from the log", parts)
		}
		if len(b) > maxSection {
			return nil, bonafide.Invalidf("the snapshot has a part of more than 1 GiB")
		}
		var s section
		if err := strict.JSON("snapshot", b, &s); err != nil {
			return nil, err
		}
		if parts == 0 && s.Part != "head" {
			return nil, bonafide.Invalidf("this is no snapshot of a watch")
		}
		if s.Part == "end" {
			return leftOut, nil
		}
		parts++
		if s.Bytes < 0 || s.Bytes > maxSection {
			return nil, bonafide.Invalidf("the snapshot has a part of %d bytes", s.Bytes)
		}
		block := io.LimitReader(in, int64(s.Bytes))
		var partErr error
		switch s.Part {
		case "head":
			var h head
			if partErr = strict.JSON("snapshot head", s.Data, &h); partErr == nil && h.Format != snapshotFormat {
				partErr = bonafide.Invalidf("the snapshot is of version %q, this program's is %q; remove it, and it is made anew from the log", h.Format, snapshotFormat)
			}
			x.clock, x.sweep, x.look, x.rules.index, x.rules.released = h.Clock, h.Sweep, h.Look, h.Index, h.Last
		case "roster":
			partErr = x.loadRoster(s.Data)
		case "shared":
			var all []sharedState
			partErr = strict.JSON("snapshot shared", s.Data, &all)
			for _, h := range all {
				x.shares.holders[h.Key] = h.Holders
				x.shares.size += len(h.Holders)
			}
		case "sighted":
			var all []sightState
			partErr = strict.JSON("snapshot sighted", s.Data, &all)
			for _, k := range all {
				x.sighted.last[k.Key] = k.Last
			}
		case "events":
			var all []behindState
			partErr = strict.JSON("snapshot events", s.Data, &all)
			for _, e := range all {
				x.rules.behind.add(e.Index, e.Person, e.Evidence)
			}
		case "directory":
			var all []telemetry.Binding
			partErr = strict.JSON("snapshot directory", s.Data, &all)
			for _, b := range all {
				var conflict *telemetry.Conflict
				if err := x.directory.Add(b); err != nil && !errors.As(err, &conflict) {
					partErr = errors.Join(partErr, err)
				}
			}
		case "order":
			partErr = x.health.order.Load(block)
		case "rules":
			leftOut, partErr = x.rules.correlator.Load(block)
		case "baseline":
			partErr = x.baseline.Load(block)
		default:
			return nil, bonafide.Invalidf("the snapshot has a part %q that this version does not know", s.Part)
		}
		if partErr != nil {
			return nil, fmt.Errorf("loading %s of the snapshot: %w", s.Part, partErr)
		}
		if _, err := io.Copy(io.Discard, block); err != nil {
			return nil, err
		}
	}
}

func (x *Engine) loadRoster(data []byte) error {
	var s rosterState
	if err := strict.JSON("snapshot roster", data, &s); err != nil {
		return err
	}
	r := x.roster
	for _, w := range s.People {
		if w == nil || w.ID == "" {
			return bonafide.Invalidf("a person without an id")
		}
		if w.Zone != "" {
			w.location, _ = r.zones.load(w.Zone)
		}
		r.people[w.ID] = w
		for _, m := range w.Own {
			r.byEmail[m] = w.ID
		}
		for _, m := range w.Work {
			r.reach(m, w.ID)
		}
		for _, n := range w.Names {
			r.named(n, w.ID)
		}
		for _, n := range w.Numbers {
			r.byNumber[n] = w.ID
		}
	}
	for _, id := range s.Dirty {
		if r.people[id] != nil {
			r.dirty[id] = true
		}
	}
	into(r.bySerial, s.Serials)
	into(r.waiting, s.Waiting)
	for _, text := range s.Said {
		r.said[text] = true
	}
	into(x.devices.serials, s.Devices)
	into(x.devices.first, s.First)
	into(x.health.unknown, s.Unknown)
	into(x.health.sources, s.Pulses)
	into(x.meetings, s.Meetings)
	into(x.shares.homes, s.Homes)
	into(x.shares.days, s.Days)
	into(x.customs.users, s.Users)
	for _, users := range x.customs.users {
		slices.Sort(users) // an earlier version kept them as they came
	}
	into(x.customs.told, s.Common)
	return nil
}

func into[K comparable, V any](m, from map[K]V) {
	for k, v := range from {
		m[k] = v
	}
}

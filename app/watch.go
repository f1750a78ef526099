package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"bonafide"
	"bonafide/catalog"
	"bonafide/flow"
	"bonafide/verify/network"
	"bonafide/watch"
	"bonafide/watch/replay"
	"bonafide/watch/rules"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
	"bonafide/watch/tools"
)

// Watch is the part of the product that watches: detectors, and everybody's
// assessment kept up to date.
type Watch struct {
	Engine *watch.Engine
	Live   *flow.Live

	app *App
}

// NewWatch wires the detectors to the flow.
func (a *App) NewWatch(ctx context.Context) (*Watch, error) {
	book, err := rules.Load(ctx, a.config.Watch.Rules...)
	if err != nil {
		return nil, err
	}
	table, err := tools.Load()
	if err != nil {
		return nil, err
	}
	combinations, err := catalog.Combinations()
	if err != nil {
		return nil, err
	}
	w := &Watch{app: a}
	w.Live = flow.NewLive(a.Flow, flow.LiveConfig{
		Combinations: combinations, Sees: func(id bonafide.IndicatorID) bool { return w.Engine.Sees(id) },
	})
	config := watch.Config{
		Rules: book, Tools: table, ZoneCountry: network.ZoneCountry, Approved: a.config.Watch.Approved, Offices: a.config.Watch.Offices,
		Restricted: a.config.Network.RestrictedCountries, Wary: w.Live.Wary,
		Order: telemetry.OrderConfig{Silence: time.Duration(a.config.Watch.Silence)},
	}
	for i := range a.Catalogue.Checks {
		config.Checks = append(config.Checks, a.Catalogue.Checks[i].ID)
	}
	if a.networks != nil {
		config.Networks = tableNetworks{a.networks}
	}
	for _, n := range a.config.Network.Egress {
		config.Egress = append(config.Egress, n.Prefix)
	}
	if w.Engine, err = watch.New(config); err != nil {
		return nil, err
	}
	for _, path := range a.config.Watch.Bindings {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read bindings: %w", err)
		}
		if errs := w.Engine.Bind(path, data); len(errs) > 0 {
			return nil, errs[0]
		}
	}
	return w, nil
}

// tableNetworks gives detectors what the network examiner's tables say.
type tableNetworks struct{ examiner *network.Examiner }

func (t tableNetworks) Network(addr netip.Addr) scene.Network {
	a := t.examiner.Written(addr)
	n := scene.Network{Country: a.Country, ASN: a.ASN, Org: a.Operator}
	switch a.Kind() {
	case "vpn":
		n.Class = scene.Consumer
	case "relay":
		n.Class = scene.Relay
	case "hosting":
		n.Class = scene.Hosting
	}
	return n
}

// Replay is a company's records read as if they happened again.
type Replay struct {
	// Dir is the company's folder.
	Dir string
	// Now is the moment beyond which no clock is believed.
	Now time.Time
	// Taken hears of every step in which something changed.
	Taken func(at time.Time, t *flow.Taken) error
	// Trouble hears of what ails the watching.
	Trouble func(bonafide.Trouble) error
	// Refused hears of lines and files that cannot be read.
	Refused func(error)
	// Progress hears of bytes read, of all that are to be read.
	Progress func(done, total int64)
}

// ReplaySummary counts a replay.
type ReplaySummary struct {
	Files, Events, Doubled, Refused, Records int
	// Skipped are the files and folders that were left out because their names say that
	// they are about the records: a key, the truth, labels, answers.
	Skipped    int
	Begin, End time.Time
}

// aside says which files of a company's folder are not its records: the tables and
// settings that belong to the product, and what its name tells to be about the records,
// such as the truth they were written with. The latter are told.
func aside(rel string) (skip, told bool) {
	name := strings.ToLower(path.Base(rel))
	switch name {
	case "tables", "bonafide.yaml", "company.json", "readme.md", "readme", "readme.txt", "license", "manifest.json":
		return true, false
	}
	if strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".py") {
		return true, false
	}
	for _, word := range []string{"truth", "label", "answer", "solution"} {
		if strings.Contains(name, word) {
			return true, true
		}
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' })
	if slices.Contains(words, "expected") || slices.Contains(words, "ground") {
		return true, true
	}
	// A key to the answers, not a log of keys that open something.
	keys := []string{"api", "ssh", "gpg", "signing", "access", "card", "badge", "vault", "kms", "security", "passkey", "log", "audit", "events", "usage", "rotation"}
	return slices.Contains(words, "key") && !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(keys, w) }), true
}

// Replay reads a folder in the order of event time. Where the product has a store,
// what was found is kept in it.
func (w *Watch) Replay(ctx context.Context, r Replay) (sum ReplaySummary, err error) {
	var mu sync.Mutex
	refused := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		sum.Refused++
		if r.Refused != nil {
			r.Refused(err)
		}
	}
	now := r.Now
	skipped := 0
	plan, err := replay.Look(ctx, replay.Config{
		Dir: r.Dir, Decoder: telemetry.NewDecoder(sources.All()),
		Skip: func(rel string) bool {
			skip, told := aside(rel)
			if skip && told {
				skipped++
			}
			return skip
		},
		Admit: func(e *telemetry.Event) bool {
			// It is read as if it came in when it happened, so that old logs are not
			// taken for broken clocks; what lies ahead of the present is one.
			received := e.Time
			if received.After(now) {
				received = now
			}
			if w.Engine.Admit(e, received) {
				return true
			}
			mu.Lock()
			sum.Doubled++
			mu.Unlock()
			return false
		},
		Refused: func(_ string, _ []byte, err error) { refused(err) },
	})
	if err != nil {
		return sum, err
	}
	if err := plan.Inventory(ctx, w.Engine.Foresee); err != nil {
		return sum, err
	}
	records := w.records(ctx, plan, refused)
	sum.Files, sum.Records, sum.Skipped = len(plan.Files), len(records), skipped
	if len(plan.Files)+len(records) == 0 {
		return sum, bonafide.Invalidf("%s holds no log and no record that is known; see docs/telemetry.md for what is", r.Dir)
	}
	var total, done int64
	for _, f := range plan.Files {
		total += f.Size
	}
	keep := &keeper{store: w.app.Store, now: now}
	if err := keep.begin(ctx, w.app.Catalogue); err != nil {
		return sum, err
	}
	step := func() error { return w.step(ctx, &r, keep) }
	var settled time.Time
	err = plan.Run(ctx, func(e *telemetry.Event) error {
		for len(records) > 0 && !records[0].at.After(e.Time) {
			w.Engine.Apply(records[0].dossier, records[0].at)
			records = records[1:]
			if err := step(); err != nil {
				return err
			}
		}
		sum.Events++
		if sum.Begin.IsZero() {
			sum.Begin = e.Time
		}
		if e.Time.After(sum.End) {
			sum.End = e.Time
		}
		if err := w.Engine.Observe(e); err != nil {
			return err
		}
		if day := e.Time.Truncate(24 * time.Hour); day.After(settled) {
			settled = day
			if err := w.settle(ctx, &r, keep, e.Time); err != nil {
				return err
			}
		}
		if !w.Engine.Pending() {
			return nil
		}
		return step()
	}, func(n int64) {
		if done += n; r.Progress != nil {
			r.Progress(done, total)
		}
	})
	if err != nil {
		return sum, err
	}
	for _, x := range records {
		w.Engine.Apply(x.dossier, x.at)
	}
	if err := w.Engine.Finish(); err != nil {
		return sum, err
	}
	if err := step(); err != nil {
		return sum, err
	}
	return sum, keep.flush(ctx)
}

// step lets the flow take what the engine found.
func (w *Watch) step(ctx context.Context, r *Replay, keep *keeper) error {
	found := w.Engine.Take()
	for _, t := range found.Troubles {
		if r.Trouble != nil {
			if err := r.Trouble(t); err != nil {
				return err
			}
		}
	}
	if len(found.Sighted)+len(found.Withdrawn)+len(found.Records) == 0 {
		return nil
	}
	taken, err := w.Live.Take(ctx, found)
	if err != nil {
		return err
	}
	return w.tell(ctx, r, keep, found.At, &taken)
}

func (w *Watch) settle(ctx context.Context, r *Replay, keep *keeper, at time.Time) error {
	taken, err := w.Live.Settle(ctx, at)
	if err != nil {
		return err
	}
	return w.tell(ctx, r, keep, at, &taken)
}

// refusedRecord tells of a record that could not be examined.
func refusedRecord(at time.Time, x flow.RefusedRecord) bonafide.Trouble {
	return bonafide.Trouble{Kind: bonafide.LineRefused, At: at, Subject: string(x.Person), Words: "what is recorded of " + string(x.Person) + " cannot be examined: " + x.Err.Error() + "; the record before counts on"}
}

func (w *Watch) tell(ctx context.Context, r *Replay, keep *keeper, at time.Time, t *flow.Taken) error {
	for _, x := range t.Refused {
		if r.Trouble != nil {
			if err := r.Trouble(refusedRecord(at, x)); err != nil {
				return err
			}
		}
	}
	if r.Taken != nil {
		if err := r.Taken(at, t); err != nil {
			return err
		}
	}
	return keep.add(ctx, t.Examined)
}

// timed is a record with the time when it came in.
type timed struct {
	at      time.Time
	dossier bonafide.Dossier
}

// records reads the files that are no telemetry as applications and dossiers.
func (w *Watch) records(ctx context.Context, plan *replay.Plan, refused func(error)) []timed {
	var out []timed
	for _, f := range plan.Others {
		if f.Size == 0 {
			continue
		}
		for raw, err := range w.app.Intake.Scan(ctx, f.Full) {
			if err == nil {
				var d bonafide.Dossier
				if d, err = w.app.Intake.Decode(ctx, raw); err == nil {
					out = append(out, timed{d.Complete(), d})
					continue
				}
			}
			refused(err)
		}
	}
	slices.SortStableFunc(out, func(a, b timed) int { return a.at.Compare(b.at) })
	return out
}

// keeper records what changed in batches: the newest of each person counts.
type keeper struct {
	store   bonafide.Store
	now     time.Time
	waiting map[bonafide.PersonID]bonafide.Examined
}

const keepBatch = 256

func (k *keeper) begin(ctx context.Context, c *bonafide.Catalogue) error {
	k.waiting = map[bonafide.PersonID]bonafide.Examined{}
	if k.store == nil {
		return nil
	}
	return k.store.RecordCatalogue(ctx, c)
}

func (k *keeper) add(ctx context.Context, batch []bonafide.Examined) error {
	if k.store == nil {
		return nil
	}
	for i := range batch {
		k.waiting[batch[i].Dossier.Person] = batch[i]
	}
	if len(k.waiting) < keepBatch {
		return nil
	}
	return k.flush(ctx)
}

func (k *keeper) flush(ctx context.Context) error {
	if k.store == nil || len(k.waiting) == 0 {
		return nil
	}
	batch := make([]bonafide.Examined, 0, len(k.waiting))
	for _, x := range k.waiting {
		batch = append(batch, x)
	}
	slices.SortFunc(batch, func(a, b bonafide.Examined) int {
		return strings.Compare(string(a.Dossier.Person), string(b.Dossier.Person))
	})
	if err := k.store.Record(ctx, k.now, batch); err != nil {
		return err
	}
	clear(k.waiting)
	return nil
}

// CompanyConfig is the configuration for a company's folder: its own bonafide.yaml
// where it has one and no other was asked for, with the tables that lie beside it.
func CompanyConfig(flag, dir string) (Config, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return Config{}, fmt.Errorf("%s is no folder: name the one that it is in", dir)
	}
	own := filepath.Join(dir, "bonafide.yaml")
	if _, err := os.Stat(own); err == nil && flag == "" {
		flag = own
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return Config{}, err
	}
	c, err := LoadConfig(flag)
	if err != nil {
		return c, err
	}
	if tables := filepath.Join(dir, "tables"); isDir(tables) {
		c.Data.Folder = tables
	}
	return c, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

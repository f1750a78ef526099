package watch

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"bonafide"
	"bonafide/strict"
	"bonafide/verify/network"
	"bonafide/watch"
	"bonafide/watch/rules"
	"bonafide/watch/sigma"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
	"bonafide/watch/tools"
)

// correspondence is testdata/verdicts.yaml: which rule of ours or of SigmaHQ looks
// for what a rule of the public samples looks for, and why verdicts differ where
// they do.
type correspondence struct {
	Logs []sampledLog `json:"logs"`
}

// sampledLog is one type of log, with all rules that have samples of it.
type sampledLog struct {
	Log    string `json:"log"`
	File   string `json:"file"`
	Source string `json:"source"`
	// Carries are the paths of the vendor's line where a field stands, if it does.
	Carries map[string][]string `json:"carries"`
	// Least are the figures reached, below which nothing may fall.
	Least least `json:"least"`
	// Rules have a counterpart; None have none, each with the reason.
	Rules []counterpart     `json:"rules,omitzero"`
	None  map[string]string `json:"none,omitzero"`
}

type least struct {
	// Sigma and Own count verdicts that agree.
	Sigma int `json:"sigma"`
	Own   int `json:"own"`
	// Mapped counts lines, by field.
	Mapped map[string]int `json:"mapped"`
}

// counterpart is a rule of the samples with the rules that look for the same. The
// verdict of several is that of any.
type counterpart struct {
	Rule string `json:"rule"`
	// Sigma are ids of SigmaHQ's rules, which see the vendor's line; Own are files of
	// our rules, which see the scene.
	Sigma []string `json:"sigma,omitzero"`
	Own   []string `json:"own,omitzero"`
	// How tells the counterpart's reach: same, wider, narrower, or overlaps.
	How string `json:"how"`
	// Leaving says that the worker of the scene gave notice the day before.
	Leaving bool         `json:"leaving,omitzero"`
	Differs []difference `json:"differs,omitzero"`
}

type difference struct {
	By      string   `json:"by"` // sigma or own
	Cause   string   `json:"cause"`
	Samples []string `json:"samples"`
}

// verdictSample is one public sample with the verdict that its rule expects.
type verdictSample struct {
	Rule     string          `json:"rule_id"`
	Log      string          `json:"logtype"`
	Test     string          `json:"test"`
	Expected bool            `json:"expected"`
	Mocks    bool            `json:"mocks"`
	Event    json.RawMessage `json:"event"`
	line     []byte
	events   []telemetry.Event
}

// fields are those that the watch goes by.
var fields = []string{"user", "actor", "address", "device", "time", "action", "status", "resource"}

// tally is what one log type came to.
type tally struct {
	samples, read, classed, rules, matched, set int
	classes                                     map[string]int
	carried, mapped, both                       map[string]int
	sigma, own                                  agreement
	differs                                     []string
}

// agreement counts verdicts. Those missing are of those that had to fire, those extra
// of the rest.
type agreement struct{ agree, missing, extra, firing int }

func (a *agreement) add(expected, got bool) {
	if expected {
		a.firing++
	}
	switch {
	case expected == got:
		a.agree++
	case expected:
		a.missing++
	default:
		a.extra++
	}
}

// word is the line of it in the table of `make bench-watch`.
func (a agreement) word() string {
	if all := a.agree + a.missing + a.extra; all > 0 {
		return fmt.Sprintf("%d of %d", a.agree, all)
	}
	return "none"
}

// Every public sample of the logs that we read is read; which fields came out, and
// whether the verdict of a rule that looks for the same is the one expected, is
// reported for each type of log. Each difference has its cause in the table.
func TestSampleVerdicts(t *testing.T) {
	table := correspondences(t)
	hq := counterparts(t, table)
	book, err := rules.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := tools.Load()
	if err != nil {
		t.Fatal(err)
	}
	var tallies []*tally
	for i := range table.Logs {
		l := &table.Logs[i]
		n := &tally{classes: map[string]int{}, carried: map[string]int{}, mapped: map[string]int{}, both: map[string]int{}}
		tallies = append(tallies, n)
		t.Run(l.File, func(t *testing.T) {
			list := verdictSamples(t, l.File)
			l.complete(t, list, book)
			n.parse(t, l, list)
			for j := range l.Rules {
				l.Rules[j].judge(t, n, l.Source, list, hq, book, kinds)
			}
			n.floors(t, l)
			t.Logf("SigmaHQ %s; ours %s; %d of %d rules have a counterpart", n.sigma.word(), n.own.word(), n.matched, n.rules)
		})
	}
	t.Log("\n" + verdictTable(table, tallies))
}

func correspondences(tb testing.TB) *correspondence {
	tb.Helper()
	data, err := os.ReadFile("testdata/verdicts.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	c := new(correspondence)
	if err := strict.YAML("testdata/verdicts.yaml", data, c); err != nil {
		tb.Fatal(err)
	}
	return c
}

// counterparts is an engine of the rules of SigmaHQ that the table names, all of
// which must exist and be served by a source.
func counterparts(tb testing.TB, table *correspondence) *sigma.Engine {
	tb.Helper()
	all, err := sigma.Load(tb.Context(), sigma.LoadOptions{}, shared(tb, "sigmahq_rules.tar.gz"))
	if err != nil {
		tb.Fatal(err)
	}
	var named sigma.Set
	for _, l := range table.Logs {
		for _, c := range l.Rules {
			for _, id := range c.Sigma {
				r, ok := all.Rule(id)
				if !ok {
					tb.Errorf("%s: SigmaHQ has no rule %s", c.Rule, id)
				} else if !slices.Contains(named.Rules, r) {
					named.Rules = append(named.Rules, r)
				}
			}
		}
	}
	engine, err := sigma.New(&named, sigma.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return engine
}

func verdictSamples(tb testing.TB, name string) []verdictSample {
	tb.Helper()
	f, err := os.Open(filepath.Join(shared(tb, "panther_samples"), name+".ndjson"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	lines := samples(tb, name)
	var out []verdictSample
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 4<<20)
	for scan.Scan() {
		s := verdictSample{line: lines[len(out)]}
		if err := json.Unmarshal(scan.Bytes(), &s); err != nil {
			tb.Fatal(err)
		}
		out = append(out, s)
	}
	if err := scan.Err(); err != nil {
		tb.Fatal(err)
	}
	return out
}

// complete holds the table against the samples: every rule is in it once, and none
// that has no samples.
func (l *sampledLog) complete(t *testing.T, list []verdictSample, book *rules.Book) {
	t.Helper()
	told := map[string]bool{}
	tell := func(rule string) {
		if told[rule] {
			t.Errorf("%s stands in the table twice", rule)
		}
		told[rule] = true
		if !slices.ContainsFunc(list, func(s verdictSample) bool { return s.Rule == rule }) {
			t.Errorf("%s has no samples in %s", rule, l.File)
		}
	}
	for _, c := range l.Rules {
		tell(c.Rule)
		if len(c.Sigma)+len(c.Own) == 0 {
			t.Errorf("%s has no counterpart and is not among those without", c.Rule)
		}
		if !slices.Contains([]string{"same", "wider", "narrower", "overlaps"}, c.How) {
			t.Errorf("%s: how is %q", c.Rule, c.How)
		}
		for _, file := range c.Own {
			if !slices.ContainsFunc(book.Rules(), func(r rules.Rule) bool { return r.File == file }) {
				t.Errorf("%s: we have no rule %s", c.Rule, file)
			}
		}
	}
	for rule, why := range l.None {
		tell(rule)
		if why == "" {
			t.Errorf("%s: no reason", rule)
		}
	}
	for _, s := range list {
		if s.Log != l.Log {
			t.Errorf("%s: a sample of %s", l.Log, s.Log)
		}
		if !told[s.Rule] {
			t.Errorf("%s is not in the table", s.Rule)
			told[s.Rule] = true
		}
	}
}

// parse reads all samples of a log and counts what came out.
func (n *tally) parse(t *testing.T, l *sampledLog, list []verdictSample) {
	t.Helper()
	parser, ok := sources.Named(l.Source)
	if !ok {
		t.Fatalf("no source %s", l.Source)
	}
	n.samples, n.rules, n.matched = len(list), len(l.Rules)+len(l.None), len(l.Rules)
	for i := range list {
		s := &list[i]
		var err error
		if s.events, err = parser.Parse(s.line, nil); err != nil || len(s.events) == 0 {
			t.Errorf("%s, %s: %d events, %v", s.Rule, s.Test, len(s.events), err)
			continue
		}
		n.read++
		class := s.events[0].Class
		n.classes[class.String()]++
		if class != telemetry.Base {
			n.classed++
		}
		var raw any
		if err := json.Unmarshal(s.Event, &raw); err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			carried := slices.ContainsFunc(l.Carries[f], func(path string) bool { return stands(raw, strings.Split(path, ".")) })
			mapped := slices.ContainsFunc(s.events, func(e telemetry.Event) bool { return has(&e, f) })
			if mapped {
				n.mapped[f]++
			}
			if carried {
				n.carried[f]++
			}
			if carried && mapped {
				n.both[f]++
			} else if carried {
				n.differs = append(n.differs, fmt.Sprintf("not mapped: %s of %s, %s", f, s.Rule, s.Test))
			}
		}
	}
}

// stands says that a line has a value under a path; case is not minded, lists are
// transparent, type=User asks for it and type!=User against it, and words for nothing
// do not count.
func stands(v any, path []string) bool {
	switch v := v.(type) {
	case map[string]any:
		if len(path) == 0 {
			return len(v) > 0
		}
		if key, want, ok := strings.Cut(path[0], "="); ok {
			key, not := strings.CutSuffix(key, "!")
			return (v[key] == want) != not && stands(v, path[1:])
		}
		for k, inner := range v {
			if strings.EqualFold(k, path[0]) && stands(inner, path[1:]) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, func(inner any) bool { return stands(inner, path) })
	case nil:
		return false
	case string:
		return len(path) == 0 && !slices.Contains([]string{"", "-", "None", "null", "unknown", "redacted"}, v)
	}
	return len(path) == 0
}

// has says that an event has a field.
func has(e *telemetry.Event, field string) bool {
	someone := func(u telemetry.User) bool { return cmp.Or(u.Name, u.UID, u.Email, u.FullName, u.UIDAlt) != "" }
	switch field {
	case "user":
		return someone(e.User) || e.Process != nil && someone(e.Process.User)
	case "actor":
		return someone(e.Actor.User) || cmp.Or(e.Actor.AppName, e.Actor.AppUID, e.Actor.InvokedBy) != ""
	case "address":
		return cmp.Or(e.Src.IP, e.Src.Hostname, e.Src.Domain, e.Device.IP) != ""
	case "device":
		d := e.Device
		return cmp.Or(d.UID, d.Name, d.Hostname, d.Serial, d.AgentUID, d.MAC) != ""
	case "time":
		return !e.Time.IsZero()
	case "action":
		return cmp.Or(e.Metadata.Code, e.API.Operation) != ""
	case "status":
		return e.Status != telemetry.StatusUnknown || e.StatusCode != ""
	case "resource":
		return len(e.Resources)+len(e.WebResources) > 0 || e.Entity != (telemetry.Entity{}) || e.Group != (telemetry.Group{}) || e.Service != (telemetry.Service{}) ||
			e.Process != nil || e.File != nil || e.Query != nil || e.Package != nil || e.Peripheral != nil || e.Registry != nil || e.Dst != (telemetry.Endpoint{})
	}
	return false
}

// judge runs the counterpart of one rule over its samples.
func (c *counterpart) judge(t *testing.T, n *tally, source string, list []verdictSample, hq *sigma.Engine, book *rules.Book, kinds *tools.Table) {
	t.Helper()
	used := map[[2]string]bool{}
	for i := range list {
		s := &list[i]
		if s.Rule != c.Rule {
			continue
		}
		if s.Mocks { // the verdict is of a cache or a setting that is not in the event
			n.set++
			continue
		}
		verdict := func(by string, to *agreement, got bool, why string) {
			to.add(s.Expected, got)
			cause := c.cause(by, s.Test)
			if cause != "" {
				used[[2]string{by, s.Test}] = true
			}
			switch {
			case s.Expected == got && cause != "":
				t.Errorf("%s, %s: the verdict by %s agrees now: take the cause out of the table: %s", c.Rule, s.Test, by, cause)
			case s.Expected != got && cause == "":
				t.Errorf("%s, %s: by %s %v, expected %v, and the table has no cause\n%s\n%.900s", c.Rule, s.Test, by, got, s.Expected, why, s.line)
			case s.Expected != got:
				n.differs = append(n.differs, fmt.Sprintf("%s by %s: %s, %s: %s", map[bool]string{true: "extra", false: "missing"}[got], by, c.Rule, s.Test, cause))
			}
		}
		if len(c.Sigma) > 0 {
			got, why := c.bySigma(t, hq, s)
			verdict("sigma", &n.sigma, got, why)
		}
		if len(c.Own) > 0 {
			got, why := c.byOwn(t, source, s, book, kinds)
			verdict("own", &n.own, got, why)
		}
	}
	for _, d := range c.Differs {
		for _, test := range d.Samples {
			if !used[[2]string{d.By, test}] {
				t.Errorf("%s: the table has a cause by %s for %q, which is no sample of it that is judged", c.Rule, d.By, test)
			}
		}
	}
}

func (c *counterpart) cause(by, test string) string {
	for _, d := range c.Differs {
		if d.By == by && slices.Contains(d.Samples, test) {
			return cmp.Or(d.Cause, "?")
		}
	}
	return ""
}

// bySigma is the verdict of SigmaHQ's rules on the vendor's line.
func (c *counterpart) bySigma(t *testing.T, hq *sigma.Engine, s *verdictSample) (got bool, why string) {
	t.Helper()
	matches, err := hq.Match(s.line)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range matches {
		got = got || slices.Contains(c.Sigma, m.Rule.ID)
	}
	for _, id := range c.Sigma {
		x, err := hq.Explain(id, s.line)
		if err != nil {
			t.Fatal(err)
		}
		why += x.String() + "\n"
	}
	return got, why
}

// received is when a line without a time came in.
var received = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// byOwn is the verdict of our rules as the product comes to it: whatever account and
// device the event names is that of a worker who started the day before, and the
// watch observes the event.
func (c *counterpart) byOwn(t *testing.T, source string, s *verdictSample, book *rules.Book, kinds *tools.Table) (bool, string) {
	t.Helper()
	x, err := watch.New(watch.Config{Rules: book, Tools: kinds, ZoneCountry: network.ZoneCountry})
	if err != nil {
		t.Fatal(err)
	}
	parser, _ := sources.Named(source)
	events, err := parser.Parse(s.line, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := received
	for i := range events {
		if events[i].Time.IsZero() {
			events[i].Time = received
		}
		events[i].Intake.Source = cmp.Or(events[i].Intake.Source, source)
		at = events[i].Time
	}
	day := func(n int) time.Time { return at.AddDate(0, 0, n).Truncate(24 * time.Hour) }
	hr := func(w telemetry.Worker, when time.Time) {
		w.EmployeeID = "E1"
		e := telemetry.Event{Time: when, Class: telemetry.EntityManagement, User: telemetry.Account("worker@firm.example"), Worker: &w}
		e.Intake.Source, e.Intake.Place = "hris", "people.csv:2"
		if err := x.Observe(&e); err != nil {
			t.Fatal(err)
		}
	}
	hr(telemetry.Worker{Fact: telemetry.Roster, StartDate: day(-1).Format(time.DateOnly), Role: "software engineer"}, day(-1))
	if c.Leaving {
		hr(telemetry.Worker{Fact: telemetry.Notice, Effective: day(-1)}, day(-1).Add(time.Hour))
	}
	if list := bindings(events); len(list) > 0 {
		bound, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range x.Bind("accounts.json", bound) {
			t.Error(err)
		}
	}
	for i := range events {
		if x.Admit(&events[i], events[i].Time) {
			if err := x.Observe(&events[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := x.Finish(); err != nil {
		t.Fatal(err)
	}
	var said []string
	got := false
	for _, f := range x.Take().Sighted {
		said = append(said, fmt.Sprintf("%s %s of %s", f.Indicator, f.Rule, f.Person))
		for _, file := range c.Own {
			name := "rules/" + strings.TrimSuffix(file, filepath.Ext(file))
			got = got || f.Person == "E1" && strings.HasPrefix(f.Rule, name+"@")
		}
	}
	said = append(said, "whose: "+string(x.Whose(&events[0])), "class: "+events[0].Class.String())
	return got, strings.Join(said, "; ")
}

// bindings give the accounts and devices of events to the worker.
func bindings(events []telemetry.Event) []telemetry.Binding {
	var out []telemetry.Binding
	give := func(kind telemetry.KeyKind, system, value string) {
		b := telemetry.Binding{Key: telemetry.Key{Kind: kind, System: system, Value: value}, Person: bonafide.PersonID("E1")}
		if value != "" && !slices.ContainsFunc(out, func(o telemetry.Binding) bool { return o.Key == b.Key }) {
			out = append(out, b)
		}
	}
	for i := range events {
		e := &events[i]
		src := e.Intake.Source
		users := []telemetry.User{e.Actor.User, e.User, e.Device.Owner}
		if e.Process != nil {
			users = append(users, e.Process.User)
		}
		for _, u := range users {
			give(telemetry.KeyEmail, "", u.Email)
			give(telemetry.KeyLogin, src, u.Name)
			give(telemetry.KeyAccount, src, u.UID)
		}
		give(telemetry.KeySerial, "", e.Device.Serial)
		give(telemetry.KeyAgent, src, e.Device.AgentUID)
		give(telemetry.KeyDevice, src, e.Device.UID)
		give(telemetry.KeyHost, "", e.Device.Hostname)
		give(telemetry.KeyHost, "", e.Device.Name)
	}
	return out
}

func (n *tally) floors(t *testing.T, l *sampledLog) {
	t.Helper()
	if n.sigma.agree < l.Least.Sigma || n.own.agree < l.Least.Own {
		t.Errorf("%d verdicts by sigma and %d by own rules agree; %d and %d did", n.sigma.agree, n.own.agree, l.Least.Sigma, l.Least.Own)
	}
	for _, f := range slices.Sorted(maps.Keys(l.Least.Mapped)) {
		if n.both[f] < l.Least.Mapped[f] {
			t.Errorf("%s is mapped in %d of %d lines that have it; it was in %d", f, n.both[f], n.carried[f], l.Least.Mapped[f])
		}
	}
	for f := range l.Carries {
		if !slices.Contains(fields, f) || n.carried[f] == 0 {
			t.Errorf("no sample of %s carries %s where the table says", l.Log, f)
		}
		if _, ok := l.Least.Mapped[f]; !ok {
			t.Errorf("%s: no figure for %s, which is mapped in %d", l.Log, f, n.both[f])
		}
	}
	for _, d := range n.differs {
		t.Log(d)
	}
}

// verdictTable is what the samples came to, a line a type of log.
func verdictTable(table *correspondence, tallies []*tally) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "log type\tread\tclassed\t%s\trules\tsigma agree\tmissing\textra\town agree\tmissing\textra\tset aside\n", strings.Join(fields, "\t"))
	sum := tally{}
	for i, n := range tallies {
		fmt.Fprintf(w, "%s\t%d/%d\t%s\t", table.Logs[i].Log, n.read, n.samples, share(n.classed, n.samples))
		for _, f := range fields {
			fmt.Fprintf(w, "%s\t", share(n.both[f], n.carried[f]))
		}
		n.verdicts(w)
		sum.read, sum.samples, sum.classed, sum.rules, sum.matched, sum.set = sum.read+n.read, sum.samples+n.samples, sum.classed+n.classed, sum.rules+n.rules, sum.matched+n.matched, sum.set+n.set
		for _, p := range []struct{ to, from *agreement }{{&sum.sigma, &n.sigma}, {&sum.own, &n.own}} {
			p.to.agree, p.to.missing, p.to.extra, p.to.firing = p.to.agree+p.from.agree, p.to.missing+p.from.missing, p.to.extra+p.from.extra, p.to.firing+p.from.firing
		}
	}
	fmt.Fprintf(w, "all\t%d/%d\t%s\t%s", sum.read, sum.samples, share(sum.classed, sum.samples), strings.Repeat("\t", len(fields)))
	sum.verdicts(w)
	_ = w.Flush()
	for i, n := range tallies {
		var classes []string
		for _, c := range slices.SortedFunc(maps.Keys(n.classes), func(a, b string) int { return cmp.Or(n.classes[b]-n.classes[a], strings.Compare(a, b)) }) {
			classes = append(classes, fmt.Sprintf("%s %d", c, n.classes[c]))
		}
		fmt.Fprintf(&b, "%s: %s\n", table.Logs[i].Log, strings.Join(classes, ", "))
	}
	return b.String()
}

func (n *tally) verdicts(w *tabwriter.Writer) {
	fmt.Fprintf(w, "%d/%d", n.matched, n.rules)
	for _, a := range []agreement{n.sigma, n.own} {
		all := a.agree + a.missing + a.extra
		if all == 0 {
			fmt.Fprint(w, "\t-\t-\t-")
			continue
		}
		fmt.Fprintf(w, "\t%d/%d\t%d/%d\t%d/%d", a.agree, all, a.missing, a.firing, a.extra, all-a.firing)
	}
	fmt.Fprintf(w, "\t%d\n", n.set)
}

func share(part, all int) string {
	if all == 0 {
		return "-"
	}
	if part == all {
		return "100 %"
	}
	return fmt.Sprintf("%d %%", 100*part/all) // never rounded up to all
}

package baseline

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// A year in one person's life with everything that a baseline holds.
func busyYear(c *company, id bonafide.PersonID, sweep bool) {
	r := rand.New(rand.NewPCG(1, 2))
	nets := make([]scene.Network, 60)
	for i := range nets {
		nets[i] = scene.Network{IP: fmt.Sprintf("198.51.100.%d", i), Key: fmt.Sprintf("198.51.%d.0/24", i), Class: []scene.NetClass{scene.Residential, scene.Hosting, scene.Consumer, scene.Residential}[i%4], Country: []string{"US", "PL", "DE", "FR", "JP"}[i%5], ASN: uint32(64500 + i), Org: "Example Network Operator", Lat: float64(i), Long: float64(2 * i), Radius: 25, Placed: true}
	}
	for d := range 365 {
		day := monday.AddDate(0, 0, d)
		for range 14 {
			at := day.Add(time.Duration(r.IntN(14*3600)) * time.Second)
			n := from(nets[min(r.IntN(60), r.IntN(60))])
			dev := device(fmt.Sprintf("okta:0123456789abcdef%d", r.IntN(14)), telemetry.No)
			c.signIn(id, at, n, dev, inSession(fmt.Sprint("s", d, r.IntN(5))), agent([]string{chrome, firefox}[r.IntN(2)]))
			c.clone(id, at, fmt.Sprintf("example/r%d", r.IntN(200)), n, inSession(fmt.Sprint("s", d)))
			c.checkIn(id, at, n)
			c.upload(id, at, "www.dropbox.com", r.Int64N(1<<28))
		}
		c.meet(id, day.Add(10*time.Hour), part{uid: fmt.Sprint("m", d), hours: 9, sharing: telemetry.Yes, cam: "Built-in", mic: "Headset"})
		c.event(id, day, telemetry.Event{Class: telemetry.RDPActivity, Activity: 1}, laptop, func(s *scene.Scene) { s.Event.Src.IP = fmt.Sprintf("203.0.113.%d", d%9) })
		if sweep {
			c.sweep(day.AddDate(0, 0, 1))
		}
	}
}

func TestStateOfABusyYear(t *testing.T) {
	c := found(t, Config{})
	c.hire("a-person-with-an-id-of-usual-length", scene.Worker{}, "America/New_York")
	busyYear(c, "a-person-with-an-id-of-usual-length", true)
	var b bytes.Buffer
	if err := c.book.Save(&b); err != nil {
		t.Fatal(err)
	}
	rooms := len(c.book.rooms)
	own := b.Len() - 22*rooms - 36*len(c.book.exits)
	t.Logf("%d bytes for the person, %d in all with %d meetings and %d exits", own, b.Len(), rooms, len(c.book.exits))
	if own > 8<<10 {
		t.Errorf("a busy year takes %d bytes, want less than 8 KiB", own)
	}
	s := c.book.Stats()
	if s.Evicted["repositories"] == 0 || s.Evicted["networks"] == 0 || s.Evicted["devices"] == 0 {
		t.Errorf("evictions are not counted: %v", s.Evicted)
	}
	p := c.book.Explain("a-person-with-an-id-of-usual-length")
	if len(p.Networks) != caps[networks] || len(p.Devices) != caps[devices] || p.Repositories != caps[repositories] {
		t.Errorf("%d networks, %d devices, %d repositories", len(p.Networks), len(p.Devices), p.Repositories)
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}

func save(t testing.TB, b *Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Save(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Reading a snapshot back and going on says the same as never having stopped.
func TestRestart(t *testing.T) {
	run := func(restart bool) (*company, []byte) {
		c := found(t, Config{})
		ids := c.staff(12, "Core")
		r := rand.New(rand.NewPCG(3, 4))
		days(7, func(n int, day time.Time) {
			for i, id := range ids {
				hours := nineToFive
				if i == 0 {
					hours = atNight
				}
				c.work(id, day, hours...)
				c.checkIn(id, day, from(newYork))
				net := newYork
				if i < 2 {
					net = rented
				}
				c.signIn(id, day.Add(time.Duration(r.IntN(9))*time.Hour), from(net), laptop, inSession("s"), agent(chrome))
				c.clone(id, day, fmt.Sprint("example/r", r.IntN(30)))
				c.meet(id, day.Add(11*time.Hour), part{uid: fmt.Sprint(id, n), hours: 9, sharing: telemetry.Yes})
			}
			c.sweep(day.AddDate(0, 0, 1))
			if restart {
				fresh, _ := New(Config{})
				if err := fresh.Load(bytes.NewReader(save(t, c.book))); err != nil {
					t.Fatal(err)
				}
				c.book = fresh
			}
		})
		return c, save(t, c.book)
	}
	a, one := run(false)
	b, two := run(true)
	if spoken(a.said) != spoken(b.said) || len(a.said) < 15 {
		t.Errorf("with restarts it says\n%s\nwithout\n%s", spoken(b.said), spoken(a.said))
	}
	if !bytes.Equal(one, two) {
		t.Error("the states differ after restarts")
	}
	again, three := run(false)
	if spoken(a.said) != spoken(again.said) || !bytes.Equal(one, three) {
		t.Error("the same scenes give another result")
	}
}

func TestSnapshotsRefused(t *testing.T) {
	c := found(t, Config{Key: []byte("one")})
	c.hire("p", scene.Worker{}, "UTC")
	c.hire("q", scene.Worker{}, "UTC")
	c.signIn("p", monday, from(newYork), laptop)
	c.signIn("q", monday, from(rented), laptop)
	good := save(t, c.book)
	sealed := func(b []byte) []byte {
		b = slices.Clone(b[:len(b)-4])
		return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	}
	for _, tc := range []struct {
		name, want string
		cfg        Config
		data       []byte
	}{
		{"empty", "does not begin", Config{Key: []byte("one")}, nil},
		{"another file", "does not begin", Config{Key: []byte("one")}, []byte("{\"a\":\n1}")},
		{"version", `version "2" and this program reads version 1`, Config{Key: []byte("one")}, bytes.Replace(good, []byte("baseline 1\n"), []byte("baseline 2\n"), 1)},
		{"head only", "ends too early", Config{Key: []byte("one")}, []byte("bonafide baseline 1\n")},
		{"cut", "checksum", Config{Key: []byte("one")}, good[:len(good)-9]},
		{"changed", "checksum", Config{Key: []byte("one")}, append(slices.Clone(good[:40]), append([]byte{good[40] ^ 1}, good[41:]...)...)},
		{"another key", "another key", Config{Key: []byte("two")}, good},
		{"more people than are held", "more than 1", Config{Key: []byte("one"), Workers: 1}, good},
		{"something behind", "follows", Config{Key: []byte("one")}, sealed(append(slices.Clone(good[:len(good)-4]), 0, 0, 0, 0, 0))},
		{"cut and sealed", "ends too early", Config{Key: []byte("one")}, sealed(good[:len(good)-9])},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, _ := New(tc.cfg)
			err := b.Load(bytes.NewReader(tc.data))
			if err == nil || !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "built again from the log") {
				t.Fatalf("error %v, want it to tell of %q", err, tc.want)
			}
			if b.Stats().People != 0 {
				t.Error("a refused snapshot left something")
			}
		})
	}
	b, _ := New(Config{Key: []byte("one")})
	if err := b.Load(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("error %v", err)
	}
	for most := range 3 {
		if err := c.book.Save(&failing{most}); err == nil && most < 2 {
			t.Errorf("a writer that fails at write %d is not told of", most)
		}
	}
	if err := b.Load(bytes.NewReader(good)); err != nil || b.Stats().People != 2 || !bytes.Equal(save(t, b), good) {
		t.Errorf("the good one: %v", err)
	}
}

type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left == 0 {
		return 0, io.ErrShortWrite
	}
	f.left--
	return len(p), nil
}

// Arrival within a quarter of an hour of the right order changes nothing that is
// said.
func TestOrderOfArrival(t *testing.T) {
	type seen struct {
		at time.Time
		do func(c *company)
	}
	rapid.Check(t, func(r *rapid.T) {
		var all []seen
		add := func(at time.Time, do func(c *company)) { all = append(all, seen{at, do}) }
		nets := []scene.Network{newYork, warsaw, rented, mobile4, office, relayed}
		devs := []option{laptop, device("okta:a", 0), device("okta:b", telemetry.No)}
		for d := range 12 {
			day := monday.AddDate(0, 0, d)
			for range rapid.IntRange(0, 6).Draw(r, "sign-ins") {
				at := day.Add(time.Duration(rapid.IntRange(0, 30).Draw(r, "half-hours")) * 20 * time.Minute)
				n, x := rapid.SampledFrom(nets).Draw(r, "network"), rapid.SampledFrom(devs).Draw(r, "device")
				add(at, func(c *company) { c.signIn("p", at, from(n), x) })
			}
			add(day, func(c *company) { c.checkIn("p", day, from(newYork), arrived(d)) })
			n := rapid.IntRange(0, 30).Draw(r, "clones")
			for k := range n {
				at := day.Add(time.Duration(k) * 7 * time.Minute)
				add(at, func(c *company) { c.clone("p", at, fmt.Sprint("example/r", k), tenure(d)) })
			}
			if rapid.Bool().Draw(r, "call") {
				end := day.Add(10 * time.Hour)
				add(end, func(c *company) { c.meet("p", end, part{uid: fmt.Sprint("m", d), hours: 9, sharing: telemetry.Yes}) })
				add(end.Add(time.Minute), func(c *company) {
					c.meet("", end.Add(time.Minute), part{uid: fmt.Sprint("m", d), hours: 9, who: "guest"})
				})
			}
		}
		slices.SortStableFunc(all, func(a, b seen) int { return a.at.Compare(b.at) })
		late := make([]time.Duration, len(all))
		for i := range late {
			late[i] = time.Duration(rapid.IntRange(0, 14).Draw(r, "late")) * time.Minute
		}
		play := func(shuffled bool) *company {
			c := found(t, Config{})
			c.hire("p", scene.Worker{}, "America/New_York")
			c.checkIn("p", monday.AddDate(0, 0, -1), from(newYork), arrived(0))
			order := make([]int, len(all))
			for i := range order {
				order[i] = i
			}
			if shuffled {
				slices.SortStableFunc(order, func(a, b int) int { return all[a].at.Add(late[a]).Compare(all[b].at.Add(late[b])) })
			}
			day := monday
			for _, i := range order {
				for all[i].at.Sub(day) > 24*time.Hour {
					day = day.AddDate(0, 0, 1)
				}
				all[i].do(c)
			}
			c.sweep(monday.AddDate(0, 0, 12))
			return c
		}
		a, b := play(false), play(true)
		if x, y := sorted(a.said), sorted(b.said); !slices.Equal(x, y) {
			r.Fatalf("in order it says\n%q\nshuffled\n%q", x, y)
		}
		if x, y := a.book.Explain("p").Hours, b.book.Explain("p").Hours; fmt.Sprint(x) != fmt.Sprint(y) {
			r.Fatalf("hours differ: %v and %v", x, y)
		}
	})
}

func TestUnusableScenes(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "UTC")
	for _, at := range []time.Time{{}, time.Date(1970, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)} {
		c.signIn("p", at, from(newYork))
	}
	c.signIn("p", monday, from(newYork), func(s *scene.Scene) { s.Event.Intake.Clock = telemetry.ClockAhead })
	c.book.Observe(&scene.Scene{}, false)
	if s := c.book.Stats(); s.Untimed != 5 || s.People != 0 {
		t.Errorf("%+v", s)
	}
	c.signIn("", monday, from(newYork))
	c.signIn(bonafide.PersonID(strings.Repeat("x", 300)), monday, from(newYork))
	if s := c.book.Stats(); s.Unknown != 2 || s.Observed != 0 {
		t.Errorf("%+v", s)
	}
	c.signIn("p", monday, from(newYork), device("okta:a", 0))
	c.signIn("p", monday.AddDate(0, 0, -ring), from(warsaw), device("okta:b", 0))
	if s := c.book.Stats(); s.Late != 1 || s.Observed != 2 {
		t.Errorf("%+v", s)
	}
	if p := c.book.Explain("p"); len(p.Devices) != 2 || len(p.Countries) != 2 || p.First != "2025-11-02" {
		t.Errorf("a late event is not learnt: %+v", p)
	}
	if out := c.book.Sweep(time.Time{}); out != nil {
		t.Error("a sweep at no time says something")
	}
	if p := c.book.Explain("nobody"); len(p.Missing) != 1 {
		t.Errorf("%+v", p)
	}
	// Somebody without any HR fact is followed all the same.
	c.signIn("q", monday, from(rented))
	c.sweep(monday.AddDate(0, 0, 1))
	c.quiet("q")
}

func TestBoundOfPeople(t *testing.T) {
	c := found(t, Config{Workers: 200})
	for i := range 1000 {
		c.push(bonafide.PersonID(fmt.Sprint("p", i)), monday.Add(time.Duration(i)*time.Minute))
	}
	s := c.book.Stats()
	if s.People > 200 || s.Forgotten != uint64(1000-s.People) || c.book.people["p999"] == nil || c.book.people["p0"] != nil {
		t.Errorf("%+v", s)
	}
}

func TestBoundOfRooms(t *testing.T) {
	c := found(t, Config{})
	for i := range maxRooms + 5 {
		c.meet("p", monday.AddDate(0, 0, i/9000), part{uid: fmt.Sprint(i), hours: 1})
	}
	if n := len(c.book.rooms); n > maxRooms || c.book.Stats().ForgottenRoom == 0 {
		t.Errorf("%d meetings are held", n)
	}
	c.sweep(monday.AddDate(0, 0, 40))
	if len(c.book.rooms) != 0 {
		t.Errorf("%d old meetings are held", len(c.book.rooms))
	}
}

// One person who changes the exit all the time does not make a crowd.
func TestCrowd(t *testing.T) {
	c := found(t, Config{})
	c.hire("p", scene.Worker{}, "UTC")
	c.checkIn("p", monday, from(newYork))
	for k := range 400 {
		n := rented
		n.Key = fmt.Sprint("203.0.113.", k%20)
		c.signIn("p", monday.Add(time.Duration(k)*time.Hour), from(n), laptop)
	}
	for k := range c.book.exits {
		if c.book.ownService(k) {
			t.Fatal("one person made a hosting network the firm's own service")
		}
	}
	var x crowd
	if x.size() != 0 {
		t.Error("an empty crowd has people")
	}
	b, _ := New(Config{})
	for i := range 300 {
		b.share(1, bonafide.PersonID(fmt.Sprint(i)))
		b.share(1, bonafide.PersonID(fmt.Sprint(i)))
	}
	v := b.exits[1]
	if n := v.size(); n < 240 || n > 360 {
		t.Errorf("300 people are estimated as %d", n)
	}
}

func TestConfig(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		cfg        Config
	}{
		{"negative", "workers is -1", Config{Workers: -1}},
		{"share", "share is above 1", Config{ApartShare: 80}},
		{"day", "stated day runs from 17 to 9", Config{DayStart: 17, DayEnd: 9}},
		{"long day", "stated day runs from 9 to 25", Config{DayStart: 9, DayEnd: 25}},
	} {
		if _, err := New(tc.cfg); err == nil || !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", tc.name, err, tc.want)
		}
	}
	b, err := New(Config{DayStart: 7, DayEnd: 15, Speed: 1000})
	if err != nil || b.cfg.DayStart != 7 || b.cfg.Speed != 1000 || b.cfg.Workers != 200_000 {
		t.Errorf("%+v, %v", b.cfg, err)
	}
}

func TestFingerprints(t *testing.T) {
	k, l := keysOf(nil), keysOf([]byte("secret"))
	names := map[uint32]string{}
	for i := range 20000 {
		s := fmt.Sprint("name-", i)
		f := k.of(s)
		if f == 0 || f != k.of(s) || f == l.of(s) {
			t.Fatalf("fingerprint %x of %q", f, s)
		}
		names[f] = s
	}
	if len(names) < 19990 {
		t.Errorf("%d of 20,000 names collide", 20000-len(names))
	}
	if k.of("") != 0 || k.agent("") != 0 {
		t.Error("the empty name has a fingerprint")
	}
	if k.of("ab") == k.of("ab\x00") {
		t.Error("length does not count")
	}
	if k.agent(chrome) != k.agent(chrome2) || k.agent(chrome) == k.agent(firefox) || k.agent(strings.Repeat("x", 600)) != k.agent(strings.Repeat("x", 512)) {
		t.Error("user agents are told apart by their version, or not at all")
	}
}

func TestDistance(t *testing.T) {
	a, b := spotOf(&newYork), spotOf(&warsaw)
	if d := distance(&a, &b); d < 6800 || d > 6900 {
		t.Errorf("New York to Warsaw is %.0f km", d)
	}
	if km, ok := a.apart(&a); km != 0 || !ok {
		t.Error("a place is apart from itself")
	}
	bad := spotOf(&scene.Network{Placed: true, Lat: 400})
	if bad.placed {
		t.Error("a latitude of 400 degrees is taken")
	}
}

func TestIndicators(t *testing.T) {
	got := Indicators()
	if len(got) != 15 || !slices.IsSorted(got) {
		t.Errorf("%v", got)
	}
}

// people makes a firm in its steady state and the events of one of its days.
func people(b testing.TB, n int) (*Book, []*scene.Scene) {
	c := &company{t: b, wary: map[bonafide.PersonID]bool{}, facts: map[bonafide.PersonID]*scene.Worker{}, zones: map[bonafide.PersonID]*time.Location{}}
	c.book, _ = New(Config{})
	var scenes []*scene.Scene
	ny := zone(b, "America/New_York")
	for i := range n {
		id := bonafide.PersonID(fmt.Sprintf("person-%05d", i))
		c.zones[id] = ny
		c.facts[id] = &scene.Worker{Team: fmt.Sprint("team", i%40), Role: "Engineer", Contract: "employee", Country: "US", Exceptions: []string{"dropbox"}}
		own := device("okta:"+string(id), telemetry.Yes)
		for d := range 3 {
			day := monday.AddDate(0, 0, d)
			c.checkIn(id, day, from(newYork))
			c.signIn(id, day, from(newYork), own, inSession("s"), agent(chrome))
			c.signIn(id, day.Add(time.Hour), from(mobile4), own, inSession("s2"), agent(firefox))
			c.push(id, day.Add(time.Hour), inSession("s"))
		}
		add := func(e telemetry.Event, options ...option) {
			e.Time, e.Status = monday.AddDate(0, 0, 2).Add(2*time.Hour), telemetry.Success
			s := &scene.Scene{Event: &e, Person: id, Zone: ny, Worker: c.facts[id]}
			for _, o := range options {
				o(s)
			}
			scenes = append(scenes, s)
		}
		if len(scenes) < 5000 {
			add(login, from(newYork), own, inSession("s"), agent(chrome))
			add(telemetry.Event{Class: telemetry.ProcessActivity, Activity: telemetry.ProcessLaunch, Process: &telemetry.Process{Name: "git", User: telemetry.User{Name: "ann"}, Parent: &telemetry.Process{Name: "zsh"}}}, laptop)
			add(telemetry.Event{Class: telemetry.WebResourcesActivity, Activity: telemetry.Update, WebResources: []telemetry.Resource{{Name: "example/wallet", Type: "repository"}}}, from(newYork))
			add(telemetry.Event{Class: telemetry.DNSActivity, Activity: telemetry.DNSQuery}, laptop)
		}
	}
	return c.book, scenes
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	b, scenes := people(t, 50)
	for _, s := range scenes {
		b.Observe(s, false)
	}
	i := 0
	if n := testing.AllocsPerRun(2000, func() {
		b.Observe(scenes[i%len(scenes)], false)
		i++
	}); n != 0 {
		t.Errorf("%v allocations an event", n)
	}
}

func BenchmarkObserve(b *testing.B) {
	book, scenes := people(b, 1000)
	for _, s := range scenes {
		book.Observe(s, false)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		book.Observe(scenes[i%len(scenes)], false)
	}
}

func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		book, _ := people(b, 10_000)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/10_000, "B/worker")
		runtime.KeepAlive(book)
	}
}

func BenchmarkSweep(b *testing.B) {
	book, _ := people(b, 10_000)
	for b.Loop() {
		book.Sweep(monday.AddDate(0, 0, 3))
	}
}

func BenchmarkSave(b *testing.B) {
	book, _ := people(b, 10_000)
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := book.Save(&out); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}

// A snapshot may hold anything: it is refused, or what it holds can be worked with
// and written again.
func FuzzLoad(f *testing.F) {
	c := found(f, Config{})
	c.hire("p", scene.Worker{}, "America/New_York")
	f.Add(save(f, c.book))
	c.signIn("p", monday, from(rented), laptop, inSession("s"), agent(chrome))
	f.Add(save(f, c.book))
	c.hire("q", scene.Worker{}, "America/New_York")
	busyYear(c, "q", false)
	f.Add(save(f, c.book))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 4 {
			return
		}
		// The checksum would keep the fuzzer out.
		data = slices.Clone(data)
		binary.LittleEndian.PutUint32(data[len(data)-4:], crc32.ChecksumIEEE(data[:len(data)-4]))
		b, _ := New(Config{})
		if err := b.Load(bytes.NewReader(data)); err != nil {
			if !errors.Is(err, bonafide.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		c := &company{t: t, book: b, wary: map[bonafide.PersonID]bool{}, facts: map[bonafide.PersonID]*scene.Worker{"p": {}}, zones: map[bonafide.PersonID]*time.Location{}}
		for d := range 3 {
			at := monday.AddDate(1, 0, d)
			c.signIn("p", at, from(rented), laptop, inSession("s"), agent(firefox))
			c.upload("p", at, "www.dropbox.com", 1<<30)
			c.meet("p", at, part{uid: "m", hours: 9})
			c.sweep(at)
		}
		for id := range b.people {
			b.Explain(id)
		}
		one := save(t, b)
		again, _ := New(Config{})
		if err := again.Load(bytes.NewReader(one)); err != nil {
			t.Fatalf("what was written is refused: %v", err)
		}
		if !bytes.Equal(one, save(t, again)) {
			t.Fatal("written again it differs")
		}
	})
}

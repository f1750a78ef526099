package watchlist

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bonafide"
)

// publisher is a server that gives one file per path, with validators.
type publisher struct {
	*httptest.Server
	mu     sync.Mutex
	files  map[string]string
	answer func(w http.ResponseWriter, r *http.Request) bool // true where it has answered
	gets   int
	same   int
}

func newPublisher(t *testing.T) *publisher {
	p := &publisher{files: map[string]string{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *publisher) put(path, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files[path] = text
}

// reply makes the server answer by f; nil gives the files again.
func (p *publisher) reply(f func(w http.ResponseWriter, r *http.Request) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = f
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gets++
	if p.answer != nil && p.answer(w, r) {
		return
	}
	text, ok := p.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	tag := fmt.Sprintf("\"%x\"", sha256.Sum256([]byte(text)))
	w.Header().Set("ETag", tag)
	w.Header().Set("Last-Modified", "Wed, 02 Sep 2026 10:00:00 GMT")
	if r.Header.Get("If-None-Match") == tag {
		p.same++
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write([]byte(text))
}

// clock is a clock that stands until it is moved.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func openFolder(t *testing.T, opt Options) (*Folder, *clock) {
	t.Helper()
	c := &clock{time.Date(2026, 9, 3, 12, 0, 0, 0, time.UTC)}
	opt.Now = c.Now
	f, err := Open(filepath.Join(t.TempDir(), "lists"), opt)
	if err != nil {
		t.Fatal(err)
	}
	return f, c
}

// manyEntries is an EU list of n entries, of a date.
func manyEntries(n int, date string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<export generationDate="%sT00:00:00Z">`, date)
	for i := range n {
		fmt.Fprintf(&b, `<sanctionEntity logicalId="%d"><subjectType code="person"/><nameAlias wholeName="Invented Person %d" strong="true"/></sanctionEntity>`, i, i)
	}
	b.WriteString("</export>\n")
	return b.String()
}

var tenth = Sentinel{ID: "1", Name: "Person Invented"}

// withEU is a folder with one version of a list of 100 entries from a server.
func withEU(t *testing.T) (*Folder, *clock, *publisher) {
	t.Helper()
	p := newPublisher(t)
	p.put("/eu.xml", manyEntries(100, "2026-09-01"))
	f, c := openFolder(t, Options{})
	if err := f.Add(Source{Name: "eu", Format: EUXML, Files: []Origin{{URL: p.URL + "/eu.xml?token=secret"}}, Sentinels: []Sentinel{tenth}}); err != nil {
		t.Fatal(err)
	}
	u, err := f.Update(context.Background(), "eu", UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !u.Changed || u.Version.Counts.Entries != 100 || u.Before != "" {
		t.Fatalf("first update: %+v", u)
	}
	return f, c, p
}

func status(t *testing.T, f *Folder) Status {
	t.Helper()
	all, err := f.Status()
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

func entries(t *testing.T, f *Folder) int {
	t.Helper()
	l, err := f.Load(context.Background(), "eu")
	if err != nil {
		t.Fatal(err)
	}
	return len(l.Entries)
}

func TestUpdate(t *testing.T) {
	ctx := context.Background()
	f, c, p := withEU(t)
	first := status(t, f)
	if !first.Ready || first.Stale || first.Version.Published.String() != "2026-09-01" || !strings.Contains(first.String(), "100 entries") {
		t.Errorf("status %+v: %s", first, first)
	}

	// The same again: the server says so, and only the check is noted.
	c.now = c.now.Add(time.Hour)
	u, err := f.Update(ctx, "eu", UpdateOptions{})
	if err != nil || u.Changed || p.same != 1 {
		t.Fatalf("unchanged: %+v, %v, answered 304 %d times", u, err, p.same)
	}
	if s := status(t, f); !s.Checked.Equal(c.now) || s.Version.ID != first.Version.ID {
		t.Errorf("status after an unchanged check: %+v", s)
	}

	// A new version.
	p.put("/eu.xml", strings.Replace(manyEntries(101, "2026-09-02"), "Invented Person 5\"", "Another Person 5\"", 1))
	u, err = f.Update(ctx, "eu", UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !u.Changed || !slices.Equal(u.Delta.Added, []string{"100"}) || len(u.Delta.Changed) != 1 || u.Delta.Changed[0].ID != "5" || u.Before != first.Version.ID {
		t.Errorf("update %+v", u)
	}
	if n := entries(t, f); n != 101 {
		t.Errorf("%d entries in force", n)
	}
	d, err := f.Diff(ctx, "eu", first.Version.ID, "")
	if err != nil || len(d.Added) != 1 {
		t.Errorf("difference %+v, %v", d, err)
	}
	if err := f.Verify(ctx, "eu"); err != nil {
		t.Error(err)
	}

	// Older than the bound on age.
	c.now = c.now.Add(49 * time.Hour)
	if s := status(t, f); !s.Stale || !strings.Contains(s.String(), "STALE") {
		t.Errorf("status after two days: %s", s)
	}
}

// Whatever comes that is not a good newer version: the old one stays in force, and
// the status says what happened.
func TestFailedUpdateLeavesTheOldVersion(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		put    string
		answer func(w http.ResponseWriter, r *http.Request) bool
		says   string
	}{
		"server error": {answer: func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(500); return true }, says: "500"},
		"not found":    {answer: func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(404); return true }, says: "404"},
		"HTML page": {answer: func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<!DOCTYPE html><html><body>Maintenance</body></html>"))
			return true
		}, says: "HTML page"},
		"body shorter than announced": {answer: func(w http.ResponseWriter, r *http.Request) bool {
			text := manyEntries(120, "2026-09-02")
			w.Header().Set("Content-Length", fmt.Sprint(len(text)))
			w.Write([]byte(text[:len(text)/2]))
			return true
		}, says: "before the whole file was there"},
		"cut in the middle":      {put: manyEntries(120, "2026-09-02")[:5000], says: "incomplete"},
		"empty file":             {put: "                        \n", says: "empty"},
		"no entries":             {put: `<export generationDate="2026-09-02T00:00:00Z"></export>`, says: "no entries"},
		"shrunken":               {put: manyEntries(89, "2026-09-02"), says: "shrank from 100 to 89 entries"},
		"older":                  {put: manyEntries(100, "2026-08-31"), says: "2026-08-31"},
		"another list":           {put: sampleUN, says: "un-xml"},
		"the sentinel is gone":   {put: strings.Replace(manyEntries(100, "2026-09-02"), `"Invented Person 1"`, `"Somebody"`, 1), says: "self-test"},
		"another list's content": {put: strings.Replace(manyEntries(100, "2026-09-02"), "</export>", "", 1), says: "incomplete"},
		"redirect to plain http": {answer: func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "http://lists.example/eu.xml", http.StatusFound)
			return true
		}, says: "https only"},
	} {
		t.Run(name, func(t *testing.T) {
			f, clk, p := withEU(t)
			was := status(t, f).Version.ID
			if c.put != "" {
				p.put("/eu.xml", c.put)
			}
			p.reply(c.answer)
			clk.now = clk.now.Add(time.Hour)
			_, err := f.Update(ctx, "eu", UpdateOptions{})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("error %v, want one that says %q", err, c.says)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the token of the address is in the message: %v", err)
			}
			s := status(t, f)
			if s.Version.ID != was || entries(t, f) != 100 {
				t.Errorf("in force is %s, want the old version %s", s.Version.ID, was)
			}
			if !s.Stale || !strings.Contains(s.Fault, c.says) || !strings.Contains(s.String(), "LAST UPDATE FAILED") {
				t.Errorf("the status is not loud: %s", s)
			}
			if err := f.Verify(ctx, "eu"); err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(filepath.Join(f.dir, "eu", "incoming-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			// The next good version clears the fault.
			p.reply(nil)
			p.put("/eu.xml", manyEntries(100, "2026-09-03"))
			if u, err := f.Update(ctx, "eu", UpdateOptions{}); err != nil || !u.Changed {
				t.Fatalf("the next good version: %+v, %v", u, err)
			}
			if s := status(t, f); s.Stale || s.Fault != "" {
				t.Errorf("the fault stays: %s", s)
			}
		})
	}
}

func TestAPersonCanAcceptAShrunkenOrOlderList(t *testing.T) {
	ctx := context.Background()
	f, _, p := withEU(t)
	p.put("/eu.xml", manyEntries(10, "2026-09-02"))
	if _, err := f.Update(ctx, "eu", UpdateOptions{}); err == nil {
		t.Fatal("taken without being asked")
	}
	if u, err := f.Update(ctx, "eu", UpdateOptions{AcceptShrink: true}); err != nil || len(u.Delta.Removed) != 90 {
		t.Fatalf("%+v, %v", u, err)
	}
	p.put("/eu.xml", manyEntries(11, "2026-09-01"))
	if u, err := f.Update(ctx, "eu", UpdateOptions{AcceptOlder: true}); err != nil || !u.Changed {
		t.Fatalf("%+v, %v", u, err)
	}
}

func TestWalletsMayNotVanish(t *testing.T) {
	list := func(wallets int) string {
		var b strings.Builder
		b.WriteString("id,name,wallets\n")
		for i := range 40 {
			w := ""
			if i < wallets {
				w = fmt.Sprintf("0x%040d", i)
			}
			fmt.Fprintf(&b, "%d,Invented Person %d,%s\n", i, i, w)
		}
		return b.String()
	}
	f, _ := openFolder(t, Options{})
	path := filepath.Join(t.TempDir(), "own.csv")
	write := func(wallets int) {
		if err := os.WriteFile(path, []byte(list(wallets)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(40)
	if err := f.Add(Source{Name: "own", Files: []Origin{{Path: path}}}); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if _, err := f.Update(ctx, "own", UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	write(0)
	_, err := f.Update(ctx, "own", UpdateOptions{})
	wantRefusal(t, err, "40 to 0 wallets")
	write(31)
	if u, err := f.Update(ctx, "own", UpdateOptions{}); err != nil || len(u.Delta.Changed) != 9 {
		t.Fatalf("%+v, %v", u, err)
	}
	former, err := f.Former(ctx, "own")
	if err != nil || len(former) != 9 || len(former[0].Wallets) != 1 || former[0].Delisted.IsZero() {
		t.Errorf("former wallets %+v, %v", former, err)
	}
}

func TestFormerEntries(t *testing.T) {
	ctx := context.Background()
	f, c, p := withEU(t)
	for _, v := range []struct {
		n    int
		date string
	}{{95, "2026-09-05"}, {97, "2026-09-07"}, {96, "2026-09-08"}} {
		c.now = c.now.Add(48 * time.Hour)
		p.put("/eu.xml", manyEntries(v.n, v.date))
		if _, err := f.Update(ctx, "eu", UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	former, err := f.Former(ctx, "eu")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range former {
		got = append(got, e.ID+" "+e.Delisted.String())
	}
	if want := "96 2026-09-08|97 2026-09-05|98 2026-09-05|99 2026-09-05"; strings.Join(got, "|") != want {
		t.Errorf("former %v, want %s", got, want)
	}
}

func TestRollback(t *testing.T) {
	ctx := context.Background()
	f, c, p := withEU(t)
	first := status(t, f).Version.ID
	p.put("/eu.xml", manyEntries(105, "2026-09-02"))
	c.now = c.now.Add(time.Hour)
	if _, err := f.Update(ctx, "eu", UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Rollback(ctx, "eu", first); err != nil {
		t.Fatal(err)
	}
	if n := entries(t, f); n != 100 {
		t.Errorf("%d entries after the rollback", n)
	}
	if err := f.Rollback(ctx, "eu", first); !errors.Is(err, bonafide.ErrConflict) {
		t.Errorf("rolled back twice: %v", err)
	}
	if err := f.Rollback(ctx, "eu", "2020-01-01-none"); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("rolled back to nothing: %v", err)
	}
	if err := f.Rollback(ctx, "eu", "../../etc"); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("rolled back outside: %v", err)
	}
	// The version that was rolled back is not taken again by itself.
	_, err := f.Update(ctx, "eu", UpdateOptions{})
	wantRefusal(t, err, "rolled back")
	if u, err := f.Update(ctx, "eu", UpdateOptions{AcceptOlder: true}); err != nil || !u.Changed {
		t.Errorf("accepted by a person: %+v, %v", u, err)
	}
	if n := entries(t, f); n != 105 {
		t.Errorf("%d entries", n)
	}
}

func TestOldVersionsArePruned(t *testing.T) {
	ctx := context.Background()
	p := newPublisher(t)
	f, c := openFolder(t, Options{})
	if err := f.Add(Source{Name: "eu", Files: []Origin{{URL: p.URL + "/eu.xml"}}, Keep: 3, Sentinels: []Sentinel{tenth}}); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		p.put("/eu.xml", manyEntries(100+i, fmt.Sprintf("2026-09-0%d", i+1)))
		c.now = c.now.Add(24 * time.Hour)
		if _, err := f.Update(ctx, "eu", UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	versions, err := f.Versions("eu")
	if err != nil || len(versions) != 3 || versions[2].Counts.Entries != 105 {
		t.Errorf("%d versions, the last of %d entries, %v", len(versions), versions[len(versions)-1].Counts.Entries, err)
	}
}

// An OFAC CSV set in several files, of which one changes.
func TestUpdateOfASet(t *testing.T) {
	ctx := context.Background()
	p := newPublisher(t)
	p.put("/SDN.CSV", sampleSDN)
	p.put("/ALT.CSV", sampleALT)
	f, _ := openFolder(t, Options{})
	if err := f.Add(Source{Name: "ofac", Files: []Origin{{URL: p.URL + "/SDN.CSV"}, {URL: p.URL + "/ALT.CSV"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Update(ctx, "ofac", UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	p.put("/ALT.CSV", strings.Replace(sampleALT, "LYANG", "YANG", 1)+" ")
	u, err := f.Update(ctx, "ofac", UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !u.Changed || len(u.Delta.Changed) != 1 || u.Delta.Changed[0].Fields[0] != "names" || p.same != 1 {
		t.Errorf("update %+v, %d answers 304", u, p.same)
	}
	if u.Version.Published.String() != "2026-09-02" || u.Version.Dated {
		t.Errorf("published %s, want the server's date", u.Version.Published)
	}
	if err := f.Verify(ctx, "ofac"); err != nil {
		t.Error(err)
	}
	// A file without its end mark is refused here, however short.
	p.put("/ALT.CSV", strings.TrimSuffix(sampleALT, "\x1a"))
	_, err = f.Update(ctx, "ofac", UpdateOptions{})
	wantRefusal(t, err, "end mark")
}

func TestProbeIsPartOfTheSelfTest(t *testing.T) {
	ctx := context.Background()
	found := true
	probe := func(_ context.Context, l *List, s Sentinel) error {
		if !found {
			return errors.New("not found by the matcher")
		}
		return nil
	}
	f, _ := openFolder(t, Options{Probe: probe})
	path := filepath.Join(t.TempDir(), "un.xml")
	if err := os.WriteFile(path, []byte(sampleUN), 0o644); err != nil {
		t.Fatal(err)
	}
	s := Source{Name: "un", Files: []Origin{{Path: path}}, Sentinels: []Sentinel{{ID: "7000001", Name: "ho song", Document: "654320001"}}}
	if err := f.Add(s); err != nil {
		t.Fatal(err)
	}
	found = false
	_, err := f.Update(ctx, "un", UpdateOptions{})
	wantRefusal(t, err, "not found by the matcher")
	if _, err := f.Load(ctx, "un"); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("a list that failed its self-test is in force: %v", err)
	}
	if s := status(t, f); s.Ready || !strings.Contains(s.String(), "NO VERSION") {
		t.Errorf("status %s", s)
	}
	if _, err := f.LoadAll(ctx); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("all lists are there: %v", err)
	}
	if err := f.Verify(ctx, "un"); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("verified: %v", err)
	}
	found = true
	if _, err := f.Update(ctx, "un", UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if lists, err := f.LoadAll(ctx); err != nil || len(lists) != 1 || lists[0].Entries[0].List != "un" {
		t.Errorf("%d lists, %v", len(lists), err)
	}
	if err := SelfTest(ctx, &List{Name: "un"}, []Sentinel{{Wallet: "0x1"}, {Document: "2"}}, probe); err == nil || !strings.Contains(err.Error(), "0x1") || !strings.Contains(err.Error(), "2 (not") {
		t.Errorf("an empty list passes: %v", err)
	}
}

func TestSources(t *testing.T) {
	f, _ := openFolder(t, Options{})
	good := Source{Name: "a", Files: []Origin{{URL: "https://lists.example/a.xml"}}}
	for what, s := range map[string]Source{
		"a path as name":       {Name: "../a", Files: good.Files},
		"no name":              {Files: good.Files},
		"no file":              {Name: "a"},
		"address and path":     {Name: "a", Files: []Origin{{URL: "https://lists.example/a.xml", Path: "b"}}},
		"neither":              {Name: "a", Files: []Origin{{Name: "b"}}},
		"plain http":           {Name: "a", Files: []Origin{{URL: "http://lists.example/a.xml"}}},
		"no address":           {Name: "a", Files: []Origin{{Name: "a", URL: "https://%zz"}}},
		"no file name":         {Name: "a", Files: []Origin{{URL: "https://lists.example/"}}},
		"two files of a name":  {Name: "a", Files: []Origin{{URL: "https://lists.example/a"}, {URL: "https://lists.example/b/a"}}},
		"shrink of all":        {Name: "a", Files: good.Files, MaxShrink: new(1.0)},
		"shrink below nothing": {Name: "a", Files: good.Files, MaxShrink: new(-1.0)},
	} {
		if err := f.Add(s); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := f.Add(good); err != nil {
		t.Fatal(err)
	}
	if err := f.Add(good); !errors.Is(err, bonafide.ErrConflict) {
		t.Errorf("added twice: %v", err)
	}
	if all, err := f.Sources(); err != nil || len(all) != 1 || all[0].Name != "a" {
		t.Errorf("%+v, %v", all, err)
	}
	if err := f.Remove("a"); err != nil {
		t.Fatal(err)
	}
	if err := f.Remove("a"); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	ctx := context.Background()
	for what, err := range map[string]error{
		"load": second(f.Load(ctx, "a")), "update": second(f.Update(ctx, "a", UpdateOptions{})), "versions": second(f.Versions("a")),
		"diff": second(f.Diff(ctx, "a", "", "")), "former": second(f.Former(ctx, "a")), "verify": f.Verify(ctx, "a"), "rollback": f.Rollback(ctx, "a", "b"),
	} {
		if !errors.Is(err, bonafide.ErrNotFound) {
			t.Errorf("%s of no list: %v", what, err)
		}
	}
	if _, err := f.LoadAll(ctx); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("no list at all: %v", err)
	}
	if _, err := Open(t.TempDir(), Options{}); err == nil {
		t.Error("opened without a clock")
	}
	for _, s := range Official() {
		if err := s.Validate(); err != nil {
			t.Errorf("official source %s: %v", s.Name, err)
		}
		if !official[s.Name] {
			t.Errorf("official source %s is not among the official names", s.Name)
		}
	}
	if OfficialNames() != "ofac-sdn, ofac-cons, un, eu, uk" {
		t.Errorf("official names %s", OfficialNames())
	}
	if err := os.WriteFile(filepath.Join(f.dir, "sources.json"), []byte(`{"sources":[{"name":"a","fils":[]}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Sources(); err == nil || !strings.Contains(err.Error(), "fils") {
		t.Errorf("an unknown key is read: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestUpdateAllGoesOn(t *testing.T) {
	f, _, p := withEU(t)
	if err := f.Add(Source{Name: "gone", Files: []Origin{{Path: filepath.Join(t.TempDir(), "absent.xml")}}}); err != nil {
		t.Fatal(err)
	}
	p.put("/eu.xml", manyEntries(101, "2026-09-02"))
	done, err := f.UpdateAll(context.Background(), UpdateOptions{})
	if err == nil || !strings.Contains(err.Error(), "gone") || len(done) != 1 || !done[0].Changed {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestAnOfficialNameHasItsList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.xml")
	if err := os.WriteFile(path, []byte(sampleUN), 0o644); err != nil {
		t.Fatal(err)
	}
	f, _ := openFolder(t, Options{})
	if err := f.Add(Source{Name: "eu", Files: []Origin{{Path: path}}}); err != nil {
		t.Fatal(err)
	}
	_, err := f.Update(context.Background(), "eu", UpdateOptions{})
	wantRefusal(t, err, "the list un")
}

func TestDamageOnDiskIsFound(t *testing.T) {
	ctx := context.Background()
	f, _, _ := withEU(t)
	dir := f.versionDir("eu", status(t, f).Version.ID)
	cache := filepath.Join(dir, "list.cache")
	b, err := os.ReadFile(cache)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(cache, b, 0o644); err != nil {
		t.Fatal(err)
	}
	// Loading goes back to the files; verifying says so.
	l, err := f.Load(ctx, "eu")
	if err != nil || len(l.Entries) != 100 || !strings.Contains(strings.Join(l.Notes, " "), "cache") {
		t.Errorf("%v, notes %v", err, l.Notes)
	}
	if err := f.Verify(ctx, "eu"); err == nil || !strings.Contains(err.Error(), "cache") {
		t.Errorf("verified with a damaged cache: %v", err)
	}
	// Other files in the place of those that were fetched.
	if err := os.WriteFile(filepath.Join(dir, "eu.xml"), []byte(manyEntries(100, "2026-09-02")), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Load(ctx, "eu"); err == nil || !strings.Contains(err.Error(), "hash differs") {
		t.Errorf("loaded from changed files: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "eu.xml")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Load(ctx, "eu"); err == nil {
		t.Error("loaded without files")
	}
	if err := os.WriteFile(filepath.Join(f.dir, "eu", "state.json"), []byte(`{"current":"../x"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Load(ctx, "eu"); err == nil {
		t.Error("loaded from outside the folder")
	}
	if s := status(t, f); s.Ready || s.Fault == "" {
		t.Errorf("status of a damaged folder: %s", s)
	}
}

func TestDamagedFolderIsFetchedAnew(t *testing.T) {
	ctx := context.Background()
	f, _, _ := withEU(t)
	id := status(t, f).Version.ID
	dir := f.versionDir("eu", id)
	if err := os.WriteFile(filepath.Join(dir, "eu.xml"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if u, err := f.Update(ctx, "eu", UpdateOptions{Refetch: true}); err != nil || u.Changed {
		t.Fatalf("%+v, %v", u, err)
	}
	if err := f.Verify(ctx, "eu"); err != nil {
		t.Error(err)
	}
	// A version that is lost altogether.
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Load(ctx, "eu"); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("loaded what is lost: %v", err)
	}
	if u, err := f.Update(ctx, "eu", UpdateOptions{}); err != nil || !u.Changed {
		t.Fatalf("%+v, %v", u, err)
	}
	if n := entries(t, f); n != 100 {
		t.Errorf("%d entries", n)
	}
	if err := f.Verify(ctx, "eu"); err != nil {
		t.Error(err)
	}
}

// Loading does not wait for an update that hangs.
func TestLoadDuringAnUpdate(t *testing.T) {
	f, _, p := withEU(t)
	inside, release := make(chan struct{}), make(chan struct{})
	p.reply(func(w http.ResponseWriter, r *http.Request) bool {
		close(inside)
		<-release
		return false
	})
	p.put("/eu.xml", manyEntries(101, "2026-09-02"))
	done := make(chan error)
	go func() {
		_, err := f.Update(context.Background(), "eu", UpdateOptions{})
		done <- err
	}()
	<-inside
	if n := entries(t, f); n != 100 {
		t.Errorf("%d entries in force during the update", n)
	}
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := entries(t, f); n != 101 {
		t.Errorf("%d entries in force after it", n)
	}
}

func TestFilesAboveTheBoundAreNotFetched(t *testing.T) {
	p := newPublisher(t)
	p.put("/eu.xml", manyEntries(100, "2026-09-01"))
	f, _ := openFolder(t, Options{Reader: Reader{MaxBytes: 1000}})
	if err := f.Add(Source{Name: "eu", Files: []Origin{{URL: p.URL + "/eu.xml"}}}); err != nil {
		t.Fatal(err)
	}
	_, err := f.Update(context.Background(), "eu", UpdateOptions{})
	wantRefusal(t, err, "larger than 1000 bytes")
}

// Large plain files are kept packed, and verified as they were given.
func TestLargeFilesArePacked(t *testing.T) {
	ctx := context.Background()
	f, _, p := withEU(t)
	p.put("/eu.xml", manyEntries(12000, "2026-09-02"))
	u, err := f.Update(ctx, "eu", UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(f.versionDir("eu", u.Version.ID), "eu.xml.gz")); err != nil {
		t.Error(err)
	}
	if err := f.Verify(ctx, "eu"); err != nil {
		t.Error(err)
	}
}

// A process that is killed in the middle of an update leaves the old version in
// force and a folder that works.
func TestKilledUpdateLeavesTheOldVersion(t *testing.T) {
	if dir := os.Getenv("WATCHLIST_UPDATE_IN"); dir != "" {
		f, err := Open(dir, Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Update(context.Background(), "eu", UpdateOptions{})
		t.Fatalf("the update ended: %v", err)
	}
	f, c, p := withEU(t)
	text := manyEntries(150, "2026-09-02")
	half := make(chan struct{})
	release := make(chan struct{})
	p.reply(func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Length", fmt.Sprint(len(text)))
		w.Write([]byte(text[:len(text)/2]))
		w.(http.Flusher).Flush()
		close(half)
		<-release
		return true
	})
	child := exec.Command(os.Args[0], "-test.run=^TestKilledUpdateLeavesTheOldVersion$")
	child.Env = append(os.Environ(), "WATCHLIST_UPDATE_IN="+f.dir)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	<-half
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	close(release)

	g, err := Open(f.dir, Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	if n := entries(t, g); n != 100 {
		t.Errorf("%d entries in force, want the 100 of the old version", n)
	}
	if err := g.Verify(context.Background(), "eu"); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(f.dir, "eu", "incoming-*")); len(left) != 1 {
		t.Errorf("left behind: %v, want the half version", left)
	}
	p.reply(nil)
	p.put("/eu.xml", text)
	c.now = time.Now().Add(25 * time.Hour)
	if u, err := g.Update(context.Background(), "eu", UpdateOptions{}); err != nil || u.Version.Counts.Entries != 150 {
		t.Fatalf("the next update: %+v, %v", u, err)
	}
	if left, _ := filepath.Glob(filepath.Join(f.dir, "eu", "incoming-*")); len(left) != 0 {
		t.Errorf("not swept: %v", left)
	}
}

func TestFullListInAFolder(t *testing.T) {
	data := published(t)
	f, _ := openFolder(t, Options{})
	if err := f.Add(Source{Name: "ofac-sdn", Files: []Origin{{Path: filepath.Join(data, "ofac_2025-11-19", "sdn_advanced.xml.bz2")}}}); err != nil {
		t.Fatal(err)
	}
	u, err := f.Update(context.Background(), "ofac-sdn", UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if u.Version.Counts.Entries != 18367 || !strings.HasPrefix(u.Version.ID, "2025-11-19-") {
		t.Errorf("version %+v", u.Version)
	}
	l, err := f.Load(context.Background(), "ofac-sdn")
	if err != nil || len(l.Entries) != 18367 || len(l.Notes) != 0 {
		t.Errorf("%d entries, notes %v, %v", len(l.Entries), l.Notes, err)
	}
}

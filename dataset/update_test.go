package dataset

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
)

var at = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// tree writes files below a new folder.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func networks(n int) string {
	return many(n, func(i int) string { return "8." + fmt.Sprint(i/128) + "." + fmt.Sprint(i%128*2) + ".0/24" })
}

func update(t testing.TB, dir, from string, opt Options) []Change {
	t.Helper()
	opt.At = at
	changes, err := Update(t.Context(), dir, from, opt)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

// packageFolders are the packages in the layout in which npm unpacks them.
var packageFolders = map[string]string{
	"node_modules/disposable-email-domains-js/package.json":                                 `{"name": "disposable-email-domains-js", "version": "1.26.0"}`,
	"node_modules/disposable-email-domains-js/dist/dict/disposable_email_blocklist.json":    `["throwaway.example", "bin.example"]`,
	"node_modules/disposable-email-domains/package.json":                                    `{"name": "disposable-email-domains", "version": "1.0.62"}`,
	"node_modules/disposable-email-domains/index.json":                                      `["other.example"]`,
	"node_modules/free-email-domains/package.json":                                          `{"name": "free-email-domains", "version": "1.12.6"}`,
	"node_modules/free-email-domains/domains.json":                                          `["mail.example"]`,
	"node_modules/@ip-location-db/geo-whois-asn-country/package.json":                       `{"name": "@ip-location-db/geo-whois-asn-country", "version": "2.3.2026061719"}`,
	"node_modules/@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-ipv4.csv":     "8.0.0.0,8.0.0.255,PT\n",
	"node_modules/@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-ipv6.csv":     "2400::,2400::f,JP\n",
	"node_modules/@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-ipv4-num.csv": "134217728,134217983,PT\n",
	"node_modules/@ip-location-db/asn/package.json":                                         `{"name": "@ip-location-db/asn", "version": "2.3.2026061719"}`,
	"node_modules/@ip-location-db/asn/asn-ipv4.csv":                                         "8.0.0.0,8.0.0.255,64500,First\n",
	"node_modules/@ip-location-db/asn/asn-ipv6.csv":                                         "2400::,2400::f,64501,Second\n",
	"node_modules/unrelated/package.json":                                                   `{"name": "unrelated"}`,
	"node_modules/broken/package.json":                                                      `{`,
	"published.tsv":                                                                         "free-email-domains\t1.12.6\t2026-05-02\n@ip-location-db/asn\t2.3.2026061719\t2026-09-16\nodd line\n",
}

func TestUpdateRecognisesPackages(t *testing.T) {
	dir := t.TempDir()
	changes := update(t, dir, tree(t, packageFolders), Options{})
	var got []string
	for _, c := range changes {
		got = append(got, fmt.Sprintf("%s: %s %s %s, %s, %d", c.Kind, c.Now.Name, c.Now.Version, c.Now.Date, c.Now.Licence, c.Now.Entries))
	}
	want := []string{
		"disposable-domains: disposable-email-domains-js 1.26.0 , CC0-1.0, 2",
		"free-mail-domains: free-email-domains 1.12.6 2026-05-02, MIT, 1",
		"ip-country: @ip-location-db/geo-whois-asn-country 2.3.2026061719 2026-06-17, CC0-1.0, 2",
		"ip-asn: @ip-location-db/asn 2.3.2026061719 2026-06-17, CC-BY-4.0, 2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	m, err := f.Manifest(IPASN)
	if err != nil || !strings.Contains(m.Attribution, "DB-IP") || m.Source != "npm:@ip-location-db/asn@2.3.2026061719" || !m.InstalledAt.Equal(at) {
		t.Errorf("%+v %v", m, err)
	}
	data, ds, err := f.Open(DisposableDomains)
	if err != nil || string(data) != "bin.example\nthrowaway.example\n" || ds.Name != "disposable-email-domains-js" {
		t.Errorf("%q %v %v", data, ds, err)
	}
	if _, _, err := f.Open(VPNRanges); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("a table that is not there: %v", err)
	}
	if _, _, err := f.Open("moon-phases"); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("a kind that is not there: %v", err)
	}
	// The same again changes nothing; one kind alone can be asked for.
	for _, c := range update(t, dir, tree(t, packageFolders), Options{}) {
		if !c.Unchanged || c.Was == nil {
			t.Errorf("%s changed", c.Kind)
		}
	}
	if c := update(t, t.TempDir(), tree(t, packageFolders), Options{Kind: FreeMailDomains}); len(c) != 1 || c[0].Kind != FreeMailDomains {
		t.Errorf("%+v", c)
	}
}

func TestUpdateRecognisesLists(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, "10.0.0.0/8\n")
	z.Close()
	checkout := tree(t, map[string]string{
		"output/vpn/ipv4.txt": "8.0.0.0/24\n", "output/vpn/ipv6.txt": "2400::/32\n", "output/datacenter/ipv4.txt": "9.0.0.0/24\n9.0.1.0/24\n",
		"input/vpn/ips/apple.txt": "8.0.0.8/31\n", "tests/fixtures/expected/vpn/ipv4.txt": "1.1.1.1\n", "ipv4.txt": "7.0.0.0/8\n",
		".git/output/vpn/ipv4.txt": "6.0.0.0/8\n",
	})
	flat := tree(t, map[string]string{"vpn_ipv4.txt": "8.0.0.0/24\n", "vpn_ipv6.txt": "2400::/32\n", "datacenter_ipv4.txt.gz": packed.String(), "bad-asn-list.csv": "ASN,Entity\n64500,x\n"})
	for name, c := range map[string]struct {
		from string
		opt  Options
		want string
	}{
		"a checkout":                {checkout, Options{}, "vpn-ranges 2, relay-ranges 1, hosting-ranges 1"},
		"files by their names":      {flat, Options{}, "vpn-ranges 2, hosting-ranges 1, hosting-asns 1"},
		"one file":                  {filepath.Join(flat, "bad-asn-list.csv"), Options{}, "hosting-asns 1"},
		"one file below its folder": {filepath.Join(checkout, "output", "datacenter", "ipv4.txt"), Options{}, "hosting-ranges 1"},
		"countries by name":         {writeFile(t, "my-country.csv", "8.0.0.0,8.0.0.255,PT\n"), Options{}, "ip-country 1"},
		"operators by name":         {writeFile(t, "my-asn.csv", "8.0.0.0,8.0.0.255,1,x\n"), Options{}, "ip-asn 1"},
		"a plain list":              {writeFile(t, "own.txt", "own.example\n"), Options{Kind: FreeMailDomains}, "free-mail-domains 1"},
	} {
		var got []string
		for _, ch := range update(t, t.TempDir(), c.from, c.opt) {
			got = append(got, fmt.Sprintf("%s %d", ch.Kind, ch.Now.Entries))
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
	c := update(t, t.TempDir(), writeFile(t, "own.txt", "own.example\n"), Options{Kind: FreeMailDomains, Date: bonafide.Date{Year: 2026, Month: 5, Day: 1}, Licence: "own"})
	if m := c[0].Now; m.Version != "2026-05-01" || m.Name != "own" || m.Licence != "own" || m.Source != "own.txt" {
		t.Errorf("%+v", m)
	}
	if m := update(t, t.TempDir(), writeFile(t, "own.txt", "own.example\n"), Options{Kind: FreeMailDomains, Version: "../7 b"})[0].Now; m.Version != "../7 b" || folderName(&m) != "v..-7-b-"+m.SHA256[:8] {
		t.Errorf("%+v %s", m, folderName(&m))
	}
}

func TestUpdateRefuses(t *testing.T) {
	list := writeFile(t, "own.txt", networks(5))
	for name, c := range map[string]struct {
		from string
		opt  Options
		kind error
		want string
	}{
		"no moment":                {list, Options{Kind: VPNRanges}, bonafide.ErrInvalid, "moment"},
		"unknown kind":             {list, Options{At: at, Kind: "moon"}, bonafide.ErrInvalid, "disposable-domains"},
		"odd bound":                {list, Options{At: at, MaxShrink: 2}, bonafide.ErrInvalid, "0 to 1"},
		"name says little":         {list, Options{At: at}, bonafide.ErrInvalid, "--kind"},
		"nothing there":            {filepath.Join(t.TempDir(), "none"), Options{At: at}, bonafide.ErrNotFound, "does not exist"},
		"nothing known":            {t.TempDir(), Options{At: at}, bonafide.ErrNotFound, "nothing known"},
		"too large":                {list, Options{At: at, Kind: VPNRanges, MaxBytes: 10}, bonafide.ErrInvalid, "larger than 10 bytes"},
		"gzip cut off":             {writeFile(t, "l.txt.gz", "\x1f\x8b"), Options{At: at, Kind: VPNRanges}, bonafide.ErrInvalid, "gzip"},
		"package without its file": {tree(t, map[string]string{"package.json": `{"name": "free-email-domains", "version": "1"}`}), Options{At: at}, bonafide.ErrInvalid, "domains.json"},
		"second file empty":        {tree(t, map[string]string{"vpn_ipv4.txt": "8.0.0.0/24\n", "vpn_ipv6.txt": ""}), Options{At: at}, bonafide.ErrInvalid, "vpn_ipv6.txt: it is empty"},
		"no mirror":                {"https:///x", Options{At: at}, bonafide.ErrInvalid, "address"},
	} {
		dir := t.TempDir()
		changes, err := Update(t.Context(), dir, c.from, c.opt)
		if !errors.Is(err, c.kind) || !strings.Contains(fmt.Sprint(err), c.want) || len(changes) != 0 {
			t.Errorf("%s: %v, %v", name, changes, err)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 0 {
			t.Errorf("%s: something was written", name)
		}
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	z.Write(bytes.Repeat([]byte("8.0.0.0/24\n"), 100_000))
	z.Close()
	if _, err := Update(t.Context(), t.TempDir(), writeFile(t, "l.txt.gz", bomb.String()), Options{At: at, Kind: VPNRanges, MaxBytes: 50_000}); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a list that unpacks to too much: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Update(ctx, t.TempDir(), list, Options{At: at, Kind: VPNRanges}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestTheTableInForceStaysWhereItsSuccessorIsRefused(t *testing.T) {
	dir := t.TempDir()
	update(t, dir, writeFile(t, "l.txt", networks(100)), Options{Kind: VPNRanges, Version: "1"})
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {"", "empty"},
		"wrong format": {"<html>\n", "no usable entry"},
		"cut off":      {networks(200) + "8.9", "cut off"},
		"shrunken":     {networks(60), "has 60 entries where the one in force has 100"},
	} {
		_, err := Update(t.Context(), dir, writeFile(t, "l.txt", c.text), Options{At: at, Kind: VPNRanges, Version: "2"})
		if !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "shrunken" && !strings.Contains(err.Error(), "--allow-shrink") {
			t.Errorf("the way out is not named: %v", err)
		}
		if m, err := (&Folder{dir}).Manifest(VPNRanges); err != nil || m.Version != "1" || m.Entries != 100 {
			t.Errorf("%s: %+v %v", name, m, err)
		}
	}
	if c := update(t, dir, writeFile(t, "l.txt", networks(80)), Options{Kind: VPNRanges, Version: "2"}); c[0].Was.Version != "1" || c[0].Now.Entries != 80 {
		t.Errorf("%+v", c)
	}
	if c := update(t, dir, writeFile(t, "l.txt", networks(10)), Options{Kind: VPNRanges, Version: "3", AllowShrink: true}); c[0].Now.Entries != 10 {
		t.Errorf("%+v", c)
	}
	// The version in force and the one before it are kept, no more.
	versions, err := filepath.Glob(filepath.Join(dir, "vpn-ranges", "*"))
	if err != nil || len(versions) != 3 {
		t.Errorf("%v %v", versions, err)
	}
}

func TestOneRefusalDoesNotStopTheOthers(t *testing.T) {
	dir := t.TempDir()
	from := tree(t, map[string]string{"vpn_ipv4.txt": "8.0.0.0/24\n", "datacenter_ipv4.txt": "", "bad-asn-list.csv": "ASN,Entity\n1,x\n"})
	changes, err := Update(t.Context(), dir, from, Options{At: at})
	if !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), "hosting-ranges") || len(changes) != 2 {
		t.Errorf("%v %v", changes, err)
	}
}

func TestStatus(t *testing.T) {
	dir := t.TempDir()
	for _, s := range Status(filepath.Join(dir, "none"), at) {
		if s.Problem != "not installed" || s.Manifest != nil {
			t.Errorf("%+v", s)
		}
	}
	update(t, dir, tree(t, packageFolders), Options{})
	state := func(k Kind) State {
		all := Status(dir, at.AddDate(0, 1, 0))
		if len(all) != len(Kinds) {
			t.Fatal("a kind is left out")
		}
		return all[slices.Index(Kinds, k)]
	}
	if s := state(IPCountry); s.Problem != "" || s.AgeDays == nil || *s.AgeDays != 14 || s.Manifest.Entries != 2 {
		t.Errorf("%+v", s)
	}
	if s := state(DisposableDomains); s.Problem != "" || s.AgeDays != nil {
		t.Errorf("a table without a date has no age: %+v", s)
	}
	damage := func(k Kind, name string, change func([]byte) []byte) {
		files, err := filepath.Glob(filepath.Join(dir, string(k), name))
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[0], change(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	flip := func(b []byte) []byte { b[len(b)-3] ^= 1; return b }
	damage(DisposableDomains, "v*/list.txt", flip)
	damage(FreeMailDomains, "v*/manifest.json", func(b []byte) []byte { return b[:len(b)/2] })
	damage(IPCountry, "current", func([]byte) []byte { return []byte("../../x\n") })
	damage(IPASN, "v*/table.bin", func(b []byte) []byte { return append(b, 0) })
	for _, k := range []Kind{DisposableDomains, FreeMailDomains, IPCountry, IPASN} {
		if s := state(k); s.Problem == "" || s.Problem == "not installed" {
			t.Errorf("%s: damage went unseen: %+v", k, s)
		}
		if _, _, err := (&Folder{dir}).Open(k); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%s: %v", k, err)
		}
	}
	// The same update repairs all of it.
	update(t, dir, tree(t, packageFolders), Options{})
	for _, k := range []Kind{DisposableDomains, FreeMailDomains, IPCountry, IPASN} {
		if s := state(k); s.Problem != "" {
			t.Errorf("%s is not repaired: %s", k, s.Problem)
		}
	}
	if _, err := Open(filepath.Join(dir, "none")); !errors.Is(err, bonafide.ErrNotFound) {
		t.Errorf("%v", err)
	}
}

var steps = []string{"begun", "half written", "table written", "manifest written", "version in place", "in force"}

// TestKilledAnywhere kills a process that is installing a table, without warning,
// after each of its steps: the old table or the new one is in force, whole, and the
// next update goes through.
func TestKilledAnywhere(t *testing.T) {
	if os.Getenv("DATASET_KILL_AT") != "" {
		installAndWait(t)
		return
	}
	for _, same := range []bool{false, true} {
		for _, step := range steps {
			dir := t.TempDir()
			update(t, dir, writeFile(t, "l.txt", networks(100)), Options{Kind: VPNRanges, Version: "1"})
			text := networks(110)
			version := "2"
			if same { // the very version in force, with another date
				text, version = networks(100), "1"
			}
			cmd := exec.Command(os.Args[0], "-test.run=^TestKilledAnywhere$")
			cmd.Env = append(os.Environ(), "DATASET_KILL_AT="+step, "DATASET_DIR="+dir, "DATASET_FROM="+writeFile(t, "l.txt", text), "DATASET_VERSION="+version)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			buf := make([]byte, 7)
			if n, err := out.Read(buf); err != nil || string(buf[:n]) != "waiting" {
				t.Fatalf("%s: %q %v", step, buf[:n], err)
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Fatalf("%s: the process ended by itself", step)
			}
			want := 100
			if step == "in force" && !same {
				want = 110
			}
			s := Status(dir, at)[slices.Index(Kinds, VPNRanges)]
			if s.Problem != "" || s.Manifest.Entries != want {
				t.Errorf("killed after %q: %+v", step, s)
			}
			later := at.Add(2*time.Hour).AddDate(10, 0, 0)
			if _, err := Update(t.Context(), dir, writeFile(t, "l.txt", networks(120)), Options{At: later, Kind: VPNRanges, Version: "3"}); err != nil {
				t.Errorf("after %q: %v", step, err)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "vpn-ranges", ".new-*")); len(left) != 0 {
				t.Errorf("after %q: left over %v", step, left)
			}
		}
	}
}

func installAndWait(t *testing.T) {
	_, err := Update(t.Context(), os.Getenv("DATASET_DIR"), os.Getenv("DATASET_FROM"), Options{
		At: at, Kind: VPNRanges, Version: os.Getenv("DATASET_VERSION"), Date: bonafide.Date{Year: 2026},
		step: func(s string) {
			if s == os.Getenv("DATASET_KILL_AT") {
				fmt.Print("waiting")
				select {}
			}
		},
	})
	t.Fatal("nobody stopped it: ", err)
}

func TestMirror(t *testing.T) {
	origin := t.TempDir()
	update(t, origin, tree(t, packageFolders), Options{})
	update(t, origin, writeFile(t, "vpn_ipv4.txt", networks(10)), Options{})
	files := http.FileServer(http.Dir(origin))
	mux := http.NewServeMux()
	mux.Handle("/data/", http.StripPrefix("/data", files))
	mux.HandleFunc("/list.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, networks(3)) })
	mux.HandleFunc("/cut.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, networks(3))
	})
	mux.HandleFunc("/loop.txt", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop.txt", http.StatusFound) })
	mux.HandleFunc("/broken.txt", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadGateway) })
	mux.HandleFunc("/stream.txt", func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			fmt.Fprint(w, networks(10))
			w.(http.Flusher).Flush()
		}
	})
	server := httptest.NewServer(mux)
	defer server.Close()

	dir := t.TempDir()
	changes := update(t, dir, server.URL+"/data/", Options{})
	if len(changes) != 5 || changes[0].Now.Name != "disposable-email-domains-js" || changes[0].Now.Source != server.URL+"/data/" || changes[3].Now.Attribution == "" {
		t.Errorf("%+v", changes)
	}
	for _, k := range []Kind{DisposableDomains, FreeMailDomains, IPCountry, IPASN, VPNRanges} {
		a, _, err1 := (&Folder{origin}).Open(k)
		b, _, err2 := (&Folder{dir}).Open(k)
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs from its origin: %v %v", k, err1, err2)
		}
	}
	// A folder is taken in like its mirror.
	if c := update(t, t.TempDir(), origin, Options{Kind: VPNRanges}); len(c) != 1 || c[0].Now.Entries != 10 {
		t.Errorf("%+v", c)
	}
	secret := strings.Replace(server.URL, "http://", "http://user:password@", 1)
	c := update(t, t.TempDir(), secret+"/list.txt", Options{Kind: HostingRanges, Version: "9"})
	if len(c) != 1 || c[0].Now.Entries != 3 || c[0].Now.Version != "9" || c[0].Now.Source != server.URL+"/list.txt" {
		t.Errorf("%+v", c)
	}
	for name, x := range map[string]struct {
		path string
		opt  Options
		kind error
		want string
	}{
		"not there":             {"/none.txt", Options{Kind: VPNRanges}, bonafide.ErrNotFound, "does not have it"},
		"no mirror":             {"/", Options{}, bonafide.ErrNotFound, "no table"},
		"no path":               {"", Options{}, bonafide.ErrNotFound, "no table"},
		"failure":               {"/broken.txt", Options{Kind: VPNRanges}, bonafide.ErrUnavailable, "502"},
		"cut off":               {"/cut.txt", Options{Kind: VPNRanges}, nil, "unexpected EOF"},
		"endless redirects":     {"/loop.txt", Options{Kind: VPNRanges}, bonafide.ErrUnavailable, "redirects"},
		"announced as too long": {"/cut.txt", Options{Kind: VPNRanges, MaxBytes: 999}, bonafide.ErrInvalid, "1000 bytes"},
		"too long":              {"/stream.txt", Options{Kind: VPNRanges, MaxBytes: 999}, nil, "larger than 999"},
		"name says little":      {"/list.txt", Options{}, bonafide.ErrInvalid, "--kind"},
	} {
		into := t.TempDir()
		x.opt.At = at
		_, err := Update(t.Context(), into, server.URL+x.path, x.opt)
		if err == nil || (x.kind != nil && !errors.Is(err, x.kind)) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(into); len(left) != 0 {
			t.Errorf("%s: something was written", name)
		}
	}
	server.Close()
	if _, err := Update(t.Context(), t.TempDir(), server.URL+"/data/", Options{At: at}); !errors.Is(err, bonafide.ErrUnavailable) {
		t.Errorf("a mirror that is down: %v", err)
	}
}

func TestAMirrorIsNotBelieved(t *testing.T) {
	for name, change := range map[string]func(k Kind, m *Manifest, data []byte) []byte{
		"another table": func(_ Kind, _ *Manifest, data []byte) []byte { return append(data, 0) },
		"a table that is not canonical, with its right hash": func(_ Kind, m *Manifest, _ []byte) []byte {
			data := []byte("8.0.0.0/24\n")
			m.SHA256, m.Bytes = hash(data), int64(len(data))
			return data
		},
		"another kind":     func(_ Kind, m *Manifest, data []byte) []byte { m.Kind = IPASN; return data },
		"a path as a file": func(_ Kind, m *Manifest, data []byte) []byte { m.File = "../../x"; return data },
		"too large":        func(_ Kind, m *Manifest, data []byte) []byte { m.Bytes = 1 << 40; return data },
	} {
		origin := t.TempDir()
		c := update(t, origin, writeFile(t, "vpn_ipv4.txt", networks(5)), Options{})[0]
		home := filepath.Join(origin, string(VPNRanges), folderName(&c.Now))
		data, err := os.ReadFile(filepath.Join(home, "table.bin"))
		if err != nil {
			t.Fatal(err)
		}
		data = change(VPNRanges, &c.Now, data)
		text, err := marshalManifest(&c.Now)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.WriteFile(filepath.Join(home, "table.bin"), data, 0o644), os.WriteFile(filepath.Join(home, "manifest.json"), text, 0o644)); err != nil {
			t.Fatal(err)
		}
		if _, err := Update(t.Context(), t.TempDir(), origin, Options{At: at}); err == nil {
			t.Errorf("%s was taken in", name)
		}
	}
}

func TestRedirectsStayOnHTTPS(t *testing.T) {
	request := func(u string) *http.Request {
		r, err := http.NewRequest(http.MethodGet, u, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := []*http.Request{request("https://mirror.example/a")}
	if err := checkRedirect(request("http://mirror.example/b"), first); err == nil {
		t.Error("a redirect left https")
	}
	if err := checkRedirect(request("https://mirror.example/b"), first); err != nil {
		t.Error(err)
	}
}

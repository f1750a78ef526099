package watchlist

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A list from a file is as old as its publication, however often the file is read. An
// operator's own table, which states none, is as it was checked.
func TestAgeOfAListFromAFile(t *testing.T) {
	ours := "id,name\n1,Person Invented\n"
	eu := manyEntries(3, "2025-06-01")
	for what, c := range map[string]struct {
		name, text string
		max        int // hours
		now        string
		since, why string
		line       string
	}{
		"published a year ago":   {"eu.xml", eu, 0, "2026-06-01", sincePublication, "published 2025-06-01, 365 days ago", "published 2025-06-01, 365 days ago, taken from a file"},
		"published last week":    {"eu.xml", eu, 0, "2025-06-08", sincePublication, "", "published 2025-06-01, 7 days ago, taken from a file"},
		"a bound of one's own":   {"eu.xml", eu, 72, "2025-06-08", sincePublication, "published 2025-06-01, 7 days ago", "STALE"},
		"a file of the future":   {"addresses_ETH.txt", "0x8589427373D6D84E98730D7795D8f6f8731FDA16\n", 0, "2025-05-01", sincePublication, "its file is of 2025-06-01, which is in the future", "STALE"},
		"the operator's own":     {"house.csv", ours, 0, "2026-06-01", sinceCheck, "", "checked less than a minute ago"},
		"addresses without date": {"addresses_ETH.txt", "0x8589427373D6D84E98730D7795D8f6f8731FDA16\n", 0, "2026-06-01", sincePublication, "its file is of 2025-06-01", "STALE"},
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.name)
			if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			made := time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)
			if err := os.Chtimes(path, made, made); err != nil {
				t.Fatal(err)
			}
			f, clock := openFolder(t, Options{})
			now, err := time.Parse(time.DateOnly, c.now)
			if err != nil {
				t.Fatal(err)
			}
			clock.now = now
			if err := f.Add(Source{Name: "list", Files: []Origin{{Path: path}}, MaxAgeHours: c.max, Sentinels: []Sentinel{}}); err != nil {
				t.Fatal(err)
			}
			if _, err := f.Update(t.Context(), "list", UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
			s := status(t, f)
			if s.AgeSince != c.since || s.Stale != (c.why != "") || !strings.Contains(s.Why, c.why) || !strings.Contains(s.String(), c.line) {
				t.Errorf("%+v: %s; want %s, %q, %q", s, s, c.since, c.why, c.line)
			}
			// A list that is read from its file alone says the same.
			l, err := f.Load(t.Context(), "list")
			if err != nil {
				t.Fatal(err)
			}
			if c.max == 0 && (l.Stale(now) != "") != (c.why != "") {
				t.Errorf("the list by itself: %q, want %q", l.Stale(now), c.why)
			}
		})
	}
}

// What is wrong with a list is said in words.
func TestWhyAListIsStale(t *testing.T) {
	f, c, p := withEU(t)
	if s := status(t, f); s.Stale || s.Why != "" || s.AgeSince != sinceCheck {
		t.Errorf("%+v", s)
	}
	c.now = c.now.Add(49 * time.Hour)
	if s := status(t, f); s.Why != "last checked 2 days ago, more than 2 days; bonafide lists update" {
		t.Errorf("%q", s.Why)
	}
	p.put("/eu.xml", "<html>")
	if _, err := f.Update(t.Context(), "eu", UpdateOptions{}); err == nil {
		t.Fatal("a page was taken for a list")
	}
	if s := status(t, f); !strings.HasPrefix(s.Why, "the last update failed on ") {
		t.Errorf("%q", s.Why)
	}
	c.now = c.now.Add(-72 * time.Hour)
	if s := status(t, f); !s.Stale {
		t.Errorf("%+v", s)
	}
}

// A name that is mistyped leaves no folder behind.
func TestOpenMakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lsits")
	f, err := Open(dir, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if all, err := f.Status(); err != nil || len(all) != 0 {
		t.Error(all, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is there: %v", err)
	}
	if f.Dir() != dir {
		t.Error(f.Dir())
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file, Options{Now: time.Now}); err == nil {
		t.Error("a file was opened as a folder")
	}
}

func TestLong(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "no time", time.Second: "less than a minute", time.Minute: "1 minute", 119 * time.Minute: "119 minutes", 2 * time.Hour: "2 hours",
		47 * time.Hour: "47 hours", 48 * time.Hour: "2 days", 365 * 24 * time.Hour: "365 days",
	} {
		if got := Long(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestCountryCode(t *testing.T) {
	for text, want := range map[string]string{"DE": "DE", "deu": "DE", "Germany": "DE", "EL": "GR", "Réunion": "RE", "ZZZ": "", "": ""} {
		if got := CountryCode(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for three, two := range codesOfThree() {
		if countryCode(two) != two {
			t.Errorf("%s is %s, which no line of the table has", three, two)
		}
	}
	if len(codesOfThree()) != 250 {
		t.Errorf("%d codes of three letters", len(codesOfThree()))
	}
}

package catalog_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"bonafide"
	"bonafide/catalog"
)

// folder is a small catalogue that lints, to be spoiled in one place by a test.
func folder() fstest.MapFS {
	return fstest.MapFS{
		"VERSION":     {Data: []byte("2.1.0\n")},
		"inputs.yaml": {Data: []byte("inputs:\n  - {id: resume, title: A curriculum vitae}\n")},
		"checks.yaml": {Data: []byte(`checks:
  - id: explanation
    title: Ask for the reason
    how: Ask in neutral words. A supported answer passes; one that contradicts a record fails.
    fair: Ask everybody with the same observation, by the way of contact that they prefer.
    stages: [application, interview]
    cost: 1
    intrusiveness: 1
    valid_days: 90
    honest: {passed: 0.8, failed: 0.1, unreachable: 0.1}
    misrepresenting: {passed: 0.4, failed: 0.4, unreachable: 0.2}
    settles: [cv-chronology]
    fails_as: APP-13
`)},
		"indicators/application.yaml": {Data: []byte(`indicators:
  - id: APP-13
    phase: application
    category: document
    group: cv-chronology
    title: A technology is claimed before its release
    meaning: >-
      The first year stated for a technology is held against the day of its first public release, and it counts
      from one year before that day on.
    alone: medium
    combined: high
    observed_by: rule
    inputs: [resume]
    innocent: [a slip in a date]
    next_check: {check: explanation, ask: Name the version.}
    sources: [{id: SEAL, url: "https://frameworks.example/page", date: 2026-05-11, standing: read}]
`)},
	}
}

func with(name, data string) fstest.MapFS {
	f := folder()
	f[name] = &fstest.MapFile{Data: []byte(data)}
	return f
}

func without(name string) fstest.MapFS {
	f := folder()
	delete(f, name)
	return f
}

func replaced(name, old, new string) fstest.MapFS {
	text := string(folder()[name].Data)
	if !strings.Contains(text, old) {
		panic("nothing to replace: " + old)
	}
	return with(name, strings.Replace(text, old, new, 1))
}

func TestLoadFS(t *testing.T) {
	c, err := catalog.LoadFS(folder())
	if err != nil {
		t.Fatal(err)
	}
	ind := c.Indicator("APP-13")
	if ind == nil || ind.Sources[0].Date != "2026-05-11" || ind.NextCheck.Check != "explanation" {
		t.Errorf("APP-13 is %+v", ind)
	}
	if !strings.HasPrefix(c.Version, "2.1.0+") {
		t.Errorf("version %q", c.Version)
	}
}

func TestLoadFSRefuses(t *testing.T) {
	const indicators = "indicators/application.yaml"
	many := folder()
	for i := range 300 {
		many[fmt.Sprintf("indicators/%03d.yaml", i)] = &fstest.MapFile{Data: []byte("indicators: []\n")}
	}
	for _, c := range []struct {
		name   string
		folder fs.FS
		kind   error
		says   string
	}{
		{"no indicators", without(indicators), bonafide.ErrInvalid, "there is no indicators/*.yaml in the folder; begin with a copy"},
		{"no checks", without("checks.yaml"), fs.ErrNotExist, "checks.yaml"},
		{"no inputs", without("inputs.yaml"), fs.ErrNotExist, "inputs.yaml"},
		{"no version", without("VERSION"), fs.ErrNotExist, "VERSION"},
		{"a word for a version", with("VERSION", "latest\n"), bonafide.ErrInvalid, "VERSION: it has no release number; write one line such as 1.0.0"},
		{"a version with a leading zero", with("VERSION", "1.02.0\n"), bonafide.ErrInvalid, "no release number"},
		{"a version of four numbers", with("VERSION", "1.2.3.4\n"), bonafide.ErrInvalid, "no release number"},
		{"an unknown field", replaced("checks.yaml", "valid_days", "valid_for"), bonafide.ErrInvalid, `checks.yaml:9 /checks/0/valid_for: unknown field "valid_for"`},
		{"a comma outside quotes", with("inputs.yaml", "inputs:\n  - {id: resume, title: One, two}\n"), bonafide.ErrInvalid, "inputs.yaml:2"},
		{"broken YAML", with(indicators, "indicators: ["), bonafide.ErrInvalid, "not well-formed"},
		{"broken inputs", with("inputs.yaml", "inputs: 1\n"), bonafide.ErrInvalid, "inputs.yaml"},
		{"an oversized file", with(indicators, strings.Repeat("#", 5<<20)), bonafide.ErrInvalid, "more than the 4194304"},
		{"an oversized list of what is protected", with("protected.yaml", strings.Repeat("#", 5<<20)), bonafide.ErrInvalid, "protected.yaml"},
		{"too many files", many, bonafide.ErrInvalid, "301 files, more than the 256"},
		{"one problem", replaced(indicators, "check: explanation", "check: excuse"), bonafide.ErrInvalid, `APP-13: its next check "excuse" is not in checks.yaml; bonafide catalog lint FOLDER`},
		{"two problems", replaced(indicators, "check: explanation, ask: Name the version.", "check: excuse, ask: How"), bonafide.ErrInvalid, "(and 1 more)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := catalog.LoadFS(c.folder)
			if got != nil || !errors.Is(err, c.kind) {
				t.Fatalf("got %v, %v; want an error of kind %v", got, err, c.kind)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %q, want it to contain %q", err, c.says)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q is more than one line", err)
			}
		})
	}
}

// brokenFS fails every read after the file was found.
type brokenFS struct{ fstest.MapFS }

var errDisk = errors.New("the disk is gone")

func (b brokenFS) ReadFile(name string) ([]byte, error) { return nil, errDisk }

func TestLoadFSReportsADiskThatFails(t *testing.T) {
	if _, err := catalog.LoadFS(brokenFS{folder()}); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	if _, err := catalog.Compile(brokenFS{folder()}); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
}

// A folder that does not lint can still be read, so that a linter can list all of
// its problems.
func TestReadTakesWhatDoesNotLint(t *testing.T) {
	c, inputs, err := catalog.Read(with("inputs.yaml", "inputs:\n  - {id: nationality, title: Where from}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if problems := catalog.Lint(c, inputs); len(problems) != 2 {
		t.Errorf("problems are %v", problems)
	}
}

func TestVersionNamesTheContent(t *testing.T) {
	version := func(f fs.FS) string {
		t.Helper()
		c, _, err := catalog.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		return c.Version
	}
	first := version(folder())
	if again := version(folder()); again != first {
		t.Errorf("the same content has the versions %s and %s", first, again)
	}

	crlf := folder()
	for _, f := range crlf {
		f.Data = bytes.ReplaceAll(f.Data, []byte("\n"), []byte("\r\n"))
	}
	if v := version(crlf); v != first {
		t.Errorf("with CRLF line ends the version is %s, not %s", v, first)
	}

	unrelated := with("README.md", "notes")
	if v := version(unrelated); v != first {
		t.Errorf("a file that is no part of the catalogue changed the version to %s", v)
	}

	for name, f := range map[string]fs.FS{
		"indicator":      replaced("indicators/application.yaml", "alone: medium", "alone: low"),
		"check":          replaced("checks.yaml", "cost: 1", "cost: 2"),
		"input":          replaced("inputs.yaml", "vitae", "vita"),
		"release":        with("VERSION", "2.1.1\n"),
		"protected list": with("protected.yaml", "protected: []\n"),
	} {
		if v := version(f); v == first {
			t.Errorf("another %s left the version at %s", name, v)
		}
	}
}

func FuzzRead(f *testing.F) {
	for name, file := range folder() {
		f.Add(name, file.Data)
	}
	f.Add("indicators/application.yaml", []byte("indicators: [{id: APP-01, inputs: [a, a], innocent: ['', '']}]"))
	f.Add("checks.yaml", []byte("checks: [{id: x, honest: {passed: 1e308, failed: 1e308}}]"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if folder()[name] == nil {
			t.Skip()
		}
		c, inputs, err := catalog.Read(with(name, string(data)))
		if err != nil {
			if !errors.Is(err, bonafide.ErrInvalid) {
				t.Errorf("%v is not of kind invalid", err)
			}
			return
		}
		first := catalog.Lint(c, inputs)
		second := catalog.Lint(c, inputs)
		if fmt.Sprint(first) != fmt.Sprint(second) {
			t.Errorf("two runs differ: %v, %v", first, second)
		}
		if len(first) == 0 {
			for i := range c.Checks {
				if bits := c.Checks[i].PassedBits(); !(bits <= 0) {
					t.Errorf("a catalogue that lints has a pass of %v bits", bits)
				}
			}
		}
	})
}

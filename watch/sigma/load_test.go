package sigma

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide"
)

// shared finds public data that is never copied into the repository: in a folder
// shared/data beside a folder above this one.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for d := dir; ; d = filepath.Dir(d) {
		p := filepath.Join(d, "shared", "data", "detect", name)
		if _, err := os.Stat(p); err == nil {
			return p
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not there, and CI is", name)
	}
	t.Skipf("%s is not beside the repository", name)
	return ""
}

// All of SigmaHQ loads; what needs placeholders is refused without them, and loads with
// them.
func TestSigmaHQLoads(t *testing.T) {
	path := shared(t, "sigmahq_rules.tar.gz")
	began := processorTime()
	set, err := Load(t.Context(), LoadOptions{}, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents in %v of processor time", set.Documents, processorTime()-began)
	placeholders := map[string][]string{}
	for _, r := range set.Refusals {
		if r.Placeholder == "" {
			t.Error(r)
		}
	}
	if set.Documents != 3780 || len(set.Rules) != 3755 || len(set.Refusals) != 25 {
		t.Errorf("%d documents, %d rules, %d refusals", set.Documents, len(set.Rules), len(set.Refusals))
	}
	// A rule may name several placeholders; each load names the next.
	for range 5 {
		for _, r := range set.Refusals {
			placeholders[r.Placeholder] = []string{"example"}
		}
		if set, err = Load(t.Context(), LoadOptions{Placeholders: placeholders}, path); err != nil {
			t.Fatal(err)
		}
		if len(set.Refusals) == 0 {
			break
		}
	}
	if len(set.Rules) != 3780 {
		t.Errorf("with placeholders %d rules, first refusal %v", len(set.Rules), set.Refusals[0])
	}
}

// The specification's own documents are taken. Correlations whose rules are not beside
// them are refused for that alone.
func TestSpecificationDocuments(t *testing.T) {
	root := filepath.Join(shared(t, "sigma_spec_schema"), "schema")
	set, err := Load(t.Context(), LoadOptions{}, root)
	if err != nil {
		t.Fatal(err)
	}
	// Two of its files have the id of another one.
	twice := 0
	for _, r := range set.Refusals {
		switch {
		case strings.Contains(r.Why, "already read"):
			twice++
		case !strings.Contains(r.Why, "no rule or correlation of the set"):
			t.Error(r)
		}
	}
	if set.Documents != 12 || len(set.Rules) != 1 || len(set.Filters) != 2 || twice != 2 {
		t.Errorf("%d documents, %d rules, %d filters, %d twice: %v", set.Documents, len(set.Rules), len(set.Filters), twice, set.Refusals)
	}
}

func archives(t *testing.T, files map[string]string) (tarGz, zipped string) {
	t.Helper()
	dir := t.TempDir()
	var tb, zb bytes.Buffer
	g := gzip.NewWriter(&tb)
	tw, zw := tar.NewWriter(g), zip.NewWriter(&zb)
	for name, body := range files {
		if err := tw.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: int64(len(body)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := tw.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
		w, err := zw.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tw.Close(), g.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	tarGz, zipped = filepath.Join(dir, "r.tar.gz"), filepath.Join(dir, "r.zip")
	if err := errors.Join(os.WriteFile(tarGz, tb.Bytes(), 0o600), os.WriteFile(zipped, zb.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return tarGz, zipped
}

// Files, folders and archives give the same set, in the order of the names.
func TestLoadFromEverywhere(t *testing.T) {
	files := map[string]string{
		"b/two.yaml": detection("two", selection("F: 1")),
		"a/one.yml":  detection("one", selection("F: 1")),
		"a/bad.yml":  detection("bad", selection("F|foo: 1")),
		"README.md":  "no rule",
		"a/x.yml.gz": "no rule",
	}
	dir := t.TempDir()
	for name, body := range files {
		p := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o700), os.WriteFile(p, []byte(body), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "a", "one.yml"), filepath.Join(dir, "link.yml")); err != nil {
		t.Fatal(err)
	}
	tarGz, zipped := archives(t, files)
	for _, p := range []string{dir, tarGz, zipped} {
		set, err := Load(t.Context(), LoadOptions{}, p)
		if err != nil {
			t.Fatal(err)
		}
		if len(set.Rules) != 2 || set.Rules[0].ID != "one" || set.Rules[1].ID != "two" || len(set.Refusals) != 1 || set.Files != 3 {
			t.Errorf("%s: %d rules, %v", p, len(set.Rules), set.Refusals)
		}
		if where := set.Refusals[0].Place; !strings.HasPrefix(where, p) || !strings.HasSuffix(where, "a/bad.yml:6") {
			t.Error(where)
		}
	}
	set, err := Load(t.Context(), LoadOptions{}, filepath.Join(dir, "a", "one.yml"), filepath.Join(dir, "b"))
	if err != nil || len(set.Rules) != 2 {
		t.Error(err, set)
	}
	if r, ok := set.Rule("two"); !ok || r.Title != "T" {
		t.Error("the rule is not found")
	}
	if _, ok := set.Rule("three"); ok {
		t.Error("a rule that is not there")
	}
	set, err = LoadFS(t.Context(), LoadOptions{}, os.DirFS(dir))
	if err != nil || len(set.Rules) != 2 || set.Rules[0].File != "a/one.yml" {
		t.Error(err, set)
	}
}

func TestLoadRefusesWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	zeros := func(n int) []byte { return make([]byte, n) }
	var bomb bytes.Buffer
	g := gzip.NewWriter(&bomb)
	tw := tar.NewWriter(g)
	// Its bytes stand in an entry that would be passed over.
	if err := tw.WriteHeader(&tar.Header{Name: "zeros", Typeflag: tar.TypeReg, Size: MaxArchiveBytes + 1<<20, Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	for range MaxArchiveBytes>>20 + 1 {
		if _, err := tw.Write(zeros(1 << 20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tw.Close(), g.Close()); err != nil {
		t.Fatal(err)
	}
	whole, _ := archives(t, map[string]string{"a.yml": detection("a", selection("F: 1"))})
	half, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		path string
		kind error
		why  string
	}{
		{filepath.Join(dir, "nowhere"), bonafide.ErrNotFound, "does not exist"},
		{write("text.tar.gz", []byte("text")), bonafide.ErrInvalid, "no readable archive"},
		{write("text.zip", []byte("text")), bonafide.ErrInvalid, "no readable archive"},
		{write("half.tgz", half[:len(half)/2]), bonafide.ErrInvalid, "no readable archive"},
		{write("bomb.tar.gz", bomb.Bytes()), bonafide.ErrInvalid, "more than"},
		{write("large.yml", zeros(MaxFileBytes+1)), bonafide.ErrInvalid, "more than"},
	}
	for _, c := range cases {
		if _, err := Load(t.Context(), LoadOptions{}, c.path); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(ctx, LoadOptions{}, whole); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := Load(ctx, LoadOptions{}, dir); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	// Within an archive a file that is too large is refused, and the others are read.
	_, zipped := archives(t, map[string]string{"a.yml": detection("a", selection("F: 1")), "b.yml": strings.Repeat("#", MaxFileBytes+1)})
	set, err := Load(t.Context(), LoadOptions{}, zipped)
	if err != nil || len(set.Rules) != 1 || len(set.Refusals) != 1 {
		t.Error(err, set)
	}
}

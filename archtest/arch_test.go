package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "bonafide"
	root   = ".."
)

// file is one Go source file of the product.
type file struct {
	pkg     string // import path below the module; "." is the vocabulary
	name    string
	test    bool
	imports []string
	ast     *ast.File
	set     *token.FileSet
}

func sources(t *testing.T) []file {
	t.Helper()
	var out []file
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name != ".." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "build" || name == "tools") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		f := file{pkg: filepath.ToSlash(rel), name: d.Name(), test: strings.HasSuffix(path, "_test.go"), ast: parsed, set: set}
		for _, i := range parsed.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, p)
		}
		out = append(out, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("found %d source files; is the test run from its folder?", len(out))
	}
	return out
}

// own is the import path below the module, and whether the import is the product's.
func own(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") && first != module
}

// within reports whether pkg is dir or below it.
func within(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

// capability is the folder that a package belongs to: "verify/contact", "store".
func capability(pkg string) string {
	parts := strings.Split(pkg, "/")
	switch parts[0] {
	case ".", "strict", "written", "proof", "flow", "app", "cmd", "archtest", "bench":
		return ""
	case "verify":
		if len(parts) > 1 {
			return parts[0] + "/" + parts[1]
		}
	}
	return parts[0]
}

// suite reports whether a package is a conformance suite: code that tests import.
func suite(pkg string) bool { return pkg == "store/storetest" || pkg == "bus/bustest" }

// wall is one rule: the packages it binds may import, of the product, only these.
type wall struct {
	name    string
	binds   func(pkg string) bool
	may     []string
	outside func(imported string) bool // nil allows any module
	reason  string
}

var walls = []wall{
	{
		name: "vocabulary", binds: func(p string) bool { return p == "." }, outside: standard,
		reason: "everybody imports the vocabulary; what it imports, everybody would",
	},
	{
		name: "strict", binds: func(p string) bool { return p == "strict" }, may: []string{"."},
		reason: "one way to read JSON and YAML, below every capability",
	},
	{
		name: "written", binds: func(p string) bool { return p == "written" }, may: []string{"."},
		reason: "one way to read the dates, countries and places that people write, below every capability",
	},
	{
		name: "proof", binds: func(p string) bool { return p == "proof" }, may: []string{".", "strict"}, outside: standard,
		reason: "cases run against any examiner, so they know none",
	},
	{
		name: "flow", binds: func(p string) bool { return p == "flow" }, may: []string{"."},
		outside: func(i string) bool { return standard(i) || i == "golang.org/x/sync/errgroup" },
		reason:  "the spine knows ports; a new capability must not touch it",
	},
	{
		name: "assess", binds: func(p string) bool { return p == "assess" }, may: []string{"."}, outside: standard,
		reason: "the arithmetic is a pure function of vocabulary",
	},
}

func TestWalls(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, w := range walls {
			if !w.binds(f.pkg) {
				continue
			}
			for _, i := range f.imports {
				if p, mine := own(i); mine {
					if !slices.Contains(w.may, p) {
						t.Errorf("%s/%s imports %s: the wall around %s stands because %s", f.pkg, f.name, i, w.name, w.reason)
					}
				} else if w.outside != nil && !w.outside(i) {
					t.Errorf("%s/%s imports %s: the wall around %s stands because %s", f.pkg, f.name, i, w.name, w.reason)
				}
			}
		}
	}
}

// Capabilities import vocabulary and never each other: each can be replaced, and
// read, without the rest. app wires them; cmd prints what they publish.
func TestCapabilitiesDoNotKnowEachOther(t *testing.T) {
	for _, f := range sources(t) {
		mine := capability(f.pkg)
		if f.test || mine == "" {
			continue
		}
		for _, i := range f.imports {
			p, own := own(i)
			if !own || p == "." || p == "strict" || p == "written" || p == "proof" {
				continue
			}
			if within(p, mine) {
				continue
			}
			t.Errorf("%s/%s imports %s: capabilities import the vocabulary and never each other; wire them in app", f.pkg, f.name, i)
		}
	}
}

// Only these may import what reaches outside or weighs much.
func TestHeavyAndOutwardImports(t *testing.T) {
	rules := []struct {
		imported string
		only     []string
		reason   string
	}{
		{"database/sql", []string{"store"}, "SQL stays behind the store port"},
		{"github.com/spf13/cobra", []string{"cmd"}, "commands are the only ones who know a command line"},
		{"github.com/miekg/dns", []string{"verify/contact"}, "one place asks name servers, so that one setting forbids it"},
		{"github.com/openrdap/rdap", []string{"verify/contact"}, "one place asks registries, so that one setting forbids it"},
		{"github.com/nats-io/nats-server/v2/server", []string{"bus/jetstream"}, "one adapter knows the broker"},
		{"github.com/nats-io/nats.go", []string{"bus/jetstream"}, "one adapter knows the broker"},
		{"os/exec", []string{"intake/resume"}, "one place starts other programs, with limits"},
		{"net/http", []string{"intake", "dataset", "screen/watchlist", "verify/contact", "watch/telemetry", "cmd", "app"}, "the product calls nobody unasked"},
		{"testing", nil, "the product does not link the testing package"},
		{"time/tzdata", []string{"cmd"}, "the zone database is embedded once, by the program"},
		{"math/rand", nil, "results do not depend on chance"},
		{"unsafe", nil, "memory safety is not traded for speed"},
	}
	for _, f := range sources(t) {
		if f.test || suite(f.pkg) {
			continue
		}
		for _, r := range rules {
			if slices.Contains(f.imports, r.imported) && !slices.ContainsFunc(r.only, func(o string) bool { return within(f.pkg, o) }) {
				t.Errorf("%s/%s imports %s: %s", f.pkg, f.name, r.imported, r.reason)
			}
		}
	}
}

// The clock is injected everywhere but in the commands: an assessment of a past
// moment must not see the present.
func TestNoClockInsideCapabilities(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || within(f.pkg, "cmd") || suite(f.pkg) || strings.Contains(f.pkg, "makesamples") || within(f.pkg, "bench") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := call.X.(*ast.Ident); ok && x.Name == "time" && (call.Sel.Name == "Now" || call.Sel.Name == "Since") {
				t.Errorf("%s: time.%s: take the moment as an argument", f.set.Position(call.Pos()), call.Sel.Name)
			}
			return true
		})
	}
}

// Nothing registers itself: what the product holds is read in app, in one line each.
func TestNoInit(t *testing.T) {
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: func init: wire it in app", f.set.Position(fn.Pos()))
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	doc := map[string]bool{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		doc[f.pkg] = doc[f.pkg] || f.ast.Doc != nil
	}
	for pkg, has := range doc {
		if !has {
			t.Errorf("package %s has no comment that says what comes in and what goes out", pkg)
		}
	}
}

// A room is empty no longer when its first code comes; names that say nothing
// never come.
func TestNames(t *testing.T) {
	empty := regexp.MustCompile(`^(util|utils|common|helpers?|models?|types|base|misc|shared|lib|core|internal/util)$`)
	for _, f := range sources(t) {
		for _, part := range strings.Split(f.pkg, "/") {
			if empty.MatchString(part) {
				t.Errorf("package %s: %q says nothing about what is in it", f.pkg, part)
			}
		}
	}
}

// Every module that the product depends on by name has a line of reason.
func TestDependenciesHaveReasons(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile(filepath.Join(root, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	direct := 0
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) < 2 || !strings.Contains(fields[0], ".") || strings.Contains(line, "// indirect") {
			continue
		}
		direct++
		if !strings.Contains(string(reasons), "`"+fields[0]+"`") {
			t.Errorf("docs/dependencies.md has no line for `%s`", fields[0])
		}
	}
	if direct == 0 {
		t.Error("go.mod names no direct dependency; the test reads it wrong")
	}
}

// The walls themselves can fail.
func TestWallsCanFail(t *testing.T) {
	if capability("verify/contact") != "verify/contact" || capability("store/sqlite") != "store" || capability("flow") != "" {
		t.Error("capabilities are told apart wrongly")
	}
	if standard("golang.org/x/text") || !standard("net/http") || standard("bonafide/flow") {
		t.Error("the standard library is told apart wrongly")
	}
	if p, mine := own("bonafide/flow"); p != "flow" || !mine {
		t.Error("own packages are told apart wrongly")
	}
	if fmt.Sprint(within("verify/contactless", "verify/contact")) != "false" {
		t.Error("a longer name is taken for a folder below")
	}
}

package rules

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bonafide"
	"bonafide/strict"
	"bonafide/watch/sigma"
)

//go:embed */*.yml */*.yaml
var own embed.FS

// Rule is what the product needs to know of a rule or correlation that speaks.
type Rule struct {
	ID string
	// Indicator is what its matches are observations of; empty where the rule says
	// nothing of it, as rules of others do.
	Indicator bonafide.IndicatorID
	// Summary is the neutral sentence of the finding, Evidence the fields of the
	// scene's JSON that are shown with it, Innocent what else may be behind it.
	Summary  string
	Evidence []string
	Innocent []string
	// Version is the date of the last change, as the rule says it.
	Version string
	Level   string
	// Correlation says that it holds over several events.
	Correlation bool
	// Serving says that it raises nothing itself and serves a correlation, whose
	// indicator and evidence it has.
	Serving bool
	// Own says that it came with the program; File and Line where it stands.
	Own  bool
	File string
	Line int
}

// Book is a set of rules with what the product needs to know of each.
type Book struct {
	// Set is for the engine; its refusals are documents that cannot be evaluated.
	Set     *sigma.Set
	rules   []Rule
	byID    map[string]int
	serving map[string]Rule
	samples map[string][]Sample // by file
	broken  []Notice            // samples that cannot be read
}

// maxSamples bounds a file of samples, in bytes.
const maxSamples = 1 << 20

// Load reads the program's own rules and those in the folders given.
func Load(ctx context.Context, folders ...string) (*Book, error) {
	l := layers{{name: "own", fsys: own}}
	for i, f := range folders {
		info, err := os.Stat(f)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
			return nil, bonafide.NotFoundf("rules: %s is no folder", f)
		}
		if err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
		l = append(l, layer{name: strconv.Itoa(i + 1), place: f, fsys: os.DirFS(f)})
	}
	set, err := sigma.LoadFS(ctx, sigma.LoadOptions{}, l)
	if err != nil {
		return nil, err
	}
	b := &Book{Set: set, byID: map[string]int{}, serving: map[string]Rule{}, samples: map[string][]Sample{}}
	heads, err := b.read(ctx, l)
	if err != nil {
		return nil, err
	}
	serves := served(set)
	add := func(m *sigma.Meta, correlation bool) {
		file, mine := m.File, strings.HasPrefix(m.File, "own/")
		h := heads[m.ID]
		m.File = l.place(file)
		r := Rule{ID: m.ID, Indicator: indicator(m.Tags), Summary: m.Title, Evidence: h.Fields, Innocent: m.FalsePositives, Version: version(m), Level: m.Level, Correlation: correlation, Own: mine, File: m.File, Line: m.Line}
		if serves[m.ID] != "" {
			r.Serving = true
			b.serving[m.ID] = r
			return
		}
		b.rules = append(b.rules, r)
	}
	for _, r := range set.Rules {
		add(&r.Meta, false)
	}
	for _, c := range set.Correlations {
		add(&c.Meta, true)
	}
	for _, f := range set.Filters {
		f.File = l.place(f.File)
	}
	for _, r := range set.Refusals {
		r.Place = l.place(r.Place)
	}
	slices.SortStableFunc(b.rules, func(x, y Rule) int {
		if x.Own != y.Own {
			if x.Own {
				return -1
			}
			return 1
		}
		return strings.Compare(x.File, y.File)
	})
	for i := range b.rules {
		b.byID[b.rules[i].ID] = i
	}
	for id, r := range b.serving {
		// A chain ends: the set refuses circles.
		top := serves[id]
		for serves[top] != "" {
			top = serves[top]
		}
		if c, ok := b.Of(top); ok {
			r.Indicator, r.Evidence, r.Innocent = c.Indicator, c.Evidence, c.Innocent
			b.serving[id] = r
		}
	}
	return b, nil
}

// Of finds a rule or correlation by id, also one that only serves a correlation.
func (b *Book) Of(id string) (Rule, bool) {
	if i, ok := b.byID[id]; ok {
		return b.rules[i], true
	}
	r, ok := b.serving[id]
	return r, ok
}

// Rules are those that speak: our own by indicator, then those of the folders. The
// result is not to be changed.
func (b *Book) Rules() []Rule { return b.rules }

// Options adds to the options of an engine how scenes are told and dated.
func Options(o sigma.Options) sigma.Options {
	o.Sources = append(slices.Clip(o.Sources), Sources()...)
	return o
}

// Engine is an engine over the book's rules that knows scenes.
func (b *Book) Engine(o sigma.Options) (*sigma.Engine, error) {
	return sigma.New(b.Set, Options(o))
}

// indicator takes END-06 out of the tag bonafide.end-06.
func indicator(tags []string) bonafide.IndicatorID {
	for _, t := range tags {
		if id, ok := strings.CutPrefix(t, "bonafide."); ok {
			return bonafide.IndicatorID(strings.ToUpper(id))
		}
	}
	return ""
}

func version(m *sigma.Meta) string {
	if m.Modified != "" {
		return m.Modified
	}
	return m.Date
}

// served gives for rules and correlations that only serve others, and so raise
// nothing, the first correlation that they serve.
func served(set *sigma.Set) map[string]string {
	byName := map[string]string{}
	for _, r := range set.Rules {
		byName[r.Name] = r.ID
	}
	for _, c := range set.Correlations {
		byName[c.Name] = c.ID
	}
	out, loud := map[string]string{}, map[string]bool{}
	for _, c := range set.Correlations {
		for _, r := range c.Rules {
			if id, ok := byName[r]; ok && r != "" {
				r = id
			}
			loud[r] = loud[r] || c.Generate
			if out[r] == "" {
				out[r] = c.ID
			}
		}
	}
	for id, speaks := range loud {
		if speaks {
			delete(out, id)
		}
	}
	return out
}

// head is what Sigma does not keep of a document.
type head struct {
	ID     string   `json:"id"`
	Fields []string `json:"fields"`
}

// read takes the evidence fields of all rules and the samples.
func (b *Book) read(ctx context.Context, l layers) (map[string]head, error) {
	heads := map[string]head{}
	for _, x := range l {
		err := fs.WalkDir(x.fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("rules: %w", err)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if !d.Type().IsRegular() || !strings.HasSuffix(name, ".yml") && !strings.HasSuffix(name, ".yaml") {
				return nil
			}
			info, err := d.Info()
			if err != nil {
				return fmt.Errorf("rules: %w", err)
			}
			place := l.place(x.name + "/" + name)
			if info.Size() > maxSamples {
				b.broken = append(b.broken, Notice{File: place, Text: "the file is larger than 1 MiB: its samples and evidence fields are not read"})
				return nil
			}
			data, err := fs.ReadFile(x.fsys, name)
			if err != nil {
				return fmt.Errorf("rules: %w", err)
			}
			if isSamples(name) {
				var list []Sample
				if err := strict.YAML(place, data, &list); err != nil {
					b.broken = append(b.broken, Notice{File: place, Text: err.Error()})
					return nil
				}
				b.samples[strings.TrimSuffix(place, samplesEnding)] = list
				return nil
			}
			docs, err := strict.Documents(place, data)
			if err != nil {
				return nil // what is wrong with it stands in the set, or is of no matter here
			}
			for _, d := range docs {
				var h head
				if strict.Lenient(place, d.JSON(), &h) == nil && h.ID != "" {
					heads[h.ID] = h
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return heads, nil
}

const samplesEnding = ".samples.yaml"

func isSamples(name string) bool { return strings.HasSuffix(name, samplesEnding) }

// layer is one tree of rules.
type layer struct {
	name  string
	place string // for people; empty for our own
	fsys  fs.FS
}

// layers shows several trees as the folders of one, without the samples, so that
// correlations and filters of one reach the rules of another.
type layers []layer

func (l layers) within(op, name string) (fs.FS, string, error) {
	first, rest, _ := strings.Cut(name, "/")
	if rest == "" {
		rest = "."
	}
	for _, x := range l {
		if x.name == first {
			return x.fsys, rest, nil
		}
	}
	return nil, "", &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// Open implements [fs.FS].
func (l layers) Open(name string) (fs.File, error) {
	f, rest, err := l.within("open", name)
	if err != nil {
		return nil, err
	}
	return f.Open(rest)
}

// Stat implements [fs.StatFS].
func (l layers) Stat(name string) (fs.FileInfo, error) {
	if name == "." {
		return fs.Stat(l[0].fsys, ".")
	}
	f, rest, err := l.within("stat", name)
	if err != nil {
		return nil, err
	}
	return fs.Stat(f, rest)
}

// ReadDir implements [fs.ReadDirFS].
func (l layers) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "." {
		var out []fs.DirEntry
		for _, x := range l {
			info, err := fs.Stat(x.fsys, ".")
			if err != nil {
				return nil, err
			}
			out = append(out, root{fs.FileInfoToDirEntry(info), x.name})
		}
		return out, nil
	}
	f, rest, err := l.within("readdir", name)
	if err != nil {
		return nil, err
	}
	list, err := fs.ReadDir(f, rest)
	return slices.DeleteFunc(list, func(d fs.DirEntry) bool { return isSamples(d.Name()) }), err
}

// root is a tree under its name among the others.
type root struct {
	fs.DirEntry
	name string
}

// Name is the layer's name.
func (r root) Name() string { return r.name }

// place turns a name among the layers into one for people.
func (l layers) place(name string) string {
	first, rest, ok := strings.Cut(name, "/")
	if !ok {
		return name
	}
	for _, x := range l {
		if x.name == first && x.place != "" {
			return filepath.Join(x.place, filepath.FromSlash(rest))
		}
	}
	return rest
}

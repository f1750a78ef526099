package watchlist

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"bonafide"
	"bonafide/strict"
)

// Folder keeps lists on disk:
//
//	sources.json                      the sources
//	<list>/state.json                 which version is in force, and the last check
//	<list>/versions/<id>/             one version, never changed once it is there
//	    meta.json                     hashes, sizes and dates
//	    <file>[.gz]                   the files as given; large plain ones are packed
//	    list.cache                    the list, ready to load
//	<list>/incoming-*                 a version that is not complete yet
//
// A version comes into force when state.json is renamed into place, as the last
// step of an update. A process that dies before leaves the old version in force.
//
// A Folder may be used by several goroutines, and the folder by several processes:
// reading never waits for an update.
type Folder struct {
	dir      string
	opt      Options
	sourceMu sync.Mutex // over changes of sources.json
	updateMu sync.Mutex // over changes of versions
}

// Options are what a folder is given from outside.
type Options struct {
	// Client fetches; nil is [DefaultClient].
	Client *http.Client
	// Now is the clock. It is needed.
	Now func() time.Time
	// Probe is asked in each self-test whether a sentinel is found; may be nil.
	Probe Probe
	// Reader reads the files; its zero value is used where it is not set. Files of
	// an OFAC CSV set must have their end marks here whatever it says.
	Reader Reader
}

// Open opens a folder of lists. Where it is not there, the first list that is added
// makes it: a name that is mistyped leaves nothing behind.
func Open(dir string, opt Options) (*Folder, error) {
	if opt.Now == nil {
		return nil, bonafide.Invalidf("a folder of lists needs a clock")
	}
	if opt.Client == nil {
		opt.Client = DefaultClient()
	}
	opt.Reader.RequireEnd = true
	opt.Reader.AllowCut, opt.Reader.CutRemarks = false, false
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, bonafide.Invalidf("%s is no folder of lists", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("opening the folder of lists: %w", err)
	}
	return &Folder{dir: dir, opt: opt}, nil
}

// Dir is where the lists are kept.
func (f *Folder) Dir() string { return f.dir }

// Version is one kept version of a list.
type Version struct {
	// ID is the published date and the head of the hash: "2025-11-19-3f0a9c41d2b7".
	ID        string        `json:"id"`
	List      string        `json:"list"`
	Format    Format        `json:"format"`
	Version   string        `json:"version,omitempty"`
	Published bonafide.Date `json:"published"`
	Dated     bool          `json:"dated"`
	SHA256    string        `json:"sha256"`
	// Content is the list that the content says it is: "ofac-sdn"; empty where it does not
	// say, and in versions that were kept before it was noted.
	Content string    `json:"content,omitempty"`
	Files   []File    `json:"files"`
	Counts  Counts    `json:"counts"`
	Notes   []string  `json:"notes,omitempty"`
	Fetched time.Time `json:"fetched"`
	// CacheSHA256 is over the file list.cache.
	CacheSHA256 string `json:"cache_sha256"`
}

// state is what changes about a list.
type state struct {
	Current string    `json:"current,omitempty"`
	Checked time.Time `json:"checked"`
	// Fault is the error of the last check; empty where it went well.
	Fault   string    `json:"fault,omitempty"`
	FaultAt time.Time `json:"fault_at"`
	// Refused are hashes of versions that were rolled back: they are not taken again.
	Refused []string `json:"refused,omitempty"`
	// Validators are those of the files in force, by file name.
	Validators map[string]validator `json:"validators,omitempty"`
}

type validator struct {
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// Add takes a source into the folder. It is not fetched by that.
func (f *Folder) Add(s Source) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if s.MaxShrink != nil && *s.MaxShrink < 0 {
		return bonafide.Invalidf("list %s: max_shrink is a share from 0, which lets nothing go, to below 1", s.Name)
	}
	f.sourceMu.Lock()
	defer f.sourceMu.Unlock()
	all, err := f.Sources()
	if err != nil {
		return err
	}
	for _, have := range all {
		if strings.EqualFold(have.Name, s.Name) {
			return bonafide.Conflictf("a list %s is there already; remove it first", s.Name)
		}
	}
	return f.writeSources(append(all, s))
}

// Remove takes a source out of the folder. Its versions stay on disk.
func (f *Folder) Remove(name string) error {
	f.sourceMu.Lock()
	defer f.sourceMu.Unlock()
	all, err := f.Sources()
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(s Source) bool { return s.Name == name })
	if len(kept) == len(all) {
		return bonafide.NotFoundf("no list %s in the folder", name)
	}
	return f.writeSources(kept)
}

type sourcesFile struct {
	Sources []Source `json:"sources"`
}

// Sources are the folder's sources in the order in which they were added.
func (f *Folder) Sources() ([]Source, error) {
	path := filepath.Join(f.dir, "sources.json")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the sources of lists: %w", err)
	}
	var file sourcesFile
	if err := strict.JSON(path, b, &file); err != nil {
		return nil, err
	}
	for i := range file.Sources {
		if err := file.Sources[i].Validate(); err != nil {
			return nil, err
		}
	}
	return file.Sources, nil
}

func (f *Folder) writeSources(all []Source) error {
	return writeJSON(filepath.Join(f.dir, "sources.json"), sourcesFile{all})
}

func (f *Folder) source(name string) (Source, error) {
	all, err := f.Sources()
	if err != nil {
		return Source{}, err
	}
	var there []string
	for _, s := range all {
		if s.Name == name {
			return s, nil
		}
		there = append(there, s.Name)
	}
	if len(there) == 0 {
		return Source{}, bonafide.NotFoundf("no list %q in the folder; none is added yet", name)
	}
	return Source{}, bonafide.NotFoundf("no list %q in the folder; there are %s", name, strings.Join(there, ", "))
}

func (f *Folder) state(name string) (state, error) {
	var st state
	b, err := os.ReadFile(filepath.Join(f.dir, name, "state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return st, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &st)
	}
	if err == nil && st.Current != "" && !plainName(st.Current) {
		err = bonafide.Invalidf("version %q", st.Current)
	}
	if err != nil {
		return st, fmt.Errorf("reading the state of list %s: %w", name, err)
	}
	return st, nil
}

func (f *Folder) writeState(name string, st state) error {
	return writeJSON(filepath.Join(f.dir, name, "state.json"), st)
}

func (f *Folder) versionDir(name, id string) string {
	return filepath.Join(f.dir, name, "versions", id)
}

func (f *Folder) version(name, id string) (Version, error) {
	var v Version
	if !plainName(id) {
		return v, bonafide.NotFoundf("list %s has no version %q", name, id)
	}
	b, err := os.ReadFile(filepath.Join(f.versionDir(name, id), "meta.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return v, bonafide.NotFoundf("list %s has no version %q", name, id)
	}
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		return v, fmt.Errorf("reading version %s of list %s: %w", id, name, err)
	}
	return v, nil
}

// Versions are the kept versions of a list, the oldest fetched first.
func (f *Folder) Versions(name string) ([]Version, error) {
	if _, err := f.source(name); err != nil {
		return nil, err
	}
	return f.versions(name)
}

func (f *Folder) versions(name string) ([]Version, error) {
	entries, err := os.ReadDir(filepath.Join(f.dir, name, "versions"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the versions of list %s: %w", name, err)
	}
	var out []Version
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		v, err := f.version(name, e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b Version) int { return a.Fetched.Compare(b.Fetched) })
	return out, nil
}

// Load gives the version of a list that is in force. An error of kind
// [bonafide.ErrUnavailable] means that there is none: no answer may be "not found"
// then.
func (f *Folder) Load(ctx context.Context, name string) (*List, error) {
	if _, err := f.source(name); err != nil {
		return nil, err
	}
	for last := ""; ; {
		st, err := f.state(name)
		if err != nil {
			return nil, err
		}
		if st.Current == "" {
			return nil, bonafide.Unavailablef("list %s has no version yet: update it", name)
		}
		l, err := f.load(ctx, name, st.Current)
		if err == nil || st.Current == last || ctx.Err() != nil {
			return l, err
		}
		last = st.Current // an update may have removed this version meanwhile
	}
}

// LoadAll gives every list of the folder, or an error that names those that are
// missing.
func (f *Folder) LoadAll(ctx context.Context) ([]*List, error) {
	sources, err := f.Sources()
	if err != nil {
		return nil, err
	}
	if len(sources) == 0 {
		return nil, bonafide.Unavailablef("no list in the folder %s: add one", f.dir)
	}
	var out []*List
	var faults []error
	for _, s := range sources {
		l, err := f.Load(ctx, s.Name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		out = append(out, l)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return out, nil
}

// load reads a version from its cache, and from its files where the cache is
// damaged or of an older form.
func (f *Folder) load(ctx context.Context, name, id string) (*List, error) {
	v, err := f.version(name, id)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(f.versionDir(name, id), "list.cache")
	if c, err := os.Open(path); err == nil {
		l, err := ReadCache(path, bufio.NewReaderSize(c, 1<<20))
		c.Close()
		if err == nil && l.SHA256 == v.SHA256 && l.Name == name {
			return l, nil
		}
	}
	l, err := f.parse(ctx, name, f.versionDir(name, id), v)
	if err != nil {
		return nil, err
	}
	l.note("read from its files: the cache is damaged or of another version")
	return l, nil
}

// parse reads a version from its files, and checks their hashes by that.
func (f *Folder) parse(ctx context.Context, name, dir string, v Version) (*List, error) {
	rd := f.opt.Reader
	rd.Date = v.Published
	files := make([]named, len(v.Files))
	for i, file := range v.Files {
		r, err := openStored(dir, file.Name)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		files[i] = named{file.Name, r}
	}
	l, err := rd.readNamed(ctx, files)
	if err != nil {
		return nil, err
	}
	if l.SHA256 != v.SHA256 {
		return nil, refuse(filepath.Join(name, v.ID), "the stored files are not those that were fetched: their hash differs", "roll back to another version, or update")
	}
	l.rename(name)
	return l, nil
}

func (l *List) rename(name string) {
	l.Name = name
	for i := range l.Entries {
		l.Entries[i].List = name
	}
}

// openStored opens a kept file as it was given.
func openStored(dir, name string) (io.ReadCloser, error) {
	if !plainName(name) {
		return nil, bonafide.Invalidf("file name %q", name)
	}
	if f, err := os.Open(filepath.Join(dir, name)); err == nil {
		return f, nil
	}
	f, err := os.Open(filepath.Join(dir, name+".gz"))
	if err != nil {
		return nil, fmt.Errorf("reading a kept list: %w", err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, refuse(name, "the kept file is damaged", "roll back to another version, or update")
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// Status is the state of a list for people and for alarms.
type Status struct {
	List string `json:"list"`
	// Ready is set where a version is in force.
	Ready bool `json:"ready"`
	// Version is the version in force.
	Version Version `json:"version,omitzero"`
	// Checked is the last check that went well.
	Checked time.Time `json:"checked"`
	// Age counts from what AgeSince says: from "publication" for a list that is taken from
	// a file and has a date of its publisher's, else from the last "check".
	Age      time.Duration `json:"age_ns,format:nano"`
	AgeSince string        `json:"age_since,omitempty"`
	// Stale is set where the last good check is older than the source's bound, where
	// there was none, where the last check failed, and where a list that is taken from a
	// file was published too long ago. Why says which.
	Stale bool   `json:"stale"`
	Why   string `json:"why,omitempty"`
	// Fault is the error of the last check, with its time.
	Fault   string    `json:"fault,omitempty"`
	FaultAt time.Time `json:"fault_at,omitzero"`
}

// String is one line, loud where something is wrong.
func (s Status) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", s.List)
	if !s.Ready {
		b.WriteString("NO VERSION: nothing can be screened against it")
	} else {
		what, age := "published", ""
		if !s.Version.Dated {
			what = "its file is of"
		}
		if s.AgeSince == sincePublication {
			age = ", " + Long(s.Age) + " ago, taken from a file"
		} else {
			age = ", checked " + Long(s.Age) + " ago"
		}
		fmt.Fprintf(&b, "%d entries, %s %s%s, sha256 %.12s", s.Version.Counts.Entries, what, s.Version.Published, age, s.Version.SHA256)
	}
	if s.Stale {
		b.WriteString("; STALE")
		if s.Why != "" && s.Fault == "" {
			b.WriteString(": " + s.Why)
		}
	}
	if s.Fault != "" {
		fmt.Fprintf(&b, "; LAST UPDATE FAILED at %s: %s", s.FaultAt.UTC().Format(time.RFC3339), s.Fault)
	}
	return b.String()
}

// Status gives the state of every list of the folder.
func (f *Folder) Status() ([]Status, error) {
	sources, err := f.Sources()
	if err != nil {
		return nil, err
	}
	out := make([]Status, 0, len(sources))
	for _, s := range sources {
		status := Status{List: s.Name, Stale: true}
		st, err := f.state(s.Name)
		if err == nil && st.Current != "" {
			if status.Version, err = f.version(s.Name, st.Current); err == nil {
				status.Ready = true
				status.grow(s, st, f.opt.Now())
			}
		}
		status.Fault, status.FaultAt = st.Fault, st.FaultAt
		if err != nil {
			status.Fault = err.Error()
		}
		out = append(out, status)
	}
	return out, nil
}

// Verify reads every kept version of a list from its files again, and compares
// hashes, counts and the cache with what was written down. The error names all
// versions that do not hold.
func (f *Folder) Verify(ctx context.Context, name string) error {
	s, err := f.source(name)
	if err != nil {
		return err
	}
	versions, err := f.versions(name)
	if err != nil {
		return err
	}
	st, err := f.state(name)
	if err != nil {
		return err
	}
	var faults []error
	current := false
	for _, v := range versions {
		current = current || v.ID == st.Current
		if err := f.verify(ctx, s, v, v.ID == st.Current); err != nil {
			faults = append(faults, fmt.Errorf("version %s: %w", v.ID, err))
		}
	}
	if !current {
		faults = append(faults, bonafide.Unavailablef("list %s has no version in force", name))
	}
	return errors.Join(faults...)
}

func (f *Folder) verify(ctx context.Context, s Source, v Version, current bool) error {
	dir := f.versionDir(s.Name, v.ID)
	l, err := f.parse(ctx, s.Name, dir, v)
	if err != nil {
		return err
	}
	if c := l.Count(); c != v.Counts {
		return bonafide.Invalidf("the files hold %d entries where %d were written down", c.Entries, v.Counts.Entries)
	}
	path := filepath.Join(dir, "list.cache")
	cache, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the cache: %w", err)
	}
	if sum := sha256.Sum256(cache); hex.EncodeToString(sum[:]) != v.CacheSHA256 {
		return bonafide.Invalidf("the cache has changed since it was written")
	}
	cached, err := ReadCache(path, strings.NewReader(string(cache)))
	if strings.HasPrefix(string(cache), oldCacheMagic) && l.Format == FollowMoney {
		cached, err = l, nil // of an older form, which [Folder.Load] passes over as well
	}
	if err != nil {
		return err
	}
	if d := Diff(l, cached); !d.Empty() {
		return bonafide.Invalidf("the cache does not say what the files say")
	}
	if current {
		return SelfTest(ctx, cached, s.sentinels(), f.opt.Probe)
	}
	return nil
}

// Diff compares two kept versions of a list; an empty id is the version in force.
func (f *Folder) Diff(ctx context.Context, name, from, to string) (Delta, error) {
	if _, err := f.source(name); err != nil {
		return Delta{}, err
	}
	st, err := f.state(name)
	if err != nil {
		return Delta{}, err
	}
	var lists [2]*List
	for i, id := range []string{from, to} {
		if id == "" {
			id = st.Current
		}
		if lists[i], err = f.load(ctx, name, id); err != nil {
			return Delta{}, err
		}
	}
	return Diff(lists[0], lists[1]), nil
}

// Rollback puts a kept version into force again. The version that it replaces is
// not taken again by an update, until a newer one is published.
func (f *Folder) Rollback(ctx context.Context, name, id string) error {
	f.updateMu.Lock()
	defer f.updateMu.Unlock()
	s, err := f.source(name)
	if err != nil {
		return err
	}
	st, err := f.state(name)
	if err != nil {
		return err
	}
	if st.Current == id {
		return bonafide.Conflictf("version %s of list %s is in force already", id, name)
	}
	l, err := f.load(ctx, name, id)
	if err != nil {
		return err
	}
	if err := SelfTest(ctx, l, s.sentinels(), f.opt.Probe); err != nil {
		return err
	}
	if bad, err := f.version(name, st.Current); err == nil {
		addOnce(&st.Refused, bad.SHA256)
	}
	st.Refused = slices.DeleteFunc(st.Refused, func(h string) bool { return h == l.SHA256 })
	st.Current, st.Validators = id, nil
	return f.writeState(name, st)
}

// Former gives what kept versions listed and the version in force does not: whole
// entries, and of entries that are still listed the wallets that were taken off.
// Delisted is the published date of the first version without them.
func (f *Folder) Former(ctx context.Context, name string) ([]Entry, error) {
	if _, err := f.source(name); err != nil {
		return nil, err
	}
	versions, err := f.versions(name)
	if err != nil {
		return nil, err
	}
	st, err := f.state(name)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(versions, func(v Version) bool { return v.ID == st.Current }); i >= 0 {
		current := versions[i]
		versions = append(slices.Delete(versions, i, i+1), current)
	}
	versions = slices.DeleteFunc(versions, func(v Version) bool { return slices.Contains(st.Refused, v.SHA256) })
	former := map[string]Entry{}
	var before *List
	for _, v := range versions {
		l, err := f.load(ctx, name, v.ID)
		if err != nil {
			return nil, err
		}
		retract(former, before, l)
		before = l
	}
	out := make([]Entry, 0, len(former))
	for _, e := range former {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// retract notes in former what after no longer lists, and takes out what it lists
// again.
func retract(former map[string]Entry, before, after *List) {
	now := make(map[string]*Entry, len(after.Entries))
	for i := range after.Entries {
		now[after.Entries[i].ID] = &after.Entries[i]
		if old, ok := former[after.Entries[i].ID]; ok {
			old.Wallets = missingWallets(&old, &after.Entries[i])
			if len(old.Wallets) == 0 {
				delete(former, old.ID)
			} else {
				former[old.ID] = old
			}
		}
	}
	if before == nil {
		return
	}
	for i := range before.Entries {
		e := before.Entries[i]
		still, ok := now[e.ID]
		if ok {
			if e.Wallets = missingWallets(&e, still); len(e.Wallets) == 0 {
				continue
			}
		}
		if old, was := former[e.ID]; was {
			for _, w := range old.Wallets {
				e.addWallet(w.Ticker, w.Address)
			}
		}
		e.Delisted = after.Published
		former[e.ID] = e
	}
}

func missingWallets(e, still *Entry) []Wallet {
	var out []Wallet
	for _, w := range e.Wallets {
		if !slices.ContainsFunc(still.Wallets, func(v Wallet) bool { return v.Address == w.Address }) {
			out = append(out, w)
		}
	}
	return out
}

// writeJSON puts a file into place whole.
func writeJSON(path string, v any) error {
	b, err := strict.MarshalIndent(v)
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(path), err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(path), err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(path), err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(append(b, '\n'))
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(path), err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes renames in a folder durable. Systems that cannot sync a folder do
// not need it.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("syncing %s: %w", dir, err)
	}
	d.Sync()
	return d.Close()
}

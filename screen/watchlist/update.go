package watchlist

import (
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// packAbove is the size from which a plain file is kept packed.
const packAbove = 1 << 20

// UpdateOptions let a person overrule a check for one update.
type UpdateOptions struct {
	// AcceptShrink takes a list that is shorter than the bound allows.
	AcceptShrink bool
	// AcceptOlder takes a list that is published before the one in force, or that was
	// rolled back.
	AcceptOlder bool
	// AcceptOther takes a list of another format or publisher than the one in force.
	AcceptOther bool
	// Refetch gets the files whatever the server says of their age, and stores them
	// anew: for a folder that was damaged.
	Refetch bool
}

// Updated is what an update did.
type Updated struct {
	List string `json:"list"`
	// Changed is set where another version came into force.
	Changed bool    `json:"changed"`
	Version Version `json:"version"`
	// Before is the id of the version that was in force before; empty for the first.
	Before string `json:"before,omitempty"`
	// Delta is against the version before.
	Delta Delta `json:"delta"`
}

// Update checks a list at its source and puts a new version into force. On any
// error the version before stays in force, and [Folder.Status] says what happened.
func (f *Folder) Update(ctx context.Context, name string, opt UpdateOptions) (Updated, error) {
	f.updateMu.Lock()
	defer f.updateMu.Unlock()
	s, err := f.source(name)
	if err != nil {
		return Updated{}, err
	}
	st, err := f.state(name)
	if err != nil {
		return Updated{}, err
	}
	u, next, err := f.update(ctx, s, st, opt)
	now := f.opt.Now().UTC()
	if err != nil {
		err = fmt.Errorf("updating list %s: %w", name, err)
		st.Fault, st.FaultAt = err.Error(), now
		return Updated{}, errors.Join(err, f.writeState(name, st))
	}
	next.Checked, next.Fault, next.FaultAt = now, "", time.Time{}
	if err := f.writeState(name, next); err != nil {
		return Updated{}, err
	}
	if u.Changed {
		f.prune(s, next)
	}
	return u, nil
}

// UpdateAll updates every list. The error names those that failed; the others are
// updated.
func (f *Folder) UpdateAll(ctx context.Context, opt UpdateOptions) ([]Updated, error) {
	sources, err := f.Sources()
	if err != nil {
		return nil, err
	}
	var out []Updated
	var faults []error
	for _, s := range sources {
		u, err := f.Update(ctx, s.Name, opt)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		out = append(out, u)
	}
	return out, errors.Join(faults...)
}

func (f *Folder) update(ctx context.Context, s Source, st state, opt UpdateOptions) (Updated, state, error) {
	u := Updated{List: s.Name, Before: st.Current}
	var before Version
	var err error
	if st.Current != "" {
		before, err = f.version(s.Name, st.Current)
		if errors.Is(err, bonafide.ErrNotFound) {
			st.Current, st.Validators = "", nil // it is lost: begin anew
		} else if err != nil {
			return u, st, err
		}
	}
	base := filepath.Join(f.dir, s.Name)
	if err := os.MkdirAll(filepath.Join(base, "versions"), 0o755); err != nil {
		return u, st, fmt.Errorf("making the list's folder: %w", err)
	}
	f.sweep(base)
	incoming, err := os.MkdirTemp(base, "incoming-")
	if err != nil {
		return u, st, fmt.Errorf("making the list's folder: %w", err)
	}
	defer os.RemoveAll(incoming)

	if opt.Refetch {
		st.Validators = nil
	}
	got, err := f.fetchAll(ctx, s, st, incoming)
	if err != nil {
		return u, st, err
	}
	if got == nil { // nothing has changed since the version in force
		u.Version = before
		return u, st, nil
	}
	next := st
	next.Validators = got.validators
	l, content, err := f.read(ctx, s, got, incoming)
	if err != nil {
		return u, st, err
	}
	if st.Current != "" && l.SHA256 == before.SHA256 && !opt.Refetch {
		u.Version = before
		return u, next, nil
	}
	var old *List // nil where there is none, or where it is damaged
	if st.Current != "" {
		if was, err := f.load(ctx, s.Name, st.Current); err == nil {
			old = was
		} else if ctx.Err() != nil {
			return u, st, ctx.Err()
		}
	}
	if err := f.acceptable(ctx, s, st, before, old, l, content, opt); err != nil {
		return u, st, err
	}
	v, err := f.keep(s, l, content, incoming)
	if err != nil {
		return u, st, err
	}
	if old != nil {
		u.Delta = Diff(old, l)
	}
	next.Current = v.ID
	next.Refused = slices.DeleteFunc(slices.Clone(st.Refused), func(h string) bool { return h == l.SHA256 })
	u.Changed, u.Version = v.ID != st.Current, v
	return u, next, nil
}

// read reads the fetched files, and sees that they are the list that is asked for. content
// is the official list that they say they are; empty where they say none.
func (f *Folder) read(ctx context.Context, s Source, got *fetched, incoming string) (l *List, content string, err error) {
	rd := f.opt.Reader
	rd.Date = got.date
	paths := make([]string, len(s.Files))
	for i, o := range s.Files {
		paths[i] = filepath.Join(incoming, o.fileName())
	}
	if l, err = rd.ReadFiles(ctx, paths...); err != nil {
		return nil, "", err
	}
	if s.Format != "" && l.Format != s.Format {
		return nil, "", refuse(s.Name, fmt.Sprintf("the file is of format %s where %s is expected", l.Format, s.Format), "")
	}
	if official[s.Name] && l.Name != s.Name && official[l.Name] {
		return nil, "", refuse(s.Name, fmt.Sprintf("the file is the list %s", l.Name), "look at the source's address")
	}
	if official[l.Name] && l.Format != OperatorCSV && l.Format != FollowMoney && l.Format != AddressesJSON && l.Format != AddressesText {
		content = l.Name // of the others it is the file's name
	}
	l.rename(s.Name)
	return l, content, nil
}

// another is what to do where a file is of another format or publisher.
const another = "look at the source's address or file; where the change is meant, accept the other list"

// acceptable holds a new version against the one in force, and runs the self-test.
func (f *Folder) acceptable(ctx context.Context, s Source, st state, before Version, old, l *List, content string, opt UpdateOptions) error {
	if now := f.opt.Now(); l.Dated && inFuture(now.Sub(l.Published.First())) {
		return refuse(s.Name, fmt.Sprintf("the file is dated %s, which is in the future", l.Published), "look at the clock, and at the date in the file")
	}
	if slices.Contains(st.Refused, l.SHA256) && !opt.AcceptOlder {
		return refuse(s.Name, "this version was rolled back", "wait for a newer one, or accept it")
	}
	if st.Current != "" {
		switch {
		case opt.AcceptOther:
		case before.Format != "" && l.Format != before.Format:
			return refuse(s.Name, fmt.Sprintf("the file is of format %s and the version in force of %s", l.Format, before.Format), another)
		case before.Content != "" && content != before.Content:
			return refuse(s.Name, fmt.Sprintf("the file is the list %s and the version in force is %s", cmp.Or(content, "of nobody"), before.Content), another)
		}
		// A date that lies in the future makes nothing older: it was taken by mistake.
		ahead := inFuture(f.opt.Now().Sub(before.Published.First()))
		if l.Dated && before.Dated && !ahead && l.Published.Before(before.Published) && !opt.AcceptOlder {
			return refuse(s.Name, fmt.Sprintf("the file is of %s and the version in force of %s", l.Published, before.Published), "the source gives an old copy; fetch again later, or accept it")
		}
		if bound := s.maxShrink(); !opt.AcceptShrink {
			wallets := max(bound, DefaultWalletShrink)
			if bound == 0 {
				wallets = 0
			}
			now := l.Count()
			for _, c := range []struct {
				what    string
				was, is int
				bound   float64
			}{
				{"entries", before.Counts.Entries, now.Entries, bound},
				{"names", before.Counts.Names, now.Names, bound},
				{"wallets", before.Counts.Wallets, now.Wallets, wallets},
			} {
				if c.was > 0 && float64(c.was-c.is) > c.bound*float64(c.was) {
					return refuse(s.Name, fmt.Sprintf("the list shrank from %d to %d %s, more than the bound of %.0f %%", c.was, c.is, c.what, c.bound*100),
						"find out whether the publisher took them off; then accept the shrunken list")
				}
			}
			if n := 0; old != nil {
				if n = len(gone(old, l)); float64(n) > bound*float64(len(old.Entries)) {
					return refuse(s.Name, fmt.Sprintf("%d of the %d entries in force are not in the file, more than the bound of %.0f %%", n, len(old.Entries), bound*100),
						"find out whether this is the same list, and whether the publisher took them off; then accept the shrunken list")
				}
			}
		}
	}
	return SelfTest(ctx, l, s.sentinels(), f.opt.Probe)
}

// keep makes a version of the incoming files.
func (f *Folder) keep(s Source, l *List, content, incoming string) (Version, error) {
	v := Version{
		ID: l.Published.String() + "-" + l.SHA256[:12], List: s.Name, Format: l.Format, Version: l.Version, Published: l.Published,
		Dated: l.Dated, SHA256: l.SHA256, Content: content, Files: l.Files, Counts: l.Count(), Notes: l.Notes, Fetched: f.opt.Now().UTC(),
	}
	for _, file := range l.Files {
		if err := pack(filepath.Join(incoming, file.Name)); err != nil {
			return v, err
		}
	}
	sum := sha256.New()
	err := writeSynced(filepath.Join(incoming, "list.cache"), func(w io.Writer) error { return WriteCache(io.MultiWriter(w, sum), l) })
	if err != nil {
		return v, err
	}
	v.CacheSHA256 = hex.EncodeToString(sum.Sum(nil))
	if err := writeJSON(filepath.Join(incoming, "meta.json"), v); err != nil {
		return v, err
	}
	to := f.versionDir(s.Name, v.ID)
	if _, err := os.Stat(filepath.Join(to, "meta.json")); err == nil {
		// The same bytes were kept before: the new copy takes their place.
		aside := incoming + "-replaced"
		if err := os.Rename(to, aside); err != nil {
			return v, fmt.Errorf("keeping version %s: %w", v.ID, err)
		}
		defer os.RemoveAll(aside)
	}
	if err := os.Rename(incoming, to); err != nil {
		return v, fmt.Errorf("keeping version %s: %w", v.ID, err)
	}
	return v, syncDir(filepath.Dir(to))
}

func writeSynced(path string, write func(io.Writer) error) error {
	w, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(path), err)
	}
	err = write(w)
	if err == nil {
		err = w.Sync()
	}
	if e := w.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(path), err)
	}
	return nil
}

// pack replaces a large plain file by its gzip form.
func pack(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("packing %s: %w", filepath.Base(path), err)
	}
	defer f.Close()
	var magic [3]byte
	n, _ := io.ReadFull(f, magic[:])
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("packing %s: %w", filepath.Base(path), err)
	}
	if info.Size() < packAbove || n == 3 && (magic[0] == 0x1F && magic[1] == 0x8B || string(magic[:]) == "BZh") {
		return nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("packing %s: %w", filepath.Base(path), err)
	}
	err = writeSynced(path+".gz", func(w io.Writer) error {
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if _, err := io.Copy(z, f); err != nil {
			return err
		}
		return z.Close()
	})
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("packing %s: %w", filepath.Base(path), err)
	}
	return nil
}

// sweep removes what processes that died have left, a day after.
func (f *Folder) sweep(base string) {
	left, _ := filepath.Glob(filepath.Join(base, "incoming-*"))
	for _, dir := range left {
		if info, err := os.Stat(dir); err == nil && f.opt.Now().Sub(info.ModTime()) > 24*time.Hour {
			os.RemoveAll(dir)
		}
	}
}

// prune removes the oldest versions above the number that is kept, never the one in
// force. What cannot be removed stays; it does no harm.
func (f *Folder) prune(s Source, st state) {
	keep := s.Keep
	if keep <= 0 {
		keep = DefaultKeep
	}
	versions, err := f.versions(s.Name)
	if err != nil {
		return
	}
	for _, v := range versions[:max(0, len(versions)-keep)] {
		if v.ID != st.Current {
			os.RemoveAll(f.versionDir(s.Name, v.ID))
		}
	}
}

// fetched is what came in.
type fetched struct {
	validators map[string]validator
	date       bonafide.Date // of the newest file
}

// fetchAll brings the files of a source into a folder. It returns nil where no file
// has changed since the version in force. Where some have and some have not, those
// that have not are taken from the version in force.
func (f *Folder) fetchAll(ctx context.Context, s Source, st state, incoming string) (*fetched, error) {
	got := &fetched{validators: map[string]validator{}}
	changed := st.Current == ""
	var same []string
	for _, o := range s.Files {
		name := o.fileName()
		to := filepath.Join(incoming, name)
		var date time.Time
		var err error
		if o.Path != "" {
			changed = true // told by the hash
			date, err = f.copyFile(ctx, o.Path, to)
		} else {
			var v validator
			was := st.Validators[name]
			if st.Current == "" || was.URL != o.URL {
				was = validator{}
			}
			v, date, err = f.fetch(ctx, o.URL, was, to)
			if err == errNotModified {
				same, err = append(same, name), nil
				v = was
			} else {
				changed = true
			}
			got.validators[name] = v
		}
		if err != nil {
			return nil, err
		}
		if d := bonafide.DateOf(date); !date.IsZero() && (got.date.IsZero() || got.date.Before(d)) {
			got.date = d
		}
	}
	if !changed {
		return nil, nil
	}
	for _, name := range same {
		err := func() error {
			r, err := openStored(f.versionDir(s.Name, st.Current), name)
			if err != nil {
				return err
			}
			defer r.Close()
			return writeSynced(filepath.Join(incoming, name), func(w io.Writer) error { _, err := io.Copy(w, r); return err })
		}()
		if err != nil {
			return nil, err
		}
	}
	if got.date.IsZero() {
		got.date = bonafide.DateOf(f.opt.Now())
	}
	return got, nil
}

func (f *Folder) maxBytes() int64 {
	if f.opt.Reader.MaxBytes > 0 {
		return f.opt.Reader.MaxBytes
	}
	return DefaultMaxBytes
}

func (f *Folder) copyFile(ctx context.Context, from, to string) (time.Time, error) {
	r, err := os.Open(from)
	if err != nil {
		return time.Time{}, fmt.Errorf("reading a list: %w", err)
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return time.Time{}, fmt.Errorf("reading a list: %w", err)
	}
	return info.ModTime(), f.take(ctx, filepath.Base(from), r, to)
}

// take writes at most the bound of bytes to a file.
func (f *Folder) take(ctx context.Context, name string, r io.Reader, to string) error {
	return writeSynced(to, func(w io.Writer) error {
		h := &hashing{ctx: ctx, r: r, sum: sha256.New()}
		n, err := io.Copy(w, io.LimitReader(h, f.maxBytes()+1))
		if err == nil && n > f.maxBytes() {
			err = refuse(name, fmt.Sprintf("larger than %d bytes", f.maxBytes()), "")
		}
		return err
	})
}

var errNotModified = errors.New("not modified")

// fetch gets one address into a file, unless it is the same as when was was noted.
func (f *Folder) fetch(ctx context.Context, address string, was validator, to string) (validator, time.Time, error) {
	now := validator{URL: address}
	fail := func(err error) (validator, time.Time, error) {
		return now, time.Time{}, fmt.Errorf("fetching %s: %w", withoutQuery(address), err)
	}
	if err := secure(address); err != nil {
		return fail(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fail(err)
	}
	// Unpacked by us and not on the way: so the length that is announced is checked.
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", "bonafide (list update)")
	if was.ETag != "" {
		req.Header.Set("If-None-Match", was.ETag)
	}
	if was.LastModified != "" {
		req.Header.Set("If-Modified-Since", was.LastModified)
	}
	res, err := f.opt.Client.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // its own text has the address with its token
		}
		return fail(err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified && was != (validator{}):
		return was, time.Time{}, errNotModified
	case res.StatusCode != http.StatusOK:
		return fail(bonafide.Unavailablef("the server answers %s", res.Status))
	}
	now.ETag, now.LastModified = res.Header.Get("ETag"), res.Header.Get("Last-Modified")
	if err := f.take(ctx, withoutQuery(address), res.Body, to); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = bonafide.Unavailablef("the connection ended before the whole file was there")
		}
		return fail(err)
	}
	date, _ := http.ParseTime(now.LastModified)
	return now, date, nil
}

// withoutQuery leaves tokens out of messages.
func withoutQuery(address string) string {
	before, _, _ := strings.Cut(address, "?")
	return before
}

// DefaultClient is an HTTP client for list updates: ten minutes for a file, and no
// redirect from https to anything else.
func DefaultClient() *http.Client {
	return &http.Client{
		Timeout: 10 * time.Minute,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > 5 {
				return errors.New("more than five redirects")
			}
			return secure(req.URL.String())
		},
	}
}

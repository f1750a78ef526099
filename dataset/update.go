package dataset

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bonafide"
)

// Update takes the tables that it finds at from into the folder dir, and says
// what changed, in the order of [Kinds]. from is a file, a folder that is searched
// (node_modules, a checkout of a list, another such folder), or an http(s) address
// of the operator's own mirror: of a served folder where it ends in a slash, else
// of one file.
//
// Each kind stands alone: where one is refused, the others are still taken in, and
// the error, of kind [bonafide.ErrInvalid], says which and how to go on. The table
// in force stays wherever its successor is refused.
func Update(ctx context.Context, dir, from string, opt Options) ([]Change, error) {
	if opt.At.IsZero() {
		return nil, bonafide.Invalidf("update data: the moment of the update is not given")
	}
	if opt.Kind != "" && opt.Kind.file() == "" {
		return nil, bonafide.Invalidf("update data: there is no kind %q; there are %s", clip(string(opt.Kind)), kindWords())
	}
	if opt.MaxShrink == 0 {
		opt.MaxShrink = 0.3
	}
	if opt.MaxShrink < 0 || opt.MaxShrink > 1 {
		return nil, bonafide.Invalidf("update data: the share that a table may shrink by runs from 0 to 1, not %g", opt.MaxShrink)
	}
	if opt.step == nil {
		opt.step = func(string) {}
	}
	offers, err := offersAt(ctx, from, &opt)
	if err != nil {
		return nil, fmt.Errorf("update data: %w", err)
	}
	var changes []Change
	var refused []error
	for i := range offers {
		c, err := take(ctx, dir, &offers[i], &opt)
		if err != nil {
			refused = append(refused, fmt.Errorf("update %s: %w", offers[i].manifest.Kind, err))
			continue
		}
		changes = append(changes, c)
	}
	return changes, errors.Join(refused...)
}

func offersAt(ctx context.Context, from string, opt *Options) ([]offer, error) {
	if strings.HasPrefix(from, "http://") || strings.HasPrefix(from, "https://") {
		return fetch(ctx, from, opt)
	}
	return find(ctx, from, opt)
}

// take reads, checks and installs one offer.
func take(ctx context.Context, dir string, o *offer, opt *Options) (Change, error) {
	c, err := o.read(ctx, opt)
	if err != nil {
		return Change{}, err
	}
	m := o.manifest
	if o.ready == nil {
		complete(&m, opt)
	}
	tidy(&m)
	m.File, m.Entries, m.LeftOut = m.Kind.file(), c.entries, c.leftOut
	m.SHA256, m.Bytes = hash(c.data), int64(len(c.data))
	m.InstalledAt = opt.At.UTC().Truncate(time.Second)
	if err := ctx.Err(); err != nil {
		return Change{}, err
	}
	change := Change{Kind: m.Kind, Now: m}
	if was, err := inForce(dir, m.Kind); err == nil {
		change.Was = &was
		if was.SHA256 == m.SHA256 && was.Version == m.Version && was.Name == m.Name && was.Date == m.Date {
			if _, err := verified(dir, &was); err == nil {
				change.Now, change.Unchanged = was, true
				return change, nil
			}
		}
		least := float64(was.Entries) * (1 - opt.MaxShrink)
		if float64(m.Entries) < least && !opt.AllowShrink {
			return Change{}, bonafide.Invalidf("the new table has %d entries where the one in force has %d, which is more than %.0f %% less; the one in force stays. Look at the source, and where it is right repeat with --allow-shrink",
				m.Entries, was.Entries, 100*opt.MaxShrink)
		}
	}
	if err := install(dir, &m, c.data, change.Was, opt); err != nil {
		return Change{}, err
	}
	return change, nil
}

// complete fills in what a file does not say of itself.
func complete(m *Manifest, opt *Options) {
	if !opt.Date.IsZero() {
		m.Date = opt.Date
	}
	if opt.Licence != "" {
		m.Licence = opt.Licence
	}
	if opt.Version != "" {
		m.Version = opt.Version
	}
	if m.Version == "" {
		m.Version = m.Date.String()
	}
	if m.Version == "" {
		m.Version = "undated"
	}
}

// tidy bounds what a stranger's manifest may say on a screen.
func tidy(m *Manifest) {
	m.Name, m.Version = clipBytes(operatorName(m.Name), 100), clipBytes(operatorName(m.Version), 64)
	m.Licence, m.Attribution = clipBytes(operatorName(m.Licence), 100), oneLine(m.Attribution, 400)
}

// folderName is the name of a version's folder: safe on every file system.
func folderName(m *Manifest) string {
	version := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		}
		return '-'
	}, clipBytes(m.Version, 64))
	return "v" + version + "-" + m.SHA256[:8]
}

// install writes a version beside the one in force and then points to it. Each
// step is on disk before the next begins, so that a process that is killed
// anywhere leaves either the old table in force or the new one.
func install(dir string, m *Manifest, data []byte, was *Manifest, opt *Options) error {
	home := filepath.Join(dir, string(m.Kind))
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	sweep(home, opt.At)
	name := folderName(m)
	fresh, err := os.MkdirTemp(home, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	opt.step("begun")
	if err := writeSynced(filepath.Join(fresh, m.File), data[:len(data)/2]); err != nil {
		return err
	}
	opt.step("half written")
	if err := writeSynced(filepath.Join(fresh, m.File), data); err != nil {
		return err
	}
	opt.step("table written")
	text, err := marshalManifest(m)
	if err != nil {
		return err
	}
	if err := writeSynced(filepath.Join(fresh, "manifest.json"), text); err != nil {
		return err
	}
	if err := syncDir(fresh); err != nil {
		return err
	}
	opt.step("manifest written")
	final := filepath.Join(home, name)
	if err := place(fresh, final, m.File); err != nil {
		return err
	}
	if err := syncDir(home); err != nil {
		return err
	}
	opt.step("version in place")
	if err := point(home, name); err != nil {
		return err
	}
	opt.step("in force")
	keep := []string{name}
	if was != nil {
		keep = append(keep, folderName(was))
	}
	prune(home, keep)
	return nil
}

// place moves a complete version to its name. Where that name lies there already,
// perhaps damaged and perhaps in force, its files are replaced one by one: the
// table is the same bytes, so the manifest fits it at every moment.
func place(fresh, final, file string) error {
	if _, err := os.Stat(final); errors.Is(err, os.ErrNotExist) {
		return os.Rename(fresh, final)
	}
	for _, f := range []string{file, "manifest.json"} {
		if err := os.Rename(filepath.Join(fresh, f), filepath.Join(final, f)); err != nil {
			return err
		}
	}
	return syncDir(final)
}

// point replaces the name in force by one rename.
func point(home, name string) error {
	f, err := os.CreateTemp(home, ".new-current-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(name + "\n")
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(home, "current")); err != nil {
		return err
	}
	return syncDir(home)
}

func writeSynced(file string, data []byte) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// sweep removes what an update that was killed more than an hour ago left behind.
// It is housekeeping: where it fails, nothing depends on it.
func sweep(home string, at time.Time) {
	entries, err := os.ReadDir(home)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), ".new-") && at.Sub(info.ModTime()) > time.Hour {
			os.RemoveAll(filepath.Join(home, e.Name()))
		}
	}
}

// prune keeps the version in force and the one before it, which a running program
// may still be opening.
func prune(home string, keep []string) {
	entries, err := os.ReadDir(home)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), "v") && !slices.Contains(keep, e.Name()) {
			os.RemoveAll(filepath.Join(home, e.Name()))
		}
	}
}

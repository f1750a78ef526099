package sigma

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bonafide"
)

// Bounds of one load.
const (
	// MaxArchiveBytes bounds what all archives of a load hold when unpacked.
	MaxArchiveBytes = 256 << 20
	// MaxFiles bounds the files of a load, and the entries of an archive.
	MaxFiles = 100_000
)

// LoadOptions is what rules may need to be read.
type LoadOptions struct {
	// Placeholders gives the values of %name% for the modifier expand. A rule with a
	// placeholder that has none is refused.
	Placeholders map[string][]string
}

// Load reads rules, correlations and filters from files, folders and archives
// (.tar.gz, .tgz, .tar, .zip). Of folders and archives the files .yml and .yaml
// are read, in the order of their names; links are not followed.
//
// A document that cannot be evaluated exactly as written is refused and stands in
// Set.Refusals; the others are loaded. The error is for what cannot be read at all:
// a path that does not exist, an archive that is broken or too large.
func Load(ctx context.Context, options LoadOptions, paths ...string) (*Set, error) {
	l := newLoader(options)
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil, bonafide.NotFoundf("rules: %s does not exist", p)
			}
			return nil, fmt.Errorf("rules: %w", err)
		}
		switch {
		case info.IsDir():
			err = l.folder(ctx, os.DirFS(p), func(name string) string { return filepath.Join(p, filepath.FromSlash(name)) })
		case archiveName(p):
			err = l.archive(ctx, p, info.Size())
		default:
			err = l.single(p, info.Size())
		}
		if err != nil {
			return nil, err
		}
	}
	return l.set(), nil
}

// LoadFS reads the .yml and .yaml files of a file system, as [Load] does.
func LoadFS(ctx context.Context, options LoadOptions, fsys fs.FS) (*Set, error) {
	l := newLoader(options)
	if err := l.folder(ctx, fsys, func(name string) string { return name }); err != nil {
		return nil, err
	}
	return l.set(), nil
}

// Parse reads one file that is already in memory; name stands in messages.
func Parse(options LoadOptions, name string, data []byte) *Set {
	l := newLoader(options)
	l.reader.file(name, data)
	return l.set()
}

type loader struct {
	reader   reader
	unpacked int64
	files    int
}

func newLoader(options LoadOptions) *loader {
	return &loader{reader: reader{set: &Set{}, options: options, ids: map[string]string{}}}
}

// set lays the filters over the rules and refuses correlations that lead nowhere.
func (l *loader) set() *Set {
	l.reader.link()
	return l.reader.set
}

func ruleName(name string) bool {
	n := strings.ToLower(name)
	return strings.HasSuffix(n, ".yml") || strings.HasSuffix(n, ".yaml")
}

func archiveName(name string) bool {
	n := strings.ToLower(name)
	return strings.HasSuffix(n, ".tar.gz") || strings.HasSuffix(n, ".tgz") || strings.HasSuffix(n, ".tar") || strings.HasSuffix(n, ".zip")
}

func (l *loader) count(place string) error {
	if l.files++; l.files > MaxFiles {
		return bonafide.Invalidf("rules: %s: more than %d files", place, MaxFiles)
	}
	return nil
}

func (l *loader) folder(ctx context.Context, fsys fs.FS, place func(string) string) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("rules: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if !d.Type().IsRegular() || !ruleName(name) {
			return nil
		}
		if err := l.count(name); err != nil {
			return err
		}
		f, err := fsys.Open(name)
		if err != nil {
			return fmt.Errorf("rules: %w", err)
		}
		data, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
		err = errors.Join(err, f.Close())
		if err != nil {
			return fmt.Errorf("rules: %s: %w", place(name), err)
		}
		l.reader.file(place(name), data)
		return nil
	})
}

func (l *loader) single(path string, size int64) error {
	if size > MaxFileBytes {
		return bonafide.Invalidf("rules: %s has %d bytes, more than the %d that a file may have", path, size, MaxFileBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	l.reader.file(path, data)
	return nil
}

// entry is one file of an archive.
type entry struct {
	name string
	data []byte
}

func (l *loader) archive(ctx context.Context, path string, size int64) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	defer f.Close()
	return l.packed(ctx, path, f, size)
}

// packed reads an archive of whatever size within the bounds.
func (l *loader) packed(ctx context.Context, path string, f io.ReaderAt, size int64) error {
	var entries []entry
	var err error
	if strings.HasSuffix(strings.ToLower(path), ".zip") {
		entries, err = l.zip(ctx, f, size)
	} else {
		entries, err = l.tar(ctx, path, io.NewSectionReader(f, 0, size))
	}
	if err != nil {
		if errors.Is(err, bonafide.ErrInvalid) || ctx.Err() != nil {
			return err
		}
		return bonafide.Invalidf("rules: %s is no readable archive: %w", path, err)
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	for _, e := range entries {
		l.reader.file(path+"!"+e.name, e.data)
	}
	return nil
}

// take reads one entry within what is left of the bound.
func (l *loader) take(r io.Reader) ([]byte, error) {
	left := MaxArchiveBytes - l.unpacked
	data, err := io.ReadAll(io.LimitReader(r, min(left, MaxFileBytes)+1))
	if err != nil {
		return nil, err
	}
	if l.unpacked += int64(len(data)); l.unpacked > MaxArchiveBytes {
		return nil, bonafide.Invalidf("rules: the archives hold more than %d bytes when unpacked", MaxArchiveBytes)
	}
	return data, nil
}

// bounded counts the bytes of a decompressed stream, so that a bomb ends early even
// where its bytes belong to entries that are passed over.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, bonafide.Invalidf("rules: the archive holds more than %d bytes when unpacked", MaxArchiveBytes)
	}
	return n, err
}

func (l *loader) tar(ctx context.Context, path string, f io.Reader) ([]entry, error) {
	if !strings.HasSuffix(strings.ToLower(path), ".tar") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, err
		}
		defer z.Close()
		f = z
	}
	t := tar.NewReader(&bounded{f, MaxArchiveBytes})
	var out []entry
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if err := errors.Join(ctx.Err(), l.count(path)); err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg || !ruleName(h.Name) {
			continue
		}
		data, err := l.take(t)
		if err != nil {
			return nil, err
		}
		out = append(out, entry{h.Name, data})
	}
}

func (l *loader) zip(ctx context.Context, f io.ReaderAt, size int64) ([]entry, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, err
	}
	var out []entry
	for _, h := range z.File {
		if err := errors.Join(ctx.Err(), l.count(h.Name)); err != nil {
			return nil, err
		}
		if !h.Mode().IsRegular() || !ruleName(h.Name) {
			continue
		}
		r, err := h.Open()
		if err != nil {
			return nil, err
		}
		data, err := l.take(r)
		if err = errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		out = append(out, entry{h.Name, data})
	}
	return out, nil
}

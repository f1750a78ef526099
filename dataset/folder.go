package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
)

// Folder is the operator's folder of tables.
type Folder struct{ dir string }

// Open looks at a folder of tables. [bonafide.ErrNotFound] where there is none.
func Open(dir string) (*Folder, error) {
	info, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) || (err == nil && !info.IsDir()) {
		return nil, bonafide.NotFoundf("no folder of reference data at %s; fill one with 'bonafide data update'", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open reference data: %w", err)
	}
	return &Folder{dir: dir}, nil
}

// Open reads the table of a kind whole, with its hash verified, and says what it
// is. [bonafide.ErrNotFound] where none is in force, [bonafide.ErrInvalid] where
// it is not what was installed.
func (f *Folder) Open(kind Kind) ([]byte, bonafide.Dataset, error) {
	m, err := inForce(f.dir, kind)
	if err != nil {
		return nil, bonafide.Dataset{}, err
	}
	data, err := verified(f.dir, &m)
	if err != nil {
		return nil, bonafide.Dataset{}, err
	}
	return data, m.Dataset(), nil
}

// Manifest says which table of a kind is in force. [bonafide.ErrNotFound] where
// none is.
func (f *Folder) Manifest(kind Kind) (Manifest, error) { return inForce(f.dir, kind) }

// Status says how each kind stands, in the order of [Kinds]. It reads every table
// to verify its hash.
func Status(dir string, now time.Time) []State {
	states := make([]State, 0, len(Kinds))
	for _, k := range Kinds {
		s := State{Kind: k}
		m, err := inForce(dir, k)
		switch {
		case errors.Is(err, bonafide.ErrNotFound):
			s.Problem = "not installed"
		case err != nil:
			s.Problem = err.Error()
		default:
			s.Manifest = &m
			if !m.Date.IsZero() {
				days := max(0, int(now.Sub(m.Date.First()).Hours()/24))
				s.AgeDays = &days
			}
			if _, err := verified(dir, &m); err != nil {
				s.Problem = err.Error()
			}
		}
		states = append(states, s)
	}
	return states
}

// inForce reads the manifest that the kind's pointer names.
func inForce(dir string, kind Kind) (Manifest, error) {
	if kind.file() == "" {
		return Manifest{}, bonafide.Invalidf("there is no kind of reference data %q; there are %s", clip(string(kind)), kindWords())
	}
	home := filepath.Join(dir, string(kind))
	pointer, err := readBounded(filepath.Join(home, "current"), 256)
	if errors.Is(err, os.ErrNotExist) {
		return Manifest{}, bonafide.NotFoundf("no table of %s is installed; 'bonafide data update' installs one", kind)
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("%s: %w", kind, err)
	}
	name, err := pointerName(pointer)
	if err != nil {
		return Manifest{}, bonafide.Invalidf("%s: %w", kind, err)
	}
	place := filepath.Join(home, name, "manifest.json")
	text, err := readBounded(place, 64<<10)
	if err != nil {
		return Manifest{}, bonafide.Invalidf("%s: the table in force cannot be read: %w; install it again", kind, err)
	}
	m, err := parseManifest(place, text, kind)
	if err != nil {
		return Manifest{}, err
	}
	if folderName(&m) != name {
		return Manifest{}, bonafide.Invalidf("%s: the manifest in %s is of another version; install it again", kind, name)
	}
	return m, nil
}

func pointerName(pointer []byte) (string, error) {
	name := strings.TrimSuffix(string(pointer), "\n")
	if len(name) < 10 || name[0] != 'v' || strings.ContainsAny(name, "/\\\x00\n") {
		return "", errors.New("the pointer to the table in force is damaged; install it again")
	}
	return name, nil
}

func parseManifest(place string, text []byte, kind Kind) (Manifest, error) {
	var m Manifest
	if err := strict.JSON(place, text, &m); err != nil {
		return m, err
	}
	if raw, err := hex.DecodeString(m.SHA256); err != nil || len(raw) != sha256.Size || m.Kind != kind || m.File != kind.file() || m.Entries <= 0 || m.Bytes <= 0 {
		return m, &bonafide.Refusal{Place: place, Why: "it does not describe a table of " + string(kind), Remedy: "install it again"}
	}
	return m, nil
}

func marshalManifest(m *Manifest) ([]byte, error) {
	text, err := strict.MarshalIndent(m)
	return append(text, '\n'), err
}

// verified reads the table that a manifest describes.
func verified(dir string, m *Manifest) ([]byte, error) {
	if m.Bytes > maxFile {
		return nil, bonafide.Invalidf("%s: the manifest announces %d bytes, more than a table may have", m.Kind, m.Bytes)
	}
	data, err := readBounded(filepath.Join(dir, string(m.Kind), folderName(m), m.File), m.Bytes)
	if err != nil {
		return nil, bonafide.Invalidf("%s: the table in force cannot be read: %w; install it again", m.Kind, err)
	}
	return data, matches(m, data)
}

func matches(m *Manifest, data []byte) error {
	if int64(len(data)) != m.Bytes || hash(data) != m.SHA256 {
		return bonafide.Invalidf("%s: the table is not the one that its manifest describes; install it again", m.Kind)
	}
	return nil
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// mirrored reports whether a folder is laid out as this package lays it out.
func mirrored(dir string) bool {
	for _, k := range Kinds {
		if _, err := os.Stat(filepath.Join(dir, string(k), "current")); err == nil {
			return true
		}
	}
	return false
}

// offerFolder offers the tables in force of another folder.
func offerFolder(ctx context.Context, dir string, opt *Options) ([]offer, error) {
	return offerMirror(opt, "folder", func(name string, limit int64) ([]byte, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		data, err := readBounded(filepath.Join(dir, filepath.FromSlash(name)), limit)
		if errors.Is(err, os.ErrNotExist) {
			err = bonafide.NotFoundf("%s: %w", name, err)
		}
		return data, err
	})
}

// offerMirror offers what another folder has in force. It is believed in nothing:
// hashes are computed and tables checked as if a stranger had made them.
func offerMirror(opt *Options, what string, get func(name string, limit int64) ([]byte, error)) ([]offer, error) {
	var offers []offer
	for _, k := range Kinds {
		if opt.Kind != "" && opt.Kind != k {
			continue
		}
		pointer, err := get(string(k)+"/current", 256)
		if errors.Is(err, bonafide.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		name, err := pointerName(pointer)
		if err != nil {
			return nil, bonafide.Invalidf("%s of the %s: %w", k, what, err)
		}
		place := string(k) + "/" + name + "/manifest.json"
		text, err := get(place, 64<<10)
		if err != nil {
			return nil, err
		}
		m, err := parseManifest(place, text, k)
		if err != nil {
			return nil, err
		}
		if m.Bytes > maxFile {
			return nil, bonafide.Invalidf("%s of the %s: %d bytes are more than a table may have", k, what, m.Bytes)
		}
		data, err := get(string(k)+"/"+name+"/"+m.File, m.Bytes)
		if err != nil {
			return nil, err
		}
		if err := matches(&m, data); err != nil {
			return nil, err
		}
		c, err := canonical(k, data)
		if err != nil {
			return nil, bonafide.Invalidf("%s of the %s: %w", k, what, err)
		}
		c.leftOut = m.LeftOut
		offers = append(offers, offer{manifest: m, ready: c})
	}
	if len(offers) == 0 {
		return nil, bonafide.NotFoundf("the %s has no table that is wanted", what)
	}
	return offers, nil
}

// canonical checks that a table is in canonical form already.
func canonical(kind Kind, data []byte) (*content, error) {
	if kind.file() == "table.bin" {
		n, err := checkTable(kind, data)
		return &content{data: data, entries: n}, err
	}
	var c *content
	var err error
	if kind == HostingASNs {
		var l numberList
		if err = l.read(bytes.NewReader(data)); err == nil {
			c, err = l.finish()
		}
	} else {
		var l domainList
		if err = l.read(bytes.NewReader(data)); err == nil {
			c, err = l.finish()
		}
	}
	if err == nil && !bytes.Equal(c.data, data) {
		err = errors.New("it is not in canonical form")
	}
	return c, err
}

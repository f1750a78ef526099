package catalog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"bonafide"
	"bonafide/strict"
)

// An operator's folder is trusted to be meant well, not to be small.
const (
	maxFiles    = 256
	maxFileSize = 4 << 20
)

// LoadFS reads a catalogue from a folder of the form that [Files] shows and
// refuses one that does not [Lint]. Its errors are of kind [bonafide.ErrInvalid]
// where the content is at fault.
func LoadFS(fsys fs.FS) (*bonafide.Catalogue, error) {
	c, inputs, err := Read(fsys)
	if err != nil {
		return nil, err
	}
	if problems := Lint(c, inputs); len(problems) > 0 {
		first := problems[0]
		return nil, &bonafide.Refusal{
			Place: first.Place, Why: first.Why + more(len(problems)-1),
			Remedy: "bonafide catalog lint FOLDER lists them all",
		}
	}
	return c, nil
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return " (and " + strconv.Itoa(n) + " more)"
}

// Read reads a folder like [LoadFS] but accepts one that does not lint, so that a
// linter can say everything that is wrong with it. Indicators and checks keep the
// order of their files, files the order of their names.
func Read(fsys fs.FS) (*bonafide.Catalogue, []Input, error) {
	c, err := read(fsys)
	if err != nil {
		return nil, nil, err
	}
	return bonafide.NewCatalogue(c.Version, c.Indicators, c.Checks), c.Inputs, nil
}

// Compile reads a folder and returns the compact JSON that [Load] reads, with its
// line end. The same content gives the same bytes.
func Compile(fsys fs.FS) ([]byte, error) {
	c, err := read(fsys)
	if err != nil {
		return nil, err
	}
	data, err := strict.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("compile the catalogue: %w", err)
	}
	return append(data, '\n'), nil
}

func read(fsys fs.FS) (*content, error) {
	names, err := fs.Glob(fsys, "indicators/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the indicators: %w", err)
	}
	if len(names) == 0 {
		return nil, &bonafide.Refusal{Place: "indicators", Why: "there is no indicators/*.yaml in the folder", Remedy: "begin with a copy of the built-in catalogue"}
	}
	if len(names) > maxFiles {
		return nil, &bonafide.Refusal{Place: "indicators", Why: fmt.Sprintf("%d files, more than the %d that a catalogue may have", len(names), maxFiles)}
	}
	slices.Sort(names)

	c := &content{}
	sum := fingerprint{sha256.New()}
	// The files are read in the order of their names, so that the same content has
	// one version: VERSION, checks.yaml, indicators/, inputs.yaml, protected.yaml.
	release, err := readRelease(fsys, sum)
	if err != nil {
		return nil, err
	}
	var checks struct {
		Checks []bonafide.Check `json:"checks"`
	}
	if err := readYAML(fsys, "checks.yaml", sum, &checks); err != nil {
		return nil, err
	}
	c.Checks = checks.Checks
	for _, name := range names {
		var file struct {
			Indicators []bonafide.Indicator `json:"indicators"`
		}
		if err := readYAML(fsys, name, sum, &file); err != nil {
			return nil, err
		}
		c.Indicators = append(c.Indicators, file.Indicators...)
	}
	var inputs struct {
		Inputs []Input `json:"inputs"`
	}
	if err := readYAML(fsys, "inputs.yaml", sum, &inputs); err != nil {
		return nil, err
	}
	c.Inputs = inputs.Inputs
	// What is protected is built in and cannot be relaxed by a folder; the file
	// counts for the version where the folder has it.
	if data, err := readFile(fsys, "protected.yaml"); err == nil {
		sum.add("protected.yaml", data)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	c.Version = release + "+" + sum.head()
	return c, nil
}

func readRelease(fsys fs.FS, sum fingerprint) (string, error) {
	data, err := readFile(fsys, "VERSION")
	if err != nil {
		return "", err
	}
	sum.add("VERSION", data)
	release := strings.TrimSpace(string(data))
	if !isRelease(release) {
		return "", &bonafide.Refusal{Place: "VERSION", Why: "it has no release number", Remedy: "write one line such as 1.0.0"}
	}
	return release, nil
}

// isRelease reports whether s is three numbers joined by dots.
func isRelease(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return false
	}
	for _, p := range parts {
		if _, err := strconv.ParseUint(p, 10, 16); err != nil || (len(p) > 1 && p[0] == '0') {
			return false
		}
	}
	return true
}

func readYAML(fsys fs.FS, name string, sum fingerprint, into any) error {
	data, err := readFile(fsys, name)
	if err != nil {
		return err
	}
	sum.add(name, data)
	return strict.YAML(name, data, into)
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	if info.Size() > maxFileSize {
		return nil, &bonafide.Refusal{Place: name, Why: fmt.Sprintf("%d bytes, more than the %d that a file of a catalogue may have", info.Size(), maxFileSize), Remedy: "split it"}
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	return data, nil
}

// fingerprint is the SHA-256 over names, lengths and content of files. Line ends
// are taken as LF, so that a checkout on another system has the same version.
type fingerprint struct{ sum hash.Hash }

func (f fingerprint) add(name string, data []byte) {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	fmt.Fprintf(f.sum, "%s\n%d\n", name, len(data))
	f.sum.Write(data)
}

// head is the first 12 hexadecimal digits.
func (f fingerprint) head() string { return hex.EncodeToString(f.sum.Sum(nil))[:12] }

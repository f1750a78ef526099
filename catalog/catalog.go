// Package catalog holds what the product looks for: the indicators, the checks
// that settle them, and the feeds that indicators may read. YAML files come in;
// out comes one immutable [bonafide.Catalogue] with a version that names its
// content.
//
// The files are written for people. Reading them takes tens of milliseconds, more
// than a program start may cost, so [Load] reads a compact JSON that go generate
// made of them; a test fails when the two part. [LoadFS] reads the files of an
// operator's own folder, and [Lint] says what a catalogue must hold, above all
// that nothing protected is ever an input and that an honest person can always be
// cleared.
package catalog

import (
	"embed"
	"io/fs"
	"sync"

	"bonafide"
	"bonafide/strict"
)

//go:generate go run ./gen

// Compiled is the name of the file that go generate writes.
const Compiled = "catalogue.gen.json"

//go:embed VERSION checks.yaml inputs.yaml protected.yaml indicators/*.yaml
var files embed.FS

//go:embed catalogue.gen.json
var compiled []byte

// Input is a feed that indicators may name. What is not listed cannot be scored.
type Input struct {
	ID    bonafide.InputID `json:"id"`
	Title string           `json:"title"`
}

// content is a whole catalogue, as [Compile] writes it.
type content struct {
	Version    string               `json:"version"`
	Inputs     []Input              `json:"inputs"`
	Indicators []bonafide.Indicator `json:"indicators"`
	Checks     []bonafide.Check     `json:"checks"`
}

type loaded struct {
	catalogue *bonafide.Catalogue
	inputs    []Input
}

var load = sync.OnceValues(func() (loaded, error) {
	var c content
	if err := strict.JSON("catalog/"+Compiled, compiled, &c); err != nil {
		return loaded{}, err
	}
	return loaded{bonafide.NewCatalogue(c.Version, c.Indicators, c.Checks), c.Inputs}, nil
})

// Load returns the catalogue that the program was built with. Every call returns
// the same one; it must not be changed.
func Load() (*bonafide.Catalogue, error) {
	l, err := load()
	return l.catalogue, err
}

// Inputs returns the feeds of the catalogue that the program was built with, in
// the order of their file. The slice must not be changed.
func Inputs() ([]Input, error) {
	l, err := load()
	return l.inputs, err
}

// Files are the sources of the built-in catalogue, for an operator who wants a
// folder to begin with: VERSION, checks.yaml, inputs.yaml, protected.yaml and
// indicators/*.yaml.
func Files() fs.FS { return files }

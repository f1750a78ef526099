package catalog

import (
	"embed"

	"bonafide"
)

//go:embed schema/*.json
var schemas embed.FS

// Schema returns the JSON Schema (draft 2020-12) of a kind of file: "indicators",
// "checks" or "inputs". Editors complete and check by it; [Lint] asks for more.
// Another name is an error of kind [bonafide.ErrNotFound].
func Schema(name string) ([]byte, error) {
	data, err := schemas.ReadFile("schema/" + name + ".json")
	if err != nil {
		return nil, bonafide.NotFoundf("there is no schema %q; there are indicators, checks and inputs", name)
	}
	return data, nil
}

package intake

import (
	"bytes"
	_ "embed"

	"bonafide"
)

//go:embed dossier.schema.json
var dossierSchema []byte

// Schema is the JSON Schema (draft 2020-12) of a dossier. What it cannot say is
// checked all the same when a dossier is read: that ids are used once, that dates
// do not lie in the future, that nothing ends before it starts.
func Schema() ([]byte, error) {
	if !bytes.Contains(dossierSchema, []byte(bonafide.Format)) {
		return nil, bonafide.Invalidf("the embedded schema is not of format %s", bonafide.Format)
	}
	return bytes.Clone(dossierSchema), nil
}

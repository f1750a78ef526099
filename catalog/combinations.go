package catalog

import (
	_ "embed"
	"fmt"

	"bonafide"
	"bonafide/strict"
)

//go:embed combinations.yaml
var combinations []byte

// Combinations are the published sets of observations (C1 to C14) that alerts name.
func Combinations() ([]bonafide.Combination, error) {
	var file struct {
		Combinations []bonafide.Combination `json:"combinations"`
	}
	if err := strict.YAML("combinations.yaml", combinations, &file); err != nil {
		return nil, err
	}
	seen := map[bonafide.CombinationID]bool{}
	for _, c := range file.Combinations {
		if c.ID == "" || c.Title == "" || c.Why == "" || len(c.All) == 0 || seen[c.ID] {
			return nil, fmt.Errorf("combinations.yaml: %q lacks a part or stands twice", c.ID)
		}
		seen[c.ID] = true
	}
	return file.Combinations, nil
}

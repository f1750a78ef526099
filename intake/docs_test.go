package intake

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"bonafide"
)

// TestTheManualNamesEveryField: docs/dossier.md has the fields of the types, and
// those only where the types have them.
func TestTheManualNamesEveryField(t *testing.T) {
	data, err := os.ReadFile("../docs/dossier.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if cells := strings.Split(line, "|"); len(cells) == 4 {
			rows[strings.TrimSpace(cells[1])] = cells[2]
		}
	}
	for row, v := range map[string]any{
		"the dossier": bonafide.Dossier{}, "role": bonafide.Role{}, "timeline": bonafide.Timeline{}, "a source": bonafide.Source{}, "addresses": bonafide.Address{},
		"employment": bonafide.Employment{}, "education": bonafide.Education{}, "skills": bonafide.Skill{}, "accounts": bonafide.Account{}, "sites": bonafide.Site{},
		"references": bonafide.Reference{}, "sightings": bonafide.Sighting{}, "steps": bonafide.Step{}, "shipments": bonafide.Shipment{}, "payees": bonafide.Payee{},
		"pay_request": bonafide.PayRequest{}, "file": bonafide.File{}, "observations": bonafide.Observation{}, "checks": bonafide.CheckResult{},
	} {
		typ := reflect.TypeOf(v)
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if !strings.Contains(rows[row], "`"+name+"`") {
				t.Errorf("docs/dossier.md has no field `%s` in the row of %s", name, row)
			}
		}
	}
}

package strict_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/strict"
)

type record struct {
	Person   bonafide.PersonID `json:"person"`
	Postcode string            `json:"postcode,omitempty"`
	Born     bonafide.Date     `json:"born,omitzero"`
	At       time.Time         `json:"at,omitzero"`
	Remote   bool              `json:"remote,omitempty"`
	Jobs     []job             `json:"jobs,omitempty"`
}

type job struct {
	Employer string        `json:"employer"`
	From     bonafide.Date `json:"from,omitzero"`
}

func TestYAMLAndJSONReadAlike(t *testing.T) {
	var y, j record
	if err := strict.YAML("a.yaml", []byte("person: P\npostcode: 01234\nborn: 1990\nat: 2026-01-02T03:04:05Z\nremote: true\njobs:\n- {employer: no, from: 2019-03}\n"), &y); err != nil {
		t.Fatal(err)
	}
	if err := strict.JSON("a.json", []byte(`{"person":"P","postcode":"01234","born":"1990","at":"2026-01-02T03:04:05Z","remote":true,"jobs":[{"employer":"no","from":"2019-03"}]}`), &j); err != nil {
		t.Fatal(err)
	}
	a, _ := strict.Marshal(y)
	b, _ := strict.Marshal(j)
	if string(a) != string(b) {
		t.Errorf("YAML gave %s\nJSON gave %s", a, b)
	}
}

func TestYAMLKeepsWhatWasWritten(t *testing.T) {
	for written, want := range map[string]string{
		"90210": "90210", "01234": "01234", "+49 30": "+49 30", "+4930": "+4930", "1.10": "1.10", "0x1F": "0x1F", "1_000": "1_000",
		"no": "no", "yes": "yes", "~x": "~x", "2019-03-02": "2019-03-02", "'quoted'": "quoted",
	} {
		var r record
		if err := strict.YAML("a.yaml", []byte("person: P\npostcode: "+written+"\n"), &r); err != nil {
			t.Errorf("%s: %v", written, err)
		} else if r.Postcode != want {
			t.Errorf("%s was read as %q, want %q", written, r.Postcode, want)
		}
	}
}

func TestRefusalsNameThePlaceAndTheWayOut(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"unknown field", "person: P\njobs:\n- employer: A\n  frmo: 2019\n", `a.yaml:4 /jobs/0/frmo: unknown field "frmo"; did you mean "from"?`},
		{"unknown field, nothing near", "person: P\nzzzzzzzz: 1\n", `a.yaml:2 /zzzzzzzz: unknown field "zzzzzzzz"; known here: person, postcode, born, at, remote, jobs`},
		{"twice", "person: P\nperson: Q\n", `a.yaml:2: "person" stands there twice; keep one`},
		{"alias", "person: &a P\npostcode: *a\n", `a.yaml:1 /person: anchors and aliases are not accepted; write the value out`},
		{"tag", "person: !!binary aGk=\n", `a.yaml:1 /person: tags are not accepted; write the plain value`},
		{"list for text", "person: [P]\n", `a.yaml:1 /person: a list stands where text is wanted`},
		{"text for list", "person: P\njobs: none\n", `a.yaml:2 /jobs: a text stands where a list is wanted`},
		{"bad date", "person: P\nborn: 31.12.1990\n", `a.yaml:2 /born: date "31.12.1990": write it as 2006, 2006-01 or 2006-01-02`},
		{"second document", "person: P\n---\nperson: Q\n", `a.yaml:3: a second document begins here; one is wanted`},
		{"empty", " \n", `a.yaml: it is empty`},
		{"latin-1", "person: Jos\xe9\n", `a.yaml:1: it is not UTF-8; save it as UTF-8 (iconv -f CHARSET -t UTF-8)`},
		{"deep", "person: " + strings.Repeat("[", 300) + "\n", `a.yaml:1: nested deeper than 64 levels`},
		{"deep blocks", deepBlocks(), `a.yaml:66: nested deeper than 64 levels`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var r record
			err := strict.YAML("a.yaml", []byte(c.in), &r)
			var refusal *bonafide.Refusal
			if !errors.As(err, &refusal) || !errors.Is(err, bonafide.ErrInvalid) {
				t.Fatalf("got %v, want a refusal", err)
			}
			if err.Error() != c.want {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

func deepBlocks() string {
	var b strings.Builder
	for i := range 70 {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestJSONRefusals(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"unknown", "{\n\"person\":\"P\",\n\"persn\":1}", `a.json:3 /persn: unknown field "persn"; did you mean "person"?`},
		{"case is not forgiven", `{"Person":"P"}`, `a.json:1 /Person: unknown field "Person"; did you mean "person"?`},
		{"twice", `{"person":"P","person":"Q"}`, `a.json:1 /person: "person" stands there twice; keep one`},
		{"truncated", `{"person":"P"`, `a.json:1: it ends in the middle; fetch it again: it looks truncated`},
		{"number for text", `{"person":7}`, `a.json:1 /person: a number stands where text is wanted`},
		{"bad time", `{"person":"P","at":"yesterday"}`, `a.json:1 /at: it is no time; write it as 2006-01-02T15:04:05Z`},
		{"trailing", `{"person":"P"} x`, ``},
		{"deep", strings.Repeat(`{"a":`, 100), `a.json:1: nested deeper than 64 levels`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var r record
			err := strict.JSON("a.json", []byte(c.in), &r)
			if !errors.Is(err, bonafide.ErrInvalid) {
				t.Fatalf("got %v, want a refusal", err)
			}
			if c.want != "" && err.Error() != c.want {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

func TestLenientPassesOverWhatItDoesNotKnow(t *testing.T) {
	var r record
	if err := strict.Lenient("a.json", []byte(`{"person":"P","new":{"x":[1]}}`), &r); err != nil || r.Person != "P" {
		t.Errorf("%v, %+v", err, r)
	}
	if err := strict.Lenient("a.json", []byte(`{"person":"P","new":1,"new":2}`), &r); err == nil {
		t.Error("a doubled name was accepted")
	}
}

func TestTooLarge(t *testing.T) {
	var r record
	if err := strict.JSON("a.json", make([]byte, strict.MaxBytes+1), &r); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

func FuzzYAML(f *testing.F) {
	f.Add([]byte("person: P\njobs:\n- {employer: A, from: 2019}\n"))
	f.Add([]byte("a: &b [*b]\n"))
	f.Add([]byte("? [a, b]\n: c\n"))
	f.Add([]byte("person: \"\\ud800\"\n"))
	f.Add([]byte("%YAML 1.2\n---\nperson: |\n  x\n...\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r record
		check(t, strict.YAML("f", data, &r))
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"person":"P","jobs":[{"employer":"A","from":"2019"}]}`))
	f.Add([]byte(`{"person":"\ud800"}`))
	f.Add([]byte(`[[[[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r record
		check(t, strict.JSON("f", data, &r))
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var refusal *bonafide.Refusal
	if !errors.As(err, &refusal) || refusal.Why == "" || strings.ContainsAny(err.Error(), "\n\r") || len(err.Error()) > 2000 {
		t.Errorf("not a refusal in one line: %q", err)
	}
}

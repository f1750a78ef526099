package record

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"bonafide"
	"bonafide/strict"
)

// content is one examination as it goes into the tables. It is made before the
// transaction, so that no lock is held while it is.
type content struct {
	person      string
	dossier     body
	examination body
	assessment  body
	assessed    *bonafide.Assessment
	carried     carried
	findings    []*bonafide.Finding
	bodies      []string // of findings
	checks      []*bonafide.CheckResult
	artefacts   []*bonafide.Artefact
}

// body is a value's JSON and the hex of its SHA-256.
type body struct {
	text   string
	sha256 string
}

// carried are the keys of what an examination brought, each once, in order.
type carried struct {
	findings, checks, artefacts []string
}

// examination is the body of a row of examinations. A list that is empty and one
// that is nil are the same to it.
type examination struct {
	Findings  []string            `json:"findings,omitempty"` // ids, in order
	Checks    []string            `json:"checks,omitempty"`   // ids, in order
	Artefacts []bonafide.Artefact `json:"artefacts,omitempty"`
	Missing   []bonafide.Missing  `json:"missing,omitempty"`
	Datasets  []bonafide.Dataset  `json:"datasets,omitempty"`
}

// compose turns an examination into content, or refuses it.
func compose(e *bonafide.Examined) (*content, error) {
	if err := key("a person's id", string(e.Dossier.Person)); err != nil {
		return nil, err
	}
	c := &content{person: string(e.Dossier.Person), assessed: &e.Assessment}
	var err error
	if c.dossier, err = write("dossier", c.person, &e.Dossier); err != nil {
		return nil, err
	}
	if c.assessment, err = write("assessment", c.person, &e.Assessment); err != nil {
		return nil, err
	}
	x := examination{Artefacts: e.Artefacts, Missing: e.Missing, Datasets: e.Datasets}
	if err := c.addFindings(&x, e.Findings); err != nil {
		return nil, err
	}
	if err := c.addChecks(&x, e.Dossier.Checks); err != nil {
		return nil, err
	}
	c.addArtefacts(e.Artefacts)
	c.examination, err = write("examination", c.person, &x)
	return c, err
}

func (c *content) addFindings(x *examination, findings []bonafide.Finding) error {
	x.Findings = make([]string, len(findings))
	known := make(map[string]bool, len(findings))
	for i := range findings {
		f := &findings[i]
		if string(f.Person) != c.person {
			return bonafide.Invalidf("examination of %q: finding %s is about %q", c.person, f.Indicator, f.Person)
		}
		id := f.ID()
		x.Findings[i] = id
		if known[id] {
			continue
		}
		known[id] = true
		b, err := marshal("finding "+string(f.Indicator), c.person, f)
		if err != nil {
			return err
		}
		c.carried.findings = append(c.carried.findings, id)
		c.findings = append(c.findings, f)
		c.bodies = append(c.bodies, string(b))
	}
	return nil
}

func (c *content) addChecks(x *examination, checks []bonafide.CheckResult) error {
	known := make(map[string]bool, len(checks))
	for i := range checks {
		b, err := write("check", c.person, &checks[i])
		if err != nil {
			return err
		}
		id := b.sha256[:32]
		if known[id] {
			continue
		}
		known[id] = true
		x.Checks = append(x.Checks, id)
		c.carried.checks = append(c.carried.checks, id)
		c.checks = append(c.checks, &checks[i])
	}
	return nil
}

func (c *content) addArtefacts(artefacts []bonafide.Artefact) {
	known := make(map[string]bool, len(artefacts))
	for i := range artefacts {
		id := digest(artefacts[i].Kind, artefacts[i].Value)
		if known[id] {
			continue
		}
		known[id] = true
		c.carried.artefacts = append(c.carried.artefacts, id)
		c.artefacts = append(c.artefacts, &artefacts[i])
	}
}

// digest is the key of an artefact: the head of the SHA-256 over the length of the
// kind, the kind and the value.
func digest(kind, value string) string {
	buf := make([]byte, 0, 256)
	buf = binary.AppendUvarint(buf, uint64(len(kind)))
	buf = append(buf, kind...)
	buf = append(buf, value...)
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:16])
}

// write makes a body of v, which is what of whose.
func write(what, whose string, v any) (body, error) {
	data, err := marshal(what, whose, v)
	if err != nil {
		return body{}, err
	}
	sum := sha256.Sum256(data)
	return body{string(data), hex.EncodeToString(sum[:])}, nil
}

func marshal(what, whose string, v any) ([]byte, error) {
	data, err := strict.Marshal(v)
	if err != nil {
		return nil, bonafide.Invalidf("%s of %q: %w", what, whose, err)
	}
	if len(data) > strict.MaxBytes {
		return nil, bonafide.Invalidf("%s of %q: %d bytes, more than the %d that one record may have", what, whose, len(data), strict.MaxBytes)
	}
	return data, nil
}

// parse reads what an earlier examination carried.
func parse(person string, seq int, text string) (*examination, error) {
	x := new(examination)
	if err := decode(fmt.Sprintf("examination %d of %q", seq, person), text, x); err != nil {
		return nil, err
	}
	return x, nil
}

// decode reads a stored body. What cannot be read was written by another version
// of the program or damaged: it is nobody's invalid input, so it has no kind.
func decode(what, text string, into any) error {
	if err := strict.JSON("stored "+what, []byte(text), into); err != nil {
		return fmt.Errorf("%v; was it written by a newer version of this program?", err)
	}
	return nil
}

func (x *examination) carried() carried {
	c := carried{checks: x.Checks}
	known := make(map[string]bool, len(x.Findings)+len(x.Artefacts))
	for _, id := range x.Findings {
		if !known[id] {
			known[id] = true
			c.findings = append(c.findings, id)
		}
	}
	for i := range x.Artefacts {
		id := digest(x.Artefacts[i].Kind, x.Artefacts[i].Value)
		if !known["a"+id] {
			known["a"+id] = true
			c.artefacts = append(c.artefacts, id)
		}
	}
	return c
}

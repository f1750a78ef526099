// Package table reads a table of applicants: one header row, one row a person.
// A header and a row come in, already split into fields; out comes a dossier with
// one source of kind form.
//
// Columns are found by name, in any order, under the names that applicant systems
// and spreadsheets commonly use in English, German, French and Spanish (names.go). A
// column without a known name is not read, and [Columns.Ignored] says so once a file.
// Columns about nationality, permits, sex, age and the like are never read, and
// [Columns.Dropped] says so. A cell that cannot be read is left out with a note; the
// rest of its row is taken.
package table

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bonafide"
	"bonafide/intake/weblink"
	"bonafide/written"
)

// Columns is a header that was understood.
type Columns struct {
	fields           []field
	titles           []string
	ignored, dropped []string
	// Order is in which order the table writes day and month; unknown where nothing
	// in it shows that.
	Order written.Order
}

// Header understands the names of a table's columns. The error says that none of
// them names a person.
func Header(header []string) (Columns, error) {
	c := Columns{fields: make([]field, len(header)), titles: make([]string, len(header))}
	known := false
	for i, h := range header {
		name := normal(h)
		f := names()[name]
		c.fields[i], c.titles[i] = f, strings.TrimSpace(h)
		known = known || identifying[f]
		switch {
		case f != none || c.titles[i] == "":
		case onPurpose(name):
			c.dropped = append(c.dropped, c.titles[i])
		default:
			c.ignored = append(c.ignored, c.titles[i])
		}
	}
	if !known {
		return Columns{}, fmt.Errorf("no column names a person: id, name, first_name, last_name or email is wanted")
	}
	return c, nil
}

// Ignored are the columns that are not read because their names are not known, as
// the header names them.
func (c *Columns) Ignored() []string { return c.ignored }

// Dropped are the columns that are not read because nothing may be concluded from
// what they say, as the header names them.
func (c *Columns) Dropped() []string { return c.dropped }

// Dates reports whether the table has a column of dates.
func (c *Columns) Dates() bool { return slices.Contains(c.fields, appliedAt) }

// OrderOf is the order of day and month that a row's dates show by themselves, such
// as one with a day above 12.
func (c *Columns) OrderOf(row []string) written.Order {
	for i, f := range c.fields[:min(len(c.fields), len(row))] {
		if f == appliedAt {
			if o := written.OrderOf(row[i]); o != written.Unknown {
				return o
			}
		}
	}
	return written.Unknown
}

// Delimiter guesses what parts the fields of a header line: comma, semicolon or
// tab. known counts the columns with known names, people those that name a person;
// a line without the latter is no header.
func Delimiter(line string) (delimiter rune, known, people int) {
	for _, d := range []rune{',', ';', '\t'} {
		k, p := 0, 0
		for part := range strings.SplitSeq(line, string(d)) {
			if f := names()[normal(part)]; f != none {
				k++
				if identifying[f] {
					p++
				}
			}
		}
		if p > 0 && k > known {
			delimiter, known, people = d, k, p
		}
	}
	return delimiter, known, people
}

// Dossier understands one row. The person's id is the id column, or else derived
// from the row's content. system is the file's name; collected is when the table
// was taken, used where the row has no time of application. A cell that cannot be
// read is left out, and a note of the source's file says which and why. Errors are
// [*bonafide.Refusal] and concern the whole row.
func (c *Columns) Dossier(place string, row []string, system string, collected time.Time) (bonafide.Dossier, error) {
	if len(row) != len(c.fields) {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Why: fmt.Sprintf("the row has %d fields, the header %d", len(row), len(c.fields)),
			Remedy: "quote fields that hold the delimiter"}
	}
	d := bonafide.Dossier{Format: bonafide.Format, Stage: bonafide.Application,
		Sources: []bonafide.Source{{ID: "form", Kind: bonafide.Form, System: system}}}
	s := &d.Sources[0]
	v := values{order: c.Order}
	var notes []string
	for i, f := range c.fields {
		cell := strings.TrimSpace(row[i])
		if f == none || cell == "" || standsForNothing(f, cell) {
			continue
		}
		why := ""
		if utf8.ValidString(cell) {
			why = v.take(&d, s, f, cell)
		} else if why = "it is not UTF-8; save the table as UTF-8"; identifying[f] {
			return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/" + c.titles[i], Why: "it is not UTF-8", Remedy: "save the table as UTF-8"}
		}
		if why != "" {
			notes = append(notes, fmt.Sprintf("column %q was left out: %q: %s", clip(c.titles[i]), clip(cell), why))
		}
	}
	v.finish(s)
	if d.Person == "" {
		if len(s.Names) == 0 && len(s.Emails) == 0 {
			return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Why: "the row names nobody", Remedy: "fill in id, name or email"}
		}
		d.Person = rowID(row)
	}
	if s.Collected = d.Timeline.Applied; s.Collected.IsZero() {
		s.Collected = collected
	}
	switch {
	case v.ip == "":
	case s.Collected.IsZero():
		notes = append(notes, fmt.Sprintf("the IP address %s was left out: it stands without the time that it was seen; add a column applied_at", v.ip))
	default:
		s.Sightings = []bonafide.Sighting{{At: s.Collected, IP: v.ip, Use: "application", TimeZone: s.TimeZone}}
	}
	s.Note(notes...)
	return d, nil
}

// standsForNothing tells whether a cell says that there is none.
func standsForNothing(f field, cell string) bool {
	switch f {
	case role, stage, text:
		return false // "pending" is a stage
	case email, phone, link, linkedin, github, ip, employerDomain, street, postcode, timeZone:
		return written.AbsentID(cell)
	}
	return written.Absent(cell)
}

// values are those of a row that several columns make up together.
type values struct {
	first, middle, last string
	address             bonafide.Address
	job                 bonafide.Employment
	study               bonafide.Education
	place               bonafide.Address // where somebody lives, in one cell
	ip                  string
	order               written.Order
}

// take puts a cell where it belongs, or says why it cannot be read.
func (v *values) take(d *bonafide.Dossier, s *bonafide.Source, f field, cell string) (why string) {
	switch f {
	case id:
		d.Person = bonafide.PersonID(cell)
	case name:
		s.Names = append(s.Names, cell)
	case firstName:
		v.first = cell
	case middleName:
		v.middle = cell
	case lastName:
		v.last = cell
	case email:
		s.Emails = append(s.Emails, several(cell)...)
	case phone:
		s.Phones = append(s.Phones, several(cell)...)
	case street:
		v.address.Lines = append(v.address.Lines, cell)
	case city:
		v.address.City = cell
	case region:
		v.address.Region = cell
	case postcode:
		v.address.Postcode = cell
	case country:
		return countryOf(cell, &v.address.Country)
	case roleCountry:
		return countryOf(cell, &d.Role.Country)
	case location:
		v.place = written.Place(cell)
	case timeZone:
		s.TimeZone = cell
	case appliedAt:
		t, err := written.Time(cell, v.order)
		if err != nil {
			return err.Error() + "; write 2006-01-02, or state the order with --dates dmy or mdy"
		}
		d.Timeline.Applied = t
	case ip:
		if a, err := netip.ParseAddr(cell); err != nil || a.Zone() != "" {
			return "it is no IP address"
		}
		v.ip = cell
	case role:
		d.Role.Title = cell
	case stage:
		d.Stage = stageOf(cell)
	case link:
		for _, l := range several(cell) {
			weblink.Add(s, l)
		}
	case linkedin:
		account(s, "linkedin", cell)
	case github:
		account(s, "github", cell)
	case employer:
		v.job.Employer = cell
	case employerDomain:
		v.job.Domain = weblink.Domain(cell)
	case title:
		v.job.Title = cell
	case school:
		v.study.School = cell
	case degree:
		v.study.Degree = cell
	case skillList:
		for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ',' || r == ';' || r == '|' }) {
			if part = strings.TrimSpace(part); part != "" {
				s.Skills = append(s.Skills, bonafide.Skill{Name: part})
			}
		}
	case text:
		if s.Text != "" {
			s.Text += "\n\n"
		}
		s.Text += cell
	}
	return ""
}

func (v *values) finish(s *bonafide.Source) {
	full := strings.Join(strings.Fields(v.first+" "+v.middle+" "+v.last), " ")
	switch {
	case full == "":
	case len(s.Names) == 0:
		s.Names = []string{full}
	// "Vorname, Name" and "Nombre, Apellidos": the column of the name has a half of it.
	case len(s.Names) == 1 && v.last == "" && !strings.Contains(s.Names[0], v.first):
		s.Names[0] = full + " " + s.Names[0]
	case len(s.Names) == 1 && v.first == "" && !strings.Contains(s.Names[0], v.last):
		s.Names[0] += " " + full
	}
	v.address.Lines = append(v.address.Lines, v.place.Lines...)
	v.address.City = cmp.Or(v.address.City, v.place.City)
	v.address.Region = cmp.Or(v.address.Region, v.place.Region)
	v.address.Postcode = cmp.Or(v.address.Postcode, v.place.Postcode)
	v.address.Country = cmp.Or(v.address.Country, v.place.Country)
	if a := &v.address; len(a.Lines) > 0 || a.City != "" || a.Region != "" || a.Postcode != "" || a.Country != "" {
		s.Addresses = []bonafide.Address{*a}
	}
	if v.job.Employer != "" {
		v.job.Current = true
		s.Employment = []bonafide.Employment{v.job}
	}
	if v.study.School != "" {
		s.Education = []bonafide.Education{v.study}
	}
}

// account takes a handle or an address.
func account(s *bonafide.Source, service, cell string) {
	if strings.ContainsAny(cell, "/.") {
		weblink.Add(s, cell)
		return
	}
	weblink.AddAccount(s, bonafide.Account{Service: service, Handle: strings.TrimPrefix(cell, "@")})
}

// several parts a cell that holds more than one value.
func several(cell string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ';' || r == '|' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// countryOf puts a country's code there, or says that the cell names none.
func countryOf(cell string, into *string) (why string) {
	code := written.Country(cell)
	if code == "" {
		return "it names no country; write one by ISO 3166-1 alpha-2: DE, US"
	}
	*into = code
	return ""
}

// stageOf takes our own word for a stage, or the commonest of other systems;
// everything else is the application.
func stageOf(s string) bonafide.Stage {
	s = strings.ToLower(s)
	for _, known := range bonafide.Stages {
		if s == string(known) {
			return known
		}
	}
	switch {
	case strings.Contains(s, "hired"):
		return bonafide.Onboarding
	case strings.Contains(s, "offer"):
		return bonafide.Offer
	case strings.Contains(s, "interview"), strings.Contains(s, "screen"):
		return bonafide.Interview
	}
	return bonafide.Application
}

// rowID is the head of the SHA-256 over the row's fields.
func rowID(row []string) bonafide.PersonID {
	h := sha256.New()
	for _, f := range row {
		fmt.Fprintf(h, "%d:%s", len(f), f)
	}
	return bonafide.PersonID("row:" + hex.EncodeToString(h.Sum(nil)[:8]))
}

func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}

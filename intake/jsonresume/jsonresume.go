// Package jsonresume reads a curriculum vitae in the JSON Resume format
// (jsonresume.org, schema 1.x, with the names that 0.x used). A document comes in;
// out comes one source of kind resume.
//
// Unknown fields are passed over. Never read, because nothing may be concluded
// from them: languages, image, interests. Read into no field, because none
// exists: awards, certificates, publications, and the text of references, which
// the person wrote about themself.
package jsonresume

import (
	"fmt"
	"strings"
	"time"

	"bonafide"
	"bonafide/intake/weblink"
	"bonafide/strict"
	"bonafide/written"
)

type document struct {
	Basics     basics      `json:"basics"`
	Work       []work      `json:"work"`
	Volunteer  []work      `json:"volunteer"`
	Education  []education `json:"education"`
	Skills     []skill     `json:"skills"`
	References []reference `json:"references"`
	Projects   []project   `json:"projects"`
}

type basics struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Email    string   `json:"email"`
	Phone    string   `json:"phone"`
	URL      string   `json:"url"`
	Website  string   `json:"website"` // 0.x
	Summary  string   `json:"summary"`
	Location location `json:"location"`
	Profiles []struct {
		Network  string `json:"network"`
		Username string `json:"username"`
		URL      string `json:"url"`
	} `json:"profiles"`
}

type location struct {
	Address     string `json:"address"`
	PostalCode  string `json:"postalCode"`
	City        string `json:"city"`
	CountryCode string `json:"countryCode"`
	Region      string `json:"region"`
}

type work struct {
	Name         string   `json:"name"`
	Company      string   `json:"company"` // 0.x
	Organization string   `json:"organization"`
	Location     string   `json:"location"`
	Position     string   `json:"position"`
	URL          string   `json:"url"`
	Website      string   `json:"website"` // 0.x
	StartDate    dateText `json:"startDate"`
	EndDate      dateText `json:"endDate"`
	Summary      string   `json:"summary"`
	Highlights   []string `json:"highlights"`
}

type education struct {
	Institution string   `json:"institution"`
	Area        string   `json:"area"`
	StudyType   string   `json:"studyType"`
	StartDate   dateText `json:"startDate"`
	EndDate     dateText `json:"endDate"`
}

// dateText is a date as written; a year may stand there as a number.
type dateText string

func (d *dateText) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] >= '0' && b[0] <= '9' {
		*d = dateText(b)
		return nil
	}
	return strict.Lenient("", b, (*string)(d))
}

type skill struct {
	Name     string   `json:"name"`
	Keywords []string `json:"keywords"`
}

type reference struct {
	Name string `json:"name"`
}

type project struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Highlights  []string `json:"highlights"`
}

// Decode reads a document into a source; id and kind are set, system is the
// file's name and collected is when the file was taken, zero where unknown. Dates are
// read as people write them; one that cannot be read is left out, as is a country,
// and a note of the source's file says which and why. Errors are [*bonafide.Refusal]
// with the place inside the document.
func Decode(place string, data []byte, system string, collected time.Time) (bonafide.Source, error) {
	var in document
	if err := strict.Lenient(place, data, &in); err != nil {
		return bonafide.Source{}, err
	}
	s := bonafide.Source{ID: "resume", Kind: bonafide.Resume, System: system, Collected: collected}
	s.Names = one(in.Basics.Name)
	s.Emails = one(in.Basics.Email)
	s.Phones = one(in.Basics.Phone)
	in.Basics.Location.into(&s)
	for _, p := range in.Basics.Profiles {
		profile(&s, p.Network, p.Username, p.URL)
	}
	weblink.Add(&s, in.Basics.URL)
	weblink.Add(&s, in.Basics.Website)
	for i := range in.Work {
		in.Work[i].into(&s, i)
	}
	for i := range in.Education {
		in.Education[i].into(&s, i)
	}
	s.Skills = skills(in.Skills)
	for _, r := range in.References {
		if name := strings.TrimSpace(r.Name); name != "" {
			s.References = append(s.References, bonafide.Reference{Name: name})
		}
	}
	s.Text = in.text()
	return s, nil
}

func one(s string) []string {
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	return []string{s}
}

func (l *location) into(s *bonafide.Source) {
	a := bonafide.Address{City: strings.TrimSpace(l.City), Region: strings.TrimSpace(l.Region),
		Postcode: strings.TrimSpace(l.PostalCode), Country: written.Country(l.CountryCode)}
	for line := range strings.Lines(l.Address) {
		if line = strings.TrimSpace(line); line != "" {
			a.Lines = append(a.Lines, line)
		}
	}
	if a.Country == "" && strings.TrimSpace(l.CountryCode) != "" {
		leftOut(s, "basics/location/countryCode", l.CountryCode, "it names no country; write one by ISO 3166-1 alpha-2: DE, US")
	}
	if len(a.Lines) > 0 || a.City != "" || a.Region != "" || a.Postcode != "" || a.Country != "" {
		s.Addresses = append(s.Addresses, a)
	}
}

// leftOut notes a value that could not be read.
func leftOut(s *bonafide.Source, field, value, why string) {
	s.Note(fmt.Sprintf("%s was left out: %q: %s", field, clip(value), why))
}

func profile(s *bonafide.Source, network, username, address string) {
	network, username, address = strings.TrimSpace(network), strings.TrimSpace(username), strings.TrimSpace(address)
	a, known := weblink.Account(address)
	switch {
	case network == "" && username == "" && address == "":
	case known:
		if username != "" {
			a.Handle = username
		}
		weblink.AddAccount(s, a)
	case network == "":
		weblink.Add(s, address)
	default:
		weblink.AddAccount(s, bonafide.Account{Service: strings.ToLower(network), Handle: username, URL: address})
	}
}

func (w *work) employer() string {
	for _, name := range []string{w.Name, w.Company, w.Organization} {
		if name = strings.TrimSpace(name); name != "" {
			return name
		}
	}
	return ""
}

func (w *work) into(s *bonafide.Source, i int) {
	job := bonafide.Employment{Employer: w.employer(), Title: strings.TrimSpace(w.Position), Domain: weblink.Domain(w.URL)}
	if job.Domain == "" {
		job.Domain = weblink.Domain(w.Website)
	}
	if city, _, _ := strings.Cut(w.Location, ","); !strings.Contains(strings.ToLower(city), "remote") {
		job.City = strings.TrimSpace(city)
	}
	job.From, job.To, job.Current = span(s, fmt.Sprintf("work/%d", i), w.StartDate, w.EndDate)
	var b strings.Builder
	prose(&b, w.Summary, w.Highlights)
	job.Text = strings.TrimSpace(b.String())
	switch {
	case job.Employer != "" || job.Title != "":
		s.Employment = append(s.Employment, job)
	case job.Text != "" || !job.From.IsZero():
		leftOut(s, fmt.Sprintf("work/%d", i), string(w.StartDate), "neither employer nor title is given")
	}
}

func (e *education) into(s *bonafide.Source, i int) {
	from, to, _ := span(s, fmt.Sprintf("education/%d", i), e.StartDate, e.EndDate)
	if school := strings.TrimSpace(e.Institution); school != "" {
		s.Education = append(s.Education, bonafide.Education{School: school, Degree: strings.TrimSpace(e.StudyType),
			Field: strings.TrimSpace(e.Area), From: from, To: to})
	}
}

// span reads the two dates of an entry. No end, or a word for it, is the present.
func span(s *bonafide.Source, entry string, startDate, endDate dateText) (from, to bonafide.Date, current bool) {
	read := func(field string, text dateText) bonafide.Date {
		d, err := written.Date(string(text), written.Unknown)
		if err != nil {
			leftOut(s, entry+"/"+field, string(text), err.Error())
		}
		return d
	}
	from = read("startDate", startDate)
	switch strings.ToLower(strings.TrimSpace(string(endDate))) {
	case "", "present", "current", "now", "today", "ongoing":
		return from, to, true
	}
	if to = read("endDate", endDate); to.Before(from) {
		leftOut(s, entry+"/endDate", string(endDate), "it lies before the start in "+from.String())
		to = bonafide.Date{}
	}
	return from, to, false
}

func skills(in []skill) []bonafide.Skill {
	var out []bonafide.Skill
	seen := map[string]bool{}
	add := func(name string) {
		name = strings.TrimSpace(name)
		if key := strings.ToLower(name); name != "" && !seen[key] {
			seen[key] = true
			out = append(out, bonafide.Skill{Name: name})
		}
	}
	for _, s := range in {
		add(s.Name)
		for _, k := range s.Keywords {
			add(k)
		}
	}
	return out
}

// text renders what the person wrote, in the order of the document.
func (d *document) text() string {
	var b strings.Builder
	line(&b, d.Basics.Label)
	line(&b, d.Basics.Summary)
	for _, list := range [][]work{d.Work, d.Volunteer} {
		for i := range list {
			w := &list[i]
			heading(&b, w.Position, w.employer())
			prose(&b, w.Summary, w.Highlights)
		}
	}
	for _, p := range d.Projects {
		heading(&b, p.Name)
		prose(&b, p.Description, p.Highlights)
	}
	return strings.TrimSpace(b.String())
}

func heading(b *strings.Builder, parts ...string) {
	var some []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			some = append(some, p)
		}
	}
	if len(some) > 0 {
		b.WriteByte('\n')
		line(b, strings.Join(some, ", "))
	}
}

func prose(b *strings.Builder, summary string, highlights []string) {
	line(b, summary)
	for _, h := range highlights {
		if h = strings.TrimSpace(h); h != "" {
			line(b, "- "+h)
		}
	}
}

func line(b *strings.Builder, s string) {
	if s = strings.TrimSpace(s); s != "" {
		b.WriteString(s)
		b.WriteByte('\n')
	}
}

func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}

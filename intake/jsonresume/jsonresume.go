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
// file's name and collected is when the file was taken, zero where unknown. A date
// that cannot be read refuses the document; an empty one is unknown. Errors are
// [*bonafide.Refusal] with the place inside the document.
func Decode(place string, data []byte, system string, collected time.Time) (bonafide.Source, error) {
	var in document
	if err := strict.Lenient(place, data, &in); err != nil {
		return bonafide.Source{}, err
	}
	s := bonafide.Source{ID: "resume", Kind: bonafide.Resume, System: system, Collected: collected}
	s.Names = one(in.Basics.Name)
	s.Emails = one(in.Basics.Email)
	s.Phones = one(in.Basics.Phone)
	if r := in.Basics.Location.into(&s); r != nil {
		r.Place = place
		return bonafide.Source{}, r
	}
	for _, p := range in.Basics.Profiles {
		profile(&s, p.Network, p.Username, p.URL)
	}
	weblink.Add(&s, in.Basics.URL)
	weblink.Add(&s, in.Basics.Website)
	for i := range in.Work {
		if r := in.Work[i].into(&s, i); r != nil {
			r.Place = place
			return bonafide.Source{}, r
		}
	}
	for i := range in.Education {
		if r := in.Education[i].into(&s, i); r != nil {
			r.Place = place
			return bonafide.Source{}, r
		}
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

func (l *location) into(s *bonafide.Source) *bonafide.Refusal {
	a := bonafide.Address{City: strings.TrimSpace(l.City), Region: strings.TrimSpace(l.Region),
		Postcode: strings.TrimSpace(l.PostalCode), Country: strings.ToUpper(strings.TrimSpace(l.CountryCode))}
	for line := range strings.Lines(l.Address) {
		if line = strings.TrimSpace(line); line != "" {
			a.Lines = append(a.Lines, line)
		}
	}
	if c := a.Country; c != "" && (len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z') {
		return &bonafide.Refusal{Path: "/basics/location/countryCode", Why: fmt.Sprintf("country %q is not two letters", clip(l.CountryCode)),
			Remedy: "write it by ISO 3166-1 alpha-2: DE, US"}
	}
	if len(a.Lines) > 0 || a.City != "" || a.Region != "" || a.Postcode != "" || a.Country != "" {
		s.Addresses = append(s.Addresses, a)
	}
	return nil
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

func (w *work) into(s *bonafide.Source, i int) *bonafide.Refusal {
	job := bonafide.Employment{Employer: w.employer(), Title: strings.TrimSpace(w.Position), Domain: weblink.Domain(w.URL)}
	if job.Domain == "" {
		job.Domain = weblink.Domain(w.Website)
	}
	if city, _, _ := strings.Cut(w.Location, ","); !strings.Contains(strings.ToLower(city), "remote") {
		job.City = strings.TrimSpace(city)
	}
	from, to, current, r := span("work", i, w.StartDate, w.EndDate)
	if r != nil {
		return r
	}
	job.From, job.To, job.Current = from, to, current
	var b strings.Builder
	prose(&b, w.Summary, w.Highlights)
	job.Text = strings.TrimSpace(b.String())
	if job.Employer != "" || job.Title != "" {
		s.Employment = append(s.Employment, job)
	}
	return nil
}

func (e *education) into(s *bonafide.Source, i int) *bonafide.Refusal {
	from, to, _, r := span("education", i, e.StartDate, e.EndDate)
	if r != nil {
		return r
	}
	if school := strings.TrimSpace(e.Institution); school != "" {
		s.Education = append(s.Education, bonafide.Education{School: school, Degree: strings.TrimSpace(e.StudyType),
			Field: strings.TrimSpace(e.Area), From: from, To: to})
	}
	return nil
}

// span reads the two dates of an entry. No end, or a word for it, is the present.
func span(list string, i int, startDate, endDate dateText) (from, to bonafide.Date, current bool, r *bonafide.Refusal) {
	from, err := bonafide.ParseDate(strings.TrimSpace(string(startDate)))
	if err != nil {
		return from, to, false, &bonafide.Refusal{Path: fmt.Sprintf("/%s/%d/startDate", list, i), Why: err.Error()}
	}
	end := strings.TrimSpace(string(endDate))
	switch strings.ToLower(end) {
	case "", "present", "current", "now", "today", "ongoing":
		return from, to, true, nil
	}
	if to, err = bonafide.ParseDate(end); err != nil {
		return from, to, false, &bonafide.Refusal{Path: fmt.Sprintf("/%s/%d/endDate", list, i), Why: err.Error()}
	}
	if to.Before(from) {
		return from, to, false, &bonafide.Refusal{Path: fmt.Sprintf("/%s/%d/endDate", list, i),
			Why: fmt.Sprintf("it ends in %s, before it starts in %s", to, from), Remedy: "correct one of the two dates"}
	}
	return from, to, false, nil
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

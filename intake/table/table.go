// Package table reads a table of applicants: one header row, one row a person.
// A header and a row come in, already split into fields; out comes a dossier with
// one source of kind form.
//
// Columns are found by name, in any order, under the names that applicant systems
// and spreadsheets commonly use. A column without a known name is not read, and
// [Columns.Ignored] says so once a file. Columns about nationality, permits, sex,
// age and the like have no field and are never read.
package table

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"bonafide"
	"bonafide/intake/weblink"
)

// field is what a column means.
type field uint8

const (
	none field = iota
	id
	name
	firstName
	middleName
	lastName
	email
	phone
	street
	city
	region
	postcode
	country
	timeZone
	appliedAt
	ip
	role
	roleCountry
	stage
	link
	linkedin
	github
	employer
	employerDomain
	title
	school
	degree
	skillList
	text
	fields
)

var names = map[string]field{
	"id": id, "candidate_id": id, "applicant_id": id, "application_id": id, "person": id, "person_id": id, "record_id": id, "external_id": id,
	"name": name, "full_name": name, "candidate": name, "candidate_name": name, "applicant": name, "applicant_name": name,
	"first_name": firstName, "firstname": firstName, "given_name": firstName, "forename": firstName, "first": firstName,
	"middle_name": middleName, "middlename": middleName,
	"last_name": lastName, "lastname": lastName, "surname": lastName, "family_name": lastName, "last": lastName,
	"email": email, "e_mail": email, "mail": email, "email_address": email, "e_mail_address": email, "emails": email, "candidate_email": email,
	"primary_email": email, "personal_email": email, "email_2": email, "email2": email, "alternate_email": email,
	"phone": phone, "phone_number": phone, "telephone": phone, "tel": phone, "mobile": phone, "mobile_phone": phone, "cell": phone, "phones": phone, "phone_2": phone, "phone2": phone,
	"address": street, "street": street, "street_address": street, "address_1": street, "address1": street, "address_2": street, "address2": street, "address_line_1": street, "address_line_2": street,
	"city": city, "town": city, "location_city": city,
	"region": region, "state": region, "province": region, "county": region,
	"postcode": postcode, "postal_code": postcode, "zip": postcode, "zip_code": postcode, "zipcode": postcode,
	"country": country, "country_code": country,
	"time_zone": timeZone, "timezone": timeZone, "tz": timeZone,
	"applied_at": appliedAt, "applied": appliedAt, "applied_on": appliedAt, "application_date": appliedAt, "date_applied": appliedAt, "submitted_at": appliedAt, "created_at": appliedAt,
	"ip": ip, "ip_address": ip, "application_ip": ip, "client_ip": ip,
	"role": role, "job": role, "job_title": role, "job_name": role, "position": role, "requisition": role, "vacancy": role, "applied_for": role,
	"role_country": roleCountry, "job_country": roleCountry,
	"stage": stage, "status": stage, "current_stage": stage,
	"website": link, "site": link, "url": link, "portfolio": link, "portfolio_url": link, "homepage": link, "personal_site": link, "links": link, "profile": link, "profile_url": link, "twitter": link, "gitlab": link, "upwork": link,
	"linkedin": linkedin, "linkedin_url": linkedin, "linkedin_profile": linkedin,
	"github": github, "github_url": github, "github_profile": github, "github_username": github,
	"employer": employer, "current_employer": employer, "company": employer, "current_company": employer,
	"employer_domain": employerDomain, "company_domain": employerDomain, "company_website": employerDomain,
	"title": title, "current_title": title, "current_position": title, "headline": title,
	"school": school, "university": school, "education": school,
	"degree": degree,
	"skills": skillList, "technologies": skillList,
	"cover_letter": text, "summary": text,
}

// identifying fields: a table without any of them is no table of applicants.
var identifying = [fields]bool{id: true, name: true, firstName: true, lastName: true, email: true}

// Columns is a header that was understood.
type Columns struct {
	fields  []field
	ignored []string
}

// Header understands the names of a table's columns. The error says that none of
// them names a person.
func Header(header []string) (Columns, error) {
	c := Columns{fields: make([]field, len(header))}
	known := false
	for i, h := range header {
		f := names[normal(h)]
		c.fields[i] = f
		known = known || identifying[f]
		if f == none && strings.TrimSpace(h) != "" {
			c.ignored = append(c.ignored, strings.TrimSpace(h))
		}
	}
	if !known {
		return Columns{}, fmt.Errorf("no column names a person: id, name, first_name, last_name or email is wanted")
	}
	return c, nil
}

// Ignored are the columns that are not read, as the header names them.
func (c *Columns) Ignored() []string { return c.ignored }

// Delimiter guesses what parts the fields of a header line: comma, semicolon or
// tab. known counts the columns with known names, people those that name a person;
// a line without the latter is no header.
func Delimiter(line string) (delimiter rune, known, people int) {
	for _, d := range []rune{',', ';', '\t'} {
		k, p := 0, 0
		for part := range strings.SplitSeq(line, string(d)) {
			if f := names[normal(part)]; f != none {
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

// normal is the name of a column in lower case with single underscores.
func normal(s string) string {
	s = strings.Trim(s, " \t\r\n\"")
	if len(s) > 40 {
		return ""
	}
	for i := 0; ; i++ {
		if i == len(s) {
			return s
		}
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			break
		}
	}
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// Dossier understands one row. The person's id is the id column, or else derived
// from the row's content. system is the file's name; collected is when the table
// was taken, used where the row has no time of application. Errors are
// [*bonafide.Refusal] whose path is the column's name.
func (c *Columns) Dossier(place string, header, row []string, system string, collected time.Time) (bonafide.Dossier, error) {
	if len(row) != len(c.fields) {
		return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Why: fmt.Sprintf("the row has %d fields, the header %d", len(row), len(c.fields)),
			Remedy: "quote fields that hold the delimiter"}
	}
	d := bonafide.Dossier{Format: bonafide.Format, Stage: bonafide.Application,
		Sources: []bonafide.Source{{ID: "form", Kind: bonafide.Form, System: system}}}
	s := &d.Sources[0]
	var v values
	for i, f := range c.fields {
		cell := strings.TrimSpace(row[i])
		if f == none || cell == "" {
			continue
		}
		if !utf8.ValidString(cell) {
			return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Path: "/" + header[i], Why: "it is not UTF-8", Remedy: "save the table as UTF-8"}
		}
		if r := v.take(&d, s, f, cell); r != nil {
			r.Place, r.Path = place, "/"+strings.TrimSpace(header[i])
			return bonafide.Dossier{}, r
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
	if v.ip != "" {
		if s.Collected.IsZero() {
			return bonafide.Dossier{}, &bonafide.Refusal{Place: place, Why: "an IP address without the time that it was seen", Remedy: "add a column applied_at"}
		}
		s.Sightings = []bonafide.Sighting{{At: s.Collected, IP: v.ip, Use: "application", TimeZone: s.TimeZone}}
	}
	return d, nil
}

// values are those of a row that several columns make up together.
type values struct {
	first, middle, last string
	address             bonafide.Address
	job                 bonafide.Employment
	study               bonafide.Education
	ip                  string
}

func (v *values) take(d *bonafide.Dossier, s *bonafide.Source, f field, cell string) *bonafide.Refusal {
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
		v.address.Country = strings.ToUpper(cell)
		return twoLetters(cell)
	case roleCountry:
		d.Role.Country = strings.ToUpper(cell)
		return twoLetters(cell)
	case timeZone:
		s.TimeZone = cell
	case appliedAt:
		t, ok := moment(cell)
		if !ok {
			return &bonafide.Refusal{Why: fmt.Sprintf("%q is not a time that can be read one way only", clip(cell)), Remedy: "write 2006-01-02T15:04:05Z or 2006-01-02"}
		}
		d.Timeline.Applied = t
	case ip:
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
	return nil
}

func (v *values) finish(s *bonafide.Source) {
	if full := strings.Join(strings.Fields(v.first+" "+v.middle+" "+v.last), " "); full != "" && len(s.Names) == 0 {
		s.Names = []string{full}
	}
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

func twoLetters(s string) *bonafide.Refusal {
	if len(s) == 2 {
		return nil
	}
	return &bonafide.Refusal{Why: fmt.Sprintf("country %q is not two letters", clip(s)), Remedy: "write it by ISO 3166-1 alpha-2: DE, US"}
}

// moment reads a time that can be read one way only; without a zone it is UTC.
func moment(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
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

package bonafide

import "time"

// Format is what a dossier file says of itself in its first field.
const Format = "dossier/1"

// PersonID names one record of a person: a candidate, worker or former worker.
// Two ids are never merged without a decision. It is chosen by the operator, or
// derived from the record's content, and says nothing about the person.
type PersonID string

// SourceID names a source inside one dossier.
type SourceID string

// Stage is how far the engagement has come.
type Stage string

// The stages of an engagement, in order.
const (
	Application Stage = "application"
	Interview   Stage = "interview"
	Offer       Stage = "offer"
	Onboarding  Stage = "onboarding"
	Employed    Stage = "employment"
	Leaving     Stage = "offboarding"
)

// Stages in the order in which they come.
var Stages = []Stage{Application, Interview, Offer, Onboarding, Employed, Leaving}

// Dossier is all that is known of a person at a moment. It holds no verdict.
type Dossier struct {
	// Format is [Format].
	Format string `json:"bonafide"`
	// Person is the record's id.
	Person PersonID `json:"person"`
	// Stage is how far the engagement has come.
	Stage Stage `json:"stage,omitzero"`
	// Role is what the person is to do, as far as it matters for vetting.
	Role Role `json:"role,omitzero"`
	// Timeline has the dates of the engagement.
	Timeline Timeline `json:"timeline,omitzero"`
	// Accommodations on record switch off the indicators that would punish them.
	// They say which, never why.
	Accommodations []Accommodation `json:"accommodations,omitempty"`
	// Sources are the records about the person, each with its claims.
	Sources []Source `json:"sources,omitempty"`
	// Observations are what people saw and wrote down as catalogue indicators.
	Observations []Observation `json:"observations,omitempty"`
	// Checks are verification steps with their outcome.
	Checks []CheckResult `json:"checks,omitempty"`
}

// Role is the work, not the person.
type Role struct {
	Title string `json:"title,omitempty"`
	// Sensitive roles reach signing keys, money, production or personal data.
	Sensitive bool `json:"sensitive,omitzero"`
	// Country is the contracted place of work, ISO 3166-1 alpha-2.
	Country string `json:"country,omitempty"`
	// TimeZone is the contracted IANA time zone.
	TimeZone string `json:"time_zone,omitempty"`
	// PayBandMid is the midpoint of the pay band, in any currency and period that
	// PayRequest of a source uses too.
	PayBandMid float64 `json:"pay_band_mid,omitzero"`
}

// Timeline has the moments of an engagement; zero where they have not come.
type Timeline struct {
	Applied  time.Time `json:"applied,omitzero"`
	Offered  time.Time `json:"offered,omitzero"`
	Accepted time.Time `json:"accepted,omitzero"`
	Started  time.Time `json:"started,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
}

// Accommodation names an arrangement on record: "camera", "in-person", "travel",
// "hours". The catalogue says which indicators each switches off.
type Accommodation string

// SourceKind says what sort of record a source is.
type SourceKind string

// The kinds of source.
const (
	Resume       SourceKind = "resume"       // a curriculum vitae, as a file or as JSON Resume
	CoverLetter  SourceKind = "cover-letter" // a letter or bid
	Form         SourceKind = "form"         // what the person typed into the applicant system
	Profile      SourceKind = "profile"      // a professional, freelance or code-hosting profile
	Identity     SourceKind = "identity"     // an identity document as read, or an identity vendor's result
	ReferenceRec SourceKind = "reference"    // a reference's answer
	Background   SourceKind = "background"   // a background check's result
	Public       SourceKind = "public"       // what an analyst found in public records
	Meeting      SourceKind = "meeting"      // a meeting platform's log
	Signing      SourceKind = "signing"      // an electronic signature's audit trail
	Scheduling   SourceKind = "scheduling"   // a calendar or scheduling tool
	Messages     SourceKind = "messages"     // the applicant system's messages
	HR           SourceKind = "hr"           // the personnel system
	Shipping     SourceKind = "shipping"     // equipment orders and the carrier's record
	Payroll      SourceKind = "payroll"      // payee details
	SignIn       SourceKind = "sign-in"      // sign-ins handed over with the dossier
)

// SourceKinds is every kind, in the order above.
var SourceKinds = []SourceKind{
	Resume, CoverLetter, Form, Profile, Identity, ReferenceRec, Background, Public,
	Meeting, Signing, Scheduling, Messages, HR, Shipping, Payroll, SignIn,
}

// Source is one record about the person: where it came from, when it was
// collected, and what it claims. Every field below Collected is a claim of this
// source and of no other.
type Source struct {
	ID   SourceID   `json:"id"`
	Kind SourceKind `json:"kind"`
	// System is where the record lives: "greenhouse", "resume.pdf", "okta".
	System string `json:"system,omitempty"`
	// Collected is when the record was taken. Claims are as old as this.
	Collected time.Time `json:"collected,omitzero"`

	// Names are full names as the source writes them. They are compared with
	// other sources' names and screened against lists; no rule reads anything
	// else from them.
	Names     []string  `json:"names,omitempty"`
	Born      Date      `json:"born,omitzero"`
	Emails    []string  `json:"emails,omitempty"`
	Phones    []string  `json:"phones,omitempty"`
	Addresses []Address `json:"addresses,omitempty"`
	// TimeZone is the IANA zone that the person states or the client reported.
	TimeZone   string       `json:"time_zone,omitempty"`
	Employment []Employment `json:"employment,omitempty"`
	Education  []Education  `json:"education,omitempty"`
	Skills     []Skill      `json:"skills,omitempty"`
	Accounts   []Account    `json:"accounts,omitempty"`
	Sites      []Site       `json:"sites,omitempty"`
	References []Reference  `json:"references,omitempty"`
	Sightings  []Sighting   `json:"sightings,omitempty"`
	Slots      []time.Time  `json:"slots,omitempty"` // interview times that the person offered
	Steps      []Step       `json:"steps,omitempty"`
	Shipments  []Shipment   `json:"shipments,omitempty"`
	Payees     []Payee      `json:"payees,omitempty"`
	// PayRequest is the pay asked for, in the unit of the role's band.
	PayRequest PayRequest `json:"pay_request,omitzero"`
	// File is the metadata of the file that the source was read from.
	File *File `json:"file,omitempty"`
	// Text is the plain text of the file or message, for comparison with others.
	Text string `json:"text,omitempty"`
}

// Note keeps remarks about how the source was read, for those who read the report.
func (s *Source) Note(notes ...string) {
	if len(notes) == 0 {
		return
	}
	if s.File == nil {
		s.File = &File{}
	}
	s.File.Notes = append(s.File.Notes, notes...)
}

// Address is a postal address. Country is ISO 3166-1 alpha-2.
type Address struct {
	// Use is "home", "delivery", "work" or "postal"; empty means home.
	Use      string   `json:"use,omitempty"`
	Lines    []string `json:"lines,omitempty"`
	City     string   `json:"city,omitempty"`
	Region   string   `json:"region,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	Country  string   `json:"country,omitempty"`
	// Place is what a postal data source says the address is: "residential",
	// "office", "hotel", "mail-agent", "forwarder", "po-box", "carrier-counter".
	Place string `json:"place,omitempty"`
	// Lat and Lon in degrees, both zero where unknown.
	Lat float64 `json:"lat,omitzero"`
	Lon float64 `json:"lon,omitzero"`
	// Supported says that a document linking the person to it is on file.
	Supported bool `json:"supported,omitzero"`
}

// Employment is one stated job. To is unknown where Current.
type Employment struct {
	Employer string `json:"employer"`
	Title    string `json:"title,omitempty"`
	// Domain is the employer's web domain as stated.
	Domain  string `json:"domain,omitempty"`
	City    string `json:"city,omitempty"`
	Country string `json:"country,omitempty"`
	From    Date   `json:"from,omitzero"`
	To      Date   `json:"to,omitzero"`
	Current bool   `json:"current,omitzero"`
	// PartTime says that side work or part time was declared.
	PartTime bool `json:"part_time,omitzero"`
	// DomainRegistered is the registration date of Domain where a register or an
	// analyst gave it.
	DomainRegistered Date `json:"domain_registered,omitzero"`
	// Registered is whether a company register lists the employer: "yes", "no";
	// empty where nobody looked.
	Registered string `json:"registered,omitempty"`
	// Text is the description of the job as written.
	Text string `json:"text,omitempty"`
}

// Education is one stated course of study. The country of a school has no field.
type Education struct {
	School string `json:"school"`
	Degree string `json:"degree,omitempty"`
	Field  string `json:"field,omitempty"`
	From   Date   `json:"from,omitzero"`
	To     Date   `json:"to,omitzero"`
}

// Skill is a technology with the time it was first used, where that is stated.
type Skill struct {
	Name string `json:"name"`
	// Since is when the person says the use began.
	Since Date `json:"since,omitzero"`
	// Years of experience as stated, counted back from the source's collection.
	Years float64 `json:"years,omitzero"`
}

// Account is a handle on somebody else's service.
type Account struct {
	// Service is "github", "gitlab", "linkedin", "telegram", "upwork", ...
	Service string `json:"service"`
	Handle  string `json:"handle,omitempty"`
	URL     string `json:"url,omitempty"`
	// Created is the account's creation date where the service or an analyst gave it.
	Created Date `json:"created,omitzero"`
	// Connections is the number of contacts or followers; nil is unknown.
	Connections *int `json:"connections,omitzero"`
}

// Site is a personal or portfolio site.
type Site struct {
	URL string `json:"url"`
	// Registered is the domain's registration or first certificate date.
	Registered Date `json:"registered,omitzero"`
	// State is "live", "parked" or "dead"; empty where nobody looked.
	State string `json:"state,omitempty"`
}

// Reference is somebody who speaks for the person.
type Reference struct {
	Name     string `json:"name,omitempty"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Employer string `json:"employer,omitempty"`
	// Domain is the employer's web domain.
	Domain string `json:"domain,omitempty"`
	// Private says that the reference was named as a private, not a corporate one.
	Private bool `json:"private,omitzero"`
	// IP is the address from which a reference form was answered.
	IP string `json:"ip,omitempty"`
}

// Sighting is the person's connection seen once.
type Sighting struct {
	At time.Time `json:"at"`
	IP string    `json:"ip,omitempty"`
	// Use is "application", "meeting", "signing", "sign-in" or "reference".
	Use string `json:"use,omitempty"`
	// Name is the display name shown, where the platform shows one.
	Name string `json:"name,omitempty"`
	// TimeZone is the IANA zone or "+09:00" offset that the client reported.
	TimeZone string `json:"time_zone,omitempty"`
	// Device is the platform's device id, where there is one.
	Device string `json:"device,omitempty"`
	// Travel says that the person had told of travel at this time.
	Travel bool `json:"travel,omitzero"`
}

// Step is a scheduled step of identity or presence.
type Step struct {
	// Name is "right-to-work", "notarised-identity", "in-person" or another of
	// the operator's.
	Name     string    `json:"name"`
	Due      time.Time `json:"due,omitzero"`
	Done     time.Time `json:"done,omitzero"`
	Declined time.Time `json:"declined,omitzero"`
	// Postponed has each postponement with the reason given.
	Postponed []Postponement `json:"postponed,omitempty"`
}

// Postponement of a step.
type Postponement struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// Shipment is equipment on its way to the person.
type Shipment struct {
	Order      string    `json:"order,omitempty"`
	Ordered    time.Time `json:"ordered,omitzero"`
	Dispatched time.Time `json:"dispatched,omitzero"`
	Delivered  time.Time `json:"delivered,omitzero"`
	// To is the address that the shipment finally went to.
	To Address `json:"to,omitzero"`
	// Changes are the changes of address, oldest first.
	Changes []AddressChange `json:"changes,omitempty"`
	// CollectedBy is the name on the carrier's proof of delivery.
	CollectedBy string `json:"collected_by,omitempty"`
	// CounterChosen says that the firm itself chose a carrier's counter.
	CounterChosen bool `json:"counter_chosen,omitzero"`
}

// AddressChange is one change of a delivery address.
type AddressChange struct {
	At   time.Time `json:"at"`
	From Address   `json:"from,omitzero"`
	To   Address   `json:"to,omitzero"`
}

// Payee is where the person asks to be paid.
type Payee struct {
	// Kind is "bank", "transfer-service", "prepaid", "wallet" or "company".
	Kind    string `json:"kind,omitempty"`
	Holder  string `json:"holder,omitempty"`
	Country string `json:"country,omitempty"`
	// Linked says that a recorded contract or ownership links payee and person.
	Linked bool `json:"linked,omitzero"`
	// Token is the keyed hash of the account number, never the number.
	Token string `json:"token,omitempty"`
	// Wallet is the address where Kind is "wallet": it is public on its chain.
	Wallet string    `json:"wallet,omitempty"`
	Since  time.Time `json:"since,omitzero"`
}

// PayRequest is what the person asked for.
type PayRequest struct {
	Amount float64 `json:"amount,omitzero"`
	// Discussed says that there was a counter-proposal.
	Discussed bool `json:"discussed,omitzero"`
}

// File is what a file says of its own making. It is kept to be compared with
// other people's files; it is scored only by that comparison.
type File struct {
	Name   string `json:"name,omitempty"`
	Type   string `json:"type,omitempty"` // "pdf", "docx"
	SHA256 string `json:"sha256,omitempty"`
	Size   int64  `json:"size,omitzero"`
	Pages  int    `json:"pages,omitzero"`
	// Made has the marks that a file carries from its first version on: "pdf-id",
	// "xmp-document-id", "xmp-original-document-id", "docx-rsid-root",
	// "docx-template", "author", "last-modified-by", "producer", "creator",
	// "created", "modified", "company", "media-sha256".
	Made map[string]string `json:"made,omitempty"`
	// Notes are oddities worth a look: text that is invisible on the page,
	// zero-width characters, incremental updates.
	Notes []string `json:"notes,omitempty"`
	// Reader is the program that read the text, with its version.
	Reader string `json:"reader,omitempty"`
}

// Observation is an indicator that a person saw, not a rule.
type Observation struct {
	Indicator IndicatorID `json:"indicator"`
	At        time.Time   `json:"at"`
	// By is who observed it; an observation without an author is refused.
	By string `json:"by"`
	// Note says in neutral words what was seen.
	Note   string   `json:"note"`
	Source SourceID `json:"source,omitempty"`
}

// Complete is the moment at which the dossier was complete: the newest of its sources,
// observations and checks, else that of the application. Zero where it has no time.
func (d *Dossier) Complete() time.Time {
	var at time.Time
	newest := func(t time.Time) {
		if t.After(at) {
			at = t
		}
	}
	for i := range d.Sources {
		newest(d.Sources[i].Collected)
	}
	for i := range d.Observations {
		newest(d.Observations[i].At)
	}
	for i := range d.Checks {
		newest(d.Checks[i].At)
	}
	if at.IsZero() {
		return d.Timeline.Applied
	}
	return at
}

// Package dataset keeps the reference tables that examiners consult: which mail
// domains are disposable or free, which country and operator a network address
// belongs to, which ranges are VPN, relay or hosting networks.
//
// What publishers give away comes in, as a file, a folder or the operator's own
// mirror; one checked table a kind goes out, in the operator's folder:
//
//	DIR/KIND/current                       the name of the version in force
//	DIR/KIND/VERSION-SHA8/manifest.json    what it is and where it came from
//	DIR/KIND/VERSION-SHA8/table.bin        ranges, in the form described at [Magic]
//	DIR/KIND/VERSION-SHA8/list.txt         domains or network numbers, one a line, sorted
//
// A table comes into force by one rename and is never half there. What is empty,
// cut off, of another format or much smaller than before is refused, and the
// table in force stays. Such a folder, served as plain files, is a mirror.
package dataset

import (
	"net/http"
	"time"

	"bonafide"
)

// Kind says what a table is about.
type Kind string

// The kinds of table.
const (
	DisposableDomains Kind = "disposable-domains" // mail domains of throw-away mailboxes
	FreeMailDomains   Kind = "free-mail-domains"  // mail domains that anybody can have a mailbox at
	IPCountry         Kind = "ip-country"         // country of an address range
	IPASN             Kind = "ip-asn"             // network number and operator of an address range
	VPNRanges         Kind = "vpn-ranges"         // exits of consumer VPN services
	RelayRanges       Kind = "relay-ranges"       // exits of privacy relays built into devices
	HostingRanges     Kind = "hosting-ranges"     // data-centre networks
	HostingASNs       Kind = "hosting-asns"       // network numbers of hosting firms
)

// Kinds is every kind, in the order above.
var Kinds = []Kind{DisposableDomains, FreeMailDomains, IPCountry, IPASN, VPNRanges, RelayRanges, HostingRanges, HostingASNs}

// file is the name of the canonical file of a kind, empty where there is no such kind.
func (k Kind) file() string {
	switch k {
	case DisposableDomains, FreeMailDomains, HostingASNs:
		return "list.txt"
	case IPCountry, IPASN, VPNRanges, RelayRanges, HostingRanges:
		return "table.bin"
	}
	return ""
}

// Manifest says what a table is and where it came from.
type Manifest struct {
	// Name is the publisher's own name of it.
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	// Version is the publisher's, or the date, or "undated".
	Version string `json:"version"`
	// Date is when the publisher made it; unknown where nobody says.
	Date    bonafide.Date `json:"date,omitzero"`
	Licence string        `json:"licence,omitempty"`
	// Attribution is the text that the licence wants shown beside results.
	Attribution string `json:"attribution,omitempty"`
	// Source is the package, file or address that it was taken from.
	Source string `json:"source"`
	// File is the canonical file beside the manifest, SHA256 its hash in hex and
	// Bytes its length.
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	// Entries is the number of domains, network numbers or merged ranges.
	Entries int `json:"entries"`
	// LeftOut is the number of the publisher's entries that could not be read.
	LeftOut     int       `json:"left_out,omitempty"`
	InstalledAt time.Time `json:"installed_at"`
}

// Dataset is the table as findings and assessments name it.
func (m *Manifest) Dataset() bonafide.Dataset {
	return bonafide.Dataset{Name: m.Name, Version: m.Version, Date: m.Date}
}

// Change is what an update did to one kind.
type Change struct {
	Kind Kind `json:"kind"`
	// Was is the table that was in force before, nil where there was none.
	Was *Manifest `json:"was,omitempty"`
	Now Manifest  `json:"now"`
	// Unchanged says that the same table was in force already.
	Unchanged bool `json:"unchanged,omitempty"`
}

// Options of [Update]. Only At is needed.
type Options struct {
	// At is the moment of the update.
	At time.Time
	// Kind restricts the update to one kind, and says what a plain list is.
	Kind Kind
	// AllowShrink takes in a table that is smaller than MaxShrink allows.
	AllowShrink bool
	// MaxShrink is the share of entries that a new table may lack; 0 means 0.3.
	MaxShrink float64
	// Version, Date and Licence of a file that does not say so itself.
	Version string
	Date    bonafide.Date
	Licence string
	// MaxBytes bounds each file, compressed or not; 0 means 512 MiB.
	MaxBytes int64
	// HTTP talks to the mirror; nil means a client with a timeout of five minutes
	// that follows at most three redirects, never from https to http.
	HTTP *http.Client

	// step is called between the steps of an installation, so that a test can
	// stop the process there.
	step func(string)
}

// State is a table as it stands.
type State struct {
	Kind Kind `json:"kind"`
	// Manifest is nil where no table of the kind is in force.
	Manifest *Manifest `json:"manifest,omitempty"`
	// AgeDays counts from the publisher's date; nil where there is none.
	AgeDays *int `json:"age_days"`
	// Problem is empty where the table is there and its hash is right.
	Problem string `json:"problem,omitempty"`
}

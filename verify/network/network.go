// Package network compares where a person connects from with what the person
// stated. A dossier with sightings of connections comes in; out come findings
// about contradictions between address, client time zone, offered hours and the
// stated place, and the addresses and devices as artefacts.
//
// A country is only ever compared with another statement about the same person;
// none weighs more than another, and the tests hold that by exchanging them. A
// VPN is ordinary, so is a privacy relay: what the entries of the catalogue say of
// VPN and hosting networks is read as follows.
//
//   - A relay's exit says nothing of a place. It never raises anything but
//     NET-06, which is a legal duty.
//   - A VPN's exit raises NET-02, which is weak. In hiring it counts only where
//     its country contradicts the stated one.
//   - A hosting network, where no home connection ends, counts by itself.
//
// Time zones are compared by their offset at the moment of the connection. The
// program that links this package brings the zones: it imports time/tzdata.
package network

import (
	"context"
	"embed"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nyaruka/phonenumbers"

	"bonafide"
	"bonafide/proof"
)

const (
	app17 bonafide.IndicatorID = "APP-17"
	app22 bonafide.IndicatorID = "APP-22"
	int09 bonafide.IndicatorID = "INT-09"
	int16 bonafide.IndicatorID = "INT-16"
	net02 bonafide.IndicatorID = "NET-02"
	net03 bonafide.IndicatorID = "NET-03"
	net04 bonafide.IndicatorID = "NET-04"
	net06 bonafide.IndicatorID = "NET-06"
)

// Config of the examiner. Each table may be nil: then what it would tell is
// reported as missing.
type Config struct {
	Countries   *Ranges // ip-country
	Operators   *Ranges // ip-asn
	VPN         *Ranges // vpn-ranges
	Relay       *Ranges // relay-ranges
	Hosting     *Ranges // hosting-ranges
	HostingASNs *ASNs   // hosting-asns; needs Operators
	// Egress are the firm's own exits. A connection from there says nothing.
	Egress []netip.Prefix
	// Restricted is the compliance team's list of countries, ISO 3166-1 alpha-2.
	// It is a legal duty of the operator and empty by default.
	Restricted []string
}

// Examiner is the network examiner.
type Examiner struct {
	tables     tables
	egress     []netip.Prefix
	restricted []string

	places    func() *gazetteer
	regionsOf func(callingCode int) []string

	noCountries, noVPN, noHosting, noRelay, noRestricted *bonafide.Missing
}

// New makes the examiner. It fails where Restricted has something other than
// country codes in it.
func New(c Config) (*Examiner, error) {
	e := &Examiner{
		tables: tables{countries: c.Countries, operators: c.Operators, vpn: c.VPN, relay: c.Relay, hosting: c.Hosting, hostingASNs: c.HostingASNs},
		egress: slices.Clone(c.Egress),
		places: sync.OnceValue(func() *gazetteer { return newGazetteer(zonesTSV) }),
		// The calling code alone is read: how the rest of a number is built tells
		// nothing more about the country that the indicator asks for.
		regionsOf: phonenumbers.GetRegionCodesForCountryCode,
	}
	for _, p := range e.egress {
		if !p.IsValid() {
			return nil, bonafide.Invalidf("network: an exit of the firm is not a network; write it as 192.0.2.0/24")
		}
	}
	for _, code := range c.Restricted {
		norm := countryCode(code)
		if norm == "" {
			return nil, bonafide.Invalidf("network: %q on the list of restricted countries is no ISO 3166-1 alpha-2 code", clip(code, 20))
		}
		e.restricted = append(e.restricted, norm)
	}
	e.documentation()
	missing := func(what, table string, ids ...bonafide.IndicatorID) *bonafide.Missing {
		return &bonafide.Missing{Indicators: ids, What: what, Why: "no table " + table + " is installed; 'bonafide data update' installs one"}
	}
	if c.Countries == nil {
		e.noCountries = missing("country of network addresses", "ip-country", app17, app22, int09, net04, net06)
	}
	if c.VPN == nil {
		e.noVPN = missing("VPN networks", "vpn-ranges", net02)
	}
	if c.Hosting == nil && (c.HostingASNs == nil || c.Operators == nil) {
		e.noHosting = missing("hosting networks", "hosting-ranges (or hosting-asns with ip-asn)", app17, int09, net03)
	}
	if c.Relay == nil {
		e.noRelay = missing("privacy relays", "relay-ranges")
	}
	if len(e.restricted) == 0 {
		e.noRestricted = &bonafide.Missing{Indicators: []bonafide.IndicatorID{net06}, What: "list of restricted countries",
			Why: "the configuration names none; the compliance team keeps it"}
	}
	return e, nil
}

// Describe implements [bonafide.Examiner].
func (e *Examiner) Describe() bonafide.ExaminerInfo {
	return bonafide.ExaminerInfo{Name: "verify/network",
		Indicators: []bonafide.IndicatorID{app17, app22, int09, int16, net02, net03, net04, net06}}
}

// Lookup says what the tables know of an address, without allocating. The error
// is [ErrNotPublic] for an address that means nothing outside its own network.
func (e *Examiner) Lookup(addr netip.Addr) (Answer, error) { return e.tables.lookup(addr) }

// Written is what the operator's tables have of an address, also of one that is
// reserved: a fictional firm has tables of a fictional space. Nothing is made up.
func (e *Examiner) Written(addr netip.Addr) Answer { return e.tables.written(addr.Unmap()) }

//go:embed cases
var cases embed.FS

// Cases are the dossiers that prove the indicators, on documentation addresses.
func (e *Examiner) Cases() ([]bonafide.Case, error) { return proof.Cases(cases) }

// Examine implements [bonafide.Examiner].
func (e *Examiner) Examine(ctx context.Context, d *bonafide.Dossier, asOf time.Time) (bonafide.Examination, error) {
	if err := ctx.Err(); err != nil {
		return bonafide.Examination{}, err
	}
	x := examination{Examiner: e, d: d, asOf: asOf}
	x.gather()
	x.applicationPlace()
	x.countryMix()
	x.meetingPlace()
	x.offeredHours()
	x.signIns()
	x.artefacts()
	x.reportMissing()
	return x.out, nil
}

// countryCode is the ISO 3166-1 alpha-2 code in capitals, empty where s is none.
// UK and EL are what people write for GB and GR.
func countryCode(s string) string {
	s = strings.TrimSpace(s)
	if len(s) != 2 {
		return ""
	}
	a, b := s[0]&^0x20, s[1]&^0x20
	if a < 'A' || a > 'Z' || b < 'A' || b > 'Z' {
		return ""
	}
	switch {
	case a == 'U' && b == 'K':
		return "GB"
	case a == 'E' && b == 'L':
		return "GR"
	case a == s[0] && b == s[1]:
		return s
	}
	return string([]byte{a, b})
}

// clip shortens s to n bytes at a rune boundary.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}

package network

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
)

// What is looked at of one dossier. More than that is reported as missing.
const (
	maxSightings = 5000
	maxStated    = 8
	maxEvidence  = 6
	maxMissing   = 20
)

// use says on what occasion a connection was seen.
type use uint8

const (
	otherUse use = iota
	applying
	meeting
	signing
	signingIn
)

// seen is one sighting with what the tables know of its address.
type seen struct {
	source, index int
	use           use
	sighting      *bonafide.Sighting
	at            time.Time
	addr          netip.Addr
	answer        Answer
	// known says that the address is public and that it is not the firm's own.
	known bool
}

// anonymous reports whether the address says nothing of where the person is.
func (s *seen) anonymous() bool { return s.answer.VPN || s.answer.Relay }

// hosting reports whether the address is a hosting network's and on no list that
// says more precisely what it is.
func (s *seen) hosting() bool { return s.answer.Kind() == "hosting" }

// stated is a country that the person, or the firm's record, gave as home.
type stated struct {
	country       string
	source, index int
	fromHR        bool
}

// examination is the work on one dossier.
type examination struct {
	*Examiner
	d    *bonafide.Dossier
	asOf time.Time
	out  bonafide.Examination

	homes  []stated
	seen   []seen
	uses   [signingIn + 1]int
	beyond int // sightings past the bound
	// usedTables says that an address other than a documentation address was looked up.
	usedTables bool
}

// gather reads the dossier once.
func (x *examination) gather() {
	total := 0
	for i := range x.d.Sources {
		total += len(x.d.Sources[i].Sightings)
	}
	x.beyond = max(0, total-maxSightings)
	if total > 0 {
		x.seen = make([]seen, 0, min(total, maxSightings))
	}
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		if s.Kind == bonafide.Form || s.Kind == bonafide.Resume || s.Kind == bonafide.HR {
			for j := range s.Addresses {
				a := &s.Addresses[j]
				if c := countryCode(a.Country); c != "" && (a.Use == "" || a.Use == "home") && len(x.homes) < maxStated {
					x.homes = append(x.homes, stated{country: c, source: i, index: j, fromHR: s.Kind == bonafide.HR})
				}
			}
		}
		for j := range s.Sightings {
			if len(x.seen) == maxSightings {
				break
			}
			x.look(i, j)
		}
	}
}

// look takes in one sighting.
func (x *examination) look(source, index int) {
	src := &x.d.Sources[source]
	s := seen{source: source, index: index, sighting: &src.Sightings[index]}
	s.use = useOf(s.sighting, src.Kind)
	switch {
	case !s.sighting.At.IsZero():
		s.at = s.sighting.At
	case !src.Collected.IsZero():
		s.at = src.Collected
	default:
		s.at = x.asOf
	}
	if s.at.After(x.asOf) {
		return
	}
	x.uses[s.use]++
	if s.sighting.IP != "" {
		addr, err := netip.ParseAddr(strings.TrimSpace(s.sighting.IP))
		if err != nil {
			x.missingAddress(&s, "it is not an IP address; write it without port or brackets")
		} else {
			s.addr = addr.WithZone("").Unmap()
			x.ask(&s)
		}
	}
	x.seen = append(x.seen, s)
}

// ask looks the address up, unless it is the firm's own.
func (x *examination) ask(s *seen) {
	for i := range x.egress {
		if x.egress[i].Contains(s.addr) {
			return
		}
	}
	answer, err := x.tables.lookup(s.addr)
	if err != nil {
		x.missingAddress(s, err.Error()+"; the log has to be taken where the connection enters the firm's network")
		return
	}
	s.answer, s.known = answer, true
	if !answer.Documentation {
		x.usedTables = true
	}
	x.consulted(answer.CountryFrom)
	x.consulted(answer.OperatorFrom)
	x.consulted(answer.KindFrom)
	if !answer.Documentation {
		x.consultedLists()
	}
}

// consultedLists names the lists that were asked, whether or not they hit.
func (x *examination) consultedLists() {
	for _, r := range [...]*Ranges{x.tables.vpn, x.tables.relay, x.tables.hosting} {
		if r != nil {
			x.consulted(&r.dataset)
		}
	}
	if a := x.tables.hostingASNs; a != nil && x.tables.operators != nil {
		x.consulted(&a.dataset)
	}
}

func (x *examination) consulted(d *bonafide.Dataset) {
	if d != nil && !slices.Contains(x.out.Datasets, *d) {
		x.out.Datasets = append(x.out.Datasets, *d)
	}
}

// useOf is the occasion that the sighting names, or that its source implies.
func useOf(s *bonafide.Sighting, kind bonafide.SourceKind) use {
	switch s.Use {
	case "application":
		return applying
	case "meeting":
		return meeting
	case "signing":
		return signing
	case "sign-in":
		return signingIn
	case "":
		switch kind {
		case bonafide.Form:
			return applying
		case bonafide.Meeting:
			return meeting
		case bonafide.Signing:
			return signing
		case bonafide.SignIn:
			return signingIn
		}
	}
	return otherUse
}

// saysHome reports whether a country is among those stated as home.
func (x *examination) saysHome(country string) bool {
	for i := range x.homes {
		if x.homes[i].country == country {
			return true
		}
	}
	return false
}

// elsewhere reports whether the address lies in another country than every stated
// one. A relay's exit says nothing of a country, and travel that was told explains it.
func (x *examination) elsewhere(s *seen) bool {
	return s.known && !s.answer.Relay && !s.sighting.Travel && s.answer.Country != "" && len(x.homes) > 0 && !x.saysHome(s.answer.Country)
}

// zoneElsewhere reports whether the client's clock differs by more than an hour
// from every zone of the stated countries. An hour is left to borders and to
// daylight saving.
func (x *examination) zoneElsewhere(s *seen) bool {
	name := s.sighting.TimeZone
	if saysNothing(name) || s.sighting.Travel || len(x.homes) == 0 {
		return false
	}
	g := x.places()
	client := g.location(name)
	if client == nil {
		x.miss(bonafide.Missing{What: "time zone " + strconv.Quote(clip(name, 40)), Why: "it is neither an IANA zone nor an offset such as +02:00"})
		return false
	}
	here := offsetAt(client, s.at)
	compared := false
	for i := range x.homes {
		for _, z := range g.byCountry[x.homes[i].country] {
			l := z.location()
			if l == nil {
				continue
			}
			compared = true
			if gap := here - offsetAt(l, s.at); gap >= -3600 && gap <= 3600 {
				return false
			}
		}
	}
	if !compared {
		x.miss(bonafide.Missing{What: "time zones of " + x.homes[0].country, Why: "the time zone table has no zone of it"})
	}
	return compared
}

// finding reports an observation; at is held to the moment of the examination.
func (x *examination) finding(id bonafide.IndicatorID, rule, summary string, at time.Time, evidence []bonafide.Evidence) {
	if at.IsZero() || at.After(x.asOf) {
		at = x.asOf
	}
	x.out.Findings = append(x.out.Findings, bonafide.Finding{
		Person: x.d.Person, Indicator: id, ObservedAt: at, Rule: "network/" + rule + "@1", Summary: summary, Evidence: evidence,
	})
}

// homeEvidence is the statement that addresses were held against: the first of
// each country.
func (x *examination) homeEvidence(evidence []bonafide.Evidence) []bonafide.Evidence {
	for i := range x.homes {
		h := &x.homes[i]
		if slices.ContainsFunc(x.homes[:i], func(o stated) bool { return o.country == h.country }) {
			continue
		}
		evidence = append(evidence, x.claim(h.source, "addresses", h.index, "country", h.country, "stated home"))
	}
	return evidence
}

func (x *examination) claim(source int, list string, index int, field, value, note string) bonafide.Evidence {
	s := &x.d.Sources[source]
	path := "/sources/" + strconv.Itoa(source) + "/" + list + "/" + strconv.Itoa(index)
	if field != "" {
		path += "/" + field
	}
	return bonafide.Evidence{Source: s.ID, Path: path, Value: clip(value, 200), Note: note, At: s.Collected}
}

// sightingEvidence says what the tables know of one connection.
func (x *examination) sightingEvidence(s *seen, note string) bonafide.Evidence {
	field, value := "ip", s.sighting.IP
	if value == "" {
		field, value = "time_zone", s.sighting.TimeZone
	}
	e := x.claim(s.source, "sightings", s.index, field, value, "")
	var b strings.Builder
	b.WriteString(s.at.UTC().Format("2006-01-02 15:04"))
	b.WriteString(" UTC")
	if s.known {
		if s.answer.Country != "" {
			b.WriteString(", in " + s.answer.Country)
		}
		if k := s.answer.Kind(); k != "" {
			b.WriteString(", " + k + " network")
		}
		if s.answer.ASN != 0 {
			b.WriteString(", AS" + strconv.FormatUint(uint64(s.answer.ASN), 10) + " " + s.answer.Operator)
		}
		if s.answer.Documentation {
			b.WriteString(" (documentation address)")
		}
		switch {
		case s.answer.KindFrom != nil && s.answer.Kind() != "":
			e.Dataset = s.answer.KindFrom
		default:
			e.Dataset = s.answer.CountryFrom
		}
	}
	if note != "" {
		b.WriteString("; " + note)
	}
	e.Note = b.String()
	return e
}

func (x *examination) miss(m bonafide.Missing) {
	if len(x.out.Missing) >= maxMissing || slices.ContainsFunc(x.out.Missing, func(o bonafide.Missing) bool { return o.What == m.What }) {
		return
	}
	x.out.Missing = append(x.out.Missing, m)
}

func (x *examination) missingAddress(s *seen, why string) {
	x.miss(bonafide.Missing{What: "address " + strconv.Quote(clip(s.sighting.IP, 50)), Why: why})
}

// artefacts reports addresses and devices. Exits that strangers share, relays',
// VPNs' and the firm's own, are not reported: that two people used one says nothing.
func (x *examination) artefacts() {
	if n := len(x.seen); n > 0 {
		x.out.Artefacts = make([]bonafide.Artefact, 0, n)
	}
	have := make(map[string]bool, len(x.seen))
	add := func(kind, value string, source bonafide.SourceID, at time.Time) {
		if key := kind + " " + value; !have[key] {
			have[key] = true
			x.out.Artefacts = append(x.out.Artefacts, bonafide.Artefact{Kind: kind, Value: value, Source: source, At: at})
		}
	}
	address := func(a netip.Addr, source bonafide.SourceID, at time.Time) {
		add("ip", a.String(), source, at)
		if a.Is6() {
			p, _ := a.Prefix(64)
			add("ip", p.String(), source, at)
		}
	}
	for i := range x.seen {
		s := &x.seen[i]
		source := x.d.Sources[s.source].ID
		if s.known && !s.anonymous() {
			address(s.addr, source, s.at)
		}
		if device := strings.TrimSpace(s.sighting.Device); device != "" && len(device) <= 256 {
			add("device", device, source, s.at)
		}
	}
	for i := range x.d.Sources {
		src := &x.d.Sources[i]
		for j := range src.References {
			if len(have) > 2*maxSightings {
				return
			}
			a, err := netip.ParseAddr(strings.TrimSpace(src.References[j].IP))
			if err != nil {
				continue
			}
			a = a.WithZone("").Unmap()
			if answer, err := x.tables.lookup(a); err == nil && !answer.VPN && !answer.Relay && !x.ownExit(a) {
				address(a, src.ID, src.Collected)
			}
		}
	}
}

func (x *examination) ownExit(a netip.Addr) bool {
	return slices.ContainsFunc(x.egress, func(p netip.Prefix) bool { return p.Contains(a) })
}

// reportMissing says which tables and which records were not there.
func (x *examination) reportMissing() {
	if x.usedTables {
		for _, m := range [...]*bonafide.Missing{x.noCountries, x.noVPN, x.noHosting, x.noRelay} {
			if m != nil {
				x.miss(*m)
			}
		}
	}
	if x.beyond > 0 {
		x.miss(bonafide.Missing{What: "sightings past the first " + strconv.Itoa(maxSightings), Why: strconv.Itoa(x.beyond) + " were not looked at; hand over a shorter period"})
	}
	stage := slices.Index(bonafide.Stages, x.d.Stage)
	if len(x.homes) == 0 && x.uses[applying]+x.uses[meeting]+x.uses[signing] > 0 {
		x.miss(missingHome)
	}
	if x.uses[applying] == 0 {
		x.miss(missingApplication)
	}
	if x.uses[meeting]+x.uses[signing] == 0 && stage >= 1 {
		x.miss(missingMeeting)
	}
	if x.uses[signingIn] == 0 && stage >= slices.Index(bonafide.Stages, bonafide.Employed) {
		x.miss(missingSignIns)
	}
	if x.uses[signingIn] > 0 && x.noRestricted != nil {
		x.miss(*x.noRestricted)
	}
}

var (
	missingHome = bonafide.Missing{Indicators: []bonafide.IndicatorID{app17, int09}, What: "stated home country",
		Why: "no form, resume or personnel record gives a home address with its country"}
	missingApplication = bonafide.Missing{Indicators: []bonafide.IndicatorID{app17}, What: "address of the application",
		Why: "the dossier has no sighting of it; the careers site's access log does"}
	missingMeeting = bonafide.Missing{Indicators: []bonafide.IndicatorID{int09}, What: "meeting and signing addresses",
		Why: "the dossier has none; the meeting platform's report and the signature's audit trail do"}
	missingSignIns = bonafide.Missing{Indicators: []bonafide.IndicatorID{net02, net03, net04, net06}, What: "sign-ins",
		Why: "the dossier has none; the identity provider's log does"}
	missingSlots = bonafide.Missing{Indicators: []bonafide.IndicatorID{int16}, What: "stated time zone",
		Why: "neither the person's records nor the role name one that is known"}
	missingCountries = bonafide.Missing{Indicators: []bonafide.IndicatorID{app22}, What: "countries of residence, bank, phone and network",
		Why: "fewer than three of the four are known"}
	missingLaptop = bonafide.Missing{Indicators: []bonafide.IndicatorID{net03}, What: "issued laptop",
		Why: "the dossier has neither an equipment order nor a device with the sign-in"}
)

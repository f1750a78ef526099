package network

import (
	"slices"
	"strconv"
	"time"

	"bonafide"
)

// impossibleSpeed in kilometres an hour: that of an airliner.
const impossibleSpeed = 900.0

// signIns looks at NET-02, NET-03, NET-04 and NET-06.
func (x *examination) signIns() {
	if x.uses[signingIn] == 0 {
		return
	}
	list := make([]*seen, 0, x.uses[signingIn])
	for i := range x.seen {
		if s := &x.seen[i]; s.use == signingIn && s.known {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b *seen) int { return a.at.Compare(b.at) })
	x.consumerVPN(list)
	x.hostingAtHome(list)
	x.distantSignIns(list)
	x.restrictedPlace(list)
}

// consumerVPN is NET-02, at the first use.
func (x *examination) consumerVPN(list []*seen) {
	for _, s := range list {
		if s.answer.Kind() == "vpn" {
			x.finding(net02, "consumer-vpn", "A sign-in came through a consumer VPN.", s.at, []bonafide.Evidence{x.sightingEvidence(s, "the first such sign-in")})
			return
		}
	}
}

// hostingAtHome is NET-03: a hosting network under an issued laptop that should be
// at home. A laptop is known by an equipment order that did not go to an office,
// or by the device that the identity provider names.
func (x *examination) hostingAtHome(list []*seen) {
	var evidence []bonafide.Evidence
	var last time.Time
	hits, unknown := 0, false
	for _, s := range list {
		if !s.hosting() || s.sighting.Travel {
			continue
		}
		record, laptop := x.laptopAtHome(s)
		if !laptop {
			unknown = unknown || record == nil
			continue
		}
		if hits++; hits == 1 {
			evidence = append(evidence, *record)
		}
		if hits <= maxEvidence {
			evidence = append(evidence, x.sightingEvidence(s, ""))
		}
		last = s.at
	}
	if hits > 0 {
		x.finding(net03, "hosting-at-home", strconv.Itoa(hits)+" of "+strconv.Itoa(len(list))+
			" sign-ins of a laptop that is expected at home came through a hosting network.", last, evidence)
	} else if unknown {
		x.miss(missingLaptop)
	}
}

// laptopAtHome says what shows that the sign-in was an issued laptop's at home.
// Without record and laptop nothing is on record; with record alone the equipment
// went to an office.
func (x *examination) laptopAtHome(s *seen) (record *bonafide.Evidence, laptop bool) {
	for i := range x.d.Sources {
		src := &x.d.Sources[i]
		for j := range src.Shipments {
			sh := &src.Shipments[j]
			sent := sh.Delivered
			if sent.IsZero() {
				sent = sh.Dispatched
			}
			if sent.IsZero() {
				sent = sh.Ordered
			}
			if sent.After(s.at) {
				continue
			}
			e := x.claim(i, "shipments", j, "", sh.Order, "equipment that was sent out")
			if sh.To.Use == "work" || sh.To.Place == "office" {
				record = &e
				continue
			}
			return &e, true
		}
	}
	if record == nil && s.sighting.Device != "" {
		e := x.claim(s.source, "sightings", s.index, "device", s.sighting.Device, "device that the identity provider knows")
		return &e, true
	}
	return record, false
}

// distantSignIns is NET-04: two sign-ins in a row whose countries lie so far apart
// that nobody travels it in the time between. Only the country of an address is
// known, so the distance is the least that the two countries allow: between the
// nearest principal places of their time zones, less 2,000 km. Neighbours are
// therefore never too far apart. Exits of VPNs and relays are no places and are
// left out, as is travel that was told.
func (x *examination) distantSignIns(list []*seen) {
	var before *seen
	var evidence []bonafide.Evidence
	var last time.Time
	hits := 0
	for _, s := range list {
		if s.answer.Country == "" || s.anonymous() || s.sighting.Travel {
			continue
		}
		was := before
		before = s
		if was == nil || was.answer.Country == s.answer.Country {
			continue
		}
		km, ok := x.places().apart(was.answer.Country, s.answer.Country)
		if !ok {
			x.miss(bonafide.Missing{Indicators: []bonafide.IndicatorID{net04}, What: "distance from " + was.answer.Country + " to " + s.answer.Country,
				Why: "the time zone table has no place in one of them"})
			continue
		}
		between := s.at.Sub(was.at)
		if km <= impossibleSpeed*between.Hours() {
			continue
		}
		last = s.at
		if hits++; hits <= maxEvidence/2 {
			evidence = append(evidence, x.sightingEvidence(was, ""),
				x.sightingEvidence(s, "at least "+strconv.Itoa(int(km))+" km away after "+between.Round(time.Minute).String()))
		}
	}
	if hits > 0 {
		x.finding(net04, "distant-sign-ins", "Sign-ins came from countries too far apart for the time between them.", last, evidence)
	}
}

// restrictedPlace is NET-06: a sign-in from a country on the compliance team's list
// that is neither the contracted place of work nor covered by a notice of travel.
// It is a legal duty, so the kind of network changes nothing.
func (x *examination) restrictedPlace(list []*seen) {
	contracted := countryCode(x.d.Role.Country)
	var evidence []bonafide.Evidence
	var last time.Time
	hits := 0
	for _, s := range list {
		c := s.answer.Country
		if c == "" || c == contracted || s.sighting.Travel || !x.isRestricted(c) || x.inPersonnelRecord(c) {
			continue
		}
		last = s.at
		if hits++; hits <= maxEvidence {
			evidence = append(evidence, x.sightingEvidence(s, "on the list of restricted countries"))
		}
	}
	if hits == 0 {
		return
	}
	if contracted != "" {
		evidence = append(evidence, bonafide.Evidence{Path: "/role/country", Value: contracted, Note: "contracted place of work"})
	}
	x.finding(net06, "restricted-place", "A sign-in came from a country on the list of restricted countries that is neither the contracted place of work nor covered by told travel.", last, evidence)
}

// inPersonnelRecord reports whether the firm's own record has the person at home
// in a country.
func (x *examination) inPersonnelRecord(country string) bool {
	return slices.ContainsFunc(x.homes, func(h stated) bool { return h.fromHR && h.country == country })
}

func (x *examination) isRestricted(country string) bool {
	return country == exampleRestricted || slices.Contains(x.restricted, country)
}

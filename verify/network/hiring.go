package network

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
)

// applicationPlace is APP-17: the application came from another country than
// stated, from a hosting network, or from a client whose clock is elsewhere. That
// two names share an address is another package's part of the entry.
func (x *examination) applicationPlace() {
	if x.uses[applying] == 0 {
		return
	}
	var country, hosting, zone bool
	var at time.Time
	var evidence []bonafide.Evidence
	hits := 0
	for i := range x.seen {
		s := &x.seen[i]
		if s.use != applying {
			continue
		}
		c, h, z := x.elsewhere(s), s.known && s.hosting(), x.zoneElsewhere(s)
		if !c && !h && !z {
			continue
		}
		country, hosting, zone = country || c, hosting || h, zone || z
		if s.at.After(at) {
			at = s.at
		}
		if hits++; hits > maxEvidence {
			continue
		}
		note := ""
		if z {
			note = "client's clock " + clip(s.sighting.TimeZone, 40)
		}
		evidence = append(evidence, x.sightingEvidence(s, note))
	}
	if hits == 0 {
		return
	}
	var reasons []string
	if country {
		reasons = append(reasons, "from another country than the stated home")
	}
	if zone {
		reasons = append(reasons, "with a client clock that no zone of the stated home keeps")
	}
	if hosting {
		reasons = append(reasons, "through a hosting network")
	}
	x.finding(app17, "application-place", "The application came "+strings.Join(reasons, ", and ")+".", at, x.homeEvidence(evidence))
}

// meetingPlace is INT-09: most meeting and signing addresses lie in another
// country than stated, or in hosting networks. Connections during travel that was
// told, and exits of relays, are not counted either way; a VPN's exit counts only
// by its country.
func (x *examination) meetingPlace() {
	counted, hits := 0, 0
	var at time.Time
	var evidence []bonafide.Evidence
	for i := range x.seen {
		s := &x.seen[i]
		if (s.use != meeting && s.use != signing) || !s.known || s.sighting.Travel || s.answer.Relay {
			continue
		}
		if !s.hosting() && (len(x.homes) == 0 || s.answer.Country == "") {
			continue // there is nothing to hold it against
		}
		counted++
		if !s.hosting() && !x.elsewhere(s) {
			continue
		}
		if s.at.After(at) {
			at = s.at
		}
		if hits++; hits <= maxEvidence {
			evidence = append(evidence, x.sightingEvidence(s, ""))
		}
	}
	if hits*2 <= counted {
		return
	}
	x.finding(int09, "meeting-place", strconv.Itoa(hits)+" of "+strconv.Itoa(counted)+
		" meeting and signing connections came from another country than the stated home or through a hosting network.", at, x.homeEvidence(evidence))
}

const (
	leastSlots = 4
	dayBegins  = 7 * 60  // minutes after midnight
	dayEnds    = 20 * 60 // a slot at 20:00 sharp is still in the day
	nightShare = 70      // per cent
)

// offeredHours is INT-16: of at least four offered interview times, 70 per cent
// or more lie outside 07:00 to 20:00 in the stated zone. The person's own records
// state it, else the role; where they state several, a slot inside the day of any
// of them is inside.
func (x *examination) offeredHours() {
	var slots []time.Time
	source := -1
	for i := range x.d.Sources {
		if s := &x.d.Sources[i]; len(s.Slots) > 0 {
			if source < 0 || s.Kind == bonafide.Scheduling {
				source = i
			}
			slots = append(slots, s.Slots[:min(len(s.Slots), 1000)]...)
		}
	}
	if source < 0 {
		return
	}
	slices.SortFunc(slots, time.Time.Compare)
	slots = slices.CompactFunc(slots, time.Time.Equal)
	if len(slots) < leastSlots {
		return
	}
	zones, evidence := x.statedZones()
	if len(zones) == 0 {
		x.miss(missingSlots)
		return
	}
	outside := 0
	for _, t := range slots {
		if !slices.ContainsFunc(zones, func(l *time.Location) bool {
			h, m, _ := t.In(l).Clock()
			return h*60+m >= dayBegins && h*60+m <= dayEnds
		}) {
			outside++
		}
	}
	if outside*100 < nightShare*len(slots) {
		return
	}
	src := &x.d.Sources[source]
	summary := strconv.Itoa(outside) + " of " + strconv.Itoa(len(slots)) + " offered interview times lie outside 07:00 to 20:00 in the stated time zone."
	evidence = append(evidence, bonafide.Evidence{Source: src.ID, Path: "/sources/" + strconv.Itoa(source) + "/slots",
		Value: src.Slots[0].UTC().Format(time.RFC3339), Note: "the first of the offered times", At: src.Collected})
	at := src.Collected
	if at.IsZero() {
		at = x.asOf
	}
	x.finding(int16, "offered-hours", summary, at, evidence)
}

// statedZones are the zones that the person's own records state; else the role's;
// else the one that the scheduling record carries.
func (x *examination) statedZones() ([]*time.Location, []bonafide.Evidence) {
	var zones []*time.Location
	var evidence []bonafide.Evidence
	take := func(kinds ...bonafide.SourceKind) {
		for i := range x.d.Sources {
			s := &x.d.Sources[i]
			if s.TimeZone == "" || len(zones) >= maxStated || !slices.Contains(kinds, s.Kind) {
				continue
			}
			if l := x.places().location(s.TimeZone); l != nil {
				zones = append(zones, l)
				evidence = append(evidence, bonafide.Evidence{Source: s.ID, Path: "/sources/" + strconv.Itoa(i) + "/time_zone", Value: s.TimeZone, Note: "stated time zone", At: s.Collected})
			}
		}
	}
	take(bonafide.Form, bonafide.Resume, bonafide.CoverLetter, bonafide.Profile, bonafide.HR)
	if len(zones) == 0 && x.d.Role.TimeZone != "" {
		if l := x.places().location(x.d.Role.TimeZone); l != nil {
			return []*time.Location{l}, []bonafide.Evidence{{Path: "/role/time_zone", Value: x.d.Role.TimeZone, Note: "time zone of the role"}}
		}
	}
	if len(zones) == 0 {
		take(bonafide.Scheduling, bonafide.Messages)
	}
	return zones, evidence
}

// part is one of the four statements that APP-22 counts: the countries that it may
// mean, of which the one that agrees best with the others is taken.
type part struct {
	what    string
	options []option
}

type option struct {
	countries []string // more than one where a calling code is shared
	evidence  func() bonafide.Evidence
	at        time.Time
}

// countryMix is APP-22: three or more different countries among residence, bank,
// phone and network at application. Where a part says several things, the reading
// with the fewest countries is taken.
func (x *examination) countryMix() {
	parts := [4]part{{what: "residence"}, {what: "bank"}, {what: "network"}, {what: "phone"}}
	add := func(p *part, countries []string, at time.Time, evidence func() bonafide.Evidence) {
		if len(p.options) < maxStated && !slices.ContainsFunc(p.options, func(o option) bool { return slices.Equal(o.countries, countries) }) {
			p.options = append(p.options, option{countries, evidence, at})
		}
	}
	for i := range x.homes {
		h := &x.homes[i]
		add(&parts[0], []string{h.country}, x.d.Sources[h.source].Collected, func() bonafide.Evidence {
			return x.claim(h.source, "addresses", h.index, "country", h.country, "residence")
		})
	}
	for i := range x.seen {
		s := &x.seen[i]
		if s.use == applying && s.known && !s.anonymous() && !s.sighting.Travel && s.answer.Country != "" {
			add(&parts[2], []string{s.answer.Country}, s.at, func() bonafide.Evidence { return x.sightingEvidence(s, "network at application") })
		}
	}
	for i := range x.d.Sources {
		src := &x.d.Sources[i]
		for j := range src.Payees {
			p := &src.Payees[j]
			if c := countryCode(p.Country); c != "" && (p.Kind == "" || p.Kind == "bank") {
				add(&parts[1], []string{c}, src.Collected, func() bonafide.Evidence { return x.claim(i, "payees", j, "country", c, "bank") })
			}
		}
		if src.Kind == bonafide.ReferenceRec || src.Kind == bonafide.Background || src.Kind == bonafide.Public {
			continue // other people's numbers, or other people's words
		}
		for j, phone := range src.Phones {
			if len(parts[3].options) == maxStated {
				break
			}
			if regions, code := x.phoneRegions(phone); len(regions) > 0 {
				add(&parts[3], regions, src.Collected, func() bonafide.Evidence {
					return x.claim(i, "phones", j, "", phone, "calling code "+code+", "+strings.Join(regions[:min(len(regions), 3)], ", "))
				})
			}
		}
	}
	known := 0
	for i := range parts {
		if len(parts[i].options) > 0 {
			known++
		}
	}
	if known < 3 {
		x.miss(missingCountries)
		return
	}
	countries, chosen := fewest(parts[:])
	if len(countries) < 3 {
		return
	}
	var evidence []bonafide.Evidence
	var words []string
	var at time.Time
	for i, o := range chosen {
		if o == nil {
			continue
		}
		evidence = append(evidence, o.evidence())
		words = append(words, parts[i].what)
		if o.at.After(at) {
			at = o.at
		}
	}
	x.finding(app22, "country-mix", strings.Join(words[:len(words)-1], ", ")+" and "+words[len(words)-1]+" point to "+
		strconv.Itoa(len(countries))+" different countries.", at, evidence)
}

// fewest chooses one option of each part so that the fewest countries result.
func fewest(parts []part) (best []string, chosen []*option) {
	var try func(i int, have []string, picked []*option)
	try = func(i int, have []string, picked []*option) {
		if best != nil && len(have) >= len(best) {
			return
		}
		if i == len(parts) {
			best, chosen = slices.Clone(have), slices.Clone(picked)
			if best == nil {
				best = []string{}
			}
			return
		}
		if len(parts[i].options) == 0 {
			try(i+1, have, append(picked, nil))
			return
		}
		for j := range parts[i].options {
			o := &parts[i].options[j]
			next := have
			if !slices.ContainsFunc(o.countries, func(c string) bool { return slices.Contains(have, c) }) {
				next = append(have[:len(have):len(have)], o.countries[0])
			}
			try(i+1, next, append(picked[:len(picked):len(picked)], o))
		}
	}
	try(0, nil, nil)
	return best, chosen
}

// phoneRegions are the countries that share the calling code of a number written
// with one (ITU-T E.164: "+49 30 ...", "0049 30 ..."); nil for a number without,
// and for codes that belong to no country.
func (x *examination) phoneRegions(phone string) (regions []string, code string) {
	phone = strings.TrimSpace(phone)
	switch {
	case strings.HasPrefix(phone, "+"):
		phone = phone[1:]
	case strings.HasPrefix(phone, "00"):
		phone = phone[2:]
	default:
		return nil, ""
	}
	n, digits := 0, 0
	for i := 0; i < len(phone) && digits < 3; i++ {
		c := phone[i]
		switch {
		case c >= '0' && c <= '9':
			n, digits = n*10+int(c-'0'), digits+1
			if r := x.regionsOf(n); n > 0 && len(r) > 0 {
				if r[0] == "001" {
					return nil, ""
				}
				return r, strconv.Itoa(n)
			}
		case c == ' ' || c == '(' || c == ')' || c == '-' || c == '.':
		default:
			return nil, ""
		}
	}
	return nil, ""
}

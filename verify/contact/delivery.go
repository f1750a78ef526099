package contact

import (
	"cmp"
	"fmt"
	"time"

	"bonafide"
)

const (
	farKilometres = 100
	shortly       = 72 * time.Hour
)

// delivery is one place to which equipment is to go, with everywhere it stands.
type delivery struct {
	place     place
	claims    []claim
	kinds     []string // what postal data says, as stated
	supported bool
}

// postal is one address of the person that somebody vouched for.
type postal struct {
	claim claim
	place place
}

// deliveries is ONB-01 to ONB-04. A counter that the firm itself chose is nobody's
// address and is passed over, save for who collected there.
func (x *examination) deliveries() {
	places := x.deliveryPlaces()
	verified, supported := x.verified()
	if len(places) > 0 && len(verified) == 0 {
		x.miss("verified address", "no identity or personnel record has one to hold the delivery address against; record it", deliveryDiffers)
	}
	shipments := 0
	for i := range places {
		p := &places[i]
		if len(verified) > 0 {
			x.deliveryDiffers(p, verified, supported)
		}
		x.deliveryPlace(p)
	}
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		for j := range s.Shipments {
			h := &s.Shipments[j]
			c := claim{i, field("shipments", j), ""}
			if shipments++; shipments > maxDistinct {
				x.miss(fmt.Sprintf("shipments beyond the first %d", maxDistinct), "one dossier is looked at to that bound; split it by order", deliveryLate, deliveryCollected)
				return
			}
			if !h.CounterChosen {
				x.lateChanges(c, h, verified)
			}
			x.collected(c, h)
		}
	}
}

func (x *examination) deliveryPlaces() (out []delivery) {
	add := func(c claim, a *bonafide.Address) {
		p := normalise(a)
		if p.empty() && a.Place == "" {
			return
		}
		c.value = written(a)
		for i := range out {
			if out[i].place.compare(&p) == same {
				d := &out[i]
				d.claims, d.kinds, d.supported = append(d.claims, c), append(d.kinds, a.Place), d.supported || a.Supported
				return
			}
		}
		if len(out) == maxDistinct {
			x.miss(fmt.Sprintf("delivery addresses beyond the first %d", maxDistinct), "one dossier is looked at to that bound; split it by system", deliveryDiffers, deliveryForwarded)
			return
		}
		out = append(out, delivery{p, []claim{c}, []string{a.Place}, a.Supported})
	}
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		for j := range s.Shipments {
			if h := &s.Shipments[j]; !h.CounterChosen {
				add(claim{i, field("shipments", j) + "/to", ""}, &h.To)
			}
		}
		for j := range s.Addresses {
			if a := &s.Addresses[j]; own(s) && a.Use == "delivery" {
				add(claim{i, field("addresses", j), ""}, a)
			}
		}
	}
	return out
}

// verified are the addresses of identity and personnel records, and those that a
// document on file links to the person.
func (x *examination) verified() (verified, supported []postal) {
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		for j := range s.Addresses {
			a := &s.Addresses[j]
			p := postal{claim{i, field("addresses", j), written(a)}, normalise(a)}
			if p.place.empty() || !own(s) {
				continue
			}
			if len(supported) == maxRecords || len(verified) == maxRecords {
				x.miss(fmt.Sprintf("verified addresses beyond the first %d", maxRecords), "one dossier is looked at to that bound; split it by system", deliveryDiffers)
				return verified, supported
			}
			if a.Supported {
				supported = append(supported, p)
			}
			if (s.Kind == bonafide.Identity || s.Kind == bonafide.HR) && a.Use != "work" && a.Use != "delivery" {
				verified = append(verified, p)
			}
		}
	}
	return verified, supported
}

func (x *examination) deliveryDiffers(d *delivery, verified, supported []postal) {
	if d.supported {
		return
	}
	for i := range supported {
		if len(supported[i].place.street) > 0 && d.place.compare(&supported[i].place) == same {
			return
		}
	}
	var differs *postal
	for i := range verified {
		v := &verified[i]
		switch r := d.place.compare(&v.place); {
		case r == same && len(d.place.street) > 0 && len(v.place.street) > 0:
			return
		case r == different && (differs == nil || !x.observed(v.claim.source).Before(x.observed(differs.claim.source))):
			differs = v // the newest record is the one to show
		}
	}
	if differs == nil {
		x.miss("whether the delivery address is the verified one", "one of the two names no street; complete it in the record", deliveryDiffers)
		return
	}
	note := "differs from the verified address, and no document on file links the person to it"
	if km, ok := kilometres(&d.place, &differs.place); ok {
		note += fmt.Sprintf("; %.0f km away", km)
	}
	x.raise(deliveryDiffers, "delivery-differs", x.latest(d.claims), "The delivery address differs from the verified address.",
		append(x.evidence(d.claims[:min(len(d.claims), maxEvidence-1)], note, nil), x.about(differs.claim, "the verified address", nil))...)
}

// forwarding says what each kind of forwarding place is called.
var forwarding = map[string]string{
	"mail-agent": "a mail-receiving agent", "forwarder": "a freight forwarder", "po-box": "a post-office box", "hotel": "a hotel",
}

func (x *examination) deliveryPlace(d *delivery) {
	known := false
	for i, kind := range d.kinds {
		known = known || kind != ""
		if what := forwarding[kind]; what != "" {
			c := d.claims[i]
			x.raise(deliveryForwarded, "delivery-forwarding-place", x.observed(c.source), "The delivery address is "+what+".",
				x.about(c, "postal data: "+kind, nil))
			return
		}
	}
	if d.place.poBox {
		x.raise(deliveryForwarded, "delivery-forwarding-place", x.latest(d.claims), "The delivery address is a post-office box.",
			x.evidence(d.claims, "its lines name a post-office box", nil)...)
		return
	}
	if !known {
		x.miss("type of the delivery address", "no postal data source was asked; record place", deliveryForwarded)
	}
}

func (x *examination) lateChanges(c claim, h *bonafide.Shipment, verified []postal) {
	if len(h.Changes) == 0 {
		return
	}
	accepted := x.d.Timeline.Accepted
	if accepted.IsZero() {
		accepted = x.d.Timeline.Offered
	}
	if accepted.IsZero() {
		x.miss("date of the offer", "whether the delivery address changed after it cannot be told; set timeline.offered or timeline.accepted", deliveryLate)
		return
	}
	previous := bonafide.Address{}
	for k := range h.Changes[:min(len(h.Changes), maxDistinct)] {
		g := &h.Changes[k]
		from := &g.From
		if p := normalise(from); p.empty() {
			from = &previous
		}
		x.lateChange(claim{c.source, c.field + "/" + field("changes", k), written(&g.To)}, h, g, from, accepted, verified)
		previous = g.To
	}
}

func (x *examination) lateChange(c claim, h *bonafide.Shipment, g *bonafide.AddressChange, before *bonafide.Address, accepted time.Time, verified []postal) {
	if g.At.IsZero() {
		x.miss("time of a change of the delivery address", "it is not on record; set at", deliveryLate)
		return
	}
	if !g.At.After(accepted) || g.At.After(x.asOf) {
		return
	}
	from, to := normalise(before), normalise(&g.To)
	note := ""
	km, located := kilometres(&from, &to)
	towns := len(from.city) > 0 && len(to.city) > 0
	codes := from.postcode != "" && to.postcode != ""
	switch {
	case located && km > farKilometres:
		note = fmt.Sprintf("%.0f km from the address before", km)
	case located:
		return
	case towns && sameTown(&from, &to), codes && from.postcode == to.postcode:
		return
	case towns && codes:
		note = "another town and postcode than the address before"
	default:
		x.miss("distance of a change of the delivery address", "the two addresses have neither coordinates nor both town and postcode; complete them", deliveryLate)
		return
	}
	for i := range verified {
		if v := &verified[i].place; len(v.street) > 0 && len(to.street) > 0 && to.compare(v) == same {
			note += "; it is the verified address"
			break
		}
	}
	when := ""
	switch left := h.Dispatched.Sub(g.At); {
	case h.Dispatched.IsZero():
		x.miss("time of dispatch", "how long before it the delivery address changed cannot be told; set dispatched", deliveryLate)
	case left < 0:
		when = ", after dispatch"
	case left < shortly:
		when = fmt.Sprintf(", less than 72 hours before dispatch (%s)", cmp.Or(hours(left), "in the same hour"))
	}
	x.raise(deliveryLate, "delivery-changed-late", g.At, "The delivery address changed to a place far away after the offer was accepted"+when+".",
		x.about(c, note, nil))
}

func hours(d time.Duration) string {
	switch h := int(d.Hours()); h {
	case 0:
		return ""
	case 1:
		return "1 hour"
	default:
		return fmt.Sprintf("%d hours", h)
	}
}

// collected is ONB-04.
func (x *examination) collected(c claim, h *bonafide.Shipment) {
	if h.CollectedBy == "" {
		if !h.Delivered.IsZero() {
			x.miss("name on the proof of delivery", "the carrier gave none; ask the carrier for it", deliveryCollected)
		}
		return
	}
	c.field, c.value = c.field+"/collected_by", h.CollectedBy
	signed := readName(h.CollectedBy)
	if len(signed.words) == 0 {
		x.miss("name on the proof of delivery", "it names a place or a way of delivery, not a person; ask the carrier who signed", deliveryCollected)
		return
	}
	var onRecord *claim
	known, comparable := 0, false
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		if !own(s) {
			continue
		}
		for j, n := range s.Names {
			if known++; known > 256 {
				break
			}
			name := readName(n)
			if signed.scripts&name.scripts == 0 {
				continue
			}
			if signed.sameAs(&name) {
				return
			}
			if comparable = true; onRecord == nil {
				onRecord = &claim{i, field("names", j), n}
			}
		}
	}
	switch {
	case known == 0:
		x.miss("name of the person", "no source has one to hold the proof of delivery against", deliveryCollected)
	case !comparable:
		x.miss("name on the proof of delivery", "it is in another script than every name on record; record the name as the identity document transcribes it", deliveryCollected)
	default:
		at := h.Delivered
		if at.IsZero() {
			at = x.observed(c.source)
		}
		x.raise(deliveryCollected, "collected-by-other-name", at, "The name on the proof of delivery is none of the names on record.",
			x.about(c, "held against every name on record", nil), x.about(*onRecord, "a name on record", nil))
	}
}

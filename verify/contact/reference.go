package contact

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"bonafide"
)

// references is APP-15, except for one reference who speaks for several people.
func (x *examination) references() {
	networks := x.networks()
	seen := map[string]bool{}
	count, small, unrelayed, unread := 0, false, false, false
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		for j := range s.References {
			r := &s.References[j]
			key := strings.Join([]string{strings.ToLower(r.Email), r.Phone, r.IP, squash(r.Employer), strings.ToLower(r.Domain), fmt.Sprint(r.Private)}, "\x00")
			if seen[key] {
				continue
			}
			seen[key] = true
			if count++; count > maxDistinct {
				x.miss(fmt.Sprintf("references beyond the first %d", maxDistinct), "one dossier is looked at to that bound; split it by system", referenceContact)
				return
			}
			c := claim{i, field("references", j), ""}
			if r.Email == "" && r.Phone == "" && r.IP == "" {
				unread = true
			}
			if r.Email != "" {
				small = x.referenceMailbox(c, r) || small
			}
			if r.Phone != "" {
				x.referenceNumber(c, r)
			}
			if r.IP != "" {
				unrelayed = x.referenceNetwork(c, r, networks) || unrelayed
			}
		}
	}
	if unread {
		x.miss("contact details of a reference", "none is on record; record how the reference was reached", referenceContact)
	}
	if small && x.smallFreeMail {
		x.miss("full list of free-mail domains",
			fmt.Sprintf("only the built-in list of %d domains was there; 'bonafide data update --from FOLDER' installs the full one", x.config.FreeMail.Len()), referenceContact)
	}
	if unrelayed {
		x.miss("shared network exits", "no table of relays is given here, so a network shared with a reference may be a relay's; set contact.relays", referenceContact)
	}
}

// referenceMailbox reports whether a fuller list of free-mail domains could have
// said more.
func (x *examination) referenceMailbox(c claim, r *bonafide.Reference) (couldSayMore bool) {
	c.field, c.value = c.field+"/email", r.Email
	m, err := ParseMailbox(r.Email)
	if err != nil {
		x.miss("a reference's e-mail address in source "+x.source(c.source), err.Error()+"; correct it in the record", referenceContact)
		return false
	}
	canonical := m.Canonical()
	for i := range x.mails {
		if o := &x.mails[i]; o.canonical == canonical {
			x.raise(referenceContact, "reference-shares-contact", x.observed(c.source), "A reference's mailbox is the candidate's own.",
				x.about(c, "the reference's mailbox, "+canonical.String(), nil), x.about(o.claims[0], "the candidate's mailbox", nil))
			break
		}
	}
	if r.Private || r.Employer == "" && r.Domain == "" {
		return false
	}
	table := x.config.FreeMail.Dataset()
	x.consulted(table)
	if entry, ok := x.config.FreeMail.Match(m.Domain); ok {
		x.raise(referenceContact, "reference-free-mail", x.observed(c.source),
			fmt.Sprintf("A reference named for an employer answers from %s, where anybody can get a mailbox.", m.Domain),
			x.about(c, "listed as "+entry, &table))
		return false
	}
	x.referenceDomain(c, r, m)
	return true
}

// referenceDomain compares the reference's mail domain with the employer's: as the
// reference states it, or as the candidate does for an employer of that name.
// Another ending is no sign here: large firms have many.
func (x *examination) referenceDomain(c claim, r *bonafide.Reference, m Mailbox) {
	domain := registrable(m.Domain)
	if domain == "" {
		return
	}
	var employers []string
	if host, err := parseHost(r.Domain); r.Domain != "" && err == nil {
		employers = append(employers, registrable(host))
	} else if r.Domain != "" {
		x.miss("a reference's web domain in source "+x.source(c.source), "it is not a domain name; correct it in the record", referenceContact)
	}
	name := squash(r.Employer)
	for i := range x.jobs {
		if e := &x.jobs[i]; name != "" && e.name == name && !slices.Contains(employers, e.domain) {
			employers = append(employers, e.domain)
		}
	}
	if len(name) >= 4 {
		for i := range x.firms.list {
			if k := &x.firms.list[i]; k.label == name && !slices.Contains(employers, k.domain) {
				employers = append(employers, k.domain)
			}
		}
	}
	if slices.Contains(employers, domain) || x.firms.genuine[domain] {
		return
	}
	d := firmOf(domain)
	for _, e := range employers {
		if e == "" {
			continue
		}
		f := firmOf(e)
		if how := likeness(d.label, d.skeleton, f.label, f.skeleton); how != "" {
			x.raise(referenceContact, "reference-imitates-employer", x.observed(c.source),
				fmt.Sprintf("A reference's mail domain %s %s the employer's domain %s.", shown(domain), how, shown(e)),
				x.about(c, how+" "+e, &x.firms.dataset))
			return
		}
	}
}

func (x *examination) referenceNumber(c claim, r *bonafide.Reference) {
	c.field, c.value = c.field+"/phone", r.Phone
	// The source's own addresses are the candidate's; only the role's country is
	// common to both.
	n, err := parseNumber(r.Phone, x.roleCountry())
	if err != nil {
		// A number without country code is still the same where it is written the same.
		for i := range x.phones {
			for _, o := range x.phones[i].claims {
				if digits(o.value) == digits(r.Phone) && len(digits(r.Phone)) >= 7 {
					x.sharedNumber(c, o, digits(r.Phone))
					return
				}
			}
		}
		x.miss("a reference's telephone number in source "+x.source(c.source), err.Error()+"; write it with + and country code", referenceContact)
		return
	}
	x.consulted(numberingPlan)
	for i := range x.phones {
		if x.phones[i].e164 == n.e164 {
			x.sharedNumber(c, x.phones[i].claims[0], n.e164)
			return
		}
	}
}

func (x *examination) sharedNumber(reference, candidate claim, as string) {
	x.raise(referenceContact, "reference-shares-contact", x.observed(reference.source), "A reference's telephone number is the candidate's own.",
		x.about(reference, "the reference's number, "+as, &numberingPlan), x.about(candidate, "the candidate's number", &numberingPlan))
}

// digits keeps the digits of a number as written.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, clip(s, 64))
}

// network is where the candidate was seen.
type network struct {
	address netip.Addr
	prefix  netip.Prefix
	claim   claim
}

// networks are the networks from which the candidate was seen: the /24 of an IPv4
// and the /64 of an IPv6 address.
func (x *examination) networks() (out []network) {
	if !hasReferences(x.d) {
		return nil
	}
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		if !own(s) {
			continue
		}
		for j := range s.Sightings {
			g := &s.Sightings[j]
			if g.Use == "reference" || g.IP == "" || len(out) == 1024 {
				continue
			}
			address, prefix, ok := networkOf(g.IP)
			if ok && !slices.ContainsFunc(out, func(n network) bool { return n.address == address }) {
				out = append(out, network{address, prefix, claim{i, field("sightings", j) + "/ip", g.IP}})
			}
		}
	}
	return out
}

func hasReferences(d *bonafide.Dossier) bool {
	for i := range d.Sources {
		if len(d.Sources[i].References) > 0 {
			return true
		}
	}
	return false
}

// networkOf is the block that one subscriber or office has; ok is false for
// addresses that say nothing outside their own network.
func networkOf(s string) (netip.Addr, netip.Prefix, bool) {
	a, err := netip.ParseAddr(strings.TrimSpace(clip(s, 64)))
	if err != nil {
		return a, netip.Prefix{}, false
	}
	a = a.Unmap().WithZone("")
	if a.IsPrivate() || a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a.IsLinkLocalUnicast() || carrierGrade.Contains(a) {
		return a, netip.Prefix{}, false
	}
	bits := 64
	if a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	return a, p, err == nil
}

// carrierGrade is the shared space of RFC 6598.
var carrierGrade = netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64, 0, 0}), 10)

// referenceNetwork reports whether a table of relays would have mattered.
func (x *examination) referenceNetwork(c claim, r *bonafide.Reference, networks []network) (relayMatters bool) {
	c.field, c.value = c.field+"/ip", r.IP
	address, prefix, ok := networkOf(r.IP)
	if !ok {
		x.miss("network of a reference in source "+x.source(c.source), "its address is not one of the public internet; record the address that the form saw", referenceContact)
		return false
	}
	var table *bonafide.Dataset
	if x.config.Relays != nil {
		t := x.config.Relays.Dataset()
		x.consulted(t)
		table = &t
		if x.config.Relays.Relay(address) {
			return false
		}
	}
	near := -1
	for i := range networks {
		if networks[i].address == address {
			near = i
			break
		}
		if near < 0 && networks[i].prefix == prefix {
			near = i
		}
	}
	if near < 0 {
		return false
	}
	n := networks[near]
	if n.address != address && x.config.Relays != nil && x.config.Relays.Relay(n.address) {
		return false
	}
	summary := "A reference answered from the candidate's own network " + prefix.String() + "."
	if n.address == address {
		summary = "A reference answered from the candidate's own network address."
	}
	x.raise(referenceContact, "reference-shares-network", x.observed(c.source), summary,
		x.about(c, "the reference's address, in "+prefix.String(), table), x.about(n.claim, "the candidate's address", table))
	return x.config.Relays == nil
}

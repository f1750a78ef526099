package table

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// together is the address that a row has in several columns; empty where it has none.
// A column "address" beside others is the street.
func together(v *jsonline.Values) string {
	line, more, number := v.First(street, destination), v.Text(street2), v.Text(houseNumber)
	if line == "" && more == "" || v.Text(town) == "" && v.Text(postal) == "" {
		return ""
	}
	if number != "" && !strings.Contains(line, number) {
		line += " " + number
	}
	if more == "" || strings.EqualFold(more, line) {
		more = ""
	}
	var b strings.Builder
	add := func(sep, s string) {
		if s == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(s)
	}
	add("", line)
	add(", ", more)
	if r := v.Text(region); r != "" || v.Text(postal) == "" {
		add(", ", v.Text(town))
		add(", ", r)
		add(" ", v.Text(postal))
	} else {
		add(", ", v.Text(postal))
		add(" ", v.Text(town))
	}
	add(", ", v.First(shipCountry, country))
	return b.String()
}

// shippingWords are those of a column that says where something is to go, and not where
// somebody lives.
var shippingWords = []string{"ship", "deliver", "sent", "recipient", "liefer", "versand", "zustell", "empfang", "aflever", "bezorg", "livraison", "entrega", "envio"}

// housed tells where somebody lives, as a row of HR's describes it, from where the
// equipment is to go.
func (l *layout) housed(v *jsonline.Values, w *telemetry.Worker) {
	switch {
	case w.Fact == telemetry.AddressChange, w.Fact == telemetry.Travel: // to where, is what they tell
	case !l.delivers:
		w.Home, w.Destination = w.Destination, ""
	case v.Text(home) != "" || v.Text(street) != "":
		w.Home, w.Destination = w.Destination, v.Text(destination)
	}
}

// noPerson are words on a proof of delivery that name nobody.
var noPerson = []string{"signature not", "no signature", "not required", "on file", "nachbar", "neighbo", "empfang", "recepti", "mailroom", "mail room", "poststelle", "front d", "concierge", "portier", "packstation", "filiale", "hausmeister", "voisin", "gardien", "buren", "buur", "vecin", "left at", "left with", "safe place", "locker", "ablageort", "briefkasten", "mailbox", "residence", "residential", "business", "porch", "garage", "access point", "parcel shop", "paketshop", "pickup point", "conserje", "receptie", "accueil", "driver release", "doorman", "unknown", "back door", "side door", "garden"}

// somebody is the name of a person on a proof of delivery; empty where a place, a way
// of delivery or nobody is named.
func somebody(s string) string {
	if plain := telemetry.Plainly(s); has(plain, noPerson...) || plain == "home" || plain == "n/a" || plain == "-" {
		return ""
	}
	return s
}

// desks are places whose staff sign for others.
var desks = []string{"recepti", "front desk", "mailroom", "mail room", "poststelle", "concierge", "locker", "access point", "parcel shop", "paketshop", "filiale", "packstation", "empfang", "accueil", "ups store", "pickup point"}

// serialIn is the one part of a reference that looks like the serial of a device: at
// least seven capital letters and figures, both of them.
func serialIn(s string) string {
	found := ""
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '/' || r == ',' || r == ';' || r == '|' || r == ':' }) {
		letters, figures := 0, 0
		for i := 0; i < len(part); i++ {
			switch c := part[i]; {
			case c >= 'A' && c <= 'Z':
				letters++
			case c-'0' <= 9:
				figures++
			default:
				letters = -99
			}
		}
		if letters < 1 || figures < 1 || letters+figures < 7 || letters+figures > 14 || letters < 2 && figures > 7 {
			continue
		}
		if found != "" {
			return ""
		}
		found = part
	}
	return found
}

// redirected is the address that a parcel was first to go to, where a remark says that
// it was redirected on its way.
func redirected(remark string) (from string) {
	plain := strings.ToLower(remark)
	if !has(plain, "redirect", "rerout", "address changed", "address correct", "umgeleitet", "umleitung", "new address", "neue adresse", "reachemin", "desviado", "omgeleid") {
		return ""
	}
	for _, w := range []string{" from ", " von ", " statt ", " instead of ", " depuis ", " desde ", " van "} {
		if i := strings.LastIndex(plain, w); i >= 0 && len(plain) == len(remark) {
			if from = strings.TrimSpace(remark[i+len(w):]); strings.ContainsAny(from, "0123456789") {
				return from
			}
		}
	}
	return ""
}

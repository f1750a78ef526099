package watch

import (
	"strings"

	"bonafide"
	"bonafide/written"
)

// countryOf is the country that a place names in its last part: "Austin, Texas,
// US". A two-letter part alone may be a state and is not taken for a country.
func countryOf(place string) string {
	parts := strings.Split(place, ",")
	last := strings.TrimSpace(parts[len(parts)-1])
	if written.USState(strings.ToUpper(last)) && len(parts) < 3 {
		return "US"
	}
	if len(last) > 2 || len(parts) > 1 {
		return written.Country(last)
	}
	return ""
}

// address reads a postal address as tables write it on one line: street, town,
// region and postcode, country, between commas. What stands for nothing else is
// kept as a line.
func address(s, use string) bonafide.Address {
	a := bonafide.Address{Use: use}
	var parts []string
	for p := range strings.SplitSeq(strings.NewReplacer("\n", ",", ";", ",").Replace(s), ",") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	if len(parts) > 12 {
		parts = parts[:12]
	}
	if n := len(parts); n > 1 {
		last := parts[n-1]
		// "Reno, NV": the last part of a short address may be a state.
		if c := written.Country(last); c != "" && !(written.USState(strings.ToUpper(last)) && n < 4) {
			a.Country, parts = c, parts[:n-1]
		}
	}
	for len(parts) > 1 {
		last := parts[len(parts)-1]
		region, code := splitPostcode(last)
		if code != "" && a.Postcode == "" {
			a.Postcode = code
			parts = parts[:len(parts)-1]
			switch {
			case region == "":
			case written.USState(strings.ToUpper(region)):
				a.Region = region
			default:
				a.City = region
			}
			continue
		}
		if written.USState(strings.ToUpper(last)) && a.Region == "" {
			a.Region, parts = last, parts[:len(parts)-1]
			continue
		}
		if a.City == "" && !hasDigit(last) {
			a.City, parts = last, parts[:len(parts)-1]
			continue
		}
		break
	}
	a.Lines = parts
	return a
}

// splitPostcode takes a postcode off a part: "NV 89501", "10115 Berlin", "SW1A 1AA".
func splitPostcode(s string) (rest, code string) {
	words := strings.Fields(s)
	var other []string
	for _, w := range words {
		if hasDigit(w) && len(w) <= 10 {
			code = strings.TrimSpace(code + " " + w)
		} else {
			other = append(other, w)
		}
	}
	if code == "" || len(words) > 5 {
		return s, ""
	}
	return strings.Join(other, " "), code
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func emptyAddress(a *bonafide.Address) bool {
	return len(a.Lines) == 0 && a.City == "" && a.Postcode == "" && a.Place == ""
}

// addressKey is an address with case, spaces and signs left out, for comparison
// between people: empty where it names no street.
func addressKey(a *bonafide.Address) string {
	if len(a.Lines) == 0 || !hasDigit(strings.Join(a.Lines, "")) {
		return ""
	}
	var b strings.Builder
	for _, s := range append(append([]string{}, a.Lines...), a.City, a.Postcode) {
		for _, r := range strings.ToLower(s) {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 {
				b.WriteRune(r)
			}
		}
		b.WriteByte('|')
	}
	return b.String()
}

func sameAddress(a, b *bonafide.Address) bool {
	ka, kb := addressKey(a), addressKey(b)
	return ka == kb && ka != "" || strings.EqualFold(strings.Join(a.Lines, " ")+a.City+a.Postcode, strings.Join(b.Lines, " ")+b.City+b.Postcode)
}

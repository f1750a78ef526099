package contact

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"bonafide"
)

// parseDomain brings a domain name into its ASCII form: lower case, IDNA 2008 with
// the mapping of UTS 46, no trailing dot, at most 253 bytes and 63 a label.
func parseDomain(s string) (string, error) {
	if len(s) > 1024 {
		return "", bonafide.Invalidf("the domain is %d bytes long", len(s))
	}
	if !utf8.ValidString(s) {
		return "", bonafide.Invalidf("the domain %q is not UTF-8", strings.ToValidUTF8(clip(s, 80), "?"))
	}
	d := strings.TrimSuffix(strings.TrimSpace(s), ".")
	d = strings.ToLower(d)
	if !isASCII(d) || strings.Contains(d, "xn--") {
		ascii, err := idna.Lookup.ToASCII(d)
		if err != nil {
			return "", bonafide.Invalidf("the domain %q is not a valid international name", clip(s, 80))
		}
		d = ascii
	}
	if !plausible(d) {
		return "", bonafide.Invalidf("%q is not a domain name", clip(s, 80))
	}
	return d, nil
}

// plausible reports whether d is a lower-case host name of at least two labels
// whose last is no number.
func plausible(d string) bool {
	if len(d) == 0 || len(d) > 253 {
		return false
	}
	labels, start := 0, 0
	for i := 0; i <= len(d); i++ {
		if i < len(d) && d[i] != '.' {
			c := d[i]
			if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
				return false
			}
			continue
		}
		label := d[start:i]
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		labels++
		if i == len(d) && strings.Trim(label, "0123456789") == "" {
			return false
		}
		start = i + 1
	}
	return labels >= 2
}

// parseHost takes the domain out of what people write for a web domain: with or
// without scheme, user, port and path.
func parseHost(s string) (string, error) {
	if len(s) > 4096 {
		return "", bonafide.Invalidf("the address is %d bytes long", len(s))
	}
	h := strings.TrimSpace(s)
	if i := strings.Index(h, "://"); i >= 0 {
		h = h[i+3:]
	}
	if i := strings.IndexAny(h, "/?#\\"); i >= 0 {
		h = h[:i]
	}
	if i := strings.LastIndexByte(h, '@'); i >= 0 {
		h = h[i+1:]
	}
	if i := strings.LastIndexByte(h, ':'); i >= 0 {
		h = h[:i]
	}
	return parseDomain(h)
}

// registrable is the part of an ASCII domain that somebody registered, by the
// public suffix list with its private section: what stands below a hosting
// service's suffix is its customer's. Empty where the domain is itself a suffix.
func registrable(domain string) string {
	r, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return ""
	}
	return r
}

// hosted reports whether the domain stands below a suffix that a hosting service
// gives out, so that its registration date is the service's and not the owner's.
func hosted(domain string) bool {
	suffix, icann := publicsuffix.PublicSuffix(domain)
	return !icann && strings.Contains(suffix, ".")
}

// icannSuffix is the public suffix without regard to the list's private section.
func icannSuffix(domain string) string {
	for {
		suffix, icann := publicsuffix.PublicSuffix(domain)
		i := strings.IndexByte(suffix, '.')
		if icann || i < 0 {
			return suffix
		}
		domain = suffix[i+1:]
	}
}

// label is the registrable domain's own label, in Unicode.
func label(registrable string) string {
	l, _, _ := strings.Cut(registrable, ".")
	if strings.HasPrefix(l, "xn--") {
		if u, err := idna.Punycode.ToUnicode(l); err == nil {
			return u
		}
	}
	return l
}

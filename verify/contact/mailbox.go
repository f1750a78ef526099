package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"bonafide"
)

// Mailbox is an e-mail address (RFC 5321, RFC 6531) in normal form.
type Mailbox struct {
	// Local is the local part in lower case: no provider of note tells cases apart.
	Local string
	// Domain is lower-case ASCII.
	Domain string
}

// ParseMailbox reads an address as people and systems write it: with white space
// around, with "mailto:", or as "Name <address>". Quoted local parts and address
// literals are refused: no ordinary mailbox has them. Its errors are of kind
// [bonafide.ErrInvalid].
func ParseMailbox(s string) (Mailbox, error) {
	if len(s) > 1024 {
		return Mailbox{}, bonafide.Invalidf("the e-mail address is %d bytes long", len(s))
	}
	a := strings.TrimSpace(s)
	if strings.HasSuffix(a, ">") {
		a = a[strings.LastIndexByte(a, '<')+1 : len(a)-1]
	}
	if len(a) > 7 && strings.EqualFold(a[:7], "mailto:") {
		a, _, _ = strings.Cut(a[7:], "?")
	}
	a = strings.TrimSpace(a)
	i := strings.LastIndexByte(a, '@')
	if i < 0 {
		return Mailbox{}, bonafide.Invalidf("%q has no @", clip(s, 80))
	}
	local := a[:i]
	if !isASCII(local) {
		if !utf8.ValidString(local) {
			return Mailbox{}, bonafide.Invalidf("%q is not UTF-8 before its @", strings.ToValidUTF8(clip(s, 80), "?"))
		}
		local = norm.NFC.String(local)
	}
	local = strings.ToLower(local)
	if local == "" || len(local) > 64 {
		return Mailbox{}, bonafide.Invalidf("%q has %d bytes before its @: 1 to 64 are possible", clip(s, 80), len(local))
	}
	for _, r := range local {
		if r < utf8.RuneSelf && !isAtext(byte(r)) || r >= utf8.RuneSelf && !unicode.IsPrint(r) {
			return Mailbox{}, bonafide.Invalidf("%q has %q before its @", clip(s, 80), r)
		}
	}
	domain, err := parseDomain(a[i+1:])
	if err != nil {
		return Mailbox{}, bonafide.Invalidf("%q: %w", clip(s, 80), err)
	}
	return Mailbox{local, domain}, nil
}

// isAtext reports whether c may stand in an unquoted local part, dots included.
func isAtext(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0
}

// String is the address.
func (m Mailbox) String() string { return m.Local + "@" + m.Domain }

// Canonical is the address that the provider delivers to: several spellings of
// one mailbox have the same. Where the provider is not known, a sub-address after
// "+" (RFC 5233) is taken off and nothing else.
func (m Mailbox) Canonical() Mailbox {
	p, user := providerOf(m.Domain)
	if user != "" { // anything@user.provider is the mailbox user@provider
		m.Local, m.Domain = user, m.Domain[len(user)+1:]
	}
	if i := strings.IndexAny(m.Local, p.tags); i > 0 {
		m.Local = m.Local[:i]
	}
	if p.ignored != "" {
		kept := strings.Map(func(r rune) rune {
			if strings.ContainsRune(p.ignored, r) {
				return -1
			}
			return r
		}, m.Local)
		if kept != "" {
			m.Local = kept
		}
	}
	if p.alike {
		m.Local = strings.ReplaceAll(m.Local, ".", "-")
	}
	if p.domain != "" {
		m.Domain = p.domain
	}
	return m
}

// provider is how a mail provider reads the local part.
type provider struct {
	// tags begin a part that the provider does not look at.
	tags string
	// ignored characters make no difference.
	ignored string
	// alike says that dot and hyphen are one character.
	alike bool
	// domain is the one that stands for all of the provider's; empty where the
	// same local part at another domain is another mailbox.
	domain string
	// below says that anything@user.domain belongs to user@domain.
	below bool
}

var (
	subAddress = provider{tags: "+"}
	gmail      = provider{tags: "+", ignored: ".", domain: "gmail.com"}
	microsoft  = provider{tags: "+"}
	fastmail   = provider{tags: "+", below: true}
	proton     = provider{tags: "+", ignored: ".-_", domain: "proton.me"}
	apple      = provider{tags: "+", domain: "icloud.com"}
	// A disposable Yahoo address is base-keyword; a hyphen occurs in no other.
	yahoo  = provider{tags: "-+"}
	yandex = provider{tags: "+", alike: true, domain: "yandex.com"}
)

// providerOf finds the rule of a domain, and the user's part of it where the
// provider reads the user from there.
func providerOf(domain string) (p provider, user string) {
	switch domain {
	case "gmail.com", "googlemail.com":
		return gmail, ""
	case "proton.me", "protonmail.com", "protonmail.ch", "pm.me":
		return proton, ""
	case "icloud.com", "me.com", "mac.com":
		return apple, ""
	case "ymail.com", "rocketmail.com", "myyahoo.com":
		return yahoo, ""
	case "msn.com", "passport.com":
		return microsoft, ""
	case "yandex.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua", "ya.ru":
		return yandex, ""
	}
	name, rest, _ := strings.Cut(domain, ".")
	switch name {
	case "outlook", "hotmail", "live":
		if countryLike(rest) {
			return microsoft, ""
		}
	case "yahoo":
		if countryLike(rest) {
			return yahoo, ""
		}
	}
	for _, d := range []string{"fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "fastmail.co.uk", "fastmail.de", "sent.com", "messagingengine.com"} {
		if domain == d {
			return fastmail, ""
		}
		if u, ok := strings.CutSuffix(domain, "."+d); ok && !strings.Contains(u, ".") {
			return fastmail, u
		}
	}
	return subAddress, ""
}

// countryLike reports whether what follows a provider's name is one of the shapes
// that the large providers use: com, de, co.uk, com.br.
func countryLike(rest string) bool {
	first, second, two := strings.Cut(rest, ".")
	if !two {
		return first == "com" || len(first) == 2
	}
	return (first == "co" || first == "com") && len(second) == 2
}

package contact

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"bonafide"
)

// confusable has the letters that look like a Latin one in most typefaces: of the
// Cyrillic and Greek scripts, and digits. After Unicode TS 39, cut down to what a
// domain label can hold.
var confusable = map[rune]byte{
	'0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b',
	// Cyrillic
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ѐ': 'e', 'ԍ': 'g', 'һ': 'h', 'н': 'h', 'і': 'i', 'ї': 'i', 'ј': 'j', 'к': 'k',
	'ӏ': 'l', 'м': 'm', 'п': 'n', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'г': 'r', 'ѕ': 's', 'т': 't', 'ц': 'u', 'ѵ': 'v', 'ԝ': 'w', 'ш': 'w', 'х': 'x', 'у': 'y', 'ү': 'y', 'з': 'e',
	// Greek
	'α': 'a', 'β': 'b', 'ϲ': 'c', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 'o', 'τ': 't', 'υ': 'u', 'χ': 'x', 'γ': 'y', 'ω': 'w',
	// Latin letters of other alphabets
	'ı': 'i', 'ɩ': 'i', 'ł': 'l', 'ɑ': 'a', 'ɡ': 'g', 'ɢ': 'g', 'ʀ': 'r', 'ᴄ': 'c', 'ø': 'o', 'đ': 'd', 'ħ': 'h',
}

// skeleton maps a label to what it looks like: diacritics off, confusable letters
// as their Latin ones, "rn" as "m" and "vv" as "w". Two labels that look alike
// have the same skeleton.
func skeleton(label string) string {
	s := label
	if !isASCII(s) {
		s = norm.NFKD.String(s)
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r >= 0x0300 && r <= 0x036F {
			continue
		}
		if l, ok := confusable[r]; ok {
			b = append(b, l)
		} else {
			b = append(b, string(r)...)
		}
		if n := len(b); n >= 2 {
			switch string(b[n-2:]) {
			case "rn":
				b = append(b[:n-2], 'm')
			case "vv":
				b = append(b[:n-2], 'w')
			}
		}
	}
	return string(b)
}

// affixes are words that imitations of a firm's domain add to its name.
var affixes = map[string]bool{
	"career": true, "careers": true, "job": true, "jobs": true, "hr": true, "hiring": true, "hire": true, "recruit": true,
	"recruiting": true, "recruitment": true, "talent": true, "people": true, "work": true, "remote": true, "staff": true, "staffing": true,
	"team": true, "inc": true, "llc": true, "ltd": true, "corp": true, "co": true, "gmbh": true, "group": true, "global": true,
	"holdings": true, "official": true, "online": true, "web": true, "mail": true, "email": true, "support": true, "help": true, "security": true,
	"secure": true, "login": true, "portal": true, "tech": true, "technologies": true, "it": true, "dev": true, "app": true, "hq": true,
	"us": true, "usa": true, "uk": true, "eu": true, "intl": true, "international": true, "the": true, "my": true, "get": true, "reference": true, "references": true,
}

// likeness says how label imitates known; empty where it does not, or is it.
func likeness(label, skel, known, knownSkel string) string {
	if label == known {
		return ""
	}
	if len(known) >= 3 && skel == knownSkel {
		return "looks the same as"
	}
	if len(known) >= 4 && strings.ReplaceAll(label, "-", "") == strings.ReplaceAll(known, "-", "") {
		return "differs by a hyphen from"
	}
	if len(known) >= 5 && len(label) >= 5 && oneEdit(label, known) {
		return "differs by one character from"
	}
	if len(known) >= 4 && len(label) > len(known) {
		rest, ok := strings.CutPrefix(label, known)
		if !ok {
			rest, ok = strings.CutSuffix(label, known)
		}
		if ok && allAffixes(rest) {
			return "adds a word to"
		}
	}
	return ""
}

func allAffixes(rest string) bool {
	found := false
	for w := range strings.SplitSeq(rest, "-") {
		if w == "" {
			continue
		}
		if !affixes[w] {
			return false
		}
		found = true
	}
	return found
}

// firm is a known firm's web domain.
type firm struct {
	domain, label, skeleton string
	configured              bool // by the operator
}

func firmOf(registrable string) firm {
	l := label(registrable)
	return firm{domain: registrable, label: l, skeleton: skeleton(l)}
}

// firms are the known ones.
type firms struct {
	dataset bonafide.Dataset
	list    []firm
	genuine map[string]bool
}

func newFirms(known *Domains, further []string) (*firms, error) {
	f := &firms{dataset: known.Dataset(), genuine: make(map[string]bool, known.Len()+len(further)), list: make([]firm, 0, known.Len()+len(further))}
	add := func(domain string, configured bool) {
		if !f.genuine[domain] {
			f.genuine[domain] = true
			k := firmOf(domain)
			k.configured = configured
			f.list = append(f.list, k)
		}
	}
	for i := range known.Len() {
		add(known.entry(i), false)
	}
	for _, s := range further {
		d, err := parseHost(s)
		if err != nil {
			return nil, bonafide.Invalidf("contact.known_firms: %w", err)
		}
		r := registrable(d)
		if r == "" {
			return nil, bonafide.Invalidf("contact.known_firms: %q is a public suffix, not a firm's domain", clip(s, 80))
		}
		add(r, true)
	}
	return f, nil
}

// imitated returns the known firm whose domain a registrable domain imitates, and
// how. employer is the firm's name as stated. A domain one character away from a
// known one is no imitation where it spells the employer's own name; another
// ending is one only where the employer bears the known firm's name.
func (f *firms) imitated(domain, employer string) (known *firm, how string) {
	if f.genuine[domain] {
		return nil, ""
	}
	d := firmOf(domain)
	own := squash(employer)
	for i := range f.list {
		k := &f.list[i]
		if d.label == k.label {
			if len(k.label) >= 4 && sellsAnywhere(domain) && (own == "" || own == k.label) {
				return k, "has another ending than"
			}
			continue
		}
		if how := likeness(d.label, d.skeleton, k.label, k.skeleton); how != "" {
			if how == "differs by one character from" && own == d.label {
				continue
			}
			return k, how
		}
	}
	return nil, ""
}

// table names where the firm is known from.
func (f *firms) table(k *firm) *bonafide.Dataset {
	if k.configured {
		return &bonafide.Dataset{Name: "contact.known_firms", Version: "configured"}
	}
	return &f.dataset
}

// sellsAnywhere reports whether the domain's ending is sold to everybody, rather
// than a country's own, under which a large firm has its national site.
func sellsAnywhere(domain string) bool {
	_, ending, _ := strings.Cut(domain, ".")
	if strings.Contains(ending, ".") {
		return false
	}
	switch ending {
	case "co", "io", "ai", "me", "cc", "tv", "ws", "cm", "om", "so", "sh", "gg", "to", "ly", "tk", "ml", "ga", "cf", "gq", "pw":
		return true
	}
	return len(ending) > 2
}

// legalForms are words of a firm's name that its domain leaves out.
var legalForms = map[string]bool{
	"inc": true, "llc": true, "ltd": true, "limited": true, "corp": true, "corporation": true, "gmbh": true, "ag": true, "sa": true, "plc": true,
	"co": true, "company": true, "bv": true, "oy": true, "ab": true, "srl": true, "sarl": true, "pty": true, "pte": true, "kg": true, "se": true,
}

// squash writes a firm's name as a domain label would: folded, in one word, without
// its legal form.
func squash(employer string) string {
	var b strings.Builder
	for _, w := range words(employer) {
		if !legalForms[w] {
			b.WriteString(w)
		}
	}
	return b.String()
}

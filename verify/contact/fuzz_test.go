package contact

import (
	"strings"
	"testing"
	"unicode/utf8"

	"bonafide"
)

func FuzzMailbox(f *testing.F) {
	for _, s := range []string{"a@b.example", "Jo <j.o+x@gmail.com>", "mailto:jo@bücher.example", "x@u.fastmail.com", "-@yahoo.com", "+@+", "<>", "ǅ@x.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMailbox(s)
		if err != nil {
			return
		}
		if again, err := ParseMailbox(m.String()); err != nil || again != m {
			t.Fatalf("%q: %q is read again as %q, %v", s, m, again, err)
		}
		c := m.Canonical()
		if c.Local == "" || !plausible(c.Domain) || c.Canonical() != c {
			t.Fatalf("%q: canonical %q, and of that %q", s, c, c.Canonical())
		}
	})
}

func FuzzDomain(f *testing.F) {
	for _, s := range []string{"https://www.acme.example/x", "xn--80ak6aa92e.com", "bücher.example.", "a..b", "co.uk", "сoinbase.com"} {
		f.Add(s)
	}
	e := examiner(f, Config{})
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parseHost(s)
		if err != nil {
			return
		}
		if !plausible(d) || strings.ToLower(d) != d {
			t.Fatalf("%q gave %q", s, d)
		}
		if again, err := parseDomain(d); err != nil || again != d {
			t.Fatalf("%q: %q is read again as %q, %v", s, d, again, err)
		}
		if r := registrable(d); r != "" {
			if !strings.HasSuffix(d, r) {
				t.Fatalf("%q is registrable as %q", d, r)
			}
			e.firms.imitated(r, s)
		}
		e.config.Disposable.Match(d)
	})
}

func FuzzAddress(f *testing.F) {
	f.Add("12 Main St. #4", "Fairview", "12345", "US")
	f.Add("P.O. Box 1", "", "", "")
	f.Add("Hauptstr. 7\nunit unit unit", "Köln", "１", "de")
	f.Fuzz(func(t *testing.T, lines, city, code, country string) {
		a := bonafide.Address{Lines: strings.Split(lines, "\n"), City: city, Postcode: code, Country: country}
		p, q := normalise(&a), normalise(&a)
		if p.compare(&q) == different {
			t.Fatalf("%q differs from itself", p.key())
		}
		if !utf8.ValidString(p.key()) && utf8.ValidString(country) {
			t.Fatalf("%q is not UTF-8", p.key())
		}
	})
}

func FuzzReadDomains(f *testing.F) {
	f.Add("# x\na.example\nb.example\n")
	f.Add("b.example\na.example")
	f.Add("\r\n\r\nx.y")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ReadDomains(strings.NewReader(s), list)
		if err != nil {
			return
		}
		for i := range l.Len() {
			if entry, ok := l.Match(l.entry(i)); !ok || entry != l.entry(i) {
				t.Fatalf("%q is in the list and not found", l.entry(i))
			}
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"+44 7700 900123", "0049 1512 3456789", "tel:863-1234;phone-context=+1-914-555", "１２３４５６", "+1 (202) 555-0123 ext 5", ";phone-context=tel:12345"} {
		f.Add(s, "GB")
	}
	f.Fuzz(func(t *testing.T, s, region string) {
		n, err := parseNumber(s, region)
		if err != nil {
			return
		}
		if n.e164[0] != '+' || len(n.e164) > 20 {
			t.Fatalf("%q gave %q", s, n.e164)
		}
		if kind, _ := n.line(); strings.HasPrefix(n.e164, "+1") && kind != lineUnknown {
			t.Fatalf("%q of +1 is called %d", s, kind)
		}
	})
}

func FuzzName(f *testing.F) {
	f.Add("Mira Okafor", "OKAFOR, M.")
	f.Add("a a a a a a a a a a a b", "a a a a a a a a a a a a")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := readName(a), readName(b)
		if x.sameAs(&y) != y.sameAs(&x) {
			t.Fatalf("%q and %q: it depends on the order", a, b)
		}
		if len(x.words) > 0 && !x.sameAs(&x) {
			t.Fatalf("%q differs from itself", a)
		}
	})
}

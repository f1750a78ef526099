package contact

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bonafide"
)

func TestParseHost(t *testing.T) {
	for in, want := range map[string]string{
		"https://user:pw@WWW.Acme.example:8443/about?x#y": "www.acme.example",
		"acme.example/": "acme.example", "acme.example.": "acme.example", `https:\\acme.example`: "", "//acme.example": "",
		"münchen.example": "xn--mnchen-3ya.example", "192.0.2.1": "", "acme": "", "": "", strings.Repeat("a", 5000): "",
	} {
		got, err := parseHost(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", clip(in, 40), got, err, want)
		}
	}
}

func TestRegistrable(t *testing.T) {
	for in, want := range map[string]string{
		"a.b.acme.co.uk": "acme.co.uk", "co.uk": "", "jo.github.io": "jo.github.io", "x.jo.github.io": "jo.github.io",
	} {
		if got := registrable(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
	if !hosted("jo.github.io") || hosted("acme.example") || icannSuffix("jo.github.io") != "io" || icannSuffix("a.co.uk") != "co.uk" {
		t.Error("the private section of the public suffix list is not told apart")
	}
}

var list = bonafide.Dataset{Name: "list", Version: "1"}

func TestReadDomains(t *testing.T) {
	l, err := ReadDomains(strings.NewReader("# head\na.example\r\n\nco.uk\nmail.firm.example\nsub.example\n"), list)
	if err != nil || l.Len() != 4 || l.Dataset() != list {
		t.Fatal(l, err)
	}
	for in, want := range map[string]string{
		"a.example": "a.example", "x.y.a.example": "a.example", "ba.example": "", "firm.example": "", "x.mail.firm.example": "mail.firm.example",
		"firm.co.uk": "", "co.uk": "co.uk", "sub.example": "sub.example", "zzz.example": "", "example": "",
	} {
		if got, ok := l.Match(in); got != want || ok != (want != "") {
			t.Errorf("%s matches %q, want %q", in, got, want)
		}
	}
}

func TestReadDomainsRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"b.example\na.example\n":    `list:2: "a.example" stands after "b.example"; sort with LC_ALL=C sort -u`,
		"#\na.example\na.example\n": `list:3: "a.example" stands there twice; sort with LC_ALL=C sort -u`,
		"A.example\n":               `list:1: "A.example" is not a domain in lower-case ASCII; write international names as xn--`,
		"a b.example":               `list:1: "a b.example" is not a domain in lower-case ASCII; write international names as xn--`,
		"bücher.example":            `list:1: "bücher.example" is not a domain in lower-case ASCII; write international names as xn--`,
	} {
		_, err := ReadDomains(strings.NewReader(in), list)
		var r *bonafide.Refusal
		if !errors.As(err, &r) || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
	if _, err := ReadDomains(strings.NewReader("a.example"), bonafide.Dataset{}); !errors.Is(err, bonafide.ErrInvalid) {
		t.Error("a list without name:", err)
	}
	if _, err := ReadDomains(iotest.ErrReader(io.ErrClosedPipe), list); !errors.Is(err, io.ErrClosedPipe) {
		t.Error("a reader that fails:", err)
	}
	if _, err := ReadDomains(io.LimitReader(zeros{}, maxListBytes+1), list); !errors.Is(err, bonafide.ErrInvalid) {
		t.Error("a list too large:", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestBuiltInLists(t *testing.T) {
	for name, least := range map[string]int{"disposable.txt": 100, "free-mail.txt": 150, "firms.txt": 150} {
		l, err := builtIn(name)
		if err != nil || l.Len() < least {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := builtIn("absent.txt"); err == nil {
		t.Error("a list that is not embedded was read")
	}
	free, _ := builtIn("free-mail.txt")
	disposable, _ := builtIn("disposable.txt")
	for i := range disposable.Len() {
		if entry, ok := free.Match(disposable.entry(i)); ok {
			t.Errorf("%s is on both lists", entry)
		}
	}
}

func ExampleReadDomains() {
	l, err := ReadDomains(strings.NewReader("# disposable\nthrowaway.example\n"), bonafide.Dataset{Name: "my list", Version: "2026-06"})
	if err != nil {
		fmt.Println(err)
		return
	}
	entry, ok := l.Match("mx1.throwaway.example")
	fmt.Println(entry, ok)
	// Output: throwaway.example true
}

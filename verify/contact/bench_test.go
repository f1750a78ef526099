package contact

import (
	"context"
	"strings"
	"testing"
)

// BenchmarkExamine examines one dossier of ten sources, offline.
func BenchmarkExamine(b *testing.B) {
	e := examiner(b, Config{})
	d := sample()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Examine(context.Background(), &d, asOf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		examiner(b, Config{})
	}
}

func BenchmarkParseNumber(b *testing.B) {
	for b.Loop() {
		if _, err := parseNumber("+44 20 7946 0123", ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	l := examiner(b, Config{}).config.Disposable
	for b.Loop() {
		l.Match("mail.firm.example")
	}
}

func BenchmarkReadDomains(b *testing.B) {
	var s strings.Builder
	for i := range 100_000 {
		s.WriteString(string(rune('a'+i/10000)) + string(rune('a'+i/1000%10)) + string(rune('a'+i/100%10)) + string(rune('a'+i/10%10)) + string(rune('a'+i%10)) + ".example\n")
	}
	b.SetBytes(int64(s.Len()))
	for b.Loop() {
		if _, err := ReadDomains(strings.NewReader(s.String()), list); err != nil {
			b.Fatal(err)
		}
	}
}

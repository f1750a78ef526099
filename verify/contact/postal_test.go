package contact

import (
	"math"
	"testing"

	"bonafide"
)

func address(country, code, city string, lines ...string) bonafide.Address {
	return bonafide.Address{Lines: lines, City: city, Postcode: code, Country: country}
}

func TestCompareAddresses(t *testing.T) {
	tests := []struct {
		name string
		a, b bonafide.Address
		want relation
	}{
		{"abbreviations and case", address("US", "12345", "Fairview", "12 Main St., Apt 4"), address("us", "12345-6789", "FAIRVIEW", "12 main street #4"), same},
		{"German street", address("DE", "10115", "Berlin", "Hauptstr. 7"), address("DE", "10115", "Berlin", "Hauptstraße 7"), same},
		{"German street apart", address("DE", "", "Köln", "Lange Str. 7"), address("DE", "", "Koln", "Lange Straße 7"), same},
		{"order of number", address("FR", "75001", "Paris", "Rue Longue 5"), address("FR", "75001", "Paris", "5, rue longue"), same},
		{"full-width digits", address("JP", "１００-０００１", "東京", "１丁目２"), address("JP", "100-0001", "東京", "1丁目2"), same},
		{"adds a flat", address("GB", "NX1 2AB", "Northam", "5 Mill Rd"), address("GB", "nx12ab", "Northam", "Flat 2", "5 Mill Road"), same},
		{"town in the lines", address("US", "", "", "5 Mill Rd Fairview"), address("US", "", "Fairview", "5 Mill Road"), same},
		{"town in the lines, with more", address("US", "12345", "", "5 Mill Rd Fairview"), address("US", "", "Fairview", "5 Mill Road"), same},
		{"other flat", address("GB", "NX1 2AB", "Northam", "Flat 3, 5 Mill Road"), address("GB", "NX1 2AB", "Northam", "Flat 2, 5 Mill Road"), different},
		{"other number", address("GB", "NX1 2AB", "Northam", "7 Mill Road"), address("GB", "NX1 2AB", "Northam", "5 Mill Road"), different},
		{"other town", address("GB", "", "Southam", "5 Mill Road"), address("GB", "", "Northam", "5 Mill Road"), different},
		{"other postcode", address("GB", "NX1", "", "5 Mill Road"), address("GB", "NX2", "", "5 Mill Road"), different},
		{"other country", address("GB", "", "Northam", "5 Mill Road"), address("IE", "", "Northam", "5 Mill Road"), different},
		{"town only, the same", address("GB", "", "Northam"), address("GB", "", "Northam", "5 Mill Road"), same},
		{"town only, another", address("GB", "", "Southam"), address("GB", "", "Northam", "5 Mill Road"), different},
		{"postcode only", address("GB", "NX1", ""), address("GB", "NX1", "Northam", "5 Mill Road"), same},
		{"nothing in common", address("GB", "NX1", ""), address("GB", "", "Northam"), cannotTell},
		{"country only", address("GB", "", ""), address("GB", "", "Northam"), cannotTell},
	}
	for _, tt := range tests {
		a, b := normalise(&tt.a), normalise(&tt.b)
		if got := a.compare(&b); got != tt.want {
			t.Errorf("%s: %d, want %d (%q, %q)", tt.name, got, tt.want, a.key(), b.key())
		}
		if a.compare(&b) != b.compare(&a) {
			t.Errorf("%s: it depends on the order", tt.name)
		}
	}
}

func TestPostalKey(t *testing.T) {
	for want, a := range map[string]bonafide.Address{
		"12 main street #4|12345|US":  address("US", "12345", "Fairview", "No. 12 Main St", "Apt #4"),
		"12 main street #b|fairview|": address("", "", "Fairview", "Suite No. B 12 Main St"),
		"17 pobox|12345|US":           address("US", "12345", "", "P.O. Box 17"),
		"17 pobox|10115|DE":           address("DE", "10115", "", "Postfach 17"),
		"":                            address("DE", "10115", "Berlin"),
	} {
		p := normalise(&a)
		if got := p.key(); got != want {
			t.Errorf("%v: %q, want %q", a, got, want)
		}
	}
	for _, line := range []string{"PO Box 17", "p.o. box 17", "Postfach 17"} {
		if p := normalise(&bonafide.Address{Lines: []string{line}}); !p.poBox {
			t.Errorf("%q names a box", line)
		}
	}
	if p := normalise(&bonafide.Address{Lines: []string{"12 Boxwood Lane", "apt"}}); p.poBox {
		t.Error("a lane is no box")
	}
}

func TestKilometres(t *testing.T) {
	chicago, dallas := place{lat: 41.88, lon: -87.63, located: true}, place{lat: 32.78, lon: -96.80, located: true}
	if km, ok := kilometres(&chicago, &dallas); !ok || math.Abs(km-1295) > 10 {
		t.Errorf("%f km, %v", km, ok)
	}
	if _, ok := kilometres(&chicago, &place{}); ok {
		t.Error("a distance to nowhere")
	}
	wrong := normalise(&bonafide.Address{Lat: 91, Lon: 0})
	if wrong.located {
		t.Error("a latitude of 91 degrees was believed")
	}
	antipode := place{lat: -41.88, lon: 92.37, located: true}
	if km, _ := kilometres(&chicago, &antipode); math.Abs(km-math.Pi*6371) > 1 {
		t.Errorf("half round the world is %f km", km)
	}
}

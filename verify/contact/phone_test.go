package contact

import (
	"errors"
	"strings"
	"testing"

	"bonafide"
)

func TestParseNumber(t *testing.T) {
	tests := []struct {
		in, region, e164, in_ string
		line                  lineType
	}{
		{"+44 56 0012 3456", "", "+445600123456", "GB", lineVirtual},
		{"070 1234 5678", "gb", "+447012345678", "GB", lineVirtual},
		{"+33 9 12 34 56 78", "", "+33912345678", "FR", lineVirtual},
		{"0049 1512 3456789", "US", "+4915123456789", "DE", lineOfRange},
		{"(202) 555-0123", "US", "+12025550123", "US", lineUnknown},
		{"+1 800 555 1234", "", "+18005551234", "US", lineUnknown},
		{"+1 500 555 0123", "", "+15005550123", "US", lineUnknown},
		{"+1 876 555 0123", "", "+18765550123", "JM", lineUnknown},
		{"+49 32 123456789", "", "+4932123456789", "DE", lineOfRange},
		{"+44 843 123 4567", "", "+448431234567", "GB", lineUnknown},
		{"+44 7700 900123 ext. 5", "", "+447700900123", "", lineUnknown},
		{"tel:+44-20-7946-0123", "", "+442079460123", "GB", lineOfRange},
	}
	for _, tt := range tests {
		n, err := parseNumber(tt.in, tt.region)
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		kind, why := n.line()
		if n.e164 != tt.e164 || n.region() != tt.in_ || kind != tt.line || (why == "") != (kind == lineOfRange) {
			t.Errorf("%s: %+v, line %d %q", tt.in, n, kind, why)
		}
	}
	for in, region := range map[string]string{"020 7946 0123": "", "12": "GB", "": "GB", "+999 1234567": "", "+44 1": "", "+4420794601231234": "", strings.Repeat("1", 65): "GB", "call me": "GB", "5551234567": "XX"} {
		if n, err := parseNumber(in, region); !errors.Is(err, bonafide.ErrInvalid) {
			t.Errorf("%q was read as %+v, %v", in, n, err)
		}
	}
}

// TestNorthAmericaIsNeverKnown holds the promise that no +1 number is called
// anything at all, whatever its range.
func TestNorthAmericaIsNeverKnown(t *testing.T) {
	for _, area := range []string{"202", "415", "800", "900", "500", "521", "604", "787", "876"} {
		n, err := parseNumber("+1"+area+"5550123", "")
		if err != nil {
			continue
		}
		if kind, _ := n.line(); kind != lineUnknown {
			t.Errorf("+1 %s is called %d", area, kind)
		}
	}
}

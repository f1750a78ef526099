package contact

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"bonafide"
)

// numberingPlan is the metadata that phonenumbers v1.8.1 carries.
var numberingPlan = bonafide.Dataset{Name: "libphonenumber", Version: "9.0.32 (phonenumbers 1.8.1)", Date: bonafide.Date{Year: 2026, Month: 6, Day: 1}}

// number is a telephone number as the numbering plan reads it. Its region and the
// type of its range cost more than reading it and are worked out when asked for.
type number struct {
	// e164 is "+" with country code and number, without extension.
	e164   string
	parsed *phonenumbers.PhoneNumber
}

// region is ISO 3166-1 alpha-2, "001" for no single country, empty where unknown.
func (n *number) region() string { return phonenumbers.GetRegionCodeForNumber(n.parsed) }

// lineType is what can be said of a line offline.
type lineType int

const (
	lineUnknown lineType = iota
	lineOfRange          // a geographic or mobile range
	lineVirtual
)

// parseNumber reads a number. region is the country to dial from where the number
// has no "+" or "00"; it may be empty. Errors are of kind [bonafide.ErrInvalid].
func parseNumber(s, region string) (number, error) {
	s = strings.TrimSpace(s)
	if len(s) > 64 {
		return number{}, bonafide.Invalidf("%d bytes are too long for a telephone number", len(s))
	}
	if strings.HasPrefix(s, "00") {
		s = "+" + s[2:]
	}
	digits := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	if digits < 5 && isASCII(s) {
		return number{}, bonafide.Invalidf("%q is no telephone number", clip(s, 40))
	}
	region = strings.ToUpper(region)
	if !international(s) && region == "" {
		return number{}, bonafide.Invalidf("%q has no country code", clip(s, 40))
	}
	n, err := phonenumbers.Parse(s, region)
	if err != nil {
		return number{}, bonafide.Invalidf("%q cannot be read as a telephone number: %w", clip(s, 40), err)
	}
	if !phonenumbers.IsPossibleNumber(n) {
		return number{}, bonafide.Invalidf("%q has a length that no number of its country has", clip(s, 40))
	}
	return number{phonenumbers.Format(n, phonenumbers.E164), n}, nil
}

// international reports whether the number says its own country.
func international(s string) bool {
	s = strings.TrimLeft(s, " (")
	return strings.HasPrefix(s, "+") || strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "00") || strings.HasPrefix(s, "tel:+")
}

// line says what is known of the line. Internet telephony and personal numbers
// (which ring wherever their holder lets them) are virtual by their range. Service
// numbers end anywhere, and all of +1 is one range for every kind of line: both
// stay unknown.
func (n *number) line() (lineType, string) {
	if strings.HasPrefix(n.e164, "+1") {
		return lineUnknown, "the plan of +1 does not tell kinds of line apart"
	}
	switch phonenumbers.GetNumberType(n.parsed) {
	case phonenumbers.VOIP:
		return lineVirtual, "a range for internet telephony"
	case phonenumbers.PERSONAL_NUMBER:
		return lineVirtual, "a range for personal numbers, which are forwarded to any line"
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE:
		return lineOfRange, ""
	case phonenumbers.FIXED_LINE_OR_MOBILE:
		return lineUnknown, "the plan does not tell kinds of line apart in this range"
	case phonenumbers.UNKNOWN:
		return lineUnknown, "the plan does not assign this range"
	}
	return lineUnknown, "a service number can end on any line"
}

package written

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"bonafide"
)

// countries are the names of countries and territories in English, German, French
// and Spanish, as the CLDR has them, and what is commonly written instead.
var countries = sync.OnceValue(func() map[string]string {
	names := map[string]string{
		"usa": "US", "united states of america": "US", "u.s.a": "US", "u.s": "US", "uk": "GB", "u.k": "GB", "great britain": "GB",
		"england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "großbritannien": "GB", "england (uk)": "GB",
		"republic of korea": "KR", "korea, republic of": "KR", "russian federation": "RU", "viet nam": "VN", "czech republic": "CZ", "tschechische republik": "CZ",
		"turkey": "TR", "holland": "NL", "the netherlands": "NL", "ivory coast": "CI", "hong kong": "HK", "hongkong": "HK", "macau": "MO",
		"taiwan, province of china": "TW", "iran, islamic republic of": "IR", "syrian arab republic": "SY", "moldova, republic of": "MD",
		"tanzania, united republic of": "TZ", "bosnia and herzegovina": "BA", "uae": "AE", "vae": "AE", "cape verde": "CV", "swaziland": "SZ",
		"macedonia": "MK", "brunei darussalam": "BN", "brd": "DE", "ee. uu": "US", "ee.uu": "US", "eeuu": "US", "états unis": "US",
	}
	for _, in := range []language.Tag{language.English, language.German, language.French, language.Spanish} {
		regions := display.Regions(in)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				code := string(a) + string(b)
				r, err := language.ParseRegion(code)
				// Codes of states that are no more have names of those that are: DD, VD.
				if err != nil || !r.IsCountry() || r.Canonicalize() != r || r.String() != code {
					continue
				}
				name := folded(regions.Name(r))
				if _, ok := names[name]; !ok && name != "" {
					names[name] = code
				}
			}
		}
	}
	return names
})

// folded is a name in lower case, with single spaces and plain apostrophes.
func folded(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(s, "’", "'")), " "))
	return strings.TrimSuffix(s, ".")
}

// Country is the ISO 3166-1 alpha-2 code of a country given by its code or by its
// name in English, German, French or Spanish; empty where it is neither. Two letters
// are taken for a code as they stand, whether or not there is such a country; UK is GB.
func Country(s string) string {
	s = strings.TrimSpace(s)
	switch {
	case len(s) == 2 && letter(s[0]) && letter(s[1]):
		if code := strings.ToUpper(s); code != "UK" {
			return code
		}
		return "GB"
	case s == "" || len(s) > 80:
		return ""
	}
	return countries()[folded(s)]
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// states are the two-letter codes of the states of the USA: behind a comma they are
// a region, whatever country has the same code.
const states = " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC "

// USState reports the two capital letters of a state of the USA.
func USState(s string) bool {
	return len(s) == 2 && letter(s[0]) && letter(s[1]) && strings.Contains(states, " "+s+" ")
}

// Place reads where somebody says that they live, between commas: "Austin, TX, USA",
// "10115 Berlin, Germany", "Lyon". Words about remote work are no place. What stands
// for nothing else is kept as a line.
func Place(s string) bonafide.Address {
	var a bonafide.Address
	var parts []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '|' }) {
		part = strings.TrimSpace(part)
		if l := strings.ToLower(part); part != "" && len(parts) < 12 && !strings.HasPrefix(l, "remote") && !strings.HasPrefix(l, "(remote") {
			parts = append(parts, part)
		}
	}
	if n := len(parts); n > 0 {
		last := parts[n-1]
		switch {
		case n > 1 && n < 3 && USState(last):
			a.Country = "US" // "Reno, NV": no country of that code is meant
		case len(last) > 2 || n > 1:
			if a.Country = Country(last); a.Country != "" {
				parts = parts[:n-1]
			}
		}
	}
	if n := len(parts); n > 1 && (USState(parts[n-1]) || n == 2 && a.Country != "" && !digit(parts[0]+parts[1])) {
		a.Region, parts = parts[n-1], parts[:n-1]
	}
	if n := len(parts); n > 0 {
		last := parts[n-1]
		code, city, ok := strings.Cut(last, " ")
		switch {
		case !digit(last):
			a.City, parts = last, parts[:n-1]
		case ok && number4(code) && !digit(city):
			a.Postcode, a.City, parts = code, strings.TrimSpace(city), parts[:n-1]
		}
	}
	a.Lines = parts
	if len(a.Lines) == 0 {
		a.Lines = nil
	}
	return a
}

func digit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// number4 is a postcode of four to six digits.
func number4(s string) bool {
	return len(s) >= 4 && len(s) <= 6 && strings.Trim(s, "0123456789") == ""
}

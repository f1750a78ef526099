package screen

import (
	"strconv"
	"strings"

	"bonafide"
	"bonafide/screen/watchlist"
)

// ParseCountry reads a country as people write it: the codes of ISO 3166-1 of two or
// three letters, or its English name ("Germany", "South Korea"), in any case. It gives
// the code of two letters; nothing for nothing. What it does not know, or what several
// countries are called, is of kind [bonafide.ErrInvalid].
func ParseCountry(s string) (string, error) {
	if s = strings.TrimSpace(s); s == "" {
		return "", nil
	}
	switch strings.ToLower(s) {
	case "korea":
		return "", bonafide.Invalidf("country %s: write North Korea or South Korea", strconv.Quote(s))
	case "congo":
		return "", bonafide.Invalidf("country %s: write CG or CD", strconv.Quote(s))
	}
	if code := watchlist.CountryCode(s); code != "" {
		return code, nil
	}
	return "", bonafide.Invalidf("country %s is not known: write a code of ISO 3166-1 (DE, DEU) or the English name", strconv.QuoteToASCII(clip(s, 40)))
}

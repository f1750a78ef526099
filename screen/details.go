package screen

import (
	"strings"
	"unicode"

	"bonafide/screen/watchlist"
)

// normalEmail is an e-mail address in lower case; empty where it is none.
func normalEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "mailto:")
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.ContainsAny(s, " \t\r\n<>,;") {
		return ""
	}
	return s
}

// localPart is what stands before the @ and before a +.
func localPart(email string) string {
	local, _, _ := strings.Cut(email, "@")
	local, _, _ = strings.Cut(local, "+")
	return local
}

// normalPhone is the digits of a number as E.164 has them, without the +. A national
// number stays as it is and meets only the same spelling: no country is guessed.
// Empty where fewer than seven digits or more than fifteen are there.
func normalPhone(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsDigit(r):
			return ""
		case strings.ContainsRune("xX#;", r) && b.Len() >= 7:
			return trimPhone(b.String()) // an extension follows
		}
	}
	return trimPhone(b.String())
}

func trimPhone(d string) string {
	d = strings.TrimPrefix(d, "00")
	if len(d) < 7 || len(d) > 15 {
		return ""
	}
	return d
}

// platforms are hosts that many share: there the path names the holder.
var platforms = map[string]bool{
	"facebook.com": true, "twitter.com": true, "x.com": true, "linkedin.com": true, "instagram.com": true, "youtube.com": true,
	"t.me": true, "vk.com": true, "github.com": true, "gitlab.com": true, "medium.com": true, "sites.google.com": true,
	"tiktok.com": true, "upwork.com": true, "freelancer.com": true, "reddit.com": true, "ok.ru": true, "telegram.me": true, "behance.net": true,
}

// normalSite is the host of a web address without www; on a platform that many share,
// the host with the first segments of the path. Empty where it is no web address.
func normalSite(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	host, path, _ := strings.Cut(s, "/")
	host, _, _ = strings.Cut(host, "?")
	host, _, _ = strings.Cut(host, ":")
	host = strings.TrimSuffix(strings.TrimPrefix(host, "www."), ".")
	if len(host) < 4 || !strings.Contains(host, ".") || strings.ContainsAny(host, " @\t\r\n,;") {
		return ""
	}
	if bare := strings.TrimPrefix(host, "m."); platforms[bare] {
		path, _, _ = strings.Cut(path, "?")
		path = strings.Trim(path, "/")
		if path == "" {
			return ""
		}
		return bare + "/" + path
	}
	return host
}

// normalHandle is an account name without @ in lower case; empty where it has fewer
// than three characters or a blank.
func normalHandle(s string) string {
	s = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	if len(s) < 3 || len(s) > 100 || strings.ContainsAny(s, " \t\r\n") {
		return ""
	}
	return s
}

// handleOfAccount is the account name of a URL where it has one: the last segment of
// a path on a shared platform.
func handleOfAccount(url string) string {
	site := normalSite(url)
	_, path, ok := strings.Cut(site, "/")
	if !ok {
		return ""
	}
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		path = path[i+1:]
	}
	return normalHandle(path)
}

// distinctive reports an account name that two people hardly choose by chance: eight
// characters and more, with a digit or an underscore in it, or twelve and more.
func distinctive(handle string) bool {
	return len(handle) >= 8 && strings.ContainsAny(handle, "0123456789_") || len(handle) >= 12
}

// normalNumber is the letters and digits of a document's number in upper case; empty
// where fewer than four are there.
func normalNumber(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	if b.Len() < 4 {
		return ""
	}
	return b.String()
}

// worldwide are the types of numbers that one register gives out for all countries.
var worldwide = map[string]bool{
	"imo": true, "mmsi": true, "lei": true, "swift": true, "isin": true, "duns": true, "inn": true, "ogrn": true, "uscc": true,
	"bik": true, "msn": true, "tail-number": true, "mode-s": true, "call-sign": true,
}

// grade is what the agreement of a detail is worth by itself.
type grade struct {
	score float64
	band  Band
	why   string
}

// documentGrade grades two documents whose numbers are the same.
func documentGrade(have *Document, listed *watchlist.Document) grade {
	sameType := have.Type != "" && strings.EqualFold(have.Type, listed.Type)
	otherType := have.Type != "" && listed.Type != "other" && listed.Type != "" && !sameType
	country := unknown
	if have.Country != "" && listed.Country != "" {
		country = contradicts
		if strings.EqualFold(have.Country, listed.Country) {
			country = agrees
		}
	}
	g := grade{0.80, Possible, "the type of the document is not known"}
	short := len(normalNumber(listed.Number)) < 6
	switch {
	case otherType:
		g = grade{0.55, Weak, "a document of another type"}
	case sameType && worldwide[listed.Type]:
		g = grade{0.95, Strong, "the same type"}
	case country == contradicts:
		g = grade{0.55, Weak, "a document of another country"}
	case sameType && country == agrees:
		g = grade{0.95, Strong, "the same type and country"}
	case sameType:
		g = grade{0.85, Possible, "the same type; the country is not known on one side"}
	}
	if short && g.band == Possible {
		g = grade{0.60, Weak, g.why + "; the number is short"}
	}
	if listed.Disputed && g.band == Strong {
		g.band, g.score, g.why = Possible, 0.85, g.why+"; the list says that the paper is false or another's"
	}
	return g
}

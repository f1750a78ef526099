package history

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"bonafide"
)

// job is a stated job, ready to be compared.
type job struct {
	*bonafide.Employment
	at   int // its place in the source
	firm words
	// nobody says that no employer is named: freelance work, a firm kept secret.
	nobody bool
}

func newJob(e *bonafide.Employment, at int) job {
	j := job{Employment: e, at: at, firm: firmWords(e.Employer)}
	j.nobody = len(j.firm.all) == 0
	if !j.nobody {
		j.nobody = true
		for _, w := range j.firm.all {
			if !unnamed[w] && !generic[w] {
				j.nobody = false
				break
			}
		}
		for _, w := range j.firm.all {
			if selfWords[w] {
				j.nobody = true
			}
		}
	}
	return j
}

// words are the comparable words of a firm's or school's name.
type words struct {
	all []string
	// plainLatin is false where a word has letters without a transcription.
	plainLatin bool
}

// legalForms are dropped from a firm's name.
var legalForms = map[string]bool{
	"inc": true, "incorporated": true, "llc": true, "llp": true, "lp": true, "ltd": true, "limited": true, "gmbh": true, "mbh": true,
	"ag": true, "kg": true, "ug": true, "se": true, "co": true, "corp": true, "corporation": true, "company": true, "plc": true,
	"sa": true, "sas": true, "sarl": true, "srl": true, "spa": true, "bv": true, "nv": true, "oy": true, "oyj": true, "ab": true,
	"as": true, "asa": true, "aps": true, "pty": true, "pte": true, "sdn": true, "bhd": true, "kk": true, "ooo": true, "oao": true,
	"zao": true, "tov": true, "doo": true, "kft": true, "sro": true, "zoo": true, "sp": true, "spzoo": true, "ltda": true, "lda": true,
	"pvt": true, "private": true, "eurl": true, "sl": true, "slu": true, "cv": true, "the": true, "and": true, "und": true, "et": true,
	"of": true, "group": true, "holding": true, "holdings": true, "haftungsbeschrankt": true,
}

// generic words name no firm by themselves.
var generic = map[string]bool{
	"software": true, "technology": true, "technologies": true, "tech": true, "systems": true, "solutions": true, "services": true,
	"consulting": true, "digital": true, "labs": true, "lab": true, "studio": true, "studios": true, "it": true, "global": true,
	"international": true, "bank": true, "university": true, "college": true, "school": true, "institute": true, "media": true,
	"data": true, "cloud": true, "web": true, "network": true, "networks": true, "capital": true, "ventures": true, "partners": true,
	"development": true, "agency": true, "blockchain": true, "crypto": true, "finance": true, "health": true, "energy": true,
	"europe": true, "america": true, "asia": true, "us": true, "uk": true, "usa": true, "eu": true, "de": true,
}

// unnamed words stand where somebody does not name an employer.
var unnamed = map[string]bool{
	"stealth": true, "startup": true, "start": true, "up": true, "confidential": true, "undisclosed": true, "nda": true, "various": true,
	"clients": true, "client": true, "company": true, "private": true, "remote": true, "multiple": true, "upwork": true, "fiverr": true,
	"toptal": true, "freelancer": true, "unknown": true, "none": true, "na": true,
}

// selfWords say that a person worked on their own account.
var selfWords = map[string]bool{
	"freelance": true, "freelancer": true, "freelancing": true, "selfemployed": true, "self": true, "independent": true,
	"contractor": true, "sabbatical": true, "parental": true,
}

// firmWords folds a firm's name: case, accents, punctuation and legal forms fall
// away, single letters are joined (S. A. is sa).
func firmWords(s string) words {
	if len(s) > maxNameSize {
		s = strings.ToValidUTF8(s[:maxNameSize], "")
	}
	if !ascii(s) && !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s)
	}
	w := words{plainLatin: true}
	var cell [128]byte
	run := cell[:0]
	var letters [32]byte // single letters that wait for more of their kind
	waiting := letters[:0]
	add := func(word string) {
		if !legalForms[word] && len(w.all) < 16 {
			w.all = append(w.all, word)
		}
	}
	flush := func() {
		switch {
		case len(run) == 0:
		case len(run) == 1 && len(waiting) < cap(waiting):
			waiting = append(waiting, run[0])
		default:
			if len(waiting) > 0 {
				add(string(waiting))
				waiting = waiting[:0]
			}
			add(string(run))
		}
		run = run[:0]
	}
	for _, r := range s {
		switch {
		case r == '\'' || r == '’':
		case r >= '0' && r <= '9':
			run = append(run, byte(r))
		case unicode.IsLetter(r) || unicode.IsMark(r):
			p := plain(r)
			if p == 0 || len(run) > cap(run)-8 {
				continue
			}
			n := len(run)
			if scriptOf(p).writable() {
				run = appendLatin(run, p)
			}
			if len(run) == n && !unicode.IsMark(p) && p != 'ь' && p != 'ъ' {
				run = utf8.AppendRune(run, p)
				w.plainLatin = false
			}
		default:
			flush()
		}
	}
	flush()
	if len(waiting) > 0 {
		add(string(waiting))
	}
	return w
}

// sameFirm reports whether two names may be one firm: equal words, one name inside
// the other, or one the initials of the other.
func sameFirm(a, b words) bool {
	if len(a.all) == 0 || len(b.all) == 0 {
		return false
	}
	short, long := a.all, b.all
	if len(short) > len(long) {
		short, long = long, short
	}
	telling := len(short) == len(long)
	for _, w := range short {
		found := false
		for _, o := range long {
			if w == o || len(w) >= 6 && len(o) >= 6 && distance(w, o, 1) <= 1 {
				found = true
				break
			}
		}
		if !found {
			return len(short) == 1 && (initials(short[0], long) || joined(short[0], long)) ||
				len(a.all) > 1 && len(b.all) > 1 && joinedBoth(a.all, b.all)
		}
		telling = telling || !generic[w]
	}
	return telling
}

// initials reports whether word is made of the first letters of the words: IBM.
func initials(word string, of []string) bool {
	if len(word) < 3 || len(word) != len(of) {
		return false
	}
	for i, w := range of {
		if w[0] != word[i] {
			return false
		}
	}
	return true
}

// joined reports whether word is the others written as one: BlueHarbor.
func joined(word string, of []string) bool {
	for _, w := range of {
		rest, ok := strings.CutPrefix(word, w)
		if !ok {
			return false
		}
		word = rest
	}
	return word == ""
}

func joinedBoth(a, b []string) bool { return strings.Join(a, "") == strings.Join(b, "") }

// sameEmployer also takes one web domain for one firm.
func sameEmployer(a, b *job) bool {
	if a.Domain != "" && equalFold(a.Domain, b.Domain) {
		return true
	}
	return sameFirm(a.firm, b.firm)
}

// span is a stretch of time, each end as the person would want it read.
type span struct{ from, to time.Time }

// span of a job as a source told it at the given time. The stretch is the shortest
// that the dates allow; ok is false where a date is unknown or nothing remains.
func (j *job) span(told time.Time) (span, bool) {
	if j.From.IsZero() {
		return span{}, false
	}
	s := span{from: j.From.Last()}
	switch {
	case !j.To.IsZero():
		s.to = j.To.First()
	case j.Current:
		s.to = told
	default:
		return span{}, false
	}
	if s.to.After(told) {
		s.to = told
	}
	return s, s.from.Before(s.to)
}

func overlap(a, b span) span {
	if b.from.After(a.from) {
		a.from = b.from
	}
	if b.to.Before(a.to) {
		a.to = b.to
	}
	return a
}

func (s span) length() time.Duration { return s.to.Sub(s.from) }

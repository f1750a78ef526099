package history

import (
	"slices"
	"strings"
	"time"

	"bonafide"
)

// meetings raises INT-12 where a display name has nothing in common with any name
// of the person. A single word is never enough: it may be a nickname.
func (x *examination) meetings() {
	var known []*name
	for i := range x.sources {
		if s := &x.sources[i]; s.Kind != bonafide.Meeting && s.Kind != bonafide.ReferenceRec {
			known = append(known, named(s.names)...)
		}
	}
	if len(known) == 0 {
		return
	}
	var evidence []bonafide.Evidence
	var at time.Time
	unknown, others := 0, 0
	seen := map[string]verdict{}
	for i := range x.sources {
		s := &x.sources[i]
		for j := range s.Sightings {
			sight := &s.Sightings[j]
			if sight.Name == "" || sight.Use != "meeting" && (sight.Use != "" || s.Kind != bonafide.Meeting) {
				continue
			}
			v, ok := seen[sight.Name]
			switch {
			case !ok && len(seen) == maxItems:
				v = cannotTell
			case !ok:
				v = x.display(sight.Name, known)
				seen[sight.Name] = v
			}
			switch v {
			case cannotTell:
				unknown++
			case another:
				when := sight.At
				if when.IsZero() {
					when = x.observed(s)
				}
				if when.After(at) {
					at = when
				}
				if others++; others <= maxShown {
					evidence = append(evidence, x.about(s, sight.Name, "name shown on "+when.UTC().Format(time.DateOnly), item("sightings", j), "name"))
				}
			}
		}
	}
	if unknown > 0 {
		x.missing("name shown in "+plural(unknown, "meeting", "meetings"),
			"a single word, or a script that cannot be compared; ask the person to join under their full name", meetingName)
	}
	if len(evidence) > 0 {
		x.report(meetingName, "meeting-name", at,
			"The name shown in "+plural(others, "meeting", "meetings")+" shares no part with any name on record.", evidence...)
	}
}

// verdict is how a display name stands to the person's names.
type verdict uint8

const (
	unheard verdict = iota
	theirs
	cannotTell
	another
)

// deviceWords make a display name that of a machine, a room or a platform's default.
// Words that are also people's names are not among them.
var deviceWords = map[string]bool{
	"iphone": true, "ipad": true, "ipod": true, "macbook": true, "imac": true, "galaxy": true, "samsung": true, "pixel": true,
	"android": true, "phone": true, "laptop": true, "desktop": true, "pc": true, "computer": true, "notebook": true, "thinkpad": true,
	"xps": true, "lenovo": true, "huawei": true, "xiaomi": true, "redmi": true, "oneplus": true, "oppo": true, "motorola": true,
	"nokia": true, "zoom": true, "teams": true, "user": true, "participant": true, "unknown": true, "room": true, "caller": true,
	"anonymous": true, "candidate": true, "applicant": true, "interview": true, "admin": true, "windows": true, "device": true,
	"tablet": true, "notetaker": true,
}

// firmEndings end a firm's name and nobody else's.
var firmEndings = map[string]bool{
	"inc": true, "incorporated": true, "llc": true, "ltd": true, "limited": true, "gmbh": true, "corp": true, "corporation": true, "plc": true,
}

// display compares a display name.
func (x *examination) display(shown string, known []*name) verdict {
	if local, _, mail := strings.Cut(shown, "@"); mail {
		return x.account(shown, local, known)
	}
	n := parseName(shown)
	if len(n.tokens) == 0 {
		return theirs // a number, a sign
	}
	// A machine is often called after its owner: "Ana's iPhone" says nothing about
	// who Ana is to the person.
	for _, w := range firmWords(shown).all {
		if deviceWords[w] {
			return theirs
		}
	}
	if x.firmName(shown) || x.handle(shown) {
		return theirs
	}
	comparable := true
	for _, k := range known {
		r := compareNames(n, k)
		if r.comparable && r.matched > 0 || related(n, k) {
			return theirs
		}
		comparable = comparable && r.comparable
	}
	if !comparable || shared(n, known) < 2 {
		return cannotTell
	}
	return another
}

// shared counts the parts of a display name that some known name could have matched.
func shared(shown *name, known []*name) int {
	n := 0
	for i := range shown.tokens {
		t := &shown.tokens[i]
		if slices.ContainsFunc(known, func(k *name) bool {
			return slices.ContainsFunc(k.tokens, func(o token) bool { return o.script == t.script || o.latin != "" && t.latin != "" })
		}) {
			n++
		}
	}
	return n
}

// related takes short forms: a token that begins one of the person's (Alex), or the
// person's initials written as one word (JR).
func related(shown, known *name) bool {
	for i := range shown.tokens {
		s := &shown.tokens[i]
		for j := range known.tokens {
			k := &known.tokens[j]
			if s.script == k.script && len(s.text) >= 2 && len(k.text) >= 2 &&
				(strings.HasPrefix(k.text, s.text) || strings.HasPrefix(s.text, k.text)) {
				return true
			}
		}
	}
	if len(shown.tokens) != 1 {
		// Initials in parts: "J. R." is each a letter of some part.
		for i := range shown.tokens {
			if !shown.tokens[i].initial {
				return false
			}
		}
		return lettersOf(shown.whole, known)
	}
	return len(shown.whole) <= 4 && lettersOf(shown.whole, known)
}

// lettersOf reports whether every letter begins some part of the name.
func lettersOf(letters string, known *name) bool {
	for _, r := range letters {
		found := false
		for j := range known.tokens {
			t := &known.tokens[j]
			found = found || strings.HasPrefix(t.text, string(r)) || strings.HasPrefix(t.latin, string(r))
		}
		if !found {
			return false
		}
	}
	return letters != ""
}

// account compares a display name that is an e-mail address: an address on record,
// or a local part made of the person's names. Any other word in it is a handle, of
// which nothing can be said, unless it is put together like a name.
func (x *examination) account(shown, local string, known []*name) verdict {
	for i := range x.sources {
		for _, m := range x.sources[i].Emails {
			mine, _, _ := strings.Cut(m, "@")
			if equalFold(m, shown) || equalFold(mine, local) {
				return theirs
			}
		}
	}
	if x.handle(local) {
		return theirs
	}
	n := parseName(local)
	if len(n.tokens) == 0 {
		return theirs
	}
	comparable := true
	for _, k := range known {
		r := compareNames(n, k)
		comparable = comparable && r.comparable
		if r.comparable && r.matched > 0 || related(n, k) {
			return theirs
		}
		for j := range k.tokens {
			if t := k.tokens[j].latin; len(t) >= 3 && strings.Contains(n.whole, t) {
				return theirs
			}
		}
	}
	if !comparable || shared(n, known) < 2 {
		return cannotTell
	}
	for i := range n.tokens {
		if len(n.tokens[i].text) < 3 {
			return cannotTell
		}
	}
	return another
}

// firmName reports whether the name shown is that of a firm on record.
func (x *examination) firmName(shown string) bool {
	w := firmWords(shown)
	for i := range x.sources {
		for j := range x.sources[i].jobs {
			if sameFirm(w, x.sources[i].jobs[j].firm) {
				return true
			}
		}
	}
	last := strings.ToLower(shown[strings.LastIndexByte(shown, ' ')+1:])
	return firmEndings[strings.Trim(last, ".,")]
}

// handle reports whether the name shown is an account of the person's.
func (x *examination) handle(shown string) bool {
	shown = strings.TrimPrefix(shown, "@")
	for i := range x.sources {
		for j := range x.sources[i].Accounts {
			if h := strings.TrimPrefix(x.sources[i].Accounts[j].Handle, "@"); h != "" && equalFold(h, shown) {
				return true
			}
		}
	}
	return false
}

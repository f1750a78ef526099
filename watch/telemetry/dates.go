package telemetry

import (
	"strings"
	"time"
	"unicode/utf8"
)

// written reads a time as people and their programs write it: a date in any usual
// order, with the name of the month in English, German, French, Spanish, Italian,
// Portuguese or Dutch, a time of day of 12 or 24 hours before or behind it, and a zone.
// Everything in the text must be understood, else nothing is.
//
// Three numbers with dots or dashes have the day first, with slashes the month: who
// knows the order of a whole table writes it so.
func written(s string) (time.Time, bool) {
	w := dateText{s: strings.TrimSpace(s)}
	for w.at < len(w.s) {
		if !w.part() {
			return time.Time{}, false
		}
	}
	y, m, d, ok := w.date()
	if !ok || y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return time.Time{}, false
	}
	sec := days(y, m, d)*86400 + int64(w.hour*3600+w.minute*60+w.second) - int64(w.offset)
	return believable(time.Unix(sec, w.nanos))
}

type dateText struct {
	s  string
	at int

	numbers [3]int // of the date, as they stand
	digits  [3]int
	between [3]byte // what stands before each
	count   int
	month   int // by its name; 0: none

	hour, minute, second int
	nanos                int64
	clock                bool
	half                 bool // a clock of 12 hours
	offset               int  // seconds east of UTC
	zone                 bool
	mark                 byte // the last sign passed over
}

// part reads the next number, word or sign.
func (w *dateText) part() bool {
	switch c := w.s[w.at]; {
	case c-'0' <= 9:
		return w.number()
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf:
		from := w.at
		for w.at < len(w.s) {
			c := w.s[w.at] | 0x20
			if (c < 'a' || c > 'z') && w.s[w.at] < utf8.RuneSelf {
				break
			}
			w.at++
		}
		return w.word(Plainly(w.s[from:w.at]))
	case c == '+' || c == '-' && w.clock && w.count+min(w.month, 1) >= 3:
		return w.east()
	case strings.IndexByte(" ,./-'()\t", c) >= 0:
		if c != ' ' && c != '\t' || w.mark == 0 {
			w.mark = c
		}
		w.at++
		return true
	}
	return false
}

func (w *dateText) digitsAt() (n, length int) {
	for w.at < len(w.s) && w.s[w.at]-'0' <= 9 {
		if length++; length > 14 {
			return 0, length
		}
		n = n*10 + int(w.s[w.at]-'0')
		w.at++
	}
	return n, length
}

func (w *dateText) number() bool {
	n, length := w.digitsAt()
	mark := w.mark
	w.mark = 0
	if w.at < len(w.s) && w.s[w.at] == ':' {
		return !w.clock && length <= 2 && w.time(n)
	}
	switch {
	case length == 8 && w.count == 0 && w.month == 0, length == 14 && w.count == 0 && w.month == 0 && !w.clock:
		if length == 14 {
			w.hour, w.minute, w.second, w.clock = n/1e4%100, n/100%100, n%100, true
			n /= 1e6
			if w.hour > 23 || w.minute > 59 || w.second > 59 {
				return false
			}
		}
		w.numbers, w.digits, w.between, w.count = [3]int{n / 1e4, n / 100 % 100, n % 100}, [3]int{4, 2, 2}, [3]byte{0, '-', '-'}, 3
		return true
	case w.count == 3 || length > 4 || length == 3:
		return false
	}
	w.numbers[w.count], w.digits[w.count], w.between[w.count] = n, length, mark
	w.count++
	return true
}

// time reads what follows the hours.
func (w *dateText) time(hour int) bool {
	w.at++
	minute, length := w.digitsAt()
	if length != 2 {
		return false
	}
	w.clock, w.hour, w.minute = true, hour, minute
	if w.at+1 < len(w.s) && w.s[w.at] == ':' {
		w.at++
		if w.second, length = w.digitsAt(); length != 2 {
			return false
		}
		if w.at+1 < len(w.s) && (w.s[w.at] == '.' || w.s[w.at] == ',') && w.s[w.at+1]-'0' <= 9 {
			w.at++
			scale := int64(1e8)
			for ; w.at < len(w.s) && w.s[w.at]-'0' <= 9; w.at++ {
				w.nanos += int64(w.s[w.at]-'0') * scale
				scale /= 10
			}
		} else if w.at < len(w.s) && w.s[w.at] == '.' {
			return false
		}
	}
	return w.hour <= 23 && w.minute <= 59 && w.second <= 60
}

// east reads an offset: +02:00, -0500, +2.
func (w *dateText) east() bool {
	if !w.clock || w.zone && w.offset != 0 {
		return false
	}
	west := w.s[w.at] == '-'
	w.at++
	h, length := w.digitsAt()
	m := 0
	switch {
	case length == 4:
		h, m = h/100, h%100
	case length == 0 || length > 2:
		return false
	case w.at < len(w.s) && w.s[w.at] == ':':
		w.at++
		if m, length = w.digitsAt(); length != 2 {
			return false
		}
	}
	if m > 59 || h*60+m > 14*60 {
		return false
	}
	if w.offset, w.zone = h*3600+m*60, true; west {
		w.offset = -w.offset
	}
	return true
}

func (w *dateText) word(s string) bool {
	if m := monthNamed(s); m > 0 {
		if w.month > 0 || w.count == 3 {
			return false
		}
		w.month, w.mark = m, 0
		return true
	}
	switch s {
	case "am", "pm", "a", "p":
		if !w.clock || w.half || w.hour > 12 || w.hour == 0 {
			return false
		}
		w.half = true
		if w.hour %= 12; s[0] == 'p' {
			w.hour += 12
		}
		return true
	case "m":
		return w.half // "p.m."
	case "z", "utc", "gmt":
		if !w.clock || w.zone {
			return false
		}
		w.zone = true
		return true
	case "t":
		return w.count == 3 && !w.clock
	case "st", "nd", "rd", "th", "er", "de", "del", "of", "at", "um", "den", "le", "el", "uhr", "a las", "om", "uur", "the", "on", "kl":
		return true
	case "cst":
		// China writes 24 hours.
		if !w.clock || !w.half || w.zone {
			return false
		}
		w.offset, w.zone = -6*3600, true
		return true
	}
	if h, ok := zoneHours[s]; ok {
		if !w.clock || w.zone {
			return false
		}
		w.offset, w.zone = h*3600, true
		return true
	}
	return isWeekday(s)
}

// zoneHours are the letters of zones that mean one offset only.
var zoneHours = map[string]int{"est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "wet": 0, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "jst": 9, "kst": 9, "sgt": 8, "hkt": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3}

// monthNames begin the names of the months; the more telling come first.
var monthNames = [...]struct {
	begin string
	month int
}{
	{"jan", 1}, {"ene", 1}, {"gen", 1}, {"feb", 2}, {"fev", 2}, {"mar", 3}, {"maa", 3}, {"mae", 3}, {"mrt", 3}, {"mrz", 3}, {"apr", 4}, {"avr", 4}, {"abr", 4}, {"mai", 5}, {"may", 5}, {"mei", 5}, {"mag", 5},
	{"juin", 6}, {"juil", 7}, {"jun", 6}, {"giu", 6}, {"jul", 7}, {"lug", 7}, {"aug", 8}, {"aou", 8}, {"ago", 8}, {"sep", 9}, {"set", 9}, {"okt", 10}, {"oct", 10}, {"out", 10}, {"ott", 10}, {"nov", 11}, {"dez", 12}, {"dec", 12}, {"dic", 12},
}

var monthsWhole = [...]string{
	"january", "januar", "janner", "janvier", "enero", "janeiro", "gennaio", "januari", "february", "februar", "fevrier", "febrero", "fevereiro", "febbraio", "februari", "march", "marz", "maerz", "mars", "marzo", "marco", "maart", "april", "avril", "abril", "aprile",
	"maio", "mayo", "maggio", "june", "juni", "juin", "junio", "junho", "giugno", "july", "juli", "juillet", "julio", "julho", "luglio", "august", "aout", "agosto", "augustus", "september", "septembre", "septiembre", "setembro", "settembre", "sept",
	"october", "oktober", "octobre", "octubre", "outubro", "ottobre", "november", "novembre", "noviembre", "novembro", "december", "dezember", "decembre", "diciembre", "dezembro", "dicembre", "juil", "janv", "fevr", "avr", "mrz", "maa",
}

func monthNamed(s string) int {
	if len(s) < 3 {
		return 0
	}
	whole := len(s) == 3
	if !whole {
		for _, m := range monthsWhole {
			whole = whole || m == s
		}
	}
	if !whole {
		return 0
	}
	for _, m := range monthNames {
		if strings.HasPrefix(s, m.begin) {
			return m.month
		}
	}
	return 0
}

func isWeekday(s string) bool {
	switch s {
	case "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag":
		return true
	}
	return false
}

// date puts the numbers in order.
func (w *dateText) date() (y, m, d int, ok bool) {
	a, b, c := w.numbers[0], w.numbers[1], w.numbers[2]
	if w.month > 0 {
		switch {
		case w.count != 2:
			return 0, 0, 0, false
		case w.digits[0] == 4 && w.digits[1] <= 2:
			return a, w.month, b, true
		case w.digits[0] <= 2 && w.digits[1] == 4:
			return b, w.month, a, true
		case w.digits[0] <= 2 && w.digits[1] == 2:
			return century(b), w.month, a, true
		}
		return 0, 0, 0, false
	}
	sign := w.between[1]
	switch {
	case w.count != 3 || sign != w.between[2] || sign != '.' && sign != '/' && sign != '-' || w.digits[1] > 2:
		return 0, 0, 0, false
	case w.digits[0] == 4 && w.digits[2] <= 2:
		return a, b, c, true
	case w.digits[0] > 2 || w.digits[2] != 4 && (w.digits[2] != 2 || sign == '-'):
		return 0, 0, 0, false
	}
	if w.digits[2] == 2 {
		c = century(c)
	}
	if sign != '/' {
		return c, b, a, true
	}
	return c, a, b, true
}

// century is the year that two digits mean.
func century(y int) int {
	if y < 70 {
		return 2000 + y
	}
	return 1900 + y
}

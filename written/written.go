// Package written reads what people write into cells: dates, countries and places.
// A text comes in as somebody typed it; out comes the value, or an error that says
// why it cannot be read one way only. Nothing is guessed: 11/02/2026 is a date only
// where the order of day and month is known.
package written

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"bonafide"
)

// Order is in which order day and month are written where only numbers stand.
type Order uint8

// The orders.
const (
	Unknown Order = iota
	DayFirst
	MonthFirst
)

// ParseOrder reads "dmy" or "mdy"; the empty text is unknown.
func ParseOrder(s string) (Order, error) {
	switch s {
	case "":
		return Unknown, nil
	case "dmy":
		return DayFirst, nil
	case "mdy":
		return MonthFirst, nil
	}
	return Unknown, bonafide.Invalidf("%q is no order of dates; write dmy or mdy", s)
}

// Months has the names of the months and their usual short forms in the languages
// that records are written in, lower case and without a full stop.
var Months = sync.OnceValue(func() map[string]time.Month {
	m := make(map[string]time.Month, 256)
	for i, names := range [12]string{
		"january jan januar jänner janvier janv enero ene janeiro gennaio gen januari styczeń stycznia sty январь января янв",
		"february feb februar février févr fév fevrier febrero fevereiro fev febbraio februari luty lutego lut февраль февраля фев",
		"march mar märz mär mrz mars marzo março marco maart mrt marzec marca март марта мар",
		"april apr avril avr abril abr aprile kwiecień kwietnia kwi апрель апреля апр",
		"may mai mayo maio maggio mag mei maj maja май мая",
		"june jun juni juin junio junho giugno giu czerwiec czerwca cze июнь июня июн",
		"july jul juli juillet juil julio julho luglio lug lipiec lipca lip июль июля июл",
		"august aug août aout agosto ago augustus sierpień sierpnia sie август августа авг",
		"september sep sept septembre septiembre setembro set settembre wrzesień września wrz сентябрь сентября сен сент",
		"october oct oktober okt octobre octubre outubro out ottobre ott październik października paź октябрь октября окт",
		"november nov novembre noviembre novembro listopad listopada lis ноябрь ноября ноя",
		"december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre grudzień grudnia gru декабрь декабря дек",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = time.Month(i + 1)
		}
	}
	return m
})

var errNoDate = errors.New("it is not a date that can be read")

// longest is longer than any date with its time.
const longest = 64

// Date reads a date as people write it, to the precision that it has: 2016,
// 2016-09, 09/2016, September 2016, 2 Nov 2026, Nov 2, 2026, 02.11.2026, 2026/11/02.
// With dots the day comes first. Where day and month could change places, order
// decides; without it the error says so. The empty text is the unknown date.
func Date(s string, order Order) (bonafide.Date, error) {
	s = strings.TrimSpace(s)
	if d, err := bonafide.ParseDate(s); err == nil {
		return d, nil
	}
	if len(s) > longest {
		return bonafide.Date{}, errNoDate
	}
	var numbers []string
	var month time.Month
	sign := rune(0)
	for i, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }) {
		switch m := Months()[strings.ToLower(word)]; {
		case word[0] >= '0' && word[0] <= '9':
			numbers = append(numbers, ordinal(word))
		case m != 0 && month == 0:
			month = m
		case i > 0 && (word == "de" || word == "del" || word == "of"):
		default:
			return bonafide.Date{}, errNoDate
		}
	}
	for _, r := range s {
		if strings.ContainsRune("./-", r) {
			sign = r
			break
		}
	}
	if month != 0 {
		return named(numbers, month)
	}
	return numbered(numbers, sign, order)
}

// ordinal takes the letters off "2nd" and "1er".
func ordinal(word string) string {
	for _, end := range [...]string{"st", "nd", "rd", "th", "er", "º"} {
		if n, ok := strings.CutSuffix(word, end); ok {
			return n
		}
	}
	return word
}

// named puts a date together whose month was written as a word.
func named(numbers []string, month time.Month) (bonafide.Date, error) {
	switch len(numbers) {
	case 1:
		if len(numbers[0]) == 4 {
			return day(numbers[0], int(month), "")
		}
	case 2:
		if len(numbers[1]) == 4 {
			return day(numbers[1], int(month), numbers[0])
		}
		if len(numbers[0]) == 4 {
			return day(numbers[0], int(month), numbers[1])
		}
	}
	return bonafide.Date{}, errNoDate
}

// numbered puts a date together of numbers alone.
func numbered(n []string, sign rune, order Order) (bonafide.Date, error) {
	switch {
	case len(n) == 2 && len(n[0]) == 4:
		return day(n[0], number(n[1]), "")
	case len(n) == 2 && len(n[1]) == 4:
		return day(n[1], number(n[0]), "")
	case len(n) != 3:
		return bonafide.Date{}, errNoDate
	case len(n[0]) == 4:
		return day(n[0], number(n[1]), n[2])
	case len(n[2]) != 4:
		return bonafide.Date{}, errNoDate
	}
	a, b := number(n[0]), number(n[1])
	switch {
	case sign == '.' || a > 12 || a == b:
		order = DayFirst
	case b > 12:
		order = MonthFirst
	}
	switch order {
	case DayFirst:
		return day(n[2], b, n[0])
	case MonthFirst:
		return day(n[2], a, n[1])
	}
	if a < 1 || b < 1 {
		return bonafide.Date{}, errNoDate
	}
	return bonafide.Date{}, fmt.Errorf("it may be %d %s or %d %s, and nothing else in the file says which", a, time.Month(b), b, time.Month(a))
}

func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil && len(s) <= 2 {
		return n
	}
	return 0
}

// day is the date of these parts, where the calendar has it.
func day(year string, month int, of string) (bonafide.Date, error) {
	y, err := strconv.Atoi(year)
	if err != nil || y < 1900 || y > 2199 || month < 1 || month > 12 {
		return bonafide.Date{}, errNoDate
	}
	d := bonafide.Date{Year: y, Month: time.Month(month)}
	if of == "" {
		return d, nil
	}
	d.Day = number(of)
	if t := time.Date(y, d.Month, d.Day, 0, 0, 0, 0, time.UTC); d.Day < 1 || t.Month() != d.Month {
		return bonafide.Date{}, errNoDate
	}
	return d, nil
}

// OrderOf is the order of day and month that one date shows by itself: 25/12/2026 is
// written with the day first. Unknown where it shows none.
func OrderOf(s string) Order {
	date, _ := cutClock(strings.TrimSpace(s))
	if len(date) > longest || strings.ContainsFunc(date, unicode.IsLetter) {
		return Unknown
	}
	parts := strings.FieldsFunc(date, func(r rune) bool { return r == '/' || r == '-' })
	if len(parts) != 3 || len(parts[2]) != 4 {
		return Unknown
	}
	a, b := number(parts[0]), number(parts[1])
	switch {
	case a > 12 && a <= 31 && b >= 1 && b <= 12:
		return DayFirst
	case b > 12 && b <= 31 && a >= 1 && a <= 12:
		return MonthFirst
	}
	return Unknown
}

// Time reads a moment: RFC 3339, or a date as [Date] reads it, to the day, with or
// without a time of day. Without a zone it is UTC.
func Time(s string, order Order) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range [...]string{time.RFC3339, "2006-01-02", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	date, clock := cutClock(s)
	d, err := Date(date, order)
	if err != nil {
		return time.Time{}, err
	}
	if d.Day == 0 {
		return time.Time{}, errors.New("it does not say which day")
	}
	t := d.First()
	if clock == "" {
		return t, nil
	}
	for _, layout := range [...]string{"15:04", "15:04:05", "3:04 PM", "3:04:05 PM", "3:04PM"} {
		if at, err := time.Parse(layout, strings.ToUpper(clock)); err == nil {
			y, m, day := t.Date()
			return time.Date(y, m, day, at.Hour(), at.Minute(), at.Second(), 0, time.UTC), nil
		}
	}
	return time.Time{}, errors.New("its time of day cannot be read")
}

// cutClock parts "02.11.2026, 14:05" into date and time of day.
func cutClock(s string) (date, clock string) {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s, ""
	}
	i := colon
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
		i--
	}
	clock = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(s[i:]), "Z"), " UTC")
	return strings.TrimRight(s[:i], " ,T"), strings.TrimSpace(clock)
}

package replay

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// What a table's dates with slashes or dashes begin with. 02/03/2026 alone says nothing; a
// table writes all of them alike, and one that cannot be read the other way decides.
type dateOrder int

const (
	orderUntold dateOrder = iota
	orderMonth
	orderDay
)

// headBytes is how much of a table is read at once.
const headBytes = 1 << 16

// maxOrderBytes bounds how much of a table is looked through.
const maxOrderBytes = 64 << 20

// isTable reports whether a file is named as a table.
func isTable(path string) bool {
	path = strings.ToLower(strings.TrimSuffix(path, ".gz"))
	return strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, ".tsv")
}

// orderOf finds out how a table writes its dates; untold where none of them can be
// read in one way only, or where they contradict each other. A table with semicolons
// that does not tell comes from where the day is first.
func orderOf(in io.Reader) dateOrder {
	r := bufio.NewReaderSize(io.LimitReader(in, maxOrderBytes), headBytes)
	var day, month, any, semicolons bool
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && len(line) == 0 {
			break
		}
		if first {
			semicolons = bytes.Count(line, []byte{';'}) > bytes.Count(line, []byte{','})
		}
		eachDate(line, func(_ int, a, b, _ []byte) {
			any = true
			day = day || number(a) > 12 && number(b) <= 12
			month = month || number(b) > 12 && number(a) <= 12
		})
	}
	switch {
	case day && !month:
		return orderDay
	case month && !day:
		return orderMonth
	case any && !day && !month && semicolons:
		return orderDay
	}
	return orderUntold
}

// monthFirst writes the dates of a line with the month first and with slashes, as
// parsers read them.
func monthFirst(line []byte, order dateOrder) []byte {
	var out []byte
	from := 0
	eachDate(line, func(at int, a, b, year []byte) {
		n := len(a) + 1 + len(b) + 1 + len(year)
		if order == orderMonth {
			if line[at+len(a)] == '/' {
				return
			}
			a, b = b, a
		}
		out = append(out, line[from:at]...)
		out = append(append(out, b...), '/')
		out = append(append(out, a...), '/')
		out = append(out, year...)
		from = at + n
	})
	if from == 0 {
		return line
	}
	return append(out, line[from:]...)
}

// eachDate calls f with both numbers before the year of every date with slashes or
// dashes, the year, and where it begins. A year of two digits goes with slashes only.
func eachDate(line []byte, f func(at int, a, b, year []byte)) {
	for i := 0; i < len(line); i++ {
		if !isDigit(line[i]) || i > 0 && (isDigit(line[i-1]) || line[i-1] == '/' || line[i-1] == '-') {
			continue
		}
		j := i + digitsAt(line[i:])
		if j-i > 2 || j >= len(line) || line[j] != '/' && line[j] != '-' {
			continue
		}
		sign := line[j]
		k := j + 1 + digitsAt(line[j+1:])
		if k == j+1 || k-j > 3 || k >= len(line) || line[k] != sign {
			continue
		}
		y := k + 1 + digitsAt(line[k+1:])
		if y-k != 5 && (y-k != 3 || sign == '-') || y < len(line) && (line[y] == '/' || line[y] == '-' || line[y] >= 'A') {
			continue
		}
		a, b, year := line[i:j], line[j+1:k], line[k+1:y]
		// A number of a telephone or of a part is no date.
		if n, m := number(a), number(b); n == 0 || m == 0 || n > 31 || m > 31 || n > 12 && m > 12 || len(year) == 4 && (number(year) < 1900 || number(year) > 2200) {
			i = y
			continue
		}
		f(i, a, b, year)
		i = y
	}
}

func digitsAt(s []byte) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func number(s []byte) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

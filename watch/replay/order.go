package replay

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// What a table's dates with slashes begin with. 02/03/2026 alone says nothing; a
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
// read in one way only, or where they contradict each other.
func orderOf(in io.Reader) dateOrder {
	r := bufio.NewReaderSize(io.LimitReader(in, maxOrderBytes), headBytes)
	var day, month bool
	for {
		line, err := r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && len(line) == 0 {
			break
		}
		eachDate(line, func(_ int, a, b []byte) {
			day = day || number(a) > 12 && number(b) <= 12
			month = month || number(b) > 12 && number(a) <= 12
		})
	}
	switch {
	case day && !month:
		return orderDay
	case month && !day:
		return orderMonth
	}
	return orderUntold
}

// monthFirst writes the dates of a line whose days come first with the month first, as
// parsers read them.
func monthFirst(line []byte) []byte {
	var out []byte
	from := 0
	eachDate(line, func(at int, a, b []byte) {
		out = append(out, line[from:at]...)
		out = append(out, b...)
		out = append(out, '/')
		out = append(out, a...)
		from = at + len(a) + 1 + len(b)
	})
	if from == 0 {
		return line
	}
	return append(out, line[from:]...)
}

// eachDate calls f with both numbers before the year of every date with slashes, and
// where it begins.
func eachDate(line []byte, f func(at int, a, b []byte)) {
	for i := 0; i < len(line); i++ {
		if !isDigit(line[i]) || i > 0 && (isDigit(line[i-1]) || line[i-1] == '/') {
			continue
		}
		j := i + digitsAt(line[i:])
		if j-i > 2 || j >= len(line) || line[j] != '/' {
			continue
		}
		k := j + 1 + digitsAt(line[j+1:])
		if k == j+1 || k-j > 3 || k >= len(line) || line[k] != '/' {
			continue
		}
		y := k + 1 + digitsAt(line[k+1:])
		if y-k != 5 || y < len(line) && line[y] == '/' {
			continue
		}
		f(i, line[i:j], line[j+1:k])
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

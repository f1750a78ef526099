package wallet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"bonafide/strict"
)

// Query is one line of [ScreenLines] where it is an object.
type Query struct {
	ID      string `json:"id,omitempty"`
	Address string `json:"address"`
	Ticker  string `json:"ticker,omitempty"`
}

// Screened counts what [ScreenLines] answered.
type Screened struct {
	Lines int `json:"lines"`
	// Unread are lines that were not looked up, each with its error.
	Unread int `json:"unread"`
	// ByStatus counts the rest, by [Status].
	ByStatus [Listed + 1]int `json:"by_status"`
}

// maxLine bounds one line of input.
const maxLine = 16 << 10

// ScreenLines answers each line of r with a line of JSON in w. A line is an address as
// it stands, or an object {"id": ..., "address": ..., "ticker": ...}. The answer has
// id and query as given, status, the readings with family, kind, checksum and notes,
// and the members of a [Result]. Where the text could not be read the status is
// "unread" and error says why; that is not "not_found". Empty lines are passed over.
// It stops where ctx ends, and at errors of reading and writing.
func ScreenLines(ctx context.Context, s *Set, asOf time.Time, r io.Reader, w io.Writer) (Screened, error) {
	in, out := bufio.NewReaderSize(r, maxLine), bufio.NewWriterSize(w, 64<<10)
	a := answerer{set: s, asOf: asOf}
	for n := 1; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return a.done, errors.Join(ctx.Err(), out.Flush())
		}
		line, err := in.ReadSlice('\n')
		tooLong := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return a.done, errors.Join(fmt.Errorf("reading line %d: %w", n, err), out.Flush())
		}
		end := err != nil
		if tooLong {
			a.begin(Query{})
			a.refused(fmt.Errorf("line %d has more than %d bytes", n, maxLine))
		} else if line = bytes.TrimSpace(line); len(line) > 0 {
			a.answer(n, line)
		} else if end {
			return a.done, out.Flush()
		} else {
			continue
		}
		if _, err := out.Write(a.out); err != nil {
			return a.done, fmt.Errorf("writing the answers: %w", err)
		}
		if end {
			return a.done, out.Flush()
		}
	}
}

// answerer makes one answer after the other in the same memory.
type answerer struct {
	set      *Set
	asOf     time.Time
	out      []byte
	readings []Address
	done     Screened
}

func (a *answerer) begin(q Query) {
	a.done.Lines++
	a.out = append(a.out[:0], '{')
	if q.ID != "" {
		a.out = append(appendJSONString(append(a.out, `"id":`...), q.ID), ',')
	}
	a.out = append(appendJSONString(append(a.out, `"query":`...), q.Address), ',')
}

func (a *answerer) refused(err error) {
	a.done.Unread++
	a.out = append(a.out, `"status":"unread","error":`...)
	a.out = append(appendJSONString(a.out, err.Error()), '}', '\n')
}

func (a *answerer) answer(n int, line []byte) {
	var q Query
	if line[0] == '{' {
		var ok bool
		if q, ok = simpleQuery(line); !ok {
			if err := strict.JSON(fmt.Sprintf("line %d", n), line, &q); err != nil {
				a.begin(Query{})
				a.refused(err)
				return
			}
		}
	} else {
		q.Address = string(line)
	}
	var err error
	if q.Ticker == "" {
		a.readings, err = AppendParse(a.readings[:0], q.Address)
	} else {
		a.readings, err = appendParseAs(a.readings[:0], q.Ticker, q.Address)
	}
	var result Result
	if err == nil {
		result = a.set.LookupAll(a.readings, a.asOf)
	} else if a.readings, result, err = a.set.LookupText(q.Ticker, q.Address, a.asOf); err != nil {
		if errors.Is(err, ErrSecret) {
			q.Address = ""
		}
		a.begin(q)
		a.refused(err)
		return
	}
	a.begin(q)
	a.done.ByStatus[result.Status]++
	a.out = append(append(append(a.out, `"status":"`...), result.Status.String()...), `","readings":[`...)
	for i := range a.readings {
		if i > 0 {
			a.out = append(a.out, ',')
		}
		a.reading(&a.readings[i])
	}
	a.out = append(a.out, ']')
	if result.Status != NotFound {
		a.members(result)
	}
	a.out = append(a.out, '}', '\n')
}

func (a *answerer) reading(r *Address) {
	a.out = append(append(append(a.out, `{"family":"`...), r.Family.String()...), `","kind":"`...)
	a.out = append(append(append(a.out, r.Kind.String()...), `","checksum":"`...), r.Checksum.String()...)
	a.out = append(a.out, '"')
	if r.Chain != "" {
		a.out = appendJSONString(append(a.out, `,"chain":`...), r.Chain)
	}
	if r.Notes != 0 {
		a.out = append(a.out, `,"notes":[`...)
		first := true
		for i, t := range noteTexts {
			if r.Notes&(1<<i) == 0 {
				continue
			}
			if !first {
				a.out = append(a.out, ',')
			}
			first = false
			a.out = append(append(append(a.out, '"'), t...), '"')
		}
		a.out = append(a.out, ']')
	}
	a.out = append(a.out, '}')
}

// members appends what a result holds besides its status.
func (a *answerer) members(r Result) {
	data, err := strict.Marshal(struct {
		Now       []Hit   `json:"now,omitempty"`
		Former    []Hit   `json:"former,omitempty"`
		Later     []Hit   `json:"later,omitempty"`
		Labels    []Label `json:"labels,omitempty"`
		Truncated bool    `json:"truncated,omitzero"`
	}{r.Now, r.Former, r.Later, r.Labels, r.Truncated})
	if err != nil {
		// Cannot happen: the builder takes in valid UTF-8 only. Silence would hide a hit.
		a.out = appendJSONString(append(a.out, `,"error":`...), err.Error())
		return
	}
	a.out = append(append(a.out, ','), data[1:len(data)-1]...)
}

// simpleQuery reads an object of plain strings without escapes, which is what programs
// write; everything else is left to the strict reader.
func simpleQuery(line []byte) (q Query, ok bool) {
	var seen [3]bool
	i := 1
	token := func() (s []byte, ok bool) {
		if i >= len(line) || line[i] != '"' {
			return nil, false
		}
		n := bytes.IndexByte(line[i+1:], '"')
		if n < 0 {
			return nil, false
		}
		s = line[i+1 : i+1+n]
		for _, c := range s {
			if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
				return nil, false
			}
		}
		i += n + 2
		return s, true
	}
	blank := func() {
		for i < len(line) && line[i] == ' ' {
			i++
		}
	}
	for {
		blank()
		name, ok := token()
		if !ok {
			return q, false
		}
		blank()
		if i >= len(line) || line[i] != ':' {
			return q, false
		}
		i++
		blank()
		value, ok := token()
		if !ok {
			return q, false
		}
		var into *string
		var which int
		switch string(name) {
		case "id":
			into, which = &q.ID, 0
		case "address":
			into, which = &q.Address, 1
		case "ticker":
			into, which = &q.Ticker, 2
		default:
			return q, false
		}
		if seen[which] {
			return q, false
		}
		seen[which], *into = true, string(value)
		blank()
		if i >= len(line) {
			return q, false
		}
		switch line[i] {
		case ',':
			i++
		case '}':
			return q, i == len(line)-1 && seen[1]
		default:
			return q, false
		}
	}
}

// appendJSONString writes a string of JSON; bytes that are not UTF-8 become U+FFFD.
func appendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' && c != 0x7F {
			dst = append(dst, c)
			i++
			continue
		}
		if c < utf8.RuneSelf {
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			default:
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == 0x2028 || r == 0x2029 {
			dst = fmt.Appendf(dst, `\u%04x`, r)
		} else {
			dst = utf8.AppendRune(dst, r)
		}
		i += n
	}
	return append(dst, '"')
}

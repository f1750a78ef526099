package watchlist

import (
	"bytes"
	"io"
)

// endMark is the byte that closes an OFAC CSV file.
const endMark = 0x1A

// unmarked passes a file on without its end mark, and knows whether the mark came
// and whether the last row was complete.
type unmarked struct {
	s      *source
	marked bool
	ended  bool // the last byte before the end was a line feed
}

func (u *unmarked) Read(p []byte) (int, error) {
	n, err := u.s.Read(p)
	b := p[:n]
	if u.marked {
		if !blank(bytes.TrimRight(b, "\x00\x1A")) {
			return 0, refuse(u.s.name, "data after the end mark of the file", fetchAgain)
		}
		return 0, eofAfter(n, err)
	}
	if i := bytes.IndexByte(b, endMark); i >= 0 {
		u.marked = true
		if !blank(bytes.TrimRight(b[i+1:], "\x00\x1A")) {
			return 0, refuse(u.s.name, "data after the end mark of the file", fetchAgain)
		}
		n = i
	}
	if n > 0 {
		u.ended = p[n-1] == '\n'
	}
	return n, err
}

// eofAfter keeps a reader going that has passed nothing on but is not at its end.
func eofAfter(n int, err error) error {
	if err == nil && n == 0 {
		return io.ErrNoProgress
	}
	return err
}

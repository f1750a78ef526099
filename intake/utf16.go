package intake

import (
	"bufio"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

var errUTF16 = errors.New("it is not well-formed UTF-16")

// utf16Reader turns UTF-16 into UTF-8 while it is read.
type utf16Reader struct {
	in   *bufio.Reader
	big  bool
	rest []byte
	buf  [utf8.UTFMax]byte
}

func newUTF16(in io.Reader, bigEndian bool) io.Reader {
	return &utf16Reader{in: bufio.NewReader(in), big: bigEndian}
}

func (r *utf16Reader) unit() (rune, error) {
	a, err := r.in.ReadByte()
	if err != nil {
		return 0, err
	}
	b, err := r.in.ReadByte()
	if err == io.EOF {
		return 0, errUTF16
	}
	if err != nil {
		return 0, err
	}
	if r.big {
		return rune(a)<<8 | rune(b), nil
	}
	return rune(b)<<8 | rune(a), nil
}

func (r *utf16Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(r.rest) == 0 {
			u, err := r.unit()
			if err != nil {
				if n > 0 && err == io.EOF {
					return n, nil
				}
				return n, err
			}
			if utf16.IsSurrogate(u) {
				low, err := r.unit()
				if err == io.EOF {
					return n, errUTF16
				}
				if err != nil {
					return n, err
				}
				if u = utf16.DecodeRune(u, low); u == utf8.RuneError {
					return n, errUTF16
				}
			}
			r.rest = r.buf[:utf8.EncodeRune(r.buf[:], u)]
		}
		c := copy(p[n:], r.rest)
		n += c
		r.rest = r.rest[c:]
	}
	return n, nil
}

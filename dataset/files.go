package dataset

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// bounded fails, rather than ends, when its limit is passed: a list that is cut
// at the limit must not look whole.
type bounded struct {
	r     io.Reader
	left  int64
	limit int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		var one [1]byte
		if n, err := b.r.Read(one[:]); n == 0 && err != nil {
			return 0, err
		}
		return 0, fmt.Errorf("it is larger than %d bytes", b.limit)
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

type closers struct {
	io.Reader
	close []io.Closer
}

func (c *closers) Close() error {
	var errs []error
	for i := len(c.close) - 1; i >= 0; i-- {
		errs = append(errs, c.close[i].Close())
	}
	return errors.Join(errs...)
}

// openBounded opens a regular file, unpacked where its name ends in .gz. Both the
// file and what it unpacks to are held to limit bytes.
func openBounded(file string, limit int64) (io.ReadCloser, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no regular file")
	}
	if err == nil && info.Size() > limit {
		err = fmt.Errorf("it is larger than %d bytes", limit)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	if !strings.HasSuffix(strings.ToLower(file), ".gz") {
		return &closers{&bounded{f, limit, limit}, []io.Closer{f}}, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("it is not gzip, or is cut off: %w", err)
	}
	return &closers{&bounded{z, limit, limit}, []io.Closer{f, z}}, nil
}

func readBounded(file string, limit int64) ([]byte, error) {
	r, err := openBounded(file, limit)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

package watchlist

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

func readSample(t testing.TB, name string) *List {
	t.Helper()
	l, err := Read(context.Background(), name, strings.NewReader(samples[name]))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func cacheOf(t testing.TB, l *List) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCache(&b, l); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCacheKeepsEverything(t *testing.T) {
	for name := range samples {
		t.Run(name, func(t *testing.T) {
			l := readSample(t, name)
			back, err := ReadCache("list.cache", bytes.NewReader(cacheOf(t, l)))
			if err != nil {
				t.Fatal(err)
			}
			if show(back) != show(l) {
				t.Errorf("from the cache it reads\n%s\nnot\n%s", show(back), show(l))
			}
			if !reflect.DeepEqual(back.Files, l.Files) || back.SHA256 != l.SHA256 || back.Published != l.Published {
				t.Errorf("from the cache: %+v, want %+v", back.Files, l.Files)
			}
			for i := range l.Entries {
				if l.Entries[i].Hash() != back.Entries[i].Hash() {
					t.Errorf("entry %s has another hash", l.Entries[i].ID)
				}
			}
		})
	}
}

func TestCacheOfTheFullList(t *testing.T) {
	l := advancedSDN(t)
	b := cacheOf(t, l)
	back, err := ReadCache("sdn.cache", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if d := Diff(l, back); !d.Empty() || back.Count() != l.Count() {
		t.Errorf("the cache says something else: %d added, %d changed, %d removed", len(d.Added), len(d.Changed), len(d.Removed))
	}
	if !bytes.Equal(b, cacheOf(t, back)) {
		t.Error("written again it is not the same")
	}
}

func TestDamagedCacheIsRefused(t *testing.T) {
	whole := cacheOf(t, readSample(t, "un.xml"))
	for n := 0; n < len(whole); n += 3 {
		if _, err := ReadCache("c", bytes.NewReader(whole[:n])); err == nil {
			t.Fatalf("accepted when cut after %d of %d bytes", n, len(whole))
		}
		b := bytes.Clone(whole)
		b[n] ^= 1
		if _, err := ReadCache("c", bytes.NewReader(b)); err == nil {
			t.Fatalf("accepted with byte %d changed", n)
		}
	}
	_, err := ReadCache("c", bytes.NewReader(append(bytes.Clone(whole), 'x')))
	wantRefusal(t, err, "cut short") // the length does not hold
	_, err = ReadCache("c", strings.NewReader(strings.Replace(string(whole), "list 2\n", "list 3\n", 1)))
	wantRefusal(t, err, "version", "anew")
}

type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteCacheReportsFaults(t *testing.T) {
	l := readSample(t, "un.xml")
	for left := 0; left < len(cacheOf(t, l)); left += 100 {
		if err := WriteCache(&brokenWriter{left}, l); err == nil {
			t.Fatalf("no error when the disk is full after %d bytes", left)
		}
	}
	if err := WriteCache(io.Discard, l); err != nil {
		t.Error(err)
	}
}

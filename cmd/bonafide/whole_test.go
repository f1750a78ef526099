package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file is replaced as a whole, and not at all where writing fails; what is no file is
// written to and stays what it is.
func TestWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	e := &env{out: io.Discard}
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	if err := e.whole(path, text("one")); err != nil {
		t.Fatal(err)
	}
	fault := errors.New("no more")
	if err := e.whole(path, func(w io.Writer) error { return errors.Join(text("two")(w), fault) }); !errors.Is(err, fault) {
		t.Errorf("the writer's fault came back as %v", err)
	}
	if got, err := os.ReadFile(path); string(got) != "one" || err != nil {
		t.Errorf("after a failed writing the file holds %q (%v)", got, err)
	}
	if left, err := os.ReadDir(dir); len(left) != 1 || err != nil {
		t.Errorf("%d files are left (%v)", len(left), err)
	}
	if err := e.whole(os.DevNull, text(strings.Repeat("x", 1<<17))); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("the null device has become a file: %v (%v)", info, err)
	}
}

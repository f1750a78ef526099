package tail

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bonafide"
)

// fixture is a folder, a tail over it and what the sink was given.
type fixture struct {
	t     *testing.T
	dir   string
	cfg   Config
	lines []string
	fail  int // the sink fails at this line, from 1
}

func setUp(t *testing.T) *fixture {
	dir := t.TempDir()
	logs := filepath.Join(dir, "logs")
	if err := os.Mkdir(logs, 0o755); err != nil {
		t.Fatal(err)
	}
	return &fixture{t: t, dir: logs, cfg: Config{Path: logs, Cursor: filepath.Join(dir, "cursor.json"), MaxLine: 64}}
}

func (f *fixture) write(name, text string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) add(name, text string) {
	f.t.Helper()
	file, err := os.OpenFile(filepath.Join(f.dir, name), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		f.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		f.t.Fatal(err)
	}
}

var errSink = errors.New("the sink is full")

// once opens the tail anew, as after a restart, and reads what is there.
func (f *fixture) once() string {
	f.t.Helper()
	tail, err := Open(f.cfg)
	if err != nil {
		f.t.Fatal(err)
	}
	f.lines = nil
	_, err = tail.Once(context.Background(), func(_ context.Context, l Line) error {
		if f.fail > 0 && len(f.lines)+1 == f.fail {
			return errSink
		}
		text := fmt.Sprintf("%s:%d=%s", l.File, l.Number, l.Data)
		if l.Problem != nil {
			text = fmt.Sprintf("%s:%d!%s", l.File, l.Number, l.Problem.Why)
		}
		f.lines = append(f.lines, text)
		return nil
	})
	if err != nil && !errors.Is(err, errSink) {
		f.t.Fatal(err)
	}
	return strings.Join(f.lines, " ")
}

func (f *fixture) want(want string) {
	f.t.Helper()
	if got := f.once(); got != want {
		f.t.Errorf("got  %s\nwant %s", got, want)
	}
}

func zipped(t *testing.T, text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGrowth(t *testing.T) {
	f := setUp(t)
	f.write("a.log", "one\ntwo\nthr")
	f.want("a.log:1=one a.log:2=two")
	f.want("")
	f.add("a.log", "ee\nfour\n")
	f.want("a.log:3=three a.log:4=four")
	f.write("notes.txt", "not a log\n")
	f.write(".hidden.log", "nor this\n")
	f.want("")
}

func TestRotation(t *testing.T) {
	f := setUp(t)
	f.write("a.log", "one\ntwo\nhal")
	f.want("a.log:1=one a.log:2=two")
	// What was written before the rename is read to its end, also without a line end.
	f.add("a.log", "f")
	if err := os.Rename(filepath.Join(f.dir, "a.log"), filepath.Join(f.dir, "a.log.1")); err != nil {
		t.Fatal(err)
	}
	f.write("a.log", "new one\n")
	f.want("a.log.1:3=half a.log:1=new one")
	f.want("")
}

func TestRotationOfASingleFile(t *testing.T) {
	f := setUp(t)
	f.cfg.Path = filepath.Join(f.dir, "a.log")
	f.write("a.log", "one\ntwo\n")
	f.want("a.log:1=one a.log:2=two")
	f.add("a.log", "three\n")
	if err := os.Rename(filepath.Join(f.dir, "a.log"), filepath.Join(f.dir, "a.log.1")); err != nil {
		t.Fatal(err)
	}
	f.write("a.log", "new one\n")
	f.want("a.log.1:3=three a.log:1=new one")
}

func TestTruncation(t *testing.T) {
	f := setUp(t)
	f.write("a.log", "one\ntwo\nthree\n")
	f.want("a.log:1=one a.log:2=two a.log:3=three")
	f.write("a.log", "fresh\n")
	f.want("a.log:1=fresh")
	// Written anew and already longer than before.
	f.write("a.log", "other\nlines\nthat\nare\nmore\n")
	f.want("a.log:1=other a.log:2=lines a.log:3=that a.log:4=are a.log:5=more")
}

// Exports that begin alike and replace each other are not taken for one file.
func TestExportsThatBeginAlike(t *testing.T) {
	f := setUp(t)
	head := "id,name\n" + strings.Repeat("same row\n", 80)
	f.write("export-1.csv", head+"one\n")
	f.once()
	if err := os.Remove(filepath.Join(f.dir, "export-1.csv")); err != nil {
		t.Fatal(err)
	}
	f.write("export-2.csv", head+"two\nthree\n")
	if got := f.once(); strings.Count(got, "=") != 83 {
		t.Errorf("%d lines of the second export", strings.Count(got, "="))
	}
	// Nor is one that is written anew under its name.
	f.write("export-2.csv", head+"six\nthree\nfour\n")
	if got := f.once(); strings.Count(got, "=") != 84 {
		t.Errorf("%d lines of the third export", strings.Count(got, "="))
	}
	f.want("")
}

// A cursor saved in the middle of a file goes on there.
func TestSavedInTheMiddle(t *testing.T) {
	f := setUp(t)
	f.cfg.SaveEvery = 2
	f.write("a.log", "1\n2\n3\n4\n5\n")
	f.fail = 4
	f.want("a.log:1=1 a.log:2=2 a.log:3=3")
	f.fail = 0
	f.want("a.log:4=4 a.log:5=5")
}

func TestArchives(t *testing.T) {
	f := setUp(t)
	whole := zipped(t, "one\ntwo\nlast without an end")
	f.write("a.json.gz", whole)
	f.want("a.json.gz:1=one a.json.gz:2=two a.json.gz:3=last without an end")
	f.want("")
	// One that is still being copied is told of once, and read when it is whole.
	big := zipped(t, strings.Repeat("line\n", 3))
	f.write("b.json.gz", big[:len(big)-9])
	got := f.once()
	if !strings.Contains(got, "b.json.gz:") || !strings.Contains(got, "the archive cannot be read on") {
		t.Error(got)
	}
	f.want("")
	f.write("b.json.gz", big)
	if got := f.once(); strings.Count(got, "=line")+strings.Count(got, "!") > 3 || strings.Contains(got, "!") {
		t.Error(got)
	}
	f.want("")
	f.write("c.json.gz", "no archive at all")
	if got := f.once(); !strings.Contains(got, "c.json.gz:1!the archive cannot be read on") {
		t.Error(got)
	}
}

func TestArchiveBomb(t *testing.T) {
	f := setUp(t)
	f.cfg.MaxInflate = 100
	f.write("a.json.gz", zipped(t, strings.Repeat("0123456789\n", 1000)))
	if got := f.once(); !strings.Contains(got, "more than 100 bytes") {
		t.Error(got)
	}
}

func TestLongLines(t *testing.T) {
	f := setUp(t)
	f.write("a.log", "one\n"+strings.Repeat("x", 10<<20)+"\ntwo\n"+strings.Repeat("y", 64)+"\n"+strings.Repeat("z", 65)+"\n")
	f.want("a.log:1=one a.log:2!the line has 10485761 bytes, more than the 64 allowed a.log:3=two a.log:4=" + strings.Repeat("y", 64) + " a.log:5!the line has 66 bytes, more than the 64 allowed")
}

// Nothing is lost and nothing acknowledged comes again when the sink fails.
func TestBackPressure(t *testing.T) {
	f := setUp(t)
	f.write("a.log", "one\ntwo\nthree\n")
	f.fail = 2
	f.want("a.log:1=one")
	f.fail = 0
	f.want("a.log:2=two a.log:3=three")
}

func TestCursorIsCareful(t *testing.T) {
	f := setUp(t)
	f.write("a.log", "one\n")
	f.want("a.log:1=one")
	if err := os.WriteFile(f.cfg.Cursor, []byte(`{"tail":"cur`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f.cfg); !errors.Is(err, bonafide.ErrInvalid) || !strings.Contains(err.Error(), "the cursor is damaged") {
		t.Errorf("a damaged cursor: %v", err)
	}
	if err := os.WriteFile(f.cfg.Cursor, []byte(`{"tail":"cursor/9","files":{}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f.cfg); !errors.Is(err, bonafide.ErrInvalid) {
		t.Errorf("a cursor of another version: %v", err)
	}
	if _, err := Open(Config{Path: f.dir, Patterns: []string{"["}}); !errors.Is(err, bonafide.ErrInvalid) {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(f.cfg.Cursor), ".cursor*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := Replace(filepath.Join(f.dir, "no", "such", "folder"), nil); err == nil {
		t.Error("saving into no folder")
	}
}

func TestLimitsAndFollow(t *testing.T) {
	f := setUp(t)
	f.write("a.log", "one\n")
	f.write("b.log", "one\n")
	tail, err := Open(Config{Path: f.dir, MaxFiles: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tail.Once(context.Background(), nil); !errors.Is(err, bonafide.ErrInvalid) {
		t.Error(err)
	}
	tail, err = Open(Config{Path: f.dir, Patterns: []string{"b.*"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	rounds, n := 0, 0
	err = tail.Follow(ctx, func(context.Context, Line) error { n++; return nil }, func(ctx context.Context) error {
		if rounds++; rounds == 2 {
			stop()
		} else {
			f.add("b.log", "two\n")
		}
		return ctx.Err()
	})
	if !errors.Is(err, context.Canceled) || n != 2 || rounds != 2 {
		t.Errorf("%v, %d lines in %d rounds", err, n, rounds)
	}
	if _, err := (&Tail{cfg: Config{Path: filepath.Join(f.dir, "none")}}).Once(context.Background(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestStream(t *testing.T) {
	var got []string
	n, err := Stream(context.Background(), "-", strings.NewReader("one\n"+strings.Repeat("x", 99)+"\nlast"), 10, func(_ context.Context, l Line) error {
		got = append(got, fmt.Sprintf("%d %v %.4s", l.Number, l.Problem != nil, l.Data))
		return nil
	})
	if err != nil || n != 3 || strings.Join(got, "|") != "1 false one|2 true xxxx|3 false last" {
		t.Error(n, err, got)
	}
	if _, err := Stream(context.Background(), "-", strings.NewReader("one\n"), 10, func(context.Context, Line) error { return errSink }); !errors.Is(err, errSink) {
		t.Error(err)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\nbb\n\nccc"), 2)
	f.Add(bytes.Repeat([]byte("x"), 70000), 3)
	f.Fuzz(func(t *testing.T, in []byte, limit int) {
		if limit < 1 || limit > 1<<20 {
			return
		}
		lines, total := NewLines(bytes.NewReader(in), limit), int64(0)
		for {
			data, n, status := lines.Next()
			if status == End {
				break
			}
			total += n
			if status == Failed || status != TooLong && len(data) > limit {
				t.Fatal(status, len(data))
			}
		}
		if total != int64(len(in)) {
			t.Fatalf("%d of %d bytes", total, len(in))
		}
	})
}

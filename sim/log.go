package sim

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// source is a system that logs.
type source int

const (
	okta source = iota
	entra
	workspace
	github
	sysmon
	osquery
	zoom
	cloudtrail
	mdm
	vpn
	esign
	crowdstrike
	sourceCount
)

var layout = [sourceCount]struct {
	name       string
	weekly, gz bool
	// delay is how many seconds lie between an event and its line, as a rule.
	delay float64
}{
	okta: {"okta", false, false, 20}, entra: {"entra", true, false, 200}, workspace: {"workspace", true, false, 400}, github: {"github", false, false, 45},
	sysmon: {"sysmon", false, false, 15}, osquery: {"osquery", false, true, 60}, zoom: {"zoom", false, false, 30}, cloudtrail: {"cloudtrail", false, true, 300},
	mdm: {"mdm", true, false, 120}, vpn: {"vpn", true, false, 20}, esign: {"esign", true, false, 10}, crowdstrike: {"crowdstrike", true, false, 30},
}

func (s source) String() string { return layout[s].name }

// line is a line on its way to a file.
type line struct {
	out    time.Time // when it arrives
	n      int       // the order in which lines were made
	data   []byte
	acts   []*Act
	broken bool // cut off on purpose
}

// log keeps lines until their day is over.
type log struct {
	w      *world
	days   map[int]*[sourceCount][]line
	count  int
	chance *chance
	open   [sourceCount]*output // weekly files
}

func newLog(w *world) *log {
	return &log{w: w, days: map[int]*[sourceCount][]line{}, chance: derive(w.cfg.Seed, "log")}
}

// tag says that a line is what an act leaves. Only the first line of a key counts.
type tag struct{ key, indicator, note string }

// emit takes a line of an event. It is dropped where the event is outside of the
// window; false then.
func (l *log) emit(s source, at time.Time, data []byte, p *person, tags ...tag) bool {
	if at.Before(l.w.start) || !at.Before(l.w.end) {
		return false
	}
	c := l.chance
	out := at.Add(time.Duration((0.2 + 2*c.unit()*c.unit()) * layout[s].delay * float64(time.Second)))
	if c.happens(0.0025) {
		out = out.Add(time.Duration(c.span(1, 9) * float64(time.Hour)))
		l.w.summary.Late++
	}
	x := line{data: data}
	for _, t := range tags {
		if a := p.mark(t, at); a != nil {
			x.acts = append(x.acts, a)
		}
	}
	lost := false
	if out, lost = l.w.faults.outage(s, out, c); lost && len(x.acts) == 0 {
		return true
	}
	x.out = out
	l.put(s, x)
	if c.happens(0.0008) {
		l.w.summary.Doubled++
		l.put(s, line{out: out.Add(time.Duration(c.span(0, 900) * float64(time.Second))), data: data})
	}
	if c.happens(0.00004) && len(data) > 80 {
		// A writer that was stopped in the middle and began again.
		l.put(s, line{out: out.Add(-time.Millisecond), data: data[:40+c.below(len(data)-60)], broken: true})
	}
	return true
}

func (l *log) put(s source, x line) {
	if !x.out.Before(l.w.end) {
		x.out = l.w.end.Add(-time.Second)
	}
	d := l.w.dayOf(x.out)
	day := l.days[d]
	if day == nil {
		day = &[sourceCount][]line{}
		l.days[d] = day
	}
	l.count++
	x.n = l.count
	day[s] = append(day[s], x)
}

// flush writes a day out.
func (l *log) flush(d int) error {
	day := l.days[d]
	delete(l.days, d)
	for s := range sourceCount {
		end := l.w.start.AddDate(0, 0, d+1)
		if layout[s].weekly && l.open[s] != nil && d%7 == 0 {
			if err := l.open[s].close(end.AddDate(0, 0, -1)); err != nil {
				return err
			}
			l.open[s] = nil
		}
		if day == nil || len(day[s]) == 0 {
			continue
		}
		lines := day[s]
		slices.SortFunc(lines, func(a, b line) int {
			if c := a.out.Compare(b.out); c != 0 {
				return c
			}
			return a.n - b.n
		})
		o := l.open[s]
		if o == nil {
			name := end.AddDate(0, 0, -1).Format("2006-01-02") + ".ndjson"
			if layout[s].gz {
				name += ".gz"
			}
			var err error
			if o, err = l.w.files.create(path.Join(s.String(), name)); err != nil {
				return err
			}
		}
		for i := range lines {
			x := &lines[i]
			o.line(x.data)
			l.w.summary.Lines[s.String()]++
			if x.broken {
				l.w.summary.Broken = append(l.w.summary.Broken, o.place())
			}
			for _, a := range x.acts {
				a.Where = o.place()
			}
		}
		if layout[s].weekly {
			l.open[s] = o
			continue
		}
		if err := o.close(end); err != nil {
			return err
		}
	}
	return nil
}

func (l *log) close() error {
	for s := range sourceCount {
		if l.open[s] != nil {
			if err := l.open[s].close(l.w.end); err != nil {
				return err
			}
			l.open[s] = nil
		}
	}
	return nil
}

// files counts what is written.
type files struct {
	dir   string
	count int
	bytes int64
}

func newFiles(dir string) *files { return &files{dir: dir} }

// output is one file that is being written.
type output struct {
	files *files
	name  string
	file  *os.File
	buf   *bufio.Writer
	zip   *gzip.Writer
	lines int
	err   error
}

func (f *files) create(name string) (*output, error) {
	full := filepath.Join(f.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return nil, err
	}
	file, err := os.Create(full)
	if err != nil {
		return nil, err
	}
	o := &output{files: f, name: name, file: file, buf: bufio.NewWriterSize(file, 64<<10)}
	if filepath.Ext(name) == ".gz" {
		if o.zip, err = gzip.NewWriterLevel(o.buf, gzip.BestSpeed); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (o *output) write(b []byte) {
	if o.err != nil {
		return
	}
	if o.zip != nil {
		_, o.err = o.zip.Write(b)
		return
	}
	_, o.err = o.buf.Write(b)
}

func (o *output) line(b []byte) {
	o.write(b)
	o.write([]byte{'\n'})
	o.lines++
}

// place is the line written last.
func (o *output) place() string { return fmt.Sprintf("%s:%d", o.name, o.lines) }

// close ends the file and dates it to the end of its period.
func (o *output) close(at time.Time) error {
	err := o.err
	if o.zip != nil && err == nil {
		err = o.zip.Close()
	}
	if err == nil {
		err = o.buf.Flush()
	}
	if info, statErr := o.file.Stat(); statErr == nil {
		o.files.bytes += info.Size()
	}
	o.files.count++
	if e := o.file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("%s: %w", o.name, err)
	}
	return os.Chtimes(o.file.Name(), at, at)
}

// whole writes a small file at once.
func (f *files) whole(name string, data []byte, at time.Time) error {
	o, err := f.create(name)
	if err != nil {
		return err
	}
	o.write(data)
	return o.close(at)
}

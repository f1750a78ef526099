// Package intake takes records in. A path comes in: a file, a folder, or "-" for
// standard input; out come records in a stable order, and of each a dossier or a
// refusal that names the place, the reason and the way out.
//
// What a record is, its content says, not its name:
//
//   - a dossier ("bonafide: dossier/1") as YAML or JSON, read strictly;
//   - a JSON Resume;
//   - a delivery of Greenhouse, Ashby or Lever, bare or as a captured HTTP request,
//     whose signature is checked where a secret is set;
//   - a résumé as PDF or DOCX, through the reader that the configuration names;
//   - a row of a table of applicants (CSV: comma, semicolon or tab);
//   - JSON lines, a JSON array, or a YAML stream of the above; JSON lines and
//     tables may be compressed by gzip.
//
// Text is UTF-8, or UTF-16 with a byte-order mark. All input is taken as hostile:
// sizes, counts, depth and compression are bounded, lines and rows are streamed,
// symbolic links are not followed. Every dossier, whatever it was made from,
// passes one set of checks (see check.go) before it is handed out. One that somebody
// wrote is refused for a mistake; of what was made of another format, a field that
// cannot be read is left out, and a note of its source's file says which and why
// (see flaws.go). Time zones are
// claims: the program that links this package brings the zones (time/tzdata).
package intake

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bonafide"
	"bonafide/intake/ats"
	"bonafide/strict"
	"bonafide/written"
)

// ResumeReader reads a résumé file (PDF or DOCX). name is the file's base name,
// collected the time it was taken, zero where unknown.
type ResumeReader interface {
	Read(ctx context.Context, name string, data []byte, collected time.Time) (bonafide.Source, error)
}

// Limits bound what is taken in. The zero value of a field is its default.
type Limits struct {
	// RecordBytes bounds one record of text; default and maximum 8 MiB.
	RecordBytes int
	// ResumeBytes bounds one PDF or DOCX; default 20 MiB.
	ResumeBytes int
	// Records bounds the records of one file; default 100 million.
	Records int
	// Files bounds the files below one folder; default 1 million.
	Files int
	// Depth bounds how deep folders are nested; default 16.
	Depth int
	// Columns bounds the columns of a table; default 200.
	Columns int
	// FieldBytes bounds one text field; default 64 KiB.
	FieldBytes int
	// TextBytes bounds the plain text of a source; default 1 MiB.
	TextBytes int
	// Claims bounds the claims of one source; default 1,000.
	Claims int
	// Sources bounds the sources of one dossier; default 200.
	Sources int
	// Ratio bounds how many bytes one compressed byte may become; default 300.
	Ratio int
}

func (l Limits) withDefaults() Limits {
	set := func(v *int, def int) {
		if *v <= 0 {
			*v = def
		}
	}
	set(&l.RecordBytes, strict.MaxBytes)
	l.RecordBytes = min(l.RecordBytes, strict.MaxBytes)
	set(&l.ResumeBytes, 20<<20)
	set(&l.Records, 100_000_000)
	set(&l.Files, 1_000_000)
	set(&l.Depth, 16)
	set(&l.Columns, 200)
	set(&l.FieldBytes, 64<<10)
	set(&l.TextBytes, 1<<20)
	set(&l.Claims, 1000)
	set(&l.Sources, 200)
	set(&l.Ratio, 300)
	return l
}

// Config is what a [Reader] needs to know.
type Config struct {
	// Now is the clock by which dates lie in the future. Nil: none does.
	Now func() time.Time
	// Limits, zero for the defaults.
	Limits Limits
	// Resume reads PDF and DOCX. Nil: they are refused.
	Resume ResumeReader
	// Collected is when records were taken that do not say it themselves: résumé
	// files, JSON Resume, tables. Zero leaves it open, so that the same file makes
	// the same dossier whenever it is read.
	Collected time.Time
	// Dates is in which order tables write day and month where only numbers stand.
	// Unknown: what a table's own dates show, such as a day above 12.
	Dates written.Order
	// Persons says that records are wanted to examine the person: one that says
	// nothing of a person but an id is refused.
	Persons bool
	// Secrets to check deliveries with, by applicant system ("greenhouse", "ashby",
	// "lever"); two while one is being replaced. Where one is set, unsigned
	// deliveries are refused.
	Secrets map[string][]string
	// Headers are those of a delivery that is given without them.
	Headers http.Header
	// Stdin is read for "-"; nil is the process's standard input.
	Stdin io.Reader
}

// Reader implements [bonafide.Intake].
type Reader struct {
	cfg     Config
	limits  Limits
	zones   zones
	seen    Seen
	skipped atomic.Int64
	done    atomic.Int64
	total   atomic.Int64

	sheets sync.Map // the tables that were scanned, by place: *sheet

	mu      sync.Mutex
	remarks []string
	passed  []string
}

var _ bonafide.Intake = (*Reader)(nil)

// New builds a reader, without side effects.
func New(cfg Config) *Reader {
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return time.Time{} }
	}
	if cfg.Stdin == nil {
		cfg.Stdin = os.Stdin
	}
	return &Reader{cfg: cfg, limits: cfg.Limits.withDefaults()}
}

// Claim takes a person's id for the record at place, and refuses one that another
// record has. Called in the order of the records, the later of two is refused.
func (r *Reader) Claim(id bonafide.PersonID, place string) error { return r.seen.Claim(id, place) }

// Skipped is the number of files in folders that were passed over because nothing
// in them looks like a record.
func (r *Reader) Skipped() int64 { return r.skipped.Load() }

// Passed names the first ten of the files that were [Reader.Skipped].
func (r *Reader) Passed() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.passed)
}

func (r *Reader) pass(path string) {
	r.skipped.Add(1)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.passed) < 10 {
		r.passed = append(r.passed, path)
	}
}

// Configure changes how records are read from now on; it is called before the first
// scan.
func (r *Reader) Configure(change func(*Config)) {
	change(&r.cfg)
	r.limits = r.cfg.Limits.withDefaults()
}

// Progress says how much of the path has been scanned: bytes of a file, or entries
// of the folder that was named. total is zero where nobody knows it.
func (r *Reader) Progress() (done, total int64) { return r.done.Load(), r.total.Load() }

// Remarks are things worth a line to the operator that refuse nothing: columns
// that were not read. At most a hundred are kept.
func (r *Reader) Remarks() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.remarks)
}

func (r *Reader) remark(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.remarks) < 100 {
		r.remarks = append(r.remarks, s)
	}
}

// secrets are those set for a vendor, without empty ones.
func (r *Reader) secrets(v ats.Vendor) []string {
	var out []string
	for _, s := range r.cfg.Secrets[string(v)] {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// refuse is a refusal made in one line.
func refuse(place, remedy, why string, args ...any) *bonafide.Refusal {
	return &bonafide.Refusal{Place: place, Why: fmt.Sprintf(why, args...), Remedy: remedy}
}

func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if len(s) <= 60 {
		return s
	}
	return strings.ToValidUTF8(s[:60], "") + "…"
}

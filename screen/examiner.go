package screen

import (
	"bytes"
	"context"
	"embed"
	"time"

	"bonafide"
	"bonafide/proof"
	"bonafide/screen/watchlist"
)

// The indicators that the examiner raises.
const (
	listedDetailID = bonafide.IndicatorID("APP-26") // a detail stands on a list
	payoutWallet   = bonafide.IndicatorID("PAY-06") // an official list carries the payout wallet
	namedPerson    = bonafide.IndicatorID("PAY-15") // name and one more attribute of a person
	namedFirm      = bonafide.IndicatorID("VEN-04") // a firm shares a particular with a designated one
)

var declared = []bonafide.IndicatorID{listedDetailID, payoutWallet, namedPerson, namedFirm}

// Examiner holds a dossier against the lists. A person's name alone raises nothing: it
// is reported among what is missing, as a possible match that somebody should
// compare. Of a person's attributes the birth date, the details and the full address
// count beside the name; nationality is not used.
type Examiner struct {
	engine    *Engine
	decisions Decisions
}

// NewExaminer makes an examiner. Without an engine it reports that no list is loaded;
// without decisions every hit is new.
func NewExaminer(engine *Engine, decisions Decisions) *Examiner {
	return &Examiner{engine: engine, decisions: decisions}
}

//go:embed samples/official.csv
var officialSample []byte

//go:embed samples/in-house.csv
var inHouseSample []byte

//go:embed cases
var cases embed.FS

// SampleExaminer is an examiner over two small lists whose entries are all invented.
// Its cases hold on any machine: it proves the same code that the operator's lists
// run through, and never stands in for them.
func SampleExaminer(ctx context.Context) (*Examiner, error) {
	e, err := sampleEngine(ctx)
	if err != nil {
		return nil, err
	}
	return NewExaminer(e, nil), nil
}

func sampleEngine(ctx context.Context) (*Engine, error) {
	official, err := readSample(ctx, "sample-official.csv", officialSample)
	if err != nil {
		return nil, err
	}
	own, err := readSample(ctx, "sample-in-house.csv", inHouseSample)
	if err != nil {
		return nil, err
	}
	return New(ctx, []*watchlist.List{official, own}, Options{Official: []string{official.Name}})
}

func readSample(ctx context.Context, file string, data []byte) (*watchlist.List, error) {
	rd := watchlist.Reader{Date: bonafide.Date{Year: 2026, Month: time.May, Day: 1}}
	return rd.Read(ctx, file, bytes.NewReader(data))
}

// Describe implements [bonafide.Examiner].
func (*Examiner) Describe() bonafide.ExaminerInfo {
	return bonafide.ExaminerInfo{Name: "screen", Indicators: declared}
}

// Cases returns the dossiers that prove the declared indicators. They are about the
// entries of [SampleExaminer].
func (*Examiner) Cases() ([]bonafide.Case, error) { return proof.Cases(cases) }

// Examine implements [bonafide.Examiner]. Its errors are those of the context and of
// the store of decisions.
func (e *Examiner) Examine(ctx context.Context, d *bonafide.Dossier, asOf time.Time) (bonafide.Examination, error) {
	if err := ctx.Err(); err != nil {
		return bonafide.Examination{}, err
	}
	if e.engine == nil {
		return bonafide.Examination{Missing: []bonafide.Missing{{
			Indicators: declared, What: "sanctions and watch lists", Why: "no sanctions list is loaded; 'bonafide lists add ofac-sdn', then 'bonafide lists update', loads one",
		}}}, nil
	}
	x := &examination{Examiner: e, ctx: ctx, d: d, asOf: asOf}
	x.lists()
	x.person()
	x.firms()
	x.holders()
	return x.report()
}

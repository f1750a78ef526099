package bonafide

import (
	"context"
	"iter"
	"time"
)

// Examiner reads a dossier and says what it observed. It is built without side
// effects, works offline, keeps no state between dossiers and is safe for
// concurrent use. It never reads the clock: asOf is now, and claims collected
// after asOf have been left out before it is called.
type Examiner interface {
	// Describe declares who the examiner is and which indicators it computes.
	Describe() ExaminerInfo
	// Examine returns an error only where it could not work at all; what it could
	// not look at is [Examination.Missing].
	Examine(ctx context.Context, d *Dossier, asOf time.Time) (Examination, error)
}

// ExaminerInfo is an examiner's declaration.
type ExaminerInfo struct {
	// Name is the folder it lives in: "verify/contact".
	Name string
	// Indicators that its code can raise. Each is proved by cases.
	Indicators []IndicatorID
}

// Case is a dossier that proves one indicator: a positive sample that must fire,
// or an honest look-alike that must not.
type Case struct {
	// Name is the case's file: "APP-15/free-mail-reference".
	Name      string
	Indicator IndicatorID
	// Fires says whether the indicator must be raised, or must not.
	Fires bool
	// Why says in one line what the case shows.
	Why string
	// AsOf is the moment of the examination.
	AsOf    time.Time
	Dossier Dossier
}

// Examination is what an examiner reports of one dossier.
type Examination struct {
	Findings  []Finding
	Artefacts []Artefact
	Missing   []Missing
	// Datasets are the tables that were consulted, whether or not they hit.
	Datasets []Dataset
}

// Facts is everything that an assessment depends on besides catalogue and
// configuration.
type Facts struct {
	AsOf           time.Time
	Stage          Stage
	Accommodations []Accommodation
	Findings       []Finding
	Checks         []CheckResult
	Missing        []Missing
	Sources        []SourceAge
	Datasets       []DatasetAge
}

// Assessor adds facts up. It is a pure function of facts, catalogue and
// configuration, and safe for concurrent use.
type Assessor interface {
	// Assess computes the assessment at facts.AsOf. What was observed or checked
	// later is left out. The result shares memory with facts, which must not change.
	Assess(facts Facts) Assessment
	// Catalogue is the one assessed by.
	Catalogue() *Catalogue
}

// Raw is one record before it is understood: where it stands and its bytes.
type Raw struct {
	// Place names the file and, for a record among several, its line or row.
	Place string
	// Name is the file's base name.
	Name string
	Data []byte
	// Header has the column names where the record is a row of a table.
	Header []string
	// Row has the fields where the record is a row of a table; Data is then empty.
	Row []string
}

// Intake turns records of any known format into dossiers. Scan is called once and
// yields records in a stable order; Decode is safe for concurrent use.
type Intake interface {
	// Scan yields the records below path ("-" is standard input). An error is a
	// [*Refusal] and concerns one record; the scan goes on where it can.
	Scan(ctx context.Context, path string) iter.Seq2[Raw, error]
	// Decode understands one record. Its errors are [*Refusal].
	Decode(ctx context.Context, raw Raw) (Dossier, error)
	// Claim takes a person's id for the record at place. It is called in the order
	// of the records; a [*Refusal] says that an earlier one of this run has the id.
	Claim(id PersonID, place string) error
}

// Examined is all that one examination of a dossier brought, as a store keeps it.
type Examined struct {
	Dossier    Dossier
	Findings   []Finding
	Artefacts  []Artefact
	Missing    []Missing
	Datasets   []Dataset
	Assessment Assessment
}

// Recorder keeps examinations.
type Recorder interface {
	// Record stores each examination whole or, together with all the others of
	// the call, not at all. Recording the same examination again changes nothing.
	// A dossier that differs from the stored one becomes its next version;
	// findings that an examination no longer brings are retracted, not erased.
	// at is the moment of recording.
	Record(ctx context.Context, at time.Time, batch []Examined) error
	// RecordCatalogue keeps a catalogue by its version, so that assessments made
	// with it can be made again.
	RecordCatalogue(ctx context.Context, c *Catalogue) error
}

// Archive reads back what was recorded, as it was known at a moment.
type Archive interface {
	// Known returns the record of a person as it stood at knownAt: the newest
	// dossier recorded by then, with the findings recorded and not yet retracted
	// by then. [ErrNotFound] where there was none.
	Known(ctx context.Context, id PersonID, knownAt time.Time) (Known, error)
	// People yields the recorded ids in order, those after the given one.
	People(ctx context.Context, after PersonID) iter.Seq2[PersonID, error]
	// History lists a person's versions and assessments, oldest first.
	// [ErrNotFound] where the person was never recorded.
	History(ctx context.Context, id PersonID) (History, error)
	// Sharing lists the people who carry an artefact now, in order of id.
	Sharing(ctx context.Context, kind, value string) ([]PersonID, error)
	// Catalogue returns the catalogue of a version, [ErrNotFound] where it was
	// never recorded.
	Catalogue(ctx context.Context, version string) (*Catalogue, error)
}

// Store is a place to keep everything: an adapter passes store/storetest.
type Store interface {
	Recorder
	Archive
	// Close gives the store back; nothing is lost by not calling it.
	Close() error
}

// Known is a person's record as it stood at a moment.
type Known struct {
	Version    int       // of the dossier, from 1
	RecordedAt time.Time // when that version was recorded
	Examined   Examined
}

// History is how a person's record grew.
type History struct {
	Versions    []DossierVersion `json:"versions"`
	Assessments []PastAssessment `json:"assessments"`
}

// DossierVersion is one version of a dossier.
type DossierVersion struct {
	Version    int       `json:"version"`
	RecordedAt time.Time `json:"recorded_at"`
	SHA256     string    `json:"sha256"`
}

// PastAssessment is one assessment that was recorded.
type PastAssessment struct {
	RecordedAt     time.Time `json:"recorded_at"`
	DossierVersion int       `json:"dossier_version"`
	AsOf           time.Time `json:"as_of"`
	CatalogVersion string    `json:"catalog_version"`
	Band           Band      `json:"band"`
	Bits           Bits      `json:"bits"`
}

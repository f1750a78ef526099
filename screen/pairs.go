package screen

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bonafide"
	"bonafide/screen/name"
)

// PairOptions of [Pairs].
type PairOptions struct {
	Place   string
	Refused func(*bonafide.Refusal)
	// OFAC gives the imitated score of the US Treasury's search tool, 0 to 100, in
	// place of the matcher's own; see [name.OFAC].
	OFAC bool
}

// Pairs scores pairs of names without a list, for benchmarks. In comes a CSV with the
// columns name1, name2 and schema (Person, Company, LegalEntity, ...); out goes the
// same table with the column score, 0 to 1. Rows that cannot be taken are refused and
// left out. It returns how many pairs were scored and refused.
func Pairs(ctx context.Context, in io.Reader, out io.Writer, opt PairOptions) (scored, refused int, err error) {
	t, err := openTable(in, opt.Place, pairColumns)
	if err == nil {
		err = t.needs("name1", "name2")
	}
	if err != nil {
		return 0, 0, err
	}
	if slices.ContainsFunc(t.header, func(h string) bool { return columnKey(h) == "score" }) {
		return 0, 0, &bonafide.Refusal{Place: t.at(1), Why: "the column score is there already", Remedy: "rename it"}
	}
	w := csv.NewWriter(out)
	w.Comma = t.in.Comma
	if err := w.Write(append(slices.Clone(t.header), "score")); err != nil {
		return 0, 0, fmt.Errorf("writing scores: %w", err)
	}
	for {
		if err := ctx.Err(); err != nil {
			return scored, refused, err
		}
		// Rows are scored one by one: the work of a pair is a few microseconds.
		fields, _, r, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return scored, refused, errors.Join(err, flush(w))
		}
		if r != nil {
			refused++
			if opt.Refused != nil {
				opt.Refused(r)
			}
			continue
		}
		score := pairScore(t.cell(fields, "name1"), t.cell(fields, "name2"), t.cell(fields, "schema"), opt.OFAC)
		if err := w.Write(append(fields, score)); err != nil {
			return scored, refused, fmt.Errorf("writing scores: %w", err)
		}
		scored++
	}
	return scored, refused, flush(w)
}

func flush(w *csv.Writer) error {
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("writing scores: %w", err)
	}
	return nil
}

func pairScore(query, listed, schema string, ofac bool) string {
	if ofac {
		return strconv.Itoa(name.OFAC(query, listed))
	}
	// A schema that is not known here is an organisation's, as other tools have it.
	kind := name.Entity
	if t, ok := typeWords[strings.ToLower(schema)]; ok {
		kind = t.kind()
	}
	a, b := name.Parse(query, kind), name.Parse(listed, kind)
	return strconv.FormatFloat(name.Compare(&a, &b, name.Options{}).Score, 'f', 6, 64)
}

package screen

import (
	"errors"
	"io"
	"iter"
)

// Queries yields the rows of a table as [Engine.Batch] reads it: the people who are
// to be followed. A row that cannot be taken is yielded as its [*bonafide.Refusal],
// and the others go on; another error is the last.
func Queries(in io.Reader, place string) iter.Seq2[Query, error] {
	return func(yield func(Query, error) bool) {
		t, err := openTable(in, place, batchColumns, "id", "name")
		if err != nil {
			yield(Query{}, err)
			return
		}
		for {
			r, err := t.query("")
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(Query{}, err)
				return
			case r.refused != nil:
				if !yield(Query{}, r.refused) {
					return
				}
			default:
				if !yield(r.query, nil) {
					return
				}
			}
		}
	}
}

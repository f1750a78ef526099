package screen

import (
	"errors"
	"io"
	"iter"

	"bonafide"
)

// Queries yields the rows of a table as [Engine.Batch] reads it: the people who are
// to be followed. A row that cannot be taken is yielded as its [*bonafide.Refusal],
// and the others go on; another error is the last. A row needs an id. header is told
// what [BatchOptions.Header] is told; it may be nil.
func Queries(in io.Reader, place string, header func(said string)) iter.Seq2[Query, error] {
	return func(yield func(Query, error) bool) {
		t, err := openTable(in, place, queryColumns, "name", "last name", "wallet")
		if err == nil {
			err = t.needs("id")
		}
		if err != nil {
			yield(Query{}, err)
			return
		}
		if header != nil && t.said != "" {
			header(t.said)
		}
		for {
			r, err := t.query("")
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(Query{}, err)
				return
			case r.refused == nil && r.query.ID == "":
				r.refused = &bonafide.Refusal{Place: t.at(r.line), Why: "the id is empty", Remedy: "a person who is followed needs one"}
				fallthrough
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

package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"bonafide"
)

// takeEach gives take what can be read, in order. What is refused is said in one line
// and counted; any other error ends it.
func takeEach[T any](e *env, read iter.Seq2[T, error], take func(T) error) (refused int, err error) {
	for one, err := range read {
		var refusal *bonafide.Refusal
		switch {
		case errors.As(err, &refusal):
			refused++
			fmt.Fprintf(e.err, "refused: %s\n", refusal)
		case err != nil:
			return refused, err
		default:
			if err := take(one); err != nil {
				return refused, err
			}
		}
	}
	return refused, nil
}

// dossiers reads the records below path, of any known format, one after the other.
func dossiers(ctx context.Context, in bonafide.Intake, path string) iter.Seq2[bonafide.Dossier, error] {
	return func(yield func(bonafide.Dossier, error) bool) {
		for raw, err := range in.Scan(ctx, path) {
			var d bonafide.Dossier
			if err == nil {
				d, err = in.Decode(ctx, raw)
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

package record

import (
	"context"
	"database/sql"
	"strings"
)

// groups is how many powers of two a statement may have rows of: up to 128 rows.
// Rows are sent in such groups, so that many rows cost few round trips and only a
// handful of statements are ever parsed.
const groups = 8

// insert is an INSERT into one table, spelt out for each size of group.
type insert struct {
	columns int
	text    [groups]string
}

// newInsert spells out "INSERT INTO head VALUES (...), (...) tail".
func newInsert(d Dialect, head string, columns int, tail string) insert {
	in := insert{columns: columns}
	for g := range groups {
		var b strings.Builder
		b.WriteString("INSERT INTO " + head + " VALUES ")
		for row := range 1 << g {
			if row > 0 {
				b.WriteString(", ")
			}
			b.WriteByte('(')
			writePlaces(&b, d, row*columns, columns)
			b.WriteByte(')')
		}
		b.WriteString(tail)
		in.text[g] = b.String()
	}
	return in
}

// run inserts rows, laid out one after another in args.
func (in *insert) run(ctx context.Context, tx *transaction, args []any) error {
	for g := groups - 1; len(args) > 0; {
		n := in.columns << g
		if n > len(args) {
			g--
			continue
		}
		if err := tx.exec(ctx, in.text[g], args[:n]...); err != nil {
			return err
		}
		args = args[n:]
	}
	return nil
}

// among is a query with one list of keys, "head (...) tail", spelt out for each
// size of list.
type among struct {
	text [groups]string
}

func newAmong(d Dialect, head, tail string) among {
	var a among
	for g := range groups {
		var b strings.Builder
		b.WriteString(head + " (")
		writePlaces(&b, d, 0, 1<<g)
		b.WriteString(")" + tail)
		a.text[g] = b.String()
	}
	return a
}

// run calls scan for each row about one of the keys.
func (a *among) run(ctx context.Context, tx *transaction, keys []string, scan func(*sql.Rows) error) error {
	args := make([]any, 0, 1<<(groups-1))
	for g := groups - 1; len(keys) > 0; {
		n := 1 << g
		if n > len(keys) {
			g--
			continue
		}
		args = args[:0]
		for _, k := range keys[:n] {
			args = append(args, k)
		}
		if err := each(ctx, tx, a.text[g], args, scan); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// each calls scan for each row of a query.
func each(ctx context.Context, q querier, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func writePlaces(b *strings.Builder, d Dialect, before, n int) {
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(d.Place(before + i + 1))
	}
}

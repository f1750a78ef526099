package record

import "time"

// Dialect is what differs between the databases.
type Dialect struct {
	// Place writes the nth parameter of a statement, from 1. It is asked only
	// where the number of parameters varies; $1, $2 are understood by both.
	Place func(n int) string
	// Lock ends a query whose rows this transaction is going to change.
	Lock string
	// Moment is a time as a column takes it, to the microsecond, UTC.
	Moment func(time.Time) any
	// Prepare says that statements are to be prepared once; a driver that does so
	// by itself needs it not.
	Prepare bool
	// Failure says what an error of the driver means.
	Failure func(error) Failure
}

// Failure is what an error of the database means to a caller.
type Failure int

const (
	// Internal is everything that nobody can act on.
	Internal Failure = iota
	// Lost is a transaction that another one got in the way of: again, please.
	Lost
	// Conflict contradicts what is stored.
	Conflict
	// Unavailable is a database that is away, locked, full or read-only.
	Unavailable
)

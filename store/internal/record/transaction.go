package record

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// tries bounds how often a transaction that lost against another is made again.
const tries = 12

// transact runs f in one transaction, and again where the database says that it
// lost against another one.
func (s *Store) transact(ctx context.Context, doing string, f func(*transaction) error) error {
	pause := time.Millisecond
	for try := 1; ; try++ {
		err := s.once(ctx, f)
		if err == nil {
			return nil
		}
		if try == tries || ctx.Err() != nil || s.dialect.Failure(err) != Lost {
			return s.failed(ctx, doing, err)
		}
		wait := time.NewTimer(pause)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
		}
		pause = min(2*pause, 100*time.Millisecond)
	}
}

func (s *Store) once(ctx context.Context, f func(*transaction) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	t := transaction{Tx: tx, prepared: &s.prepared}
	if err := f(&t); err != nil {
		// What went wrong is err; the database undoes an abandoned transaction by
		// itself even where this fails.
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if s.dialect.Prepare {
		s.prepared.learn(ctx, s.write, t.unprepared)
	}
	return nil
}

// transaction is one try to write.
type transaction struct {
	*sql.Tx
	prepared   *prepared
	unprepared []string
}

// exec runs a statement that is used over and over.
func (t *transaction) exec(ctx context.Context, query string, args ...any) error {
	if stmt := t.prepared.find(query); stmt != nil {
		_, err := t.StmtContext(ctx, stmt).ExecContext(ctx, args...)
		return err
	}
	t.unprepared = append(t.unprepared, query)
	_, err := t.ExecContext(ctx, query, args...)
	return err
}

// prepared are the statements that were used before, ready to be used again. They
// end with their connection.
type prepared struct {
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

func (p *prepared) find(query string) *sql.Stmt {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.stmts[query]
}

// learn prepares statements between transactions, because the one connection that
// writes is then free. A statement that cannot be prepared is run without. The lock
// is not held meanwhile: whoever has the connection may be waiting for it.
func (p *prepared) learn(ctx context.Context, db *sql.DB, queries []string) {
	for _, q := range queries {
		if p.find(q) != nil {
			continue
		}
		stmt, err := db.PrepareContext(ctx, q)
		if err != nil {
			return
		}
		if !p.keep(q, stmt) {
			// Another got here first; closing a spare statement cannot go wrong in
			// a way that matters.
			_ = stmt.Close()
		}
	}
}

func (p *prepared) keep(query string, stmt *sql.Stmt) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stmts[query] != nil {
		return false
	}
	if p.stmts == nil {
		p.stmts = map[string]*sql.Stmt{}
	}
	p.stmts[query] = stmt
	return true
}

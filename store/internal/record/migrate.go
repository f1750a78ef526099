package record

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"bonafide"
)

// Migrate brings a database up to the newest of the migrations in fsys, and
// refuses one that a newer version of the program has already taken further.
func Migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, fsys fs.FS, options ...goose.ProviderOption) error {
	p, err := goose.NewProvider(dialect, db, fsys, append(options, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return fmt.Errorf("reading migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("reading the schema's version: %w", err)
	}
	if have > want {
		return bonafide.Invalidf("its schema has version %d and this program knows versions up to %d; use the newer program that wrote it", have, want)
	}
	return nil
}

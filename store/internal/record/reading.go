package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bonafide"
)

// Known implements [bonafide.Archive]. RecordedAt is that of the dossier's version.
//
// Every examination brings an assessment, so the newest assessment leads to the
// newest examination and dossier. It needs no transaction: that query chooses an
// examination, and what hangs on an examination's number never changes afterwards.
func (s *Store) Known(ctx context.Context, id bonafide.PersonID, knownAt time.Time) (bonafide.Known, error) {
	k, err := s.known(ctx, id, knownAt)
	if err != nil {
		return bonafide.Known{}, s.failed(ctx, fmt.Sprintf("reading the record of %q", id), err)
	}
	return k, nil
}

func (s *Store) known(ctx context.Context, id bonafide.PersonID, knownAt time.Time) (k bonafide.Known, err error) {
	if key("a person's id", string(id)) != nil {
		return k, bonafide.NotFoundf("nobody can have this id")
	}
	until := s.dialect.Moment(column(knownAt))
	var (
		seq               int
		recorded          moment
		found, dossier, a string
	)
	err = s.read.QueryRowContext(ctx, `
		SELECT e.seq, e.body, d.version, d.recorded_at, d.body, a.body
		FROM assessments a
		JOIN examinations e ON e.person = a.person AND e.seq = a.examination
		JOIN dossiers d ON d.person = e.person AND d.version = e.version
		WHERE a.person = $1 AND a.recorded_at <= $2
		ORDER BY a.seq DESC LIMIT 1`, string(id), until,
	).Scan(&seq, &found, &k.Version, &recorded, &dossier, &a)
	if errors.Is(err, sql.ErrNoRows) {
		return k, bonafide.NotFoundf("nothing was recorded by %s", knownAt.UTC().Format(time.RFC3339Nano))
	}
	if err != nil {
		return k, err
	}
	k.RecordedAt = recorded.Time
	if err := decode("dossier", dossier, &k.Examined.Dossier); err != nil {
		return k, err
	}
	if err := decode("assessment", a, &k.Examined.Assessment); err != nil {
		return k, err
	}
	x, err := parse(string(id), seq, found)
	if err != nil {
		return k, err
	}
	k.Examined.Artefacts, k.Examined.Missing, k.Examined.Datasets = x.Artefacts, x.Missing, x.Datasets
	k.Examined.Findings, err = s.findings(ctx, id, seq, x.Findings)
	return k, err
}

// findings are those that stood at an examination, in the order that it has them.
func (s *Store) findings(ctx context.Context, id bonafide.PersonID, seq int, ids []string) ([]bonafide.Finding, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	bodies := make(map[string]string, len(ids))
	err := each(ctx, s.read, `
		SELECT id, body FROM findings
		WHERE person = $1 AND examination <= $2 AND (retracted_by IS NULL OR retracted_by > $2)`,
		[]any{string(id), seq}, func(rows *sql.Rows) error {
			var id, text string
			err := rows.Scan(&id, &text)
			bodies[id] = text
			return err
		})
	if err != nil {
		return nil, err
	}
	findings := make([]bonafide.Finding, len(ids))
	for i, id := range ids {
		text, ok := bodies[id]
		if !ok {
			return nil, fmt.Errorf("finding %s of examination %d is missing", id, seq)
		}
		if err := decode("finding", text, &findings[i]); err != nil {
			return nil, err
		}
	}
	return findings, nil
}

// page is how many ids People reads at once. Between pages it holds no connection,
// so a slow reader keeps nothing from being written or cleaned up.
const page = 512

// People implements [bonafide.Archive]. Ids are ordered by their bytes.
func (s *Store) People(ctx context.Context, after bonafide.PersonID) iter.Seq2[bonafide.PersonID, error] {
	return func(yield func(bonafide.PersonID, error) bool) {
		if !utf8.ValidString(string(after)) {
			yield("", bonafide.Invalidf("listing people: the id to begin after is not UTF-8"))
			return
		}
		// No id holds U+0000, so what follows one sorts like nothing.
		last, _, _ := strings.Cut(string(after), "\x00")
		for {
			ids, err := s.ids(ctx, `SELECT id FROM people WHERE id > $1 ORDER BY id LIMIT $2`, last, page)
			if err != nil {
				yield("", s.failed(ctx, "listing people", err))
				return
			}
			for _, id := range ids {
				if !yield(id, nil) {
					return
				}
			}
			if len(ids) < page {
				return
			}
			last = string(ids[len(ids)-1])
		}
	}
}

// Sharing implements [bonafide.Archive]: the people whose newest examination has
// the artefact.
func (s *Store) Sharing(ctx context.Context, kind, value string) ([]bonafide.PersonID, error) {
	ids, err := s.ids(ctx, `
		SELECT person FROM artefacts WHERE digest = $1 AND retracted_by IS NULL ORDER BY person`, digest(kind, value))
	if err != nil {
		return nil, s.failed(ctx, "finding who shares an artefact", err)
	}
	return ids, nil
}

func (s *Store) ids(ctx context.Context, query string, args ...any) (ids []bonafide.PersonID, err error) {
	err = each(ctx, s.read, query, args, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, bonafide.PersonID(id))
		return err
	})
	return ids, err
}

// History implements [bonafide.Archive].
func (s *Store) History(ctx context.Context, id bonafide.PersonID) (bonafide.History, error) {
	h, err := s.history(ctx, string(id))
	if err == nil && len(h.Versions) == 0 {
		err = bonafide.NotFoundf("nothing was recorded")
	}
	if err != nil {
		return bonafide.History{}, s.failed(ctx, fmt.Sprintf("reading the history of %q", id), err)
	}
	return h, nil
}

func (s *Store) history(ctx context.Context, id string) (h bonafide.History, err error) {
	if key("a person's id", id) != nil {
		return h, nil
	}
	// Assessments first: a version that one of them names is then always listed,
	// whatever is recorded between the two queries.
	err = each(ctx, s.read, `
		SELECT a.recorded_at, e.version, a.catalog_version, a.band, a.bits, a.as_of, a.as_of_nanos
		FROM assessments a JOIN examinations e ON e.person = a.person AND e.seq = a.examination
		WHERE a.person = $1 ORDER BY a.seq`, []any{id}, func(rows *sql.Rows) error {
		var p bonafide.PastAssessment
		var at, asOf moment
		var nanos time.Duration
		err := rows.Scan(&at, &p.DossierVersion, &p.CatalogVersion, &p.Band, &p.Bits, &asOf, &nanos)
		p.RecordedAt, p.AsOf = at.Time, asOf.Add(nanos)
		h.Assessments = append(h.Assessments, p)
		return err
	})
	if err != nil {
		return h, err
	}
	err = each(ctx, s.read, `
		SELECT version, recorded_at, sha256 FROM dossiers WHERE person = $1 ORDER BY version`, []any{id},
		func(rows *sql.Rows) error {
			var v bonafide.DossierVersion
			var at moment
			err := rows.Scan(&v.Version, &at, &v.SHA256)
			v.RecordedAt = at.Time
			h.Versions = append(h.Versions, v)
			return err
		})
	return h, err
}

// RecordCatalogue implements [bonafide.Recorder]. The same version with other
// content is a [bonafide.ErrConflict].
func (s *Store) RecordCatalogue(ctx context.Context, c *bonafide.Catalogue) error {
	const doing = "recording a catalogue"
	if c == nil {
		return bonafide.Invalidf("%s: there is none", doing)
	}
	if err := key("its version", c.Version); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	b, err := write("catalogue", c.Version, c)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return s.transact(ctx, doing, func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO catalogues (version, sha256, body) VALUES ($1, $2, $3)
			ON CONFLICT (version) DO NOTHING`, c.Version, b.sha256, b.text)
		if err != nil {
			return err
		}
		var stored string
		if err := tx.QueryRowContext(ctx, `SELECT sha256 FROM catalogues WHERE version = $1`, c.Version).Scan(&stored); err != nil {
			return err
		}
		if stored != b.sha256 {
			return bonafide.Conflictf("version %s is stored with other content; a changed catalogue needs a new version", c.Version)
		}
		return nil
	})
}

// Catalogue implements [bonafide.Archive].
func (s *Store) Catalogue(ctx context.Context, version string) (*bonafide.Catalogue, error) {
	doing := fmt.Sprintf("reading catalogue %q", version)
	if key("its version", version) != nil {
		return nil, bonafide.NotFoundf("%s: it was never recorded", doing)
	}
	var text string
	err := s.read.QueryRowContext(ctx, `SELECT body FROM catalogues WHERE version = $1`, version).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, bonafide.NotFoundf("%s: it was never recorded", doing)
	}
	var c bonafide.Catalogue
	if err == nil {
		err = decode("catalogue", text, &c)
	}
	if err != nil {
		return nil, s.failed(ctx, doing, err)
	}
	return bonafide.NewCatalogue(c.Version, slices.Clip(c.Indicators), slices.Clip(c.Checks)), nil
}

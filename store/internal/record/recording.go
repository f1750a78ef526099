package record

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"bonafide"
)

// Record implements [bonafide.Recorder]: the whole batch in one transaction, in
// the order given, which matters where a person is in it more than once. It
// refuses, as [bonafide.ErrInvalid], what cannot be written: a person without an
// id, a finding about somebody else, text that is not UTF-8, a body above
// 8 MiB.
func (s *Store) Record(ctx context.Context, at time.Time, batch []bonafide.Examined) error {
	const doing = "recording examinations"
	at = at.UTC()
	if y := at.Year(); y < 1 || y > 9999 {
		return bonafide.Invalidf("%s: the moment of recording lies in the year %d; years run from 1 to 9999", doing, y)
	}
	contents := make([]*content, len(batch))
	for i := range batch {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		c, err := compose(&batch[i])
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		contents[i] = c
	}
	return s.transact(ctx, doing, func(tx *transaction) error {
		r := recording{Store: s, tx: tx, at: column(at), heads: map[string]*person{}}
		if err := r.lock(ctx, contents); err != nil {
			return err
		}
		for _, c := range contents {
			r.add(r.heads[c.person], c)
		}
		return r.flush(ctx)
	})
}

// recording is one try to write a batch: it reads and locks the heads of the
// people's records, decides in memory what is new, and writes that.
type recording struct {
	*Store
	tx    *transaction
	at    time.Time
	heads map[string]*person
	ends  []end

	dossiers, examinations, findings, checks, artefacts, assessments []any
}

// person is the head of a record.
type person struct {
	id                           string
	stored                       bool // before this batch
	changed                      bool // by this batch
	first, last                  time.Time
	version, examination, number int
	dossierSum, examinationSum   string
	// carried is what the newest examination brought.
	carried carried
	// assessed has the sums of the assessments made of it.
	assessed map[string]bool
}

// end is a row whose interval ends.
type end struct {
	update, person, id string
	by                 int
	at                 time.Time
}

// lock reads the heads of everybody in the batch, and with them what is needed
// to tell what is new.
func (r *recording) lock(ctx context.Context, contents []*content) error {
	for _, c := range contents {
		r.heads[c.person] = &person{id: c.person}
	}
	ids := slices.Sorted(maps.Keys(r.heads))
	err := r.tables.lock.run(ctx, r.tx, ids, func(rows *sql.Rows) error {
		var id string
		var last moment
		var p person
		if err := rows.Scan(&id, &last, &p.version, &p.dossierSum, &p.examination, &p.examinationSum, &p.number); err != nil {
			return err
		}
		p.id, p.last, p.stored = id, last.Time, true
		*r.heads[id] = p
		return nil
	})
	if err != nil {
		return err
	}
	changing, same := map[string]bool{}, map[string]bool{}
	for _, c := range contents {
		switch p := r.heads[c.person]; {
		case !p.stored:
		case p.dossierSum == c.dossier.sha256 && p.examinationSum == c.examination.sha256:
			same[c.person] = true
		default:
			changing[c.person] = true
		}
	}
	err = r.tables.carried.run(ctx, r.tx, slices.Sorted(maps.Keys(changing)), func(rows *sql.Rows) error {
		var id, text string
		var seq int
		if err := rows.Scan(&id, &seq, &text); err != nil {
			return err
		}
		x, err := parse(id, seq, text)
		if err != nil {
			return err
		}
		r.heads[id].carried = x.carried()
		return nil
	})
	if err != nil {
		return err
	}
	return r.tables.assessed.run(ctx, r.tx, slices.Sorted(maps.Keys(same)), func(rows *sql.Rows) error {
		var id, sum string
		if err := rows.Scan(&id, &sum); err != nil {
			return err
		}
		r.heads[id].note(sum)
		return nil
	})
}

func (p *person) note(sum string) {
	if p.assessed == nil {
		p.assessed = map[string]bool{}
	}
	p.assessed[sum] = true
}

// add decides what of an examination is new after what the head knows.
func (r *recording) add(p *person, c *content) {
	newVersion := p.version == 0 || p.dossierSum != c.dossier.sha256
	newExamination := newVersion || p.examinationSum != c.examination.sha256
	if !newExamination && p.assessed[c.assessment.sha256] {
		return
	}
	if p.last.Before(r.at) {
		p.last = r.at
	}
	if p.version == 0 {
		p.first, p.last = r.at, r.at
	}
	p.changed = true
	now := r.dialect.Moment(p.last)
	if newVersion {
		p.version++
		p.dossierSum = c.dossier.sha256
		r.dossiers = append(r.dossiers, p.id, p.version, now, c.dossier.sha256, c.dossier.text)
	}
	if newExamination {
		p.examination++
		p.examinationSum = c.examination.sha256
		p.assessed = nil
		r.examinations = append(r.examinations, p.id, p.examination, p.version, now, c.examination.sha256, c.examination.text)
		r.addCarried(p, c, now)
	}
	p.number++
	p.note(c.assessment.sha256)
	a := c.assessed
	r.assessments = append(r.assessments, p.id, p.number, p.examination, now, r.dialect.Moment(column(a.AsOf)), a.AsOf.Nanosecond()%1000,
		plain(a.CatalogVersion), plain(string(a.Band)), float64(a.Bits), c.assessment.sha256, c.assessment.text)
}

// addCarried adds the rows that an examination brings and ends those that it no
// longer does.
func (r *recording) addCarried(p *person, c *content, now any) {
	before := p.carried
	p.carried = c.carried
	moment := func(t time.Time) any { return r.dialect.Moment(column(t)) }
	r.differ(p, endFinding, before.findings, c.carried.findings, func(i int) {
		f := c.findings[i]
		r.findings = append(r.findings, p.id, c.carried.findings[i], p.examination,
			plain(string(f.Indicator)), plain(f.Rule), moment(f.ObservedAt), now, c.bodies[i])
	})
	r.differ(p, endCheck, before.checks, c.carried.checks, func(i int) {
		k := c.checks[i]
		r.checks = append(r.checks, p.id, c.carried.checks[i], p.examination,
			plain(string(k.Check)), plain(k.Subject), plain(string(k.Outcome)), moment(k.At), now)
	})
	r.differ(p, endArtefact, before.artefacts, c.carried.artefacts, func(i int) {
		a := c.artefacts[i]
		r.artefacts = append(r.artefacts, c.carried.artefacts[i], p.id, p.examination, plain(a.Kind), plain(a.Value), now)
	})
}

// differ calls bring for the index of each key that was not there before and ends
// each one that is not there now.
func (r *recording) differ(p *person, update string, before, now []string, bring func(int)) {
	if len(before) == 0 {
		for i := range now {
			bring(i)
		}
		return
	}
	stood := make(map[string]bool, len(before))
	for _, id := range before {
		stood[id] = true
	}
	for i, id := range now {
		if !stood[id] {
			bring(i)
		}
		delete(stood, id)
	}
	for _, id := range before {
		if stood[id] {
			r.ends = append(r.ends, end{update, p.id, id, p.examination, p.last})
		}
	}
}

// flush writes what was decided. New people come first, in the order of their ids:
// whoever else is recording one of them then waits here, loses and tries again.
func (r *recording) flush(ctx context.Context) error {
	var people, heads []any
	for _, id := range slices.Sorted(maps.Keys(r.heads)) {
		p := r.heads[id]
		if !p.changed {
			continue
		}
		row := []any{p.id, r.dialect.Moment(p.first), r.dialect.Moment(p.last),
			p.version, p.dossierSum, p.examination, p.examinationSum, p.number}
		if p.stored {
			heads = append(heads, row...)
		} else {
			people = append(people, row...)
		}
	}
	for _, step := range []struct {
		*insert
		rows []any
	}{
		{&r.tables.people, people},
		{&r.tables.heads, heads},
		{&r.tables.dossiers, r.dossiers},
		{&r.tables.examinations, r.examinations},
		{&r.tables.findings, r.findings},
		{&r.tables.checks, r.checks},
		{&r.tables.artefacts, r.artefacts},
		{&r.tables.assessments, r.assessments},
	} {
		if err := step.run(ctx, r.tx, step.rows); err != nil {
			return err
		}
	}
	for _, e := range r.ends {
		if err := r.tx.exec(ctx, e.update, e.by, r.dialect.Moment(e.at), e.person, e.id); err != nil {
			return err
		}
	}
	return nil
}

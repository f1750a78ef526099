package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/strict"
)

// Dump writes all that a store knows of people now, without the moments of
// recording: one line of JSON a person, in order of id. Two stores to which the
// same examinations were recorded in the same order have the same dump.
func Dump(ctx context.Context, s bonafide.Archive) (string, error) {
	return write(ctx, s, false)
}

// line is a person's line of a dump.
type line struct {
	Person  bonafide.PersonID `json:"person"`
	Version int               `json:"version"`
	// RecordedAt is zero in a dump without moments.
	RecordedAt time.Time             `json:"recorded_at,omitzero"`
	History    bonafide.History      `json:"history"`
	Dossier    bonafide.Dossier      `json:"dossier"`
	Findings   []bonafide.Finding    `json:"findings"`
	Artefacts  []bonafide.Artefact   `json:"artefacts"`
	Missing    []bonafide.Missing    `json:"missing"`
	Datasets   []bonafide.Dataset    `json:"datasets"`
	Assessment bonafide.Assessment   `json:"assessment"`
	Sharing    [][]bonafide.PersonID `json:"sharing"` // for each artefact
}

func write(ctx context.Context, s bonafide.Archive, moments bool) (string, error) {
	var b strings.Builder
	sharing := map[[2]string][]bonafide.PersonID{}
	for id, err := range s.People(ctx, "") {
		if err != nil {
			return "", err
		}
		k, err := s.Known(ctx, id, ever)
		if err != nil {
			return "", err
		}
		h, err := s.History(ctx, id)
		if err != nil {
			return "", err
		}
		e := k.Examined
		l := line{id, k.Version, k.RecordedAt, h, e.Dossier, e.Findings, e.Artefacts, e.Missing, e.Datasets, e.Assessment, nil}
		for _, a := range e.Artefacts {
			key := [2]string{a.Kind, a.Value}
			if _, known := sharing[key]; !known {
				if sharing[key], err = s.Sharing(ctx, a.Kind, a.Value); err != nil {
					return "", err
				}
			}
			l.Sharing = append(l.Sharing, sharing[key])
		}
		if !moments {
			l.forget()
		}
		data, err := strict.Marshal(l)
		if err != nil {
			return "", err
		}
		b.Write(data)
		b.WriteByte('\n')
	}
	return b.String(), nil
}

func (l *line) forget() {
	l.RecordedAt = time.Time{}
	for i := range l.History.Versions {
		l.History.Versions[i].RecordedAt = time.Time{}
	}
	for i := range l.History.Assessments {
		l.History.Assessments[i].RecordedAt = time.Time{}
	}
}

// full is a dump with the moments of recording.
func full(t *testing.T, s bonafide.Store) string {
	t.Helper()
	text, err := write(t.Context(), s, true)
	if err != nil {
		t.Fatalf("Dump: %v", err)
	}
	return text
}

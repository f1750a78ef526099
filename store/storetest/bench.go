package storetest

import (
	"testing"
	"time"

	"bonafide"
)

// rows that an examination of [Examinations] writes: a person, a dossier, an
// examination, an assessment, five findings, a check and eleven artefacts.
const rows = 21

// BenchmarkRecord records new people in batches of 64 and reports dossiers and
// table rows a second.
func BenchmarkRecord(b *testing.B, s bonafide.Store) {
	const size = 64
	n := 0
	for b.Loop() {
		batch := make([]bonafide.Examined, size)
		b.StopTimer()
		for i := range batch {
			batch[i] = examined(n)
			n++
		}
		b.StartTimer()
		if err := s.Record(b.Context(), noon, batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "dossiers/s")
	b.ReportMetric(float64(n*rows)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkRecordAgain records what is stored already.
func BenchmarkRecordAgain(b *testing.B, s bonafide.Store) {
	batch := Examinations(64)
	if err := s.Record(b.Context(), noon, batch); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		if err := s.Record(b.Context(), noon.Add(time.Hour), batch); err != nil {
			b.Fatal(err)
		}
		n += len(batch)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "dossiers/s")
}

// BenchmarkKnown reads records whole.
func BenchmarkKnown(b *testing.B, s bonafide.Store) {
	batch := Examinations(512)
	if err := s.Record(b.Context(), noon, batch); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		if _, err := s.Known(b.Context(), batch[n%len(batch)].Dossier.Person, ever); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "dossiers/s")
}

package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bonafide"
	"bonafide/app"
	"bonafide/catalog"
	"bonafide/flow"
	"bonafide/watch"
)

// told is what the whole flow made of a story.
type told struct {
	highest, last map[bonafide.PersonID]bonafide.Assessment
	alerts        []bonafide.Alert
}

// wholeWay writes a story into a folder and replays it through the engine, the
// examiners and the assessment.
func wholeWay(t *testing.T, s *watch.Story) told {
	t.Helper()
	files, err := s.Text()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	config := app.Defaults()
	config.Data.Folder, config.Screen.Lists = filepath.Join(dir, "none"), filepath.Join(dir, "none")
	config.Watch.Approved, config.Watch.Offices, config.Network.RestrictedCountries = s.Approved, s.Offices, s.Restricted
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	a, err := app.New(t.Context(), config, app.World{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	w, err := a.NewWatch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := told{highest: map[bonafide.PersonID]bonafide.Assessment{}, last: map[bonafide.PersonID]bonafide.Assessment{}}
	sum, err := w.Replay(t.Context(), app.Replay{
		Dir: dir, Now: now, Refused: func(err error) { t.Error(err) },
		Taken: func(_ time.Time, x *flow.Taken) error {
			for i := range x.Examined {
				e := &x.Examined[i]
				id := e.Dossier.Person
				if was, ok := out.highest[id]; !ok || e.Assessment.Band.Rank() > was.Band.Rank() {
					out.highest[id] = e.Assessment
				}
				out.last[id] = e.Assessment
			}
			out.alerts = append(out.alerts, x.Alerts...)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Events == 0 || sum.Doubled > 0 {
		t.Errorf("%d events, %d of them doubled", sum.Events, sum.Doubled)
	}
	return out
}

// Operators reach the band that the story says, and honest look-alikes stay below
// review, however they look to single rules.
func TestStoriesTheWholeWay(t *testing.T) {
	stories, err := watch.Stories()
	if err != nil {
		t.Fatal(err)
	}
	for i := range stories {
		s := &stories[i]
		if len(s.Highest)+len(s.Finally) == 0 {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			got := wholeWay(t, s)
			for who, want := range s.Highest {
				holds(t, who, "at most", want, got.highest)
			}
			for who, want := range s.Finally {
				holds(t, who, "in the end", want, got.last)
			}
			for who, want := range s.Named {
				var named []bonafide.CombinationID
				for _, a := range got.alerts {
					if a.Person == who {
						named = append(named, a.Combinations...)
					}
				}
				for _, c := range want {
					if !slices.Contains(named, c) {
						t.Errorf("no alert about %s names %s; they name %v", who, c, named)
					}
				}
			}
		})
	}
}

func holds(t *testing.T, who bonafide.PersonID, when, want string, in map[bonafide.PersonID]bonafide.Assessment) {
	t.Helper()
	a, known := in[who]
	if !known {
		t.Errorf("nobody assessed %s", who)
		return
	}
	if want == "below review" && a.Band.Rank() < bonafide.Review.Rank() || string(a.Band) == want {
		return
	}
	t.Errorf("%s is in %s %s, not %s", who, a.Band, when, want)
	for _, f := range a.Findings {
		t.Logf("%s by %s: %.1f bits %s: %s", f.Indicator, f.Rule, f.Bits, f.SetAside, f.Summary)
	}
}

// What examiners and the watch compute together has the names and the proofs of both.
func TestCoverageNamesAllWhoComputeAnIndicator(t *testing.T) {
	report, err := newApp(t).Coverage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	by := map[bonafide.IndicatorID]string{}
	for i := range report.Indicators {
		c := &report.Indicators[i]
		by[c.Indicator] = c.Examiner
		if c.State == catalog.Broken {
			t.Errorf("%s: %s: %v", c.Indicator, c.Why, c.Failed)
		}
	}
	for id, want := range map[bonafide.IndicatorID]string{
		"NET-04": "verify/network, watch/baseline", "NET-06": "verify/network, watch", "NET-17": "watch/baseline, watch/rules", "END-01": "watch/rules", "ONB-02": "verify/contact",
	} {
		if by[id] != want {
			t.Errorf("%s is computed by %q, not %q", id, by[id], want)
		}
	}
	if len(report.Unknown) > 0 {
		t.Errorf("the catalogue does not have %v", report.Unknown)
	}
}

package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bonafide"
	"bonafide/catalog"
)

func TestCoverage(t *testing.T) {
	entry := func(id bonafide.IndicatorID, category bonafide.Category, by string) bonafide.Indicator {
		return bonafide.Indicator{ID: id, Title: "Title of " + string(id), Category: category, ObservedBy: by}
	}
	c := bonafide.NewCatalogue("1.0.0+test", []bonafide.Indicator{
		entry("APP-01", bonafide.CategoryContact, "rule"),
		entry("APP-02", bonafide.CategoryDocument, "rule"),
		entry("APP-03", bonafide.CategoryContact, "rule"),
		entry("APP-04", bonafide.CategoryContact, "rule"),
		entry("APP-05", bonafide.CategoryContact, "rule"),
		entry("APP-06", bonafide.CategoryContact, "analyst"),
		entry("APP-07", bonafide.CategoryContact, "analyst"),
		entry("APP-08", bonafide.CategoryContact, "rule"),
	}, nil)
	proofs := map[bonafide.IndicatorID]catalog.Proof{
		"APP-01": {Examiner: "verify/contact", Fires: 3, Quiet: 2},
		"APP-02": {Examiner: "verify/document", Fires: 1, Quiet: 1, Failed: []string{"APP-02/b", "APP-02/a"}},
		"APP-03": {Examiner: "verify/contact", Quiet: 1},
		"APP-04": {Examiner: "verify/contact", Fires: 1},
		"APP-05": {Examiner: "verify/contact", Fires: 1, Quiet: 1, Failed: []string{"APP-05/a"}},
		"APP-07": {Examiner: "verify/contact", Fires: 1, Quiet: 1},
		"ZZZ-02": {Examiner: "verify/other", Fires: 1, Quiet: 1},
		"ZZZ-01": {Examiner: "verify/other"},
	}
	r := catalog.Coverage(c, proofs)

	want := []struct {
		id    bonafide.IndicatorID
		state catalog.State
		why   string
	}{
		{"APP-01", catalog.Computed, ""},
		{"APP-02", catalog.Broken, "2 cases do not hold"},
		{"APP-03", catalog.Broken, "no case shows that it fires"},
		{"APP-04", catalog.Broken, "no honest look-alike shows that it stays quiet"},
		{"APP-05", catalog.Broken, "a case does not hold"},
		{"APP-06", catalog.Analyst, "it waits for an observation"},
		{"APP-07", catalog.Computed, ""}, // an examiner may compute what an analyst can observe
		{"APP-08", catalog.Uncovered, "no examiner declares it"},
	}
	if len(r.Indicators) != len(want) {
		t.Fatalf("%d indicators in the report", len(r.Indicators))
	}
	for i, w := range want {
		got := r.Indicators[i]
		if got.Indicator != w.id || got.State != w.state || got.Why != w.why || got.Title == "" {
			t.Errorf("got %+v, want %+v", got, w)
		}
	}
	if first := r.Indicators[0]; first.Examiner != "verify/contact" || first.Fires != 3 || first.Quiet != 2 {
		t.Errorf("the proof is not shown: %+v", first)
	}
	if got := r.Indicators[1].Failed; !slices.Equal(got, []string{"APP-02/a", "APP-02/b"}) {
		t.Errorf("failed cases are %v, want them sorted", got)
	}
	if got := proofs["APP-02"].Failed[0]; got != "APP-02/b" {
		t.Errorf("the caller's proof was changed: %s comes first", got)
	}
	for state, n := range map[catalog.State]int{catalog.Computed: 2, catalog.Broken: 4, catalog.Analyst: 1, catalog.Uncovered: 1} {
		if r.Count(state) != n {
			t.Errorf("%d are %s, want %d", r.Count(state), state, n)
		}
	}
	if !slices.Equal(r.Unknown, ids("ZZZ-01 ZZZ-02")) {
		t.Errorf("unknown are %v", r.Unknown)
	}
	if r.CatalogVersion != "1.0.0+test" {
		t.Errorf("version is %s", r.CatalogVersion)
	}
	if len(r.Categories) != len(bonafide.Categories) {
		t.Fatalf("%d categories", len(r.Categories))
	}
	for _, category := range r.Categories {
		sum := 0
		for _, n := range category.Counts {
			sum += n.Indicators
		}
		if want := map[bonafide.Category]int{bonafide.CategoryContact: 7, bonafide.CategoryDocument: 1}[category.Category]; sum != want {
			t.Errorf("%d in %s, want %d", sum, category.Category, want)
		}
	}
}

func ExampleCoverage() {
	c, err := catalog.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	report := catalog.Coverage(c, map[bonafide.IndicatorID]catalog.Proof{
		"APP-15": {Examiner: "verify/contact", Fires: 2, Quiet: 3},
		"APP-13": {Examiner: "verify/history", Fires: 1, Quiet: 1, Failed: []string{"APP-13/year-only"}},
	})
	for _, i := range report.Indicators {
		if i.Examiner != "" {
			fmt.Println(strings.TrimSpace(fmt.Sprint(i.Indicator, " ", i.State, " by ", i.Examiner, " ", i.Why)))
		}
	}
	// Output:
	// APP-13 broken by verify/history a case does not hold
	// APP-15 computed by verify/contact
}

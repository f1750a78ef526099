package catalog_test

import (
	"slices"
	"testing"

	"bonafide"
	"bonafide/catalog"
)

func TestCombinationsNameIndicatorsOfTheCatalogue(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := catalog.Combinations()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 14 {
		t.Errorf("%d combinations, want C1 to C14", len(all))
	}
	for _, x := range all {
		for _, any := range x.All {
			for _, id := range any {
				if c.Indicator(id) == nil {
					t.Errorf("%s names %s, which the catalogue does not have", x.ID, id)
				}
			}
		}
	}
}

func TestACombinationNeedsOneOfEachList(t *testing.T) {
	c := bonafide.Combination{ID: "C", All: [][]bonafide.IndicatorID{{"ONB-02"}, {"END-01", "END-04"}}}
	for _, tt := range []struct {
		has  []bonafide.IndicatorID
		want bool
	}{
		{nil, false}, {[]bonafide.IndicatorID{"ONB-02"}, false}, {[]bonafide.IndicatorID{"END-01", "END-04"}, false},
		{[]bonafide.IndicatorID{"END-04", "ONB-02"}, true},
	} {
		if got := c.Met(func(id bonafide.IndicatorID) bool { return slices.Contains(tt.has, id) }); got != tt.want {
			t.Errorf("with %v: %v, want %v", tt.has, got, tt.want)
		}
	}
	if (&bonafide.Combination{}).Met(func(bonafide.IndicatorID) bool { return true }) {
		t.Error("an empty combination is met")
	}
}

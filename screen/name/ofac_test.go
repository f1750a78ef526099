package name

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestOFAC(t *testing.T) {
	for _, c := range []struct {
		query, listed string
		want          int
	}{
		{"VLADIMIR PUTIN", "PUTIN, Vladimir Vladimirovich", 100},
		{"J.P. MORGAN", "MORGAN HUERTA, Jose Arnoldo", 100},
		{"PUTIN", "PUTINA, Maria", 97},
		{"O'BRIEN", "O'BRIEN, Christopher", 100},
		{"Владимир Путин", "PUTIN, Vladimir", 0},
		{"", "PUTIN", 0},
		{"xyz", "abc", 0},
	} {
		if got := OFAC(c.query, c.listed); got != c.want {
			t.Errorf("OFAC(%q, %q) = %d, want %d", c.query, c.listed, got, c.want)
		}
	}
	long := strings.Repeat("Long Name ", 5000)
	if OFAC(long, long) != 100 {
		t.Error("a name of 50 kB equals itself")
	}
}

// The recorded scores of the Treasury's tool. Rows of -1 were not shown by it
// and say nothing of a score.
func TestMeasuredOFAC(t *testing.T) {
	near, n := 0, 0
	for i, r := range readCSV(t, filepath.Join(dataFolder(t), "bench", "nk_ofac_scores.csv")) {
		want, err := strconv.Atoi(r[2])
		if i == 0 || err != nil || want < 0 {
			continue
		}
		n++
		if got := OFAC(r[0], r[1]); got-want <= 5 && want-got <= 5 {
			near++
		} else {
			t.Logf("  %q, %q: recorded %d, here %d", r[0], r[1], want, got)
		}
	}
	t.Logf("%d of %d recorded scores within 5 points: %.1f %%", near, n, 100*float64(near)/float64(n))
	if float64(near) < 0.94*float64(n) {
		t.Error("below the floor of 94 %")
	}
}

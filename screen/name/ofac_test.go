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
		{"OSAMA", "USAMA", 87}, // the whole; as words they begin with other sounds
		{"MORGAN", "MORGUN, Oleg", 94},
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

func TestSoundex(t *testing.T) {
	// From the guide of the US National Archives.
	for word, want := range map[string]string{
		"washington": "w252", "lee": "l000", "gutierrez": "g362", "pfister": "p236", "jackson": "j250", "tymczak": "t522", "ashcraft": "a261",
	} {
		if got := soundex(word); string(got[:]) != want {
			t.Errorf("%s is %s, want %s", word, got, want)
		}
	}
}

// The recorded scores of the Treasury's tool. Rows of -1 are pairs that it did not
// show at the minimum that was asked for: one of them (GEORGE BUSH, HASWANI) was
// recorded with 50 elsewhere. They say nothing of a score.
func TestMeasuredOFAC(t *testing.T) {
	near, n, off := 0, 0, 0
	for i, r := range readCSV(t, filepath.Join(dataFolder(t), "bench", "nk_ofac_scores.csv")) {
		want, err := strconv.Atoi(r[2])
		if i == 0 || err != nil {
			continue
		}
		got := OFAC(r[0], r[1])
		if want < 0 {
			t.Logf("  not shown: %q, %q: here %d", r[0], r[1], got)
			continue
		}
		n++
		off += max(got-want, want-got)
		if got-want <= 5 && want-got <= 5 {
			near++
		} else {
			t.Logf("  %q, %q: recorded %d, here %d", r[0], r[1], want, got)
		}
	}
	t.Logf("%d of %d recorded scores within 5 points: %.1f %%; off by %.1f points on average", near, n, 100*float64(near)/float64(n), float64(off)/float64(n))
	if float64(near) < 0.96*float64(n) {
		t.Error("below the floor of 96 %")
	}
}

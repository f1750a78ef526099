package screen

import (
	"testing"

	"bonafide"
	"bonafide/screen/watchlist"
)

func date(t testing.TB, s string) bonafide.Date {
	t.Helper()
	d, err := bonafide.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCompareDates(t *testing.T) {
	for _, c := range []struct {
		have, from, to string
		circa          bool
		want           agreement
		sharp          bool
	}{
		{"1984-01-08", "1984-01-08", "1984-01-08", false, agrees, true},
		{"1984-01-08", "1984", "1984", false, agrees, false},
		{"1984-01-08", "1984-01", "1984-01", false, agrees, false},
		{"1984", "1984", "1984", false, compatible, false},
		{"1984", "1984-01-08", "1984-01-08", false, compatible, false},
		{"1984-01-08", "1983", "1985", false, compatible, false},
		{"1984-01-08", "1984", "1984", true, compatible, false},
		{"1984-01-08", "1983", "1983", true, compatible, false},
		{"1984-01-08", "", "1990", false, compatible, false},
		{"1984-01-08", "1960", "", false, compatible, false},
		{"1984-08-01", "1984-01-08", "1984-01-08", false, near, false}, // day and month swapped
		{"1974-01-08", "1984-01-08", "1984-01-08", false, near, false}, // one digit
		{"1985-01-08", "1984-01-08", "1984-01-08", false, near, false}, // one year, and one digit
		{"1985-11-30", "1984", "1984", false, near, false},             // one year
		{"1971-05-12", "1984-01-08", "1984-01-08", false, contradicts, false},
		{"1971", "1984", "1986", false, contradicts, false},
		{"1971-05-12", "1984", "1984", true, contradicts, false},
		{"1999-01-01", "", "1990", false, contradicts, false},
		{"1940-01-01", "1960", "", false, contradicts, false},
		{"", "1984", "1984", false, unknown, false},
		{"1984", "", "", false, unknown, false},
	} {
		r := watchlist.DateRange{From: date(t, c.from), To: date(t, c.to), Circa: c.circa}
		if got, sharp := compareDates(date(t, c.have), r); got != c.want || sharp != c.sharp {
			t.Errorf("%q and %q: %d %v, want %d %v", c.have, r, got, sharp, c.want, c.sharp)
		}
	}
}

// The best of several statements counts: a list often gives more than one date.
func TestTheBestDateCounts(t *testing.T) {
	day := func(s string) watchlist.DateRange { return watchlist.DateRange{From: date(t, s), To: date(t, s)} }
	got := compareAllDates([]bonafide.Date{date(t, "1960"), date(t, "1984-01-08")}, []watchlist.DateRange{day("1982-01-08"), day("1984"), day("1984-01-08")})
	if got.agreement != agrees || !got.sharp || got.query.String() != "1984-01-08" || got.listed.String() != "1984-01-08" {
		t.Errorf("%+v", got)
	}
	if got := compareAllDates(nil, []watchlist.DateRange{day("1984")}); got.agreement != unknown {
		t.Errorf("%+v", got)
	}
}

package written

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bonafide"
)

func TestDates(t *testing.T) {
	for _, c := range []struct {
		in    string
		order Order
		want  string // empty: it cannot be read
	}{
		{"2016", Unknown, "2016"}, {"2016-09", Unknown, "2016-09"}, {"2016-09-03", Unknown, "2016-09-03"},
		{"September 2016", Unknown, "2016-09"}, {"Sept. 2016", Unknown, "2016-09"}, {"septembre 2016", Unknown, "2016-09"},
		{"März 2019", Unknown, "2019-03"}, {"3. März 2019", Unknown, "2019-03-03"}, {"3 de marzo de 2019", Unknown, "2019-03-03"},
		{"Nov 2, 2026", Unknown, "2026-11-02"}, {"November 2nd, 2026", Unknown, "2026-11-02"}, {"2 Nov 2026", Unknown, "2026-11-02"}, {"2016 Sep", Unknown, "2016-09"},
		{"02-Nov-2026", Unknown, "2026-11-02"}, {"09/2016", Unknown, "2016-09"}, {"2016/09", Unknown, "2016-09"}, {"2026/11/02", Unknown, "2026-11-02"},
		{"02.11.2026", Unknown, "2026-11-02"}, {"2.11.2026", MonthFirst, "2026-11-02"}, {"25/12/2026", Unknown, "2026-12-25"}, {"12/25/2026", DayFirst, "2026-12-25"},
		{"11/02/2026", DayFirst, "2026-02-11"}, {"11/02/2026", MonthFirst, "2026-11-02"}, {"11-02-2026", DayFirst, "2026-02-11"}, {"03/03/2026", Unknown, "2026-03-03"},
		{"11/02/2026", Unknown, ""}, {"31.02.2026", Unknown, ""}, {"13/13/2026", Unknown, ""}, {"soon", Unknown, ""}, {"Spring 2019", Unknown, ""},
		{"11/02/26", Unknown, ""}, {"46125", Unknown, ""}, {"2016-13", Unknown, ""}, {"May June 2019", Unknown, ""}, {"0/5/2026", Unknown, ""}, {strings.Repeat("1 ", 50), Unknown, ""},
	} {
		d, err := Date(c.in, c.order)
		if got := d.String(); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q in order %d is %q (%v), want %q", c.in, c.order, got, err, c.want)
		}
	}
	if _, err := Date("11/02/2026", Unknown); err == nil || err.Error() != "it may be 11 February or 2 November, and nothing else in the file says which" {
		t.Errorf("got %v", err)
	}
	if d, err := Date("", Unknown); err != nil || !d.IsZero() {
		t.Errorf("the empty text is %v, %v", d, err)
	}
}

func TestTimes(t *testing.T) {
	for in, want := range map[string]string{
		"2026-04-13": "2026-04-13T00:00:00Z", "2026-04-13 10:30": "2026-04-13T10:30:00Z", "2026-04-13 10:30:01 +0200": "2026-04-13T08:30:01Z",
		"02.11.2026": "2026-11-02T00:00:00Z", "02.11.2026, 14:05": "2026-11-02T14:05:00Z", "02.11.2026 14:05:09": "2026-11-02T14:05:09Z", "25/12/2026 2:05 pm": "2026-12-25T14:05:00Z",
		"Nov 2, 2026 9:05 AM": "2026-11-02T09:05:00Z", "2 November 2026": "2026-11-02T00:00:00Z", "25/12/2026 14:05 UTC": "2026-12-25T14:05:00Z",
		"September 2016": "", "02.11.2026 25:61": "", "11/02/2026 10:00": "", "noon": "", "10:30": "",
	} {
		at, err := Time(in, Unknown)
		got := ""
		if err == nil {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q is %q (%v), want %q", in, got, err, want)
		}
	}
}

func TestOrders(t *testing.T) {
	for in, want := range map[string]Order{
		"25/12/2026": DayFirst, "12/25/2026 10:00": MonthFirst, "13-01-2026": DayFirst, "11/02/2026": Unknown, "2026-25-12": Unknown,
		"25.12.2026": Unknown, "13/13/2026": Unknown, "32/01/2026": Unknown, "x": Unknown, "": Unknown, "25 Dec 2026": Unknown,
	} {
		if got := OrderOf(in); got != want {
			t.Errorf("%q shows order %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]Order{"": Unknown, "dmy": DayFirst, "mdy": MonthFirst} {
		if got, err := ParseOrder(in); got != want || err != nil {
			t.Errorf("%q is %d, %v", in, got, err)
		}
	}
	if _, err := ParseOrder("ymd"); err == nil {
		t.Error("ymd was taken")
	}
}

func TestCountries(t *testing.T) {
	for in, want := range map[string]string{
		"PL": "PL", "pl": "PL", "uk": "GB", "Poland": "PL", " united states ": "US", "USA": "US", "U.S.A.": "US", "Deutschland": "DE", "Allemagne": "DE", "Alemania": "DE",
		"Österreich": "AT", "Côte d’Ivoire": "CI", "Südkorea": "KR", "España": "ES", "The Netherlands": "NL", "Hong Kong": "HK",
		"Poland / United States": "", "Atlantis": "", "": "", "P1": "", strings.Repeat("x", 100): "",
	} {
		if got := Country(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	for in, want := range map[string]bonafide.Address{
		"Austin, TX, USA":                {City: "Austin", Region: "TX", Country: "US"},
		"Reno, NV":                       {City: "Reno", Region: "NV", Country: "US"},
		"Wilmington, DE":                 {City: "Wilmington", Region: "DE", Country: "US"},
		"Berlin, DE, Germany":            {City: "Berlin", Region: "DE", Country: "DE"},
		"Lyon":                           {City: "Lyon"},
		"Lyon, France":                   {City: "Lyon", Country: "FR"},
		"Germany":                        {Country: "DE"},
		"10115 Berlin, Deutschland":      {City: "Berlin", Postcode: "10115", Country: "DE"},
		"1 Sample St, Lyon, France":      {Lines: []string{"1 Sample St"}, City: "Lyon", Country: "FR"},
		"Toronto, Ontario, Canada":       {City: "Toronto", Region: "Ontario", Country: "CA"},
		"Remote, Madrid, España":         {City: "Madrid", Country: "ES"},
		"Remote":                         {},
		"":                               {},
		"Flat 2, 7 Low Road, B1 1AA, UK": {Lines: []string{"Flat 2", "7 Low Road", "B1 1AA"}, Country: "GB"},
	} {
		if diff := cmp.Diff(want, Place(in)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

// FuzzWritten: whatever is written, a date is one of the calendar and a country has
// two capital letters.
func FuzzWritten(f *testing.F) {
	for _, s := range []string{"11/02/2026", "02.11.2026, 14:05", "September 2016", "Austin, TX, USA", "Côte d’Ivoire", "3 de marzo de 2019"} {
		f.Add(s, uint8(0))
	}
	f.Fuzz(func(t *testing.T, s string, o uint8) {
		d, err := Date(s, Order(o%3))
		if again, e := bonafide.ParseDate(d.String()); e != nil || again != d || err != nil && !d.IsZero() {
			t.Fatalf("%q is %+v, %v", s, d, err)
		}
		if at, err := Time(s, Order(o%3)); err != nil && !at.IsZero() {
			t.Fatalf("%q is %v with %v", s, at, err)
		}
		if c := Country(s); c != "" && (len(c) != 2 || c != strings.ToUpper(c)) {
			t.Fatalf("%q is country %q", s, c)
		}
		Place(s)
		OrderOf(s)
	})
}

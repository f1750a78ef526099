package written

import "testing"

func TestAbsent(t *testing.T) {
	for s, want := range map[string][2]bool{ // of a name, of an account
		"n/a": {true, true}, "N/A": {true, true}, " - ": {true, true}, "–": {true, true}, "(none)": {true, true}, "Keine  Angabe": {true, true}, "Néant": {true, true}, "***": {true, true}, "<unknown>": {true, true},
		"NA": {false, true}, "Null": {false, true}, "0": {false, true}, "x": {false, true},
		"": {}, "Nana": {}, "Nona": {}, "None Smith": {}, "0x0": {}, "00001": {}, "Tba-Werke": {}, "Jean Inconnu": {},
		"unknown unknown unknown unknown unknown": {},
	} {
		if got := [2]bool{Absent(s), AbsentID(s)}; got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

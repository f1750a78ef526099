package scene

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"bonafide/strict"
	"bonafide/watch/telemetry"
)

// slow writes a scene by reflection.
func slow(t testing.TB, s *Scene) string {
	t.Helper()
	e := *s.Event
	e.Raw = ""
	event, err := e.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	around, err := strict.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(event[:len(event)-1]) + `,"scene":` + string(around) + "}"
}

func fast(t testing.TB, s *Scene) string {
	t.Helper()
	b, err := s.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var words = []string{"", "", "plain", `C:\Windows\system32`, "a \"quoted\" word", "tab\tline\nend\x01", "Ö한국", "<&>", "\u2028", "x\x7fy"}
var numbers = []float64{0, 1, -1, 0.5, 52.520008, 1e-7, 1.5e-9, 2.5e-12, 1e21, 123456789.125, 1e20}

// fill gives every member some value, zero now and then.
func fill(r *rand.Rand, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(words[r.IntN(len(words))])
	case reflect.Int, reflect.Int64:
		v.SetInt(int64([]int{0, 1, 2, 3, 99, 3002, 443}[r.IntN(7)]))
	case reflect.Int8:
		v.SetInt(int64(r.IntN(3) - 1))
	case reflect.Uint32:
		v.SetUint(uint64(r.IntN(3) * 64500))
	case reflect.Float64:
		v.SetFloat(numbers[r.IntN(len(numbers))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*time.Location]() || depth == 0 || r.IntN(3) == 0 {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem(), depth-1)
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[telemetry.Unmapped]() {
			if r.IntN(2) == 0 {
				v.Set(reflect.ValueOf(telemetry.Unmapped{{Name: "a.b", JSON: `{"x": [1, "y"]}`}}))
			}
			return
		}
		n := r.IntN(4) - 1
		if n < 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i), depth-1)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			if r.IntN(3) > 0 {
				v.Set(reflect.ValueOf(time.Unix(1772582848, int64(r.IntN(3))*120_000_000).UTC()))
			}
			return
		}
		if r.IntN(5) == 0 && depth < 6 {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Event" {
				fill(r, v.Field(i), depth-1)
			}
		}
	default:
		panic("a member of kind " + v.Kind().String())
	}
}

// The fast writer and the one by reflection give the same bytes, whatever stands in
// the event. A member that is new in telemetry or in the scene fails here.
func TestWritersAgree(t *testing.T) {
	classes := []telemetry.Class{telemetry.Base, telemetry.Authentication, telemetry.RegistryKey, telemetry.RegistryValue, telemetry.ProcessActivity}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 3000 {
		var e telemetry.Event
		s := Scene{Event: &e}
		fill(r, reflect.ValueOf(&e).Elem(), 6)
		fill(r, reflect.ValueOf(&s).Elem(), 6)
		e.Class = classes[i%len(classes)]
		want, got := slow(t, &s), fast(t, &s)
		if got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			t.Fatalf("event %d differs at %d:\n got …%.200s\nwant …%.200s", i, at, got[max(0, at-60):], want[max(0, at-60):])
		}
	}
}

// Text that is not UTF-8 comes out as UTF-8, and numbers that JSON does not have do
// not come out.
func TestWritesOnlyJSON(t *testing.T) {
	e := telemetry.Event{Message: "a\xffb\xc3", Src: telemetry.Endpoint{IP: "192.0.2.1", Location: telemetry.Location{Lat: zero() / zero(), Long: 1 / zero()}}, Raw: "not this"}
	got := fast(t, &Scene{Event: &e, Day: "2026-03-02"})
	var any map[string]any
	if err := strict.JSON("scene", []byte(got), &any); err != nil {
		t.Fatal(err)
	}
	if any["message"] != "a\ufffdb\ufffd" || strings.Contains(got, "lat") || strings.Contains(got, "not this") {
		t.Error(got)
	}
}

func zero() float64 { return 0 }

func BenchmarkAppendJSON(b *testing.B) {
	e := telemetry.Event{
		Class: telemetry.Authentication, Activity: telemetry.Logon, Time: time.Unix(1772582848, 0).UTC(), Severity: telemetry.Informational, Status: telemetry.Success, Message: "User login to Okta",
		Metadata: telemetry.Metadata{Product: telemetry.Product{Name: "Okta System Log", Vendor: "Okta"}, Version: telemetry.Schema, UID: "cc013594-1e8a-46fa-ab4c-afc43f8bf1dc", Code: "user.session.start"},
		Actor:    telemetry.Actor{User: telemetry.User{UID: "00u1162f94158b8be474", Email: "ann@corp.example", FullName: "Ann Lee", Type: telemetry.UserPerson}},
		Src:      telemetry.Endpoint{IP: "198.18.7.9", Location: telemetry.Location{City: "Austin", Country: "US", Lat: 30.2672, Long: -97.7431}, AS: telemetry.AS{Number: 64500, Name: "Example Cable"}},
	}
	s := Scene{Event: &e, Person: "E1", Worker: &Worker{Role: "Engineer", Zone: "America/Chicago"}, Day: "2026-03-02"}
	b.ReportAllocs()
	var to []byte
	for b.Loop() {
		to, _ = s.AppendJSON(to[:0])
	}
}

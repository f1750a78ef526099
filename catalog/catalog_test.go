package catalog_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bonafide"
	"bonafide/catalog"
	"bonafide/strict"
)

func builtIn(t testing.TB) (*bonafide.Catalogue, []catalog.Input) {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	inputs, err := catalog.Inputs()
	if err != nil {
		t.Fatal(err)
	}
	return c, inputs
}

func TestLoad(t *testing.T) {
	c, inputs := builtIn(t)
	again, _ := catalog.Load()
	if c != again {
		t.Error("two calls returned two catalogues")
	}
	if !regexp.MustCompile(`^1\.0\.0\+[0-9a-f]{12}$`).MatchString(c.Version) {
		t.Errorf("version %q is no release with the head of a hash", c.Version)
	}
	if ind := c.Indicator("APP-14"); ind == nil || ind.Group != "employment-history" {
		t.Errorf("APP-14 is %+v", ind)
	}
	if ch := c.Check("employer-callback"); ch == nil || ch.FailsAs != "APP-14" {
		t.Errorf("employer-callback is %+v", ch)
	}
	if len(inputs) == 0 || inputs[0].ID != "applicant-record" {
		t.Errorf("inputs begin with %+v", inputs)
	}
}

// The compiled file is what the program reads: it must say what the YAML says.
func TestCompiledIsCurrent(t *testing.T) {
	fresh, err := catalog.Compile(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(catalog.Compiled)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(fresh, committed) {
		t.Fatalf("catalog/%s is out of date; renew it with: go generate ./catalog", catalog.Compiled)
	}
}

func TestBuiltInCatalogueLints(t *testing.T) {
	for _, p := range catalog.Lint(builtIn(t)) {
		t.Error(p)
	}
}

func TestFilesAreTheBuiltInCatalogue(t *testing.T) {
	c, err := catalog.LoadFS(catalog.Files())
	if err != nil {
		t.Fatal(err)
	}
	built, _ := builtIn(t)
	a, err := strict.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := strict.Marshal(built)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the catalogue read from Files differs from the built-in one; renew it with: go generate ./catalog")
	}
}

// TestAll160 holds the families to their published numbers. INT-14 was withdrawn
// because it stood in for origin, and its number is not given again.
func TestAll160(t *testing.T) {
	c, _ := builtIn(t)
	// Our own additions to the published numbers, each with a reason beside it in
	// its file.
	own := []bonafide.IndicatorID{"APP-31"}
	if want := 160 + len(own); len(c.Indicators) != want {
		t.Errorf("%d indicators, want %d", len(c.Indicators), want)
	}
	families := []struct {
		prefix string
		last   int
	}{
		{"APP", 30}, {"GIT", 22}, {"INT", 19}, {"ONB", 12}, {"NET", 17},
		{"END", 19}, {"WRK", 14}, {"PAY", 16}, {"VEN", 4}, {"OFF", 8},
	}
	wanted := map[bonafide.IndicatorID]bool{}
	for _, f := range families {
		for n := 1; n <= f.last; n++ {
			id := bonafide.IndicatorID(fmt.Sprintf("%s-%02d", f.prefix, n))
			if id == "INT-14" {
				continue
			}
			wanted[id] = true
			if c.Indicator(id) == nil {
				t.Errorf("%s is missing", id)
			}
		}
	}
	for _, ind := range c.Indicators {
		if !wanted[ind.ID] && !slices.Contains(own, ind.ID) {
			t.Errorf("%s is not one of the published numbers", ind.ID)
		}
	}
}

func TestAllChecks(t *testing.T) {
	c, _ := builtIn(t)
	wanted := strings.Fields(`
		contact-callback change-confirmation employer-callback school-confirmation reference-callback
		live-video-document builtin-camera unannounced-video in-person-meeting notarised-identity
		right-to-work exit-identity-video document-examination background-repeat name-change-document
		address-document explanation work-walkthrough code-account-control history-origin site-change
		device-possession counter-pickup network-repeat device-inspection factor-rebind payee-proof
		wallet-control list-match-review company-register vendor-attestation manager-confirmation
		log-comparison case-comparison secret-rotation incident-response`)
	if len(c.Checks) != len(wanted) {
		t.Errorf("%d checks, want %d", len(c.Checks), len(wanted))
	}
	for _, id := range wanted {
		if c.Check(bonafide.CheckID(id)) == nil {
			t.Errorf("%s is missing", id)
		}
	}
}

// What a check fails as decides how a failure counts: a change here changes
// assessments.
func TestWhatAFailureRaises(t *testing.T) {
	c, _ := builtIn(t)
	raises := map[bonafide.CheckID]bonafide.IndicatorID{
		"employer-callback": "APP-14", "school-confirmation": "APP-14", "reference-callback": "APP-15",
		"live-video-document": "INT-02", "unannounced-video": "INT-02", "builtin-camera": "INT-04",
		"in-person-meeting": "INT-15", "notarised-identity": "APP-28", "right-to-work": "APP-28",
		"exit-identity-video": "OFF-07", "document-examination": "APP-20", "background-repeat": "APP-21",
		"name-change-document": "ONB-08", "address-document": "ONB-01", "work-walkthrough": "INT-06",
		"site-change": "APP-12", "device-possession": "ONB-07", "counter-pickup": "ONB-04",
		"network-repeat": "INT-09", "factor-rebind": "NET-15", "payee-proof": "PAY-01",
		"company-register": "APP-16", "vendor-attestation": "VEN-02",
	}
	for _, ch := range c.Checks {
		if ch.FailsAs != raises[ch.ID] {
			t.Errorf("%s fails as %q, want %q", ch.ID, ch.FailsAs, raises[ch.ID])
		}
		if want := ch.ID == "list-match-review"; (len(ch.Confirms) > 0) != want {
			t.Errorf("%s confirms %v", ch.ID, ch.Confirms)
		}
	}
}

// A step whose failure raises an indicator must be able to clear it when it is
// taken again and passes.
func TestAPassClearsTheSameStepsFailure(t *testing.T) {
	c, _ := builtIn(t)
	for _, ch := range c.Checks {
		if ch.FailsAs == "" {
			continue
		}
		group := c.Indicator(ch.FailsAs).Group
		if !settles(&ch, group) {
			t.Errorf("%s fails as %s but a pass does not settle %q", ch.ID, ch.FailsAs, group)
		}
	}
}

// Incident response gathers; it must not move the odds.
func TestIncidentResponseSaysNothingOfThePerson(t *testing.T) {
	c, _ := builtIn(t)
	ch := c.Check("incident-response")
	if len(ch.Settles) != 0 || ch.PassedBits() < -0.1 || ch.FailedBits() > 0.1 {
		t.Errorf("settles %v, passed %.3f bits, failed %.3f bits", ch.Settles, ch.PassedBits(), ch.FailedBits())
	}
}

// Honest people who look like the scheme, with what clears each. Whoever changes
// groups or checks must leave them a way out.
func TestHonestLookAlikesCanBeCleared(t *testing.T) {
	c, _ := builtIn(t)
	for _, person := range []struct {
		who       string
		shows     []bonafide.IndicatorID
		clearedBy []bonafide.CheckID
	}{
		{"lives abroad and uses the Astrill VPN", ids("NET-01 NET-03 NET-04"), checks("device-possession")},
		{"has a photo camera on a capture card", ids("INT-04"), checks("builtin-camera")},
		{"owns a home lab with a network KVM", ids("END-06 NET-14"), checks("device-possession")},
		{"owns a home lab and is on the list of exceptions", ids("END-06 NET-14"), checks("manager-confirmation")},
		{"is a technician with two remote tools", ids("END-01 END-02"), checks("manager-confirmation")},
		{"was hired together with a partner at one address", ids("APP-01 ONB-03 NET-07 END-18 PAY-02"), checks("case-comparison")},
		{"changed their name", ids("APP-04 GIT-10 ONB-08 PAY-01"), checks("name-change-document")},
		{"imported old history", ids("GIT-01 GIT-04"), checks("history-origin")},
		{"is paid through a transfer service", ids("PAY-04 PAY-12"), checks("payee-proof")},
		{"works at night or cares for somebody", ids("GIT-17 INT-16 NET-10"), checks("unannounced-video")},
		{"had their identity stolen by an earlier applicant", ids("APP-21 APP-26 PAY-16"), checks("in-person-meeting")},
		{"worked for a firm that has closed", ids("APP-14"), checks("background-repeat")},
		{"moved house before the laptop was sent", ids("ONB-01 ONB-02"), checks("address-document")},
		{"mistyped a date on the resume", ids("APP-13 APP-08"), checks("explanation")},
		{"keeps few traces in public", ids("APP-10 APP-11"), checks("employer-callback")},
		{"has the name of a listed person", ids("PAY-15"), checks("list-match-review")},
		{"took leave ill after a check was asked for", ids("OFF-04"), checks("exit-identity-video")},
	} {
		for _, id := range person.shows {
			if !anySettles(c, person.clearedBy, c.Indicator(id).Group) {
				t.Errorf("who %s shows %s, of which %v cannot clear them", person.who, id, person.clearedBy)
			}
		}
	}
}

func TestAccommodationsSwitchIndicatorsOff(t *testing.T) {
	c, _ := builtIn(t)
	for id, by := range map[bonafide.IndicatorID]bonafide.Accommodation{
		"INT-01": "camera", "WRK-05": "camera", "INT-15": "in-person", "WRK-07": "travel",
	} {
		found := false
		for _, a := range c.Indicator(id).SwitchedOffBy {
			found = found || a == by
		}
		if !found {
			t.Errorf("%s is switched off by %v, which lacks %q", id, c.Indicator(id).SwitchedOffBy, by)
		}
	}
}

func ids(s string) (out []bonafide.IndicatorID) {
	for _, f := range strings.Fields(s) {
		out = append(out, bonafide.IndicatorID(f))
	}
	return out
}

func checks(list ...bonafide.CheckID) []bonafide.CheckID { return list }

func settles(ch *bonafide.Check, g bonafide.GroupID) bool {
	for _, s := range ch.Settles {
		if s == g {
			return true
		}
	}
	return false
}

func anySettles(c *bonafide.Catalogue, list []bonafide.CheckID, g bonafide.GroupID) bool {
	for _, id := range list {
		if settles(c.Check(id), g) {
			return true
		}
	}
	return false
}

func ExampleLoad() {
	c, err := catalog.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	check := c.Check("device-possession")
	fmt.Println(check.Title)
	fmt.Printf("a pass weighs %.1f bits, a failure raises %s\n", check.PassedBits(), check.FailsAs)
	// Output:
	// The issued device shown live, with its serial number
	// a pass weighs -2.6 bits, a failure raises ONB-07
}

// BenchmarkReadCompiled is what a program start costs, BenchmarkReadFolder what it
// would cost without the compiled file.
func BenchmarkReadCompiled(b *testing.B) {
	data, err := os.ReadFile(catalog.Compiled)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		var c struct {
			Version    string               `json:"version"`
			Inputs     []catalog.Input      `json:"inputs"`
			Indicators []bonafide.Indicator `json:"indicators"`
			Checks     []bonafide.Check     `json:"checks"`
		}
		if err := strict.JSON("b", data, &c); err != nil {
			b.Fatal(err)
		}
		bonafide.NewCatalogue(c.Version, c.Indicators, c.Checks)
	}
}

func BenchmarkReadFolder(b *testing.B) {
	for b.Loop() {
		if _, _, err := catalog.Read(catalog.Files()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLint(b *testing.B) {
	c, inputs := builtIn(b)
	for b.Loop() {
		catalog.Lint(c, inputs)
	}
}

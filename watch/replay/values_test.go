package replay_test

import (
	"slices"
	"strings"
	"testing"

	"bonafide/watch/replay"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/sources"
)

// places are where the events of a folder stood, in the order of their time.
func places(t *testing.T, dir string) (out []string) {
	t.Helper()
	p, err := replay.Look(t.Context(), replay.Config{Dir: dir, Decoder: telemetry.NewDecoder(sources.All()), Refused: func(_ string, line []byte, err error) { t.Errorf("%s: %v", line, err) }})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(t.Context(), func(e *telemetry.Event) error {
		out = append(out, e.Intake.Place+" "+e.Time.Format("2006-01-02"))
		return nil
	}, nil); err != nil {
		t.Fatal(err)
	}
	return out
}

// However a file wraps its events, they come out one by one, and each is found again
// where it begins.
func TestWrappedEventsHaveTheirLines(t *testing.T) {
	a, b := okta("a", "2026-03-01T10:00:00Z"), okta("b", "2026-03-02T10:00:00Z")
	trail := `{"eventVersion":"1.09","eventTime":"2026-03-01T10:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"us-east-1","eventID":"1","userIdentity":{"type":"IAMUser","userName":"ann"}}`
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a list on one line":       {"[" + a + "," + b + "]", []string{"x.json:1 2026-03-01", "x.json:1, record 2 2026-03-02"}},
		"a list over lines":        {"[\n" + a + ",\n\n" + b + "\n]\n", []string{"x.json:2 2026-03-01", "x.json:4 2026-03-02"}},
		"an answer":                {`{"@odata.context":"[{","value":[` + a + "," + b + `],"next":{"x":[{"a":1}]}}`, []string{"x.json:1 2026-03-01", "x.json:1, record 2 2026-03-02"}},
		"an answer over lines":     {"{\n \"kind\": \"list\",\n \"tags\": [1, \"{\"],\n \"items\": [\n" + a + ",\n" + b + "\n],\n \"etag\": \"}\"\n}\n", []string{"x.json:5 2026-03-01", "x.json:6 2026-03-02"}},
		"answers after each other": {`{"items":[` + a + "]}\n{\"items\":[" + b + "]}\n", []string{"x.json:1 2026-03-01", "x.json:2 2026-03-02"}},
		"a list deeper inside":     {`{"ok":true,"data":{"total":2,"logs":[` + a + "]}}\n" + b + "\n", []string{"x.json:1 2026-03-01", "x.json:2 2026-03-02"}},
		"an empty list and more":   {`{"items":[]}` + "\n", nil},
		"records of a trail":       {`{"Records":[` + trail + `]}`, []string{"x.json:1 2026-03-01"}},
		"lines with lists inside":  {strings.Replace(a, `"target":[]`, `"target":[{"id":"1","type":"User"}]`, 1) + "\n" + b + "\n", []string{"x.json:1 2026-03-01", "x.json:2 2026-03-02"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, map[string]string{"x.json": c.text})
			if got := places(t, dir); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// An answer may be larger than any line may be.
func TestAnAnswerOfAnySize(t *testing.T) {
	dir := t.TempDir()
	one := okta("a", "2026-03-01T10:00:00Z")
	write(t, dir, map[string]string{"x.json": `{"value":[` + strings.Repeat(one+",", telemetry.MaxLine/len(one)) + one + `]}`})
	if got := places(t, dir); len(got) != telemetry.MaxLine/len(one)+1 {
		t.Errorf("%d events", len(got))
	}
}

// A table writes all its dates alike: one that cannot have the month first tells of the
// others, and of the tables beside it that do not say.
func TestDaysBeforeMonths(t *testing.T) {
	const head = "employee_number,event,effective_date,new_value\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"the day is first":          {map[string]string{"x.csv": head + "1,travel,02/03/2026,\n2,travel,13/3/2026,\n"}, []string{"x.csv:2 2026-03-02", "x.csv:3 2026-03-13"}},
		"the month is first":        {map[string]string{"x.csv": head + "1,travel,02/03/2026,\n2,travel,3/13/2026,\n"}, []string{"x.csv:2 2026-02-03", "x.csv:3 2026-03-13"}},
		"two digits of a year":      {map[string]string{"x.csv": head + "1,travel,02/03/26,\n2,travel,13/3/26,\n"}, []string{"x.csv:2 2026-03-02", "x.csv:3 2026-03-13"}},
		"dashes, the month first":   {map[string]string{"x.csv": head + "1,travel,02-03-2026,\n2,travel,03-13-2026,\n"}, []string{"x.csv:2 2026-02-03", "x.csv:3 2026-03-13"}},
		"dashes, the day first":     {map[string]string{"x.csv": head + "1,travel,02-03-2026,\n2,travel,13-03-2026,\n"}, []string{"x.csv:2 2026-03-02", "x.csv:3 2026-03-13"}},
		"semicolons":                {map[string]string{"x.csv": strings.ReplaceAll(head+"1,travel,02/03/2026,\n", ",", ";")}, []string{"x.csv:2 2026-03-02"}},
		"nobody says":               {map[string]string{"x.csv": head + "1,travel,02/03/2026,\n"}, []string{"x.csv:2 2026-02-03"}},
		"the table beside it says":  {map[string]string{"x.csv": head + "1,travel,02/03/2026,\n", "y.csv": head + "2,travel,14/03/2026,\n"}, []string{"x.csv:2 2026-03-02", "y.csv:2 2026-03-14"}},
		"tables beside it disagree": {map[string]string{"x.csv": head + "1,travel,02/03/2026,\n", "y.csv": head + "2,travel,14/03/2026,\n", "z.csv": head + "3,travel,03/15/2026,\n"}, []string{"x.csv:2 2026-02-03", "y.csv:2 2026-03-14", "z.csv:2 2026-03-15"}},
		"what is no date":           {map[string]string{"x.csv": head + "1,travel,13/03/2026,flat 4/12/20261 1/2/3/2026\n"}, []string{"x.csv:2 2026-03-13"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, c.files)
			if got := places(t, dir); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Inventories are known before anything is run, whenever they were exported.
func TestInventoriesAreKnownBefore(t *testing.T) {
	dir := t.TempDir()
	device := func(serial, seen string) string {
		return `{"device_id":"d` + serial + `","device_name":"n","serial_number":"` + serial + `","last_check_in":"` + seen + `","user":{"email":"ann@corp.example"}}`
	}
	write(t, dir, map[string]string{
		"a.json": "[" + device("1", "2026-04-01T00:00:00Z") + "]", "b.json": "[" + device("2", "2026-05-01T00:00:00Z") + "]", "okta.ndjson": okta("a", "2026-03-01T10:00:00Z"),
	})
	p, err := replay.Look(t.Context(), replay.Config{Dir: dir, Decoder: telemetry.NewDecoder(sources.All())})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := p.Inventory(t.Context(), func(e *telemetry.Event) { got = append(got, e.Device.Serial) }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("got %q", got)
	}
}

package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
	"bonafide/app"
	"bonafide/flow"
)

const hires = `event,time,employee_id,email,full_name,time_zone,country,role,team,start_date,address
hire,2026-02-20T09:00:00Z,E1,ann@corp.example,Ann Lee,America/Chicago,US,Engineer,Wallet,2026-03-02,"1 Oak St, Austin, TX 73301"
hire,2026-02-20T09:00:00Z,E2,bo@corp.example,Bo Sand,America/Denver,US,Engineer,Ledger,2026-03-02,"9 Elm St, Boise, ID 83702"
`

const payees = `event,time,employee_id,payee_token,payee_name,method
payee change,2026-03-03T09:00:00Z,E1,tok:77,A Lee,bank
payee change,2026-03-04T09:00:00Z,E2,tok:77,B Sand,bank
`

func signIns(days int) string {
	var b strings.Builder
	for d := range days {
		day := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC).AddDate(0, 0, d)
		for i, who := range []string{"ann", "bo"} {
			fmt.Fprintf(&b, `{"uuid":"%s-%d","published":%q,"eventType":"user.session.start","actor":{"id":"u%d","type":"User","alternateId":"%s@corp.example"},"client":{"ipAddress":"198.18.7.9"},"securityContext":{"asNumber":64500,"asOrg":"Example Cable","isProxy":false},"outcome":{"result":"SUCCESS"},"version":"0","severity":"INFO","displayMessage":"x","target":[]}`+"\n",
				who, d, day.Add(time.Duration(i)*time.Minute).Format(time.RFC3339), i, who)
		}
	}
	return b.String()
}

// watchOnce runs a live watch until everything is read.
func watchOnce(t *testing.T, config app.Config) (alerts []bonafide.Alert, findings []string) {
	t.Helper()
	a, err := app.New(t.Context(), config, app.World{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	w, err := a.NewWatch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = w.Run(t.Context(), app.Run{
		Now: time.Now, Log: slog.New(slog.DiscardHandler), Drain: true,
		Sleep: func(ctx context.Context, d time.Duration) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(d):
				return nil
			}
		},
		Taken: func(_ time.Time, x *flow.Taken) error {
			alerts = append(alerts, x.Alerts...)
			for i := range x.New {
				findings = append(findings, string(x.New[i].Person)+" "+string(x.New[i].Indicator))
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return alerts, findings
}

func TestALiveWatchGoesOnWhereItEnded(t *testing.T) {
	dir := t.TempDir()
	logs := filepath.Join(dir, "logs")
	put := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(logs, 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(filepath.Join(logs, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	config := app.Defaults()
	config.Store.URL = filepath.Join(dir, "watch.db")
	config.Watch.State = filepath.Join(dir, "state")
	config.Watch.Logs = []string{logs}

	put("a-hris.csv", hires)
	put("b-payroll.csv", payees)
	put("c-okta.ndjson", signIns(2)+"{broken\n")
	alerts, findings := watchOnce(t, config)
	if !slices.Contains(findings, "E1 PAY-02") || len(alerts) != 0 {
		t.Fatalf("first run: findings %v, %d alerts", findings, len(alerts))
	}
	dead, err := os.ReadFile(filepath.Join(config.Watch.State, "dead.jsonl"))
	if err != nil || strings.Count(string(dead), "\n") != 1 || !strings.Contains(string(dead), "c-okta.ndjson:5") {
		t.Errorf("dead letters %q (%v)", dead, err)
	}

	// Two more days: what was learnt before counts, and nothing is told twice.
	put("c-okta.ndjson", strings.Join(strings.SplitAfter(signIns(5), "\n")[4:], ""))
	alerts, findings = watchOnce(t, config)
	for _, want := range []string{"E1 NET-07", "E2 NET-07"} {
		if !slices.Contains(findings, want) {
			t.Errorf("second run: %s is not among %v", want, findings)
		}
	}
	if slices.Contains(findings, "E1 PAY-02") {
		t.Error("second run told again what the first had found")
	}
	if len(alerts) == 0 {
		t.Error("second run: money and network together asked for nobody's look")
	}

	// Nothing new: nothing is told.
	if alerts, findings = watchOnce(t, config); len(alerts)+len(findings) != 0 {
		t.Errorf("third run told %v and %d alerts", findings, len(alerts))
	}

	// The store has them.
	a, err := app.New(t.Context(), config, app.World{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	known, err := a.Store.Known(t.Context(), "E1", time.Now().Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if known.Examined.Assessment.Band.Rank() < bonafide.Review.Rank() || len(known.Examined.Findings) < 2 {
		t.Errorf("the store has band %s and %d findings", known.Examined.Assessment.Band, len(known.Examined.Findings))
	}
	if _, err := os.Stat(filepath.Join(config.Watch.State, "status.json")); err != nil {
		t.Error(err)
	}
}

// Rows of an export and the elements of a list mean nothing without what stands above
// them; on the bus they are what was read of them.
func TestExportsAreWatchedToo(t *testing.T) {
	dir := t.TempDir()
	logs := filepath.Join(dir, "logs")
	if err := os.MkdirAll(logs, 0o755); err != nil {
		t.Fatal(err)
	}
	var export, list strings.Builder
	export.WriteString("timestamp,actor.id,actor.type,actor.alternate_id,client.ip_address,event_type,display_message,outcome.result,security_context.as_number,security_context.as_org,security_context.is_proxy,severity,uuid\n")
	list.WriteString("[")
	for d := range 5 {
		day := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC).AddDate(0, 0, d).Format(time.RFC3339)
		fmt.Fprintf(&export, "%s,u1,User,ann@corp.example,198.18.7.9,user.session.start,User login to Okta,SUCCESS,64500,Example Cable,false,INFO,x-%d\n", day, d)
		if d > 0 {
			list.WriteString(",\n")
		}
		list.WriteString(strings.TrimSpace(strings.ReplaceAll(strings.Split(signIns(5), "\n")[2*d+1], `"bo-`, `"y-`)))
	}
	list.WriteString("]\n")
	for name, text := range map[string]string{"a-hris.csv": hires, "b-okta-export.csv": export.String(), "c-okta.json": list.String()} {
		if err := os.WriteFile(filepath.Join(logs, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	config := app.Defaults()
	config.Store.URL = filepath.Join(dir, "watch.db")
	config.Watch.State = filepath.Join(dir, "state")
	config.Watch.Logs = []string{logs}
	_, findings := watchOnce(t, config)
	for _, want := range []string{"E1 NET-07", "E2 NET-07"} {
		if !slices.Contains(findings, want) {
			t.Errorf("%s is not among %v", want, findings)
		}
	}
	if dead, err := os.ReadFile(filepath.Join(config.Watch.State, "dead.jsonl")); err != nil || len(dead) > 0 {
		t.Errorf("dead letters %s (%v)", dead, err)
	}
}

// The first reading of a folder takes the tables before the logs, however old they are,
// and knows applicants' records among the lines: the person who was hired on one has it
// in their record.
func TestWhatIsThereAtTheStart(t *testing.T) {
	dir := t.TempDir()
	logs := filepath.Join(dir, "logs")
	if err := os.Mkdir(logs, 0o755); err != nil {
		t.Fatal(err)
	}
	const people = "event,time,employee_id,email,full_name,personal_email,time_zone,role,start_date\n" +
		"hire,2026-02-20T09:00:00Z,E1,ann@corp.example,Ann Lee,ann@private.example,America/Chicago,Engineer,2026-03-02\n" +
		"hire,2026-02-20T09:00:00Z,E2,bo@corp.example,Bo Sand,bo@private.example,America/Denver,Engineer,2026-03-02\n"
	const application = `{"bonafide":"dossier/1","person":"A-17","stage":"application","sources":[{"id":"form","kind":"form","collected":"2026-01-09T10:00:00Z","names":["Ann Lee"],"emails":["ann@private.example","annlee1997@private.example"]}]}` + "\n"
	old := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, text := range map[string]string{"a-okta.ndjson": signIns(5), "b-ats.jsonl": application, "z-people.csv": people} {
		path := filepath.Join(logs, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old.Add(time.Duration(name[0])*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	config := app.Defaults()
	config.Store.URL = filepath.Join(dir, "watch.db")
	config.Watch.State = filepath.Join(dir, "state")
	config.Watch.Logs = []string{logs}
	_, findings := watchOnce(t, config)
	for _, want := range []string{"E1 APP-05", "E1 NET-07"} {
		if !slices.Contains(findings, want) {
			t.Errorf("%s is not among %v", want, findings)
		}
	}
	if dead, err := os.ReadFile(filepath.Join(config.Watch.State, "dead.jsonl")); err != nil || len(dead) > 0 {
		t.Errorf("dead letters %q (%v)", dead, err)
	}
}

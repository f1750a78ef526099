package table

import (
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// detected makes of a row of detections what a machine's protection found. How bad it
// is says the row, or else the kind of what was found.
func (p *Parser) detected(v *jsonline.Values, e *telemetry.Event) {
	title, kind := v.Text(threat), v.First(category, event)
	e.Worker = nil
	e.Class, e.Activity, e.Entity = telemetry.DetectionFinding, telemetry.Create, telemetry.Entity{}
	e.Actor.User = e.User
	e.Device.Serial, e.Device.Hostname = v.Text(serial), v.Text(device)
	e.Finding = &telemetry.Finding{Title: title, Types: nil}
	if kind != "" {
		e.Finding.Types = []string{kind}
	}
	if f := v.Text(file); f != "" {
		e.File = &telemetry.File{Path: f, Name: telemetry.BaseName(f)}
	}
	e.Message = title
	said := telemetry.Plainly(kind + " " + title)
	known := false
	if e.Severity, known = severities[telemetry.Plainly(v.Text(severity))]; known && v.At(severity).Given() {
		return
	}
	switch {
	case has(said, "pup", "pua", "adware", "unwanted", "riskware", "toolbar", "unerwunscht"):
		e.Severity = telemetry.Low
	case has(said, "malware", "trojan", "stealer", "ransom", "backdoor", "rootkit", "spyware", "worm", "virus", "exploit", "rat.", "loader", "miner"):
		e.Severity = telemetry.High
	default:
		e.Severity = telemetry.Medium
	}
}

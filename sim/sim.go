// Package sim writes a fictional crypto firm: its records and logs in the formats
// in which vendors deliver them, its network tables, and the truth about its
// people. A seed, a number of people and a number of days come in; a folder goes
// out. The same numbers give the same bytes.
//
// # How a company is written
//
// People are made first: role, team, manager, contract, town and zone, habits,
// home line, devices. Where somebody comes from plays no part in what they do.
// Some then get a pattern: operators follow the case patterns S-A to S-F with a
// skill from 1 to 5, where more skill leaves fewer signs; honest look-alikes set
// off the same observations and have in the firm's records what clears them, not
// always before. Everybody else is ordinary, with what ordinary people do: travel
// with and without notice, hotspots, cafés, privacy VPNs, tunnels, new phones,
// forgotten passwords, illness, moves, leaving with a few files of their own.
//
// Then the days are written one after the other, so that memory stays bounded. A
// machine's work gives sign-ins, pushes, processes, USB devices, calls and so on.
// Sources are not perfect: one is silent for hours, lines come late, twice, out of
// order or broken, a vendor places a network wrongly, a machine's clock is off.
//
// # Layout
//
//	company.json          name, zone, first and last day, egress, approved tools, restricted countries
//	bonafide.yaml         the same as configuration of the product
//	hris/roster.csv       everybody on the first day
//	hris/changes.csv      hires, moves, names, roles, leave, travel, exceptions, checks, notices
//	shipments.csv payroll.csv access.csv dlp.csv
//	ats/*.json            Greenhouse webhooks, one a file
//	dossiers/*.yaml       what recruiters and analysts collected, one more file on each day that adds to it; person is the employee number
//	okta/ github/ zoom/ sysmon/    one .ndjson a day
//	osquery/ cloudtrail/           one .ndjson.gz a day
//	entra/ workspace/ vpn/ mdm/ esign/ crowdstrike/    one .ndjson a week
//	tables/               networks of the invented address space, as `bonafide data` keeps them
//	truth/truth.jsonl     one [Truth] a line; the product never reads it
//
// Files carry the time of the end of their period. Addresses are of 198.18.0.0/15
// and 2001:db8::/32, the firm's own exits of RFC 5737: no real network is named
// but for three VPN services, whose exits are invented too.
package sim

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"os"
	"time"

	"bonafide"
)

// Config says what is written.
type Config struct {
	// Seed chooses the company.
	Seed uint64
	// People on the roster, 8 to 5,000, and Days from the first, 7 to 120.
	People, Days int
	// Dir is the folder; it is made, and must be empty or absent.
	Dir string
	// Progress is told of days written; nil tells nobody.
	Progress func(done, total int)

	// cases are the patterns to deal out, for tests; nil deals by the size of the firm.
	cases []string
}

// Validate refuses a company that cannot be written.
func (c *Config) Validate() error {
	switch {
	case c.People < 8 || c.People > 5000:
		return bonafide.Invalidf("a company has 8 to 5000 people, not %d", c.People)
	case c.Days < 7 || c.Days > 120:
		return bonafide.Invalidf("a company is written for 7 to 120 days, not %d", c.Days)
	case c.Dir == "":
		return bonafide.Invalidf("the folder to write to is missing")
	}
	return nil
}

// Summary is what was written.
type Summary struct {
	// Start is the first moment, End the one after the last, both midnight UTC.
	Start, End time.Time
	People     int
	// Operators and LookAlikes count people.
	Operators, LookAlikes int
	// Lines counts the lines of each source, Files and Bytes all that lies below the
	// folder, without the truth.
	Lines map[string]int
	Files int
	Bytes int64
	// Doubled and Late count lines that were written twice or hours later.
	Doubled, Late int
	// Broken are the places, file:line, of lines that are cut off on purpose.
	Broken []string
	// Acts counts what patterns left in the files.
	Acts int
}

// world is a company while it is being written.
type world struct {
	cfg        Config
	start, end time.Time
	domain     string
	places     []*place
	space      *space
	people     []*person
	phones     map[string]bool
	logins     map[string]bool
	log        *log
	tables     map[string]*table
	files      *files
	dossiers   map[string]*dossier
	applicants []applicant
	faults     faults
	standups   map[string]meeting
	summary    Summary
}

// epoch is the first day of every company, a Monday.
var epoch = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// Write writes a company. Errors are of kind [bonafide.ErrInvalid] where the
// config or folder is at fault, and those of the file system. Nothing is cleaned
// up after an error: what was written stays for a look.
func Write(ctx context.Context, cfg Config) (Summary, error) {
	if err := cfg.Validate(); err != nil {
		return Summary{}, err
	}
	if entries, err := os.ReadDir(cfg.Dir); err == nil && len(entries) > 0 {
		return Summary{}, bonafide.Invalidf("%s is not empty; name a new folder", cfg.Dir)
	}
	if err := os.MkdirAll(cfg.Dir, 0o755); err != nil {
		return Summary{}, fmt.Errorf("writing a company: %w", err)
	}
	towns, err := places()
	if err != nil {
		return Summary{}, fmt.Errorf("writing a company: %w", err)
	}
	w := &world{cfg: cfg, start: epoch, end: epoch.AddDate(0, 0, cfg.Days), domain: "lanternfish.example", places: towns, space: newSpace(cfg.Seed),
		phones: map[string]bool{}, logins: map[string]bool{}, tables: map[string]*table{}, dossiers: map[string]*dossier{}, standups: map[string]meeting{}}
	for _, p := range towns {
		p.offices = p.city == "Porto" || p.city == "Austin" || p.city == "Singapore"
	}
	w.files = newFiles(cfg.Dir)
	w.log = newLog(w)
	w.summary = Summary{Start: w.start, End: w.end, People: cfg.People, Lines: map[string]int{}}
	w.recruit()
	w.deal()
	w.lives()
	w.faults = w.planFaults()
	w.records()
	if err := w.days(ctx); err != nil {
		return w.summary, fmt.Errorf("writing a company: %w", err)
	}
	if err := cmp.Or(w.writeTables(), w.writeApplicants(), w.writeDossiers(), w.writeNetworks(), w.writeCompany(), w.writeTruth()); err != nil {
		return w.summary, fmt.Errorf("writing a company: %w", err)
	}
	w.summary.Files, w.summary.Bytes = w.files.count, w.files.bytes
	return w.summary, nil
}

// days writes the days. A person's local day can touch the UTC days beside it, so
// a day is written out after the next was made.
func (w *world) days(ctx context.Context) error {
	for d := -1; d <= w.cfg.Days; d++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, p := range w.people {
			w.day(p, d)
		}
		w.backgroundDay(d)
		if d >= 1 {
			if err := w.log.flush(d - 1); err != nil {
				return err
			}
			if w.cfg.Progress != nil {
				w.cfg.Progress(d, w.cfg.Days)
			}
		}
	}
	return w.log.close()
}

// dayOf is the number of the UTC day of a moment.
func (w *world) dayOf(t time.Time) int {
	return int(t.Sub(w.start).Hours()/24+1000) - 1000
}

// moment is an hour of a day in the person's stated zone.
func (w *world) moment(p *person, day int, hour float64) time.Time {
	d := w.start.AddDate(0, 0, day)
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, p.at.loc).Add(time.Duration(hour * float64(time.Hour)))
}

// egress are the firm's own exits: two offices and the gateway of its VPN.
var egress = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/25"), netip.MustParsePrefix("192.0.2.128/25"), netip.MustParsePrefix("203.0.113.0/28")}

// Package sources lists every source of telemetry. Nothing registers itself: what
// can be read is read here.
package sources

import (
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/cloudtrail"
	"bonafide/watch/telemetry/crowdstrike"
	"bonafide/watch/telemetry/entra"
	"bonafide/watch/telemetry/esign"
	"bonafide/watch/telemetry/github"
	"bonafide/watch/telemetry/mdm"
	"bonafide/watch/telemetry/okta"
	"bonafide/watch/telemetry/osquery"
	"bonafide/watch/telemetry/sysmon"
	"bonafide/watch/telemetry/table"
	"bonafide/watch/telemetry/vpn"
	"bonafide/watch/telemetry/workspace"
	"bonafide/watch/telemetry/zoom"
)

// All builds a parser of every source, in the order in which they are asked
// whether a line is theirs: those with the most telling names first.
func All() []telemetry.Parser {
	list := []telemetry.Parser{
		okta.New(), cloudtrail.New(), crowdstrike.New(), sysmon.New(), osquery.New(), workspace.New(), zoom.New(), esign.New(),
		mdm.New(), entra.New(), github.New(), vpn.New(),
	}
	for _, t := range table.All() {
		list = append(list, t)
	}
	return list
}

// Named builds the parser of one source, false where there is none of that name.
func Named(name string) (telemetry.Parser, bool) {
	for _, p := range All() {
		if p.Name() == name {
			return p, true
		}
	}
	return nil, false
}

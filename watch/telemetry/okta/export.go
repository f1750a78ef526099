package okta

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
)

// Export reads the head of the CSV that the System Log's page downloads: the names of
// the API in snake case with dots between them, targets as target0 to target3.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths := make([]string, len(names))
	has := map[string]bool{}
	for i, name := range names {
		paths[i] = p.path(name)
		has[paths[i]] = true
	}
	if !has["eventType"] || !has["actor.alternateId"] && !has["actor.id"] && !has["outcome.result"] {
		return nil, false
	}
	return telemetry.NewRows(p, separator, paths), true
}

func (p *Parser) path(column string) string {
	if rest, ok := strings.CutPrefix(column, "target"); ok && len(rest) > 2 && rest[0]-'0' <= 9 && rest[1] == '.' {
		return "target." + rest[:2] + csvline.Camel(rest[2:])
	}
	if column == "timestamp" {
		return "published"
	}
	if p.Shape.Knows(column) {
		return column
	}
	return csvline.Camel(column)
}

package github

import (
	"strings"

	"bonafide/watch/telemetry"
)

// Export reads the head of an audit log as CSV, whose columns have the names of the
// JSON form.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths := make([]string, len(names))
	has := map[string]bool{}
	for i, name := range names {
		paths[i] = strings.ToLower(name)
		has[paths[i]] = true
	}
	if !has["action"] || !has["actor"] || !has["_document_id"] && !has["@timestamp"] && !has["actor_ip"] && !has["repo"] && !has["org"] {
		return nil, false
	}
	return telemetry.NewRows(p, separator, paths), true
}

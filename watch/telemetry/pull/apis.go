package pull

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// maxPage bounds the events of one answer.
const maxPage = 100_000

var member = jsonline.NewShape(jsonline.At("value", 0), jsonline.At("@odata..nextLink", 1), jsonline.At("items", 2), jsonline.At("nextPageToken", 3), jsonline.At("next_page_token", 4),
	jsonline.At("operation_logs", 5), jsonline.At("activity_logs", 6), jsonline.At("*", 0))

// list reads a list of objects: the whole body, or one member of it.
func list(body []byte, slot int) ([][]byte, *jsonline.Values, error) {
	text := string(body)
	v := &jsonline.Values{}
	if slot < 0 {
		text, slot = `{"value":`+text+`}`, 0
	}
	if err := member.Read(text, v); err != nil {
		return nil, nil, err
	}
	if v.At(slot).Given() && v.At(slot).Kind() != jsonline.Array {
		return nil, nil, bonafide.Invalidf("a list of events was expected")
	}
	var lines [][]byte
	for x := v.At(slot).Elements(); x.Next(); {
		if x.Value().Kind() != jsonline.Object {
			return nil, nil, bonafide.Invalidf("an event is no object")
		}
		if len(lines) == maxPage {
			return nil, nil, bonafide.Invalidf("more than %d events in one answer", maxPage)
		}
		lines = append(lines, []byte(x.Value().Raw()))
	}
	return lines, v, nil
}

// link finds the address of a relation in Link headers (RFC 8288).
func link(h http.Header, rel string) string {
	for _, line := range h.Values("Link") {
		for part := range strings.SplitSeq(line, ",") {
			address, params, ok := strings.Cut(part, ";")
			address = strings.TrimSpace(address)
			if !ok || len(address) < 2 || address[0] != '<' || address[len(address)-1] != '>' {
				continue
			}
			for p := range strings.SplitSeq(params, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
				if strings.EqualFold(name, "rel") && strings.Trim(value, `"`) == rel {
					return address[1 : len(address)-1]
				}
			}
		}
	}
	return ""
}

// newest is the latest time in a field of the lines.
func newest(lines [][]byte, path string, since time.Time) time.Time {
	shape := jsonline.NewShape(jsonline.At(path, 0), jsonline.At("*", 0))
	var v jsonline.Values
	for _, l := range lines {
		if shape.Read(string(l), &v) == nil {
			if t, ok := telemetry.Stamp(v.At(0)); ok && t.After(since) {
				since = t
			}
		}
	}
	return since
}

func bearer(r *http.Request, token string) { r.Header.Set("Authorization", "Bearer "+token) }

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Okta is the System Log API: polling requests in ascending order, whose next link
// stands in every answer, also in an empty one.
type Okta struct {
	// Base is the organisation's address: "https://corp.okta.example".
	Base string
}

// Source implements [API].
func (Okta) Source() string { return "okta" }

// URL implements [API].
func (o Okta) URL(c Cursor, _ time.Time) (string, error) {
	if c.URL != "" {
		return c.URL, nil
	}
	return join(o.Base, "/api/v1/logs", url.Values{"since": {stamp(c.Since)}, "sortOrder": {"ASCENDING"}, "limit": {"1000"}})
}

// Authorise implements [API]. A token of Okta's own kind goes under SSWS, one of
// OAuth, which has dots, as a bearer.
func (Okta) Authorise(r *http.Request, token string) {
	if strings.Count(token, ".") == 2 {
		bearer(r, token)
		return
	}
	r.Header.Set("Authorization", "SSWS "+token)
}

// Page implements [API].
func (Okta) Page(_ string, c Cursor, h http.Header, body []byte) (Page, error) {
	lines, _, err := list(body, -1)
	if err != nil {
		return Page{}, err
	}
	next := c
	if l := link(h, "next"); l != "" {
		next.URL = l
	}
	next.Newest = newest(lines, "published", c.Newest)
	return Page{Lines: lines, Next: next, More: len(lines) > 0}, nil
}

// Graph is a list of Microsoft Graph: sign-ins or directory audits.
type Graph struct {
	// Base is "https://graph.microsoft.com" or a national cloud's address.
	Base string
	// List is "signIns" or "directoryAudits".
	List string
}

// Source implements [API].
func (Graph) Source() string { return "entra" }

func (g Graph) field() string {
	if g.List == "directoryAudits" {
		return "activityDateTime"
	}
	return "createdDateTime"
}

// URL implements [API].
func (g Graph) URL(c Cursor, _ time.Time) (string, error) {
	if g.List != "signIns" && g.List != "directoryAudits" {
		return "", bonafide.Invalidf("Graph has no list %q for this; name signIns or directoryAudits", g.List)
	}
	if c.URL != "" {
		return c.URL, nil
	}
	return join(g.Base, "/v1.0/auditLogs/"+g.List, url.Values{"$filter": {g.field() + " ge " + stamp(c.Since)}, "$orderby": {g.field() + " asc"}, "$top": {"500"}})
}

// Authorise implements [API].
func (Graph) Authorise(r *http.Request, token string) { bearer(r, token) }

// graphOverlap is how long after its time a sign-in may still appear in the list.
const graphOverlap = 10 * time.Minute

// Page implements [API].
func (g Graph) Page(_ string, c Cursor, _ http.Header, body []byte) (Page, error) {
	lines, v, err := list(body, 0)
	if err != nil {
		return Page{}, err
	}
	c.Newest = newest(lines, g.field(), c.Newest)
	if l := v.Text(1); l != "" {
		c.URL = l
		return Page{Lines: lines, Next: c, More: true}, nil
	}
	c.URL = ""
	c.Since = later(c.Since, c.Newest.Add(-graphOverlap))
	return Page{Lines: lines, Next: c}, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Google is an application of the Workspace Reports API, which lists the newest
// first: a search is read to its end before the next begins where it began to be
// new.
type Google struct {
	Base        string // "https://admin.googleapis.com"
	Application string // "login", "admin", "drive", "token", ...
}

// Source implements [API].
func (Google) Source() string { return "workspace" }

// URL implements [API].
func (g Google) URL(c Cursor, _ time.Time) (string, error) {
	if g.Application == "" || strings.ContainsAny(g.Application, "/?#") {
		return "", bonafide.Invalidf("the application %q of Workspace reports", g.Application)
	}
	if c.URL != "" {
		return c.URL, nil
	}
	return join(g.Base, "/admin/reports/v1/activity/users/all/applications/"+g.Application, url.Values{"startTime": {stamp(c.Since)}, "maxResults": {"1000"}})
}

// Authorise implements [API].
func (Google) Authorise(r *http.Request, token string) { bearer(r, token) }

// Page implements [API].
func (g Google) Page(_ string, c Cursor, _ http.Header, body []byte) (Page, error) {
	lines, v, err := list(body, 2)
	if err != nil {
		return Page{}, err
	}
	c.Newest = newest(lines, "id.time", c.Newest)
	if t := v.Text(3); t != "" {
		c.URL, err = join(g.Base, "/admin/reports/v1/activity/users/all/applications/"+g.Application, url.Values{"startTime": {stamp(c.Since)}, "maxResults": {"1000"}, "pageToken": {t}})
		return Page{Lines: lines, Next: c, More: true}, err
	}
	c.URL = ""
	c.Since = later(c.Since, c.Newest.Add(-graphOverlap))
	return Page{Lines: lines, Next: c}, nil
}

// GitHub is the audit log of an organisation with git events, in ascending order.
type GitHub struct {
	Base string // "https://api.github.com"
	Org  string
}

// Source implements [API].
func (GitHub) Source() string { return "github" }

// URL implements [API].
func (g GitHub) URL(c Cursor, _ time.Time) (string, error) {
	if g.Org == "" || strings.ContainsAny(g.Org, "/?#") {
		return "", bonafide.Invalidf("the organisation %q of the audit log", g.Org)
	}
	if c.URL != "" {
		return c.URL, nil
	}
	return join(g.Base, "/orgs/"+g.Org+"/audit-log", url.Values{"phrase": {"created:>=" + c.Since.UTC().Format("2006-01-02T15:04:05Z")}, "include": {"all"}, "order": {"asc"}, "per_page": {"100"}})
}

// Authorise implements [API].
func (GitHub) Authorise(r *http.Request, token string) {
	bearer(r, token)
	r.Header.Set("X-GitHub-Api-Version", "2022-11-28")
}

// Page implements [API]. The last page is asked for again until it is full; its
// events come doubled then.
func (g GitHub) Page(_ string, c Cursor, h http.Header, body []byte) (Page, error) {
	lines, _, err := list(body, -1)
	if err != nil {
		return Page{}, err
	}
	c.Newest = newest(lines, "@timestamp", c.Newest)
	if l := link(h, "next"); l != "" {
		c.URL = l
		return Page{Lines: lines, Next: c, More: true}, nil
	}
	return Page{Lines: lines, Next: c}, nil
}

// Zoom is a report of an account: "operationlogs" or "activities" (sign-ins). It is
// asked for by days; the current one is read again each time.
type Zoom struct {
	Base   string // "https://api.zoom.us"
	Report string
}

// Source implements [API].
func (Zoom) Source() string { return "zoom" }

// URL implements [API].
func (z Zoom) URL(c Cursor, now time.Time) (string, error) {
	if z.Report != "operationlogs" && z.Report != "activities" {
		return "", bonafide.Invalidf("Zoom has no report %q for this; name operationlogs or activities", z.Report)
	}
	if c.URL != "" {
		return c.URL, nil
	}
	// A report spans a month at most.
	to := now.UTC()
	if end := c.Since.UTC().AddDate(0, 0, 28); end.Before(to) {
		to = end
	}
	return join(z.Base, "/v2/report/"+z.Report, url.Values{"from": {c.Since.UTC().Format("2006-01-02")}, "to": {to.Format("2006-01-02")}, "page_size": {"300"}})
}

// Authorise implements [API].
func (Zoom) Authorise(r *http.Request, token string) { bearer(r, token) }

// Page implements [API].
func (z Zoom) Page(asked string, c Cursor, h http.Header, body []byte) (Page, error) {
	slot := 5
	if z.Report == "activities" {
		slot = 6
	}
	lines, v, err := list(body, slot)
	if err != nil {
		return Page{}, err
	}
	c.Newest = newest(lines, "time", c.Newest)
	if t := v.Text(4); t != "" {
		u, err := url.Parse(asked)
		if err != nil {
			return Page{}, err
		}
		q := u.Query()
		q.Set("next_page_token", t)
		u.RawQuery = q.Encode()
		c.URL = u.String()
		return Page{Lines: lines, Next: c, More: true}, nil
	}
	c.URL = ""
	// Weeks in which nothing happened are behind us too.
	if date, err := http.ParseTime(h.Get("Date")); err == nil && c.Since.AddDate(0, 0, 28).Before(date.AddDate(0, 0, -1)) {
		c.Since = c.Since.AddDate(0, 0, 27)
		return Page{Lines: lines, Next: c, More: true}, nil
	}
	c.Since = later(c.Since, c.Newest.Add(-graphOverlap))
	return Page{Lines: lines, Next: c}, nil
}

func join(base, path string, q url.Values) (string, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
		return "", bonafide.Invalidf("the address %q: write it as https://host", base)
	}
	u.Path = strings.TrimSuffix(u.Path, "/") + path
	u.RawQuery = q.Encode()
	return u.String(), nil
}

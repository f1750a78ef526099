package scene

import (
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"bonafide/watch/telemetry"
)

// Every event is written for the rules, and by reflection that costs more than to
// match it. This file writes the same bytes as [telemetry.Event.AppendJSON] and
// encoding of the Scene do; the test holds the two together, member by member.

// The words of OCSF for categories and severities, by number.
var (
	categories = [...]string{"Uncategorized", "System Activity", "Findings", "Identity & Access Management", "Network Activity", "Discovery", "Application Activity"}
	severities = [...]string{"Unknown", "Informational", "Low", "Medium", "High", "Critical", "Fatal"}
)

// line is JSON that is being written.
type line []byte

// name begins a member.
func (l *line) name(name string) {
	if (*l)[len(*l)-1] != '{' {
		*l = append(*l, ',')
	}
	*l = append(append(append(*l, '"'), name...), `":`...)
}

func (l *line) end() { *l = append(*l, '}') }

// open begins a member that is an object.
func (l *line) open(name string) {
	l.name(name)
	*l = append(*l, '{')
}

// quote writes a text with the escapes that JSON asks for.
func (l *line) quote(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			*l, _ = jsontext.AppendQuote(*l, s) // its error says that invalid UTF-8 was replaced
			return
		}
	}
	*l = append(append(append(*l, '"'), s...), '"')
}

func (l *line) always(name, v string) {
	l.name(name)
	l.quote(v)
}

func (l *line) text(name, v string) {
	if v != "" {
		l.always(name, v)
	}
}

func (l *line) alwaysInt(name string, v int64) {
	l.name(name)
	*l = strconv.AppendInt(*l, v, 10)
}

func (l *line) int(name string, v int64) {
	if v != 0 {
		l.alwaysInt(name, v)
	}
}

func (l *line) number(name string, v float64) {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	l.name(name)
	// As ECMAScript writes numbers (RFC 8785, 3.2.2.3).
	form := byte('f')
	if a := math.Abs(v); a < 1e-6 || a >= 1e21 {
		form = 'e'
	}
	at := len(*l)
	*l = strconv.AppendFloat(*l, v, form, -1, 64)
	if n := len(*l); form == 'e' && n-at >= 4 && (*l)[n-4] == 'e' && (*l)[n-3] == '-' && (*l)[n-2] == '0' {
		(*l)[n-2] = (*l)[n-1]
		*l = (*l)[:n-1]
	}
}

func (l *line) bool(name string, v bool) {
	if v {
		l.name(name)
		*l = append(*l, "true"...)
	}
}

func (l *line) truth(name string, v telemetry.Truth) {
	if v == 0 {
		return
	}
	l.name(name)
	switch v {
	case telemetry.Yes:
		*l = append(*l, "true"...)
	case telemetry.No:
		*l = append(*l, "false"...)
	default:
		*l = append(*l, "null"...)
	}
}

func (l *line) time(name string, v time.Time) {
	if v.IsZero() {
		return
	}
	l.name(name)
	*l = append(v.AppendFormat(append(*l, '"'), time.RFC3339Nano), '"')
}

func texts[T ~string](l *line, name string, list []T) {
	if list == nil {
		return
	}
	l.name(name)
	*l = append(*l, '[')
	for i, v := range list {
		if i > 0 {
			*l = append(*l, ',')
		}
		l.quote(string(v))
	}
	*l = append(*l, ']')
}

// objects writes a list of objects.
func objects[T any](l *line, name string, list []T, members func(*line, *T)) {
	if list == nil {
		return
	}
	l.name(name)
	*l = append(*l, '[')
	for i := range list {
		if i > 0 {
			*l = append(*l, ',')
		}
		*l = append(*l, '{')
		members(l, &list[i])
		l.end()
	}
	*l = append(*l, ']')
}

// object writes an object that stands only where it is not zero.
func object[T comparable](l *line, name string, v *T, members func(*line, *T)) {
	var zero T
	if *v != zero {
		l.open(name)
		members(l, v)
		l.end()
	}
}

// pointed writes an object that may be absent.
func pointed[T any](l *line, name string, v *T, members func(*line, *T)) {
	if v != nil {
		l.open(name)
		members(l, v)
		l.end()
	}
}

// inner writes an object of one text, where there is one.
func (l *line) inner(name, member, v string) {
	if v != "" {
		l.open(name)
		l.always(member, v)
		l.end()
	}
}

func (l *line) event(e *telemetry.Event) {
	class, activity := e.Class.String(), e.Activity.Name(e.Class)
	l.alwaysInt("category_uid", int64(e.Class.Category()))
	l.always("category_name", categories[min(e.Class.Category(), len(categories)-1)])
	l.always("class_name", class)
	l.always("activity_name", activity)
	l.alwaysInt("type_uid", int64(e.Class)*100+int64(e.Activity))
	l.name("type_name")
	l.quote(class + ": " + activity)
	l.always("severity", severities[min(max(int(e.Severity), 0), len(severities)-1)])
	switch e.Status {
	case telemetry.Success:
		l.always("status", "Success")
	case telemetry.Failure:
		l.always("status", "Failure")
	}
	var millis int64
	if !e.Time.IsZero() {
		millis = e.Time.UnixMilli()
	}
	l.alwaysInt("time", millis)
	l.time("time_dt", e.Time)
	if e.Class == telemetry.RegistryKey {
		pointed(l, "reg_key", e.Registry, registry)
	}
	l.alwaysInt("class_uid", int64(e.Class))
	l.alwaysInt("activity_id", int64(e.Activity))
	l.alwaysInt("severity_id", int64(e.Severity))
	l.int("status_id", int64(e.Status))
	l.text("status_code", e.StatusCode)
	l.text("status_detail", e.StatusDetail)
	l.text("message", e.Message)
	l.open("metadata")
	metadata(l, &e.Metadata)
	l.end()
	object(l, "actor", &e.Actor, actor)
	object(l, "user", &e.User, user)
	object(l, "device", &e.Device, device)
	object(l, "src_endpoint", &e.Src, endpoint)
	object(l, "dst_endpoint", &e.Dst, endpoint)
	object(l, "http_request", &e.HTTP, request)
	object(l, "api", &e.API, api)
	object(l, "service", &e.Service, service)
	l.truth("is_mfa", e.IsMFA)
	l.truth("is_remote", e.IsRemote)
	l.text("auth_protocol", e.AuthProtocol)
	l.text("logon_type", e.LogonType)
	object(l, "session", &e.Session, session)
	objects(l, "auth_factors", e.Factors, factor)
	object(l, "group", &e.Group, group)
	texts(l, "privileges", e.Privileges)
	object(l, "entity", &e.Entity, entity)
	objects(l, "resources", e.Resources, resource)
	objects(l, "web_resources", e.WebResources, resource)
	pointed(l, "process", e.Process, process)
	pointed(l, "module", e.Module, module)
	pointed(l, "file", e.File, file)
	pointed(l, "script", e.Script, script)
	pointed(l, "peripheral_device", e.Peripheral, peripheral)
	if e.Class != telemetry.RegistryKey {
		pointed(l, "reg_value", e.Registry, registry)
	}
	pointed(l, "connection_info", e.Connection, connection)
	pointed(l, "traffic", e.Traffic, traffic)
	pointed(l, "tunnel_interface", e.Tunnel, tunnel)
	pointed(l, "query", e.Query, query)
	objects(l, "answers", e.Answers, answer)
	pointed(l, "package", e.Package, software)
	pointed(l, "startup_item", e.Startup, startup)
	pointed(l, "finding_info", e.Finding, finding)
	if e.Unmapped != nil {
		// Seldom there, and of any form.
		if b, err := e.Unmapped.MarshalJSON(); err == nil {
			l.name("unmapped")
			*l = append(*l, b...)
		}
	}
	pointed(l, "worker", e.Worker, fact)
	pointed(l, "meeting", e.Meeting, part)
	pointed(l, "presence", e.Presence, presence)
	object(l, "signals", &e.Signals, signals)
	l.intake(&e.Intake)
}

func metadata(l *line, m *telemetry.Metadata) {
	l.open("product")
	l.always("name", m.Product.Name)
	l.text("vendor_name", m.Product.Vendor)
	l.text("version", m.Product.Version)
	l.end()
	l.always("version", m.Version)
	l.text("uid", m.UID)
	l.text("event_code", m.Code)
	l.text("log_name", m.LogName)
	l.text("log_provider", m.Provider)
	l.text("original_time", m.OriginalTime)
	l.text("correlation_uid", m.CorrelationUID)
	l.text("tenant_uid", m.TenantUID)
	l.int("sequence", m.Sequence)
	*l = append(*l, `,"profiles":["datetime","host"],"extensions":[{"name":"`+telemetry.Extension+`","uid":"`+telemetry.ExtensionUID+`","version":"`+telemetry.ExtensionVersion+`"}]`...)
}

func actor(l *line, a *telemetry.Actor) {
	object(l, "user", &a.User, user)
	object(l, "session", &a.Session, session)
	pointed(l, "process", a.Process, process)
	l.text("app_name", a.AppName)
	l.text("app_uid", a.AppUID)
	l.text("invoked_by", a.InvokedBy)
}

func user(l *line, u *telemetry.User) {
	l.text("uid", u.UID)
	l.text("uid_alt", u.UIDAlt)
	l.text("name", u.Name)
	l.text("full_name", u.FullName)
	l.text("email_addr", u.Email)
	l.text("domain", u.Domain)
	l.int("type_id", int64(u.Type))
	l.text("credential_uid", u.Key)
	l.inner("account", "uid", u.Account)
}

func session(l *line, s *telemetry.Session) {
	l.text("uid", s.UID)
	l.text("uid_alt", s.UIDAlt)
	l.text("issuer", s.Issuer)
	l.truth("is_mfa", s.IsMFA)
}

func device(l *line, d *telemetry.Device) {
	l.text("uid", d.UID)
	l.text("uid_alt", d.UIDAlt)
	l.text("name", d.Name)
	l.text("hostname", d.Hostname)
	l.text("vendor_name", d.Vendor)
	l.text("model", d.Model)
	l.text("type", d.Type)
	l.alwaysInt("type_id", int64(d.TypeID))
	l.text("ip", d.IP)
	l.text("mac", d.MAC)
	l.text("domain", d.Domain)
	object(l, "os", &d.OS, system)
	l.text("time_zone", d.Zone)
	l.truth("is_managed", d.Managed)
	l.truth("is_compliant", d.Compliant)
	l.truth("is_trusted", d.Trusted)
	l.truth("is_personal", d.Personal)
	object(l, "owner", &d.Owner, user)
	l.time("last_seen_time_dt", d.Seen)
	l.time("first_seen_time_dt", d.First)
	l.inner("hw_info", "serial_number", d.Serial)
	if d.AgentUID != "" {
		l.name("agent_list")
		*l = append(*l, `[{"uid":`...)
		l.quote(d.AgentUID)
		*l = append(*l, `,"type_id":0}]`...)
	}
}

func system(l *line, o *telemetry.OS) {
	l.text("name", o.Name)
	l.text("version", o.Version)
	l.alwaysInt("type_id", int64(o.TypeID))
	l.text("build", o.Build)
}

func endpoint(l *line, e *telemetry.Endpoint) {
	l.text("ip", e.IP)
	l.int("port", int64(e.Port))
	l.text("hostname", e.Hostname)
	l.text("domain", e.Domain)
	l.text("name", e.Name)
	l.text("mac", e.MAC)
	l.text("uid", e.UID)
	l.text("svc_name", e.Service)
	object(l, "location", &e.Location, location)
	object(l, "autonomous_system", &e.AS, func(l *line, a *telemetry.AS) {
		l.int("number", a.Number)
		l.text("name", a.Name)
	})
}

func location(l *line, p *telemetry.Location) {
	l.text("city", p.City)
	l.text("region", p.Region)
	l.text("country", p.Country)
	l.text("postal_code", p.PostalCode)
	l.number("lat", p.Lat)
	l.number("long", p.Long)
	l.text("isp", p.ISP)
	l.text("desc", p.Desc)
}

func request(l *line, h *telemetry.HTTP) {
	l.text("uid", h.UID)
	l.text("user_agent", h.UserAgent)
	l.text("http_method", h.Method)
	l.text("referrer", h.Referrer)
	l.inner("url", "url_string", h.URL)
}

func api(l *line, a *telemetry.API) {
	l.text("operation", a.Operation)
	object(l, "service", &a.Service, service)
	l.inner("request", "uid", a.Request)
	if a.Error != "" || a.ErrorText != "" {
		l.open("response")
		l.text("error", a.Error)
		l.text("error_message", a.ErrorText)
		l.end()
	}
}

func service(l *line, s *telemetry.Service) {
	l.text("name", s.Name)
	l.text("uid", s.UID)
}

func factor(l *line, f *telemetry.Factor) {
	l.text("factor_type", f.Type)
	l.text("provider", f.Provider)
	l.inner("device", "uid", f.Device)
}

func group(l *line, g *telemetry.Group) {
	l.text("name", g.Name)
	l.text("uid", g.UID)
	l.text("type", g.Type)
}

func entity(l *line, e *telemetry.Entity) {
	l.text("name", e.Name)
	l.text("uid", e.UID)
	l.text("type", e.Type)
}

func resource(l *line, r *telemetry.Resource) {
	l.text("name", r.Name)
	l.text("uid", r.UID)
	l.text("type", r.Type)
	l.inner("owner", "name", r.Owner)
	l.text("data", r.Data)
}

func process(l *line, p *telemetry.Process) {
	l.int("pid", p.PID)
	l.text("uid", p.UID)
	l.text("name", p.Name)
	l.text("path", p.Path)
	l.text("cmd_line", p.Command)
	l.text("working_directory", p.Directory)
	l.text("integrity", p.Integrity)
	object(l, "user", &p.User, user)
	pointed(l, "file", p.File, file)
	pointed(l, "parent_process", p.Parent, process)
}

func file(l *line, f *telemetry.File) {
	l.text("name", f.Name)
	l.text("path", f.Path)
	l.text("uid", f.UID)
	l.text("type", f.Type)
	l.int("size", f.Size)
	l.text("company_name", f.Company)
	l.text("desc", f.Desc)
	l.text("version", f.Version)
	l.text("internal_name", f.Original)
	l.alwaysInt("type_id", 1)
	l.inner("owner", "name", f.Owner)
	l.inner("product", "name", f.Product)
	if f.Signer != "" {
		l.open("signature")
		l.alwaysInt("algorithm_id", 0)
		l.open("certificate")
		l.always("subject", f.Signer)
		l.end()
		l.end()
	}
	md5, sha1, sha256 := f.Digests()
	if md5 == "" && sha1 == "" && sha256 == "" {
		return
	}
	l.name("hashes")
	*l = append(*l, '[')
	for i, v := range [...]string{md5, sha1, sha256} {
		if v == "" {
			continue
		}
		if (*l)[len(*l)-1] != '[' {
			*l = append(*l, ',')
		}
		*l = append(*l, '{')
		l.alwaysInt("algorithm_id", int64(i+1))
		l.always("value", v)
		l.end()
	}
	*l = append(*l, ']')
}

func module(l *line, m *telemetry.Module) {
	object(l, "file", &m.File, file)
	l.text("function_name", m.Function)
}

func script(l *line, s *telemetry.Script) {
	l.text("uid", s.UID)
	l.text("name", s.Name)
	pointed(l, "file", s.File, file)
	l.alwaysInt("type_id", 0)
	l.inner("script_content", "value", s.Text)
}

func peripheral(l *line, p *telemetry.Peripheral) {
	l.text("name", p.Name)
	l.text("vendor_name", p.Vendor)
	l.text("model", p.Model)
	l.text("serial_number", p.Serial)
	l.text("uid", p.UID)
	l.text("type", p.Type)
	l.text("class", p.Class)
	if p.VendorID != "" {
		texts(l, "vendor_id_list", []string{p.VendorID})
	}
	l.text("product_id", p.ProductID)
}

func registry(l *line, r *telemetry.Registry) {
	l.text("path", r.Path)
	l.text("name", r.Name)
	l.text("data", r.Data)
	l.text("type", r.Type)
}

func connection(l *line, c *telemetry.Connection) {
	l.text("protocol_name", c.Protocol)
	l.alwaysInt("direction_id", int64(c.DirectionID))
	l.text("direction", c.Direction)
	l.text("uid", c.UID)
}

func traffic(l *line, t *telemetry.Traffic) {
	l.int("bytes_in", t.In)
	l.int("bytes_out", t.Out)
	l.int("bytes", t.Total)
}

func tunnel(l *line, t *telemetry.Tunnel) {
	l.text("name", t.Name)
	l.text("ip", t.IP)
	l.text("uid", t.UID)
}

func query(l *line, q *telemetry.Query) {
	l.always("hostname", q.Hostname)
	l.text("type", q.Type)
}

func answer(l *line, a *telemetry.Answer) {
	l.always("rdata", a.Data)
	l.text("type", a.Type)
}

func software(l *line, s *telemetry.Software) {
	l.always("name", s.Name)
	l.text("version", s.Version)
	l.text("vendor_name", s.Vendor)
	l.text("uid", s.UID)
	l.text("type", s.Type)
	l.text("src_url", s.Path)
	l.text("installed", s.Installed)
}

func startup(l *line, s *telemetry.Startup) {
	l.always("name", s.Name)
	l.text("type", s.Type)
	l.inner("file", "path", s.Path)
	l.inner("owner", "name", s.User)
}

func finding(l *line, f *telemetry.Finding) {
	l.text("uid", f.UID)
	l.always("title", f.Title)
	l.text("desc", f.Desc)
	texts(l, "types", f.Types)
}

func fact(l *line, w *telemetry.Worker) {
	l.text("person", string(w.Person))
	l.text("employee_id", w.EmployeeID)
	l.always("fact", string(w.Fact))
	l.time("effective", w.Effective)
	l.text("login", w.Login)
	l.text("verified_place", w.Place)
	l.text("country", w.Country)
	l.text("stated_zone", w.Zone)
	l.text("role", w.Role)
	l.text("team", w.Team)
	l.text("contract", w.Contract)
	l.text("start_date", w.StartDate)
	l.text("end_date", w.EndDate)
	l.text("personal_email", w.Email)
	l.text("phone", w.Phone)
	l.text("referred_by", w.Referrer)
	l.text("old", w.Old)
	l.text("new", w.New)
	l.text("payee", w.Payee)
	l.text("payee_name", w.PayeeName)
	l.text("method", w.Method)
	l.text("amount", w.Amount)
	l.text("home", w.Home)
	l.text("serial", w.Serial)
	l.text("carrier", w.Carrier)
	l.text("tracking", w.Tracking)
	l.text("destination", w.Destination)
	l.text("recipient", w.Recipient)
	l.text("state", w.State)
	l.text("resource", w.Resource)
	l.text("approver", w.Approver)
	l.text("reason", w.Reason)
}

func part(l *line, m *telemetry.Meeting) {
	l.text("uid", m.UID)
	l.text("host", m.Host)
	l.text("participant", m.Participant)
	l.time("joined", m.Joined)
	l.time("left", m.Left)
	l.int("seconds", m.Seconds)
	l.number("latency_ms", m.LatencyMS)
	l.number("jitter_ms", m.JitterMS)
	l.number("loss", m.Loss)
	l.text("camera", m.Camera)
	l.text("microphone", m.Microphone)
	l.text("speaker", m.Speaker)
	l.truth("sharing", m.Sharing)
	l.truth("recording", m.Recording)
	l.truth("video", m.Video)
	l.int("participants", int64(m.Participants))
	l.text("client", m.Client)
	l.text("network", m.Network)
	l.text("data_centre", m.DataCentre)
}

func presence(l *line, p *telemetry.Presence) {
	l.truth("on_mains", p.Mains)
	l.truth("lid_moved", p.LidMoved)
	l.truth("headset", p.Headset)
	l.truth("local_audio", p.LocalAudio)
	l.truth("biometric", p.Biometric)
	l.truth("moved", p.Moved)
}

func signals(l *line, s *telemetry.Signals) {
	l.truth("is_proxy", s.Proxy)
	l.text("risk", s.Risk)
	l.text("reasons", s.Reasons)
}

func (l *line) intake(i *telemetry.Intake) {
	if i.Source == "" && i.Place == "" && i.Part == 0 && i.Received.IsZero() && i.Clock == "" && !i.Late && i.Missing == nil && i.Notes == nil {
		return
	}
	l.open("intake")
	l.text("source", i.Source)
	l.text("place", i.Place)
	l.int("part", int64(i.Part))
	l.time("received", i.Received)
	l.text("clock", string(i.Clock))
	l.bool("late", i.Late)
	texts(l, "missing", i.Missing)
	texts(l, "notes", i.Notes)
	l.end()
}

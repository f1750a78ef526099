// Package workspace reads Google Workspace activity reports: an activity of the
// Reports API with its list of events, which gives one event for each, or one
// event a line as exports flatten it. Sign-ins come out as Authentication, second
// steps and recovery data as Account Change, groups as Group Management, Drive as
// File Hosting, alerts as Detection Finding, the rest as API Activity.
package workspace

import (
	"strconv"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	application = iota
	moment
	qualifier
	customer
	email
	profile
	caller
	actorKey
	ip
	events
	name
	kind
	parameters
	country
	asNumber
	agent
)

const (
	evName = iota
	evType
	evParameters
)

var event = jsonline.NewShape(jsonline.At("name", evName), jsonline.At("type", evType), jsonline.At("parameters", evParameters), jsonline.At("*", 0))

const (
	paName = iota
	paValue
)

var parameter = jsonline.NewShape(jsonline.At("name", paName), jsonline.At("value", paValue), jsonline.At("intValue", paValue), jsonline.At("boolValue", paValue),
	jsonline.At("multiValue", paValue), jsonline.At("multiIntValue", paValue), jsonline.At("messageValue", paValue), jsonline.At("multiMessageValue", paValue))

// maxEvents bounds the events of one activity; real ones have a handful.
const maxEvents = 256

// Parser reads Google Workspace reports.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	return &Parser{telemetry.Format{
		Source:  "workspace",
		Product: telemetry.Product{Name: "Workspace Reports", Vendor: "Google"},
		Marks:   [][]string{{"id", "actor", "events"}, {"id", "actor", "kind"}, {"id", "name", "parameters"}, {"id", "kind", "events"}, {"id", "parameters"}, {"id", "actor", "name", "!uuid"}},
		Needs:   []telemetry.Need{{Slot: application, Name: "id.applicationName"}, {Slot: qualifier, Name: "id.uniqueQualifier"}},
		Shape: jsonline.NewShape(
			f("id.applicationName", application), f("id.time", moment), f("id.uniqueQualifier", qualifier), f("id.customerId", customer),
			f("actor.email", email), f("actor.profileId", profile), f("actor.callerType", caller), f("actor.key", actorKey), f("actor.*", 0), f("ipAddress", ip),
			f("events", events), f("name", name), f("type", kind), f("parameters", parameters),
			f("networkInfo.regionCode", country), f("networkInfo.ipAsn", asNumber), f("networkInfo.*", 0), f("userAgent", agent),
		).Known("kind", "etag", "ownerDomain", "resourceDetails", "p_log_type"),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	n := 0
	for x := r.At(events).Elements(); x.Next(); n++ {
		if n == maxEvents {
			e := &into[len(into)-1]
			e.Intake.Notes = append(e.Intake.Notes, "the activity has more events than the 256 that are taken")
			break
		}
		event.ReadValue(x.Value(), &r.Part)
		evName, evType, evParams := r.Part.Text(evName), r.Part.Text(evType), r.Part.At(evParameters)
		into = p.one(r, into, n, evName, evType, evParams)
	}
	if n == 0 {
		into = p.one(r, into, 0, r.Values.Text(name), r.Values.Text(kind), r.At(parameters))
	}
	return into, nil
}

func (p *Parser) one(r *telemetry.Record, into []telemetry.Event, n int, name, kind string, params jsonline.Value) []telemetry.Event {
	v := &r.Values
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	e.When(v, "id.time", moment)
	app := v.Text(application)
	e.Metadata.LogName, e.Metadata.TenantUID = app, v.Text(customer)
	if q := v.Text(qualifier); q != "" {
		e.Metadata.CorrelationUID = q
		// The qualifier is unique within an application and a second.
		e.Metadata.UID = app + "/" + v.At(moment).Raw() + "/" + q + "/" + strconv.Itoa(n)
	}
	e.Metadata.Code, e.Metadata.Provider = name, kind
	if name == "" {
		e.Lack("events.name")
	}
	e.Actor.User = telemetry.Account(v.Text(email))
	e.Actor.User.UID, e.Actor.User.Type = v.Text(profile), telemetry.UserPerson
	if v.Text(caller) == "KEY" {
		e.Actor.User.Type, e.Actor.User.Key = telemetry.UserService, v.Text(actorKey)
	}
	e.Src.IP, e.Src.Location.Country, e.Src.AS.Number = v.Text(ip), v.Text(country), firstNumber(v.At(asNumber))
	e.HTTP.UserAgent = v.Text(agent)
	f := facts(r, params)
	classify(e, app, strings.TrimSpace(name), kind, f)
	return into
}

func firstNumber(v jsonline.Value) int64 {
	for x := v.Elements(); x.Next(); {
		if n, ok := x.Value().Int(); ok {
			return n
		}
	}
	n, _ := v.Int()
	return n
}

// found has the parameters that are mapped.
type found struct {
	doc, title, docType, owner, visibility, change, target     string
	user, group, role, app, loginType, destination, suspicious string
	severity, rule, failure, second, setting                   string
	given                                                      []string
}

// facts reads parameters in both forms: a list of name and value, or an object.
func facts(r *telemetry.Record, params jsonline.Value) (f found) {
	take := func(name string, v jsonline.Value) {
		t := v.Text()
		if t == "" {
			for x := v.Elements(); x.Next(); {
				if t = x.Value().Text(); t != "" {
					break
				}
			}
		}
		switch name {
		case "new_value":
			// What a share lets others do, or who may see a document now.
			for x := v.Elements(); x.Next() && len(f.given) < 8; {
				if s := x.Value().Text(); s != "" {
					f.given = append(f.given, s)
				}
			}
		case "SETTING_NAME":
			f.setting = t
		case "doc_id":
			f.doc = t
		case "doc_title":
			f.title = t
		case "doc_type":
			f.docType = t
		case "owner":
			f.owner = t
		case "visibility":
			f.visibility = t
		case "visibility_change":
			f.change = t
		case "target_user":
			f.target = t
		case "USER_EMAIL", "user_email", "affected_email_address", "USER_NAME":
			f.user = t
		case "GROUP_EMAIL", "group_id", "group_email":
			f.group = t
		case "ROLE_NAME":
			f.role = t
		case "APPLICATION_NAME", "app_name":
			f.app = t
		case "login_type":
			f.loginType = t
		case "login_failure_type":
			f.failure = t
		case "email_forwarding_destination_address":
			f.destination = t
		case "is_suspicious":
			f.suspicious = t
		case "is_second_factor":
			f.second = t
		case "severity":
			f.severity = t
		case "rule_name", "rule_title":
			f.rule = t
		}
	}
	for m := params.Members(); m.Next(); {
		take(m.Name(), m.Value())
	}
	if params.Kind() == jsonline.Array {
		for x := params.Elements(); x.Next(); {
			parameter.ReadValue(x.Value(), &r.Piece)
			take(r.Piece.Text(paName), r.Piece.At(paValue))
		}
	}
	return f
}

func classify(e *telemetry.Event, app, name, kind string, f found) {
	e.Class, e.Activity, e.Status = telemetry.APIActivity, telemetry.Other, telemetry.Success
	target := f.user
	if target == "" {
		target = f.target
	}
	if target != "" {
		e.User = telemetry.Account(target)
	}
	lower := strings.ToLower(name)
	switch {
	case app == "login" && (lower == "login_success" || lower == "login_failure" || lower == "login_challenge" || lower == "login_verification"):
		e.Class, e.Activity, e.IsRemote = telemetry.Authentication, telemetry.Logon, telemetry.Yes
		if e.Actor.User != (telemetry.User{Type: telemetry.UserPerson}) {
			e.User = e.Actor.User
		}
		e.LogonType = f.loginType
		if lower == "login_failure" {
			e.Status, e.StatusDetail = telemetry.Failure, f.failure
		}
		if f.second == "true" {
			e.IsMFA = telemetry.Yes
		}
		if f.suspicious == "true" {
			e.Signals.Risk = "high"
		}
	case app == "login" && lower == "logout":
		e.Class, e.Activity, e.User = telemetry.Authentication, telemetry.Logoff, e.Actor.User
	case kind == "account_warning" || strings.HasPrefix(lower, "suspicious") || strings.HasPrefix(lower, "gov_attack"):
		e.Class, e.Activity = telemetry.DetectionFinding, telemetry.FindingCreate
		e.Finding = &telemetry.Finding{UID: e.Metadata.UID, Title: name}
	case strings.HasPrefix(lower, "2sv_enroll") || strings.HasPrefix(lower, "titanium_enroll"):
		e.Class, e.Activity, e.User = telemetry.AccountChange, telemetry.FactorEnable, e.Actor.User
	case strings.HasPrefix(lower, "2sv_disable") || strings.HasPrefix(lower, "titanium_unenroll"):
		e.Class, e.Activity, e.User = telemetry.AccountChange, telemetry.FactorDisable, e.Actor.User
	case lower == "password_edit":
		e.Class, e.Activity, e.User = telemetry.AccountChange, telemetry.PasswordChange, e.Actor.User
	case kind == "recovery_info_change" || kind == "email_forwarding_change":
		e.Class, e.Activity, e.User = telemetry.AccountChange, telemetry.Other, e.Actor.User
		if f.destination != "" {
			e.StatusDetail = f.destination
		}
	case name == "CREATE_USER":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.AccountCreate
	case name == "DELETE_USER":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.AccountDelete
	case name == "SUSPEND_USER":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.AccountDisable
	case name == "UNSUSPEND_USER":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.AccountEnable
	case name == "CHANGE_PASSWORD":
		e.Class, e.Activity = telemetry.AccountChange, telemetry.PasswordReset
	case name == "ASSIGN_ROLE":
		e.Class, e.Activity, e.Privileges = telemetry.UserAccess, telemetry.PrivilegesAssign, []string{f.role}
	case name == "UNASSIGN_ROLE":
		e.Class, e.Activity, e.Privileges = telemetry.UserAccess, telemetry.PrivilegesRevoke, []string{f.role}
	case name == "ADD_GROUP_MEMBER" || lower == "add_member" || lower == "add_user":
		e.Class, e.Activity, e.Group = telemetry.GroupManagement, telemetry.GroupUserAdd, telemetry.Group{Name: f.group}
	case name == "REMOVE_GROUP_MEMBER" || lower == "remove_member" || lower == "remove_user":
		e.Class, e.Activity, e.Group = telemetry.GroupManagement, telemetry.GroupUserRemove, telemetry.Group{Name: f.group}
	case strings.HasPrefix(app, "groups"):
		e.Class, e.Activity, e.Group = telemetry.GroupManagement, telemetry.Other, telemetry.Group{Name: f.group}
	case app == "drive":
		e.Class, e.Activity = telemetry.FileHosting, drive[lower]
		if e.Activity == telemetry.Unknown {
			e.Activity = telemetry.Other
		}
		e.File = &telemetry.File{Name: f.title, UID: f.doc, Type: f.docType, Owner: f.owner}
		e.StatusDetail = f.visibility
		if e.Activity == telemetry.HostedShare {
			e.Privileges = f.given
		}
	case app == "rules":
		e.Class, e.Activity = telemetry.DetectionFinding, telemetry.FindingCreate
		e.Finding = &telemetry.Finding{UID: e.Metadata.UID, Title: f.rule, Desc: name}
		e.Severity = severities[strings.ToUpper(f.severity)]
	case app == "token" && lower == "authorize":
		e.Class, e.Activity, e.User, e.Service.Name = telemetry.AuthorizeSession, telemetry.PrivilegesAssign, e.Actor.User, f.app
	default:
		e.API.Operation, e.API.Service.Name = name, app
		switch {
		case strings.HasPrefix(name, "CREATE_") || strings.HasPrefix(name, "ADD_"):
			e.Activity = telemetry.Create
		case strings.HasPrefix(name, "DELETE_") || strings.HasPrefix(name, "REMOVE_"):
			e.Activity = telemetry.Delete
		case strings.HasPrefix(name, "CHANGE_") || strings.HasPrefix(name, "UPDATE_"):
			e.Activity = telemetry.Update
		case lower == "view" || lower == "download":
			e.Activity = telemetry.Read
		}
		for _, x := range [...]telemetry.Resource{{Name: f.app, Type: "application"}, {Name: f.role, Type: "role"}, {Name: f.setting, Type: "setting"}} {
			if x.Name != "" {
				e.Resources = append(e.Resources, x)
			}
		}
	}
}

var severities = map[string]telemetry.Severity{"LOW": telemetry.Low, "MEDIUM": telemetry.Medium, "HIGH": telemetry.High}

var drive = map[string]telemetry.Activity{
	"upload": telemetry.Upload, "create": telemetry.Upload, "download": telemetry.Download, "edit": telemetry.HostedUpdate, "delete": telemetry.HostedDelete, "trash": telemetry.HostedDelete,
	"rename": telemetry.HostedRename, "copy": telemetry.HostedCopy, "move": telemetry.HostedMove, "untrash": telemetry.HostedRestore, "preview": telemetry.HostedPreview,
	"view": telemetry.HostedOpen, "change_user_access": telemetry.HostedShare, "change_document_visibility": telemetry.HostedShare, "change_document_access_scope": telemetry.HostedShare,
	"change_user_access_hierarchy_reconciled": telemetry.HostedShare, "change_document_access_scope_hierarchy_reconciled": telemetry.HostedShare, "print": telemetry.HostedOpen,
}

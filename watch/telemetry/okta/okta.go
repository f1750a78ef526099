// Package okta reads the Okta System Log: one LogEvent a line, as the System Log
// API and the event hooks deliver it. Sign-ins come out as Authentication, changes
// of factors and accounts as Account Change, changes of groups and privileges as
// Group Management and User Access, changes of applications, policies and devices
// as Entity Management, detections as Detection Finding, the rest as API Activity.
package okta

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	uuid = iota
	published
	eventType
	version
	severity
	display
	actorID
	actorType
	actorAlt
	actorName
	clientIP
	clientDevice
	agent
	agentOS
	city
	state
	country
	postal
	lat
	lon
	deviceID
	deviceName
	devicePlatform
	deviceVersion
	deviceManaged
	deviceSerial
	outcome
	reason
	asNumber
	asOrg
	isp
	domain
	isProxy
	session
	rootSession
	credential
	provider
	requestID
	requestURI
	deviceHash
	risk
	behaviours
	transactionID
	targets
	factor
	threat
)

const (
	targetID = iota
	targetType
	targetAlt
	targetName
)

var target = jsonline.NewShape(
	jsonline.Field{Path: "id", Slot: targetID}, jsonline.Field{Path: "type", Slot: targetType},
	jsonline.Field{Path: "alternateId", Slot: targetAlt}, jsonline.Field{Path: "displayName", Slot: targetName},
	jsonline.Field{Path: "*"},
)

// Parser reads the Okta System Log.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	return &Parser{telemetry.Format{
		Source:  "okta",
		Product: telemetry.Product{Name: "System Log", Vendor: "Okta"},
		LogName: "system",
		Marks:   [][]string{{"eventType", "actor", "outcome"}, {"eventType", "published", "uuid"}, {"eventType", "legacyEventType"}},
		Needs:   []telemetry.Need{{Slot: uuid, Name: "uuid"}, {Slot: eventType, Name: "eventType"}, {Slot: actorID, Name: "actor.id"}},
		Shape: jsonline.NewShape(
			jsonline.Field{Path: "uuid", Slot: uuid}, jsonline.Field{Path: "published", Slot: published}, jsonline.Field{Path: "eventType", Slot: eventType},
			jsonline.Field{Path: "version", Slot: version}, jsonline.Field{Path: "severity", Slot: severity}, jsonline.Field{Path: "displayMessage", Slot: display},
			jsonline.Field{Path: "actor.id", Slot: actorID}, jsonline.Field{Path: "actor.type", Slot: actorType},
			jsonline.Field{Path: "actor.alternateId", Slot: actorAlt}, jsonline.Field{Path: "actor.displayName", Slot: actorName},
			jsonline.Field{Path: "client.ipAddress", Slot: clientIP}, jsonline.Field{Path: "client.device", Slot: clientDevice},
			jsonline.Field{Path: "client.userAgent.rawUserAgent", Slot: agent}, jsonline.Field{Path: "client.userAgent.os", Slot: agentOS},
			jsonline.Field{Path: "client.geographicalContext.city", Slot: city}, jsonline.Field{Path: "client.geographicalContext.state", Slot: state},
			jsonline.Field{Path: "client.geographicalContext.country", Slot: country}, jsonline.Field{Path: "client.geographicalContext.postalCode", Slot: postal},
			jsonline.Field{Path: "client.geographicalContext.geolocation.lat", Slot: lat}, jsonline.Field{Path: "client.geographicalContext.geolocation.lon", Slot: lon},
			jsonline.Field{Path: "device.id", Slot: deviceID}, jsonline.Field{Path: "device.name", Slot: deviceName},
			jsonline.Field{Path: "device.os_platform", Slot: devicePlatform}, jsonline.Field{Path: "device.os_version", Slot: deviceVersion},
			jsonline.Field{Path: "device.managed", Slot: deviceManaged}, jsonline.Field{Path: "device.serial_number", Slot: deviceSerial},
			jsonline.Field{Path: "device.*"},
			jsonline.Field{Path: "outcome.result", Slot: outcome}, jsonline.Field{Path: "outcome.reason", Slot: reason},
			jsonline.Field{Path: "securityContext.asNumber", Slot: asNumber}, jsonline.Field{Path: "securityContext.asOrg", Slot: asOrg},
			jsonline.Field{Path: "securityContext.isp", Slot: isp}, jsonline.Field{Path: "securityContext.domain", Slot: domain}, jsonline.Field{Path: "securityContext.isProxy", Slot: isProxy},
			jsonline.Field{Path: "authenticationContext.externalSessionId", Slot: session}, jsonline.Field{Path: "authenticationContext.rootSessionId", Slot: rootSession},
			jsonline.Field{Path: "authenticationContext.credentialType", Slot: credential}, jsonline.Field{Path: "authenticationContext.credentialProvider", Slot: provider},
			jsonline.Field{Path: "authenticationContext.*"},
			jsonline.Field{Path: "debugContext.debugData.requestId", Slot: requestID}, jsonline.Field{Path: "debugContext.debugData.requestUri", Slot: requestURI},
			jsonline.Field{Path: "debugContext.debugData.deviceFingerprint", Slot: deviceHash}, jsonline.Field{Path: "debugContext.debugData.risk", Slot: risk},
			jsonline.Field{Path: "debugContext.debugData.behaviors", Slot: behaviours}, jsonline.Field{Path: "debugContext.debugData.factor", Slot: factor},
			jsonline.Field{Path: "debugContext.debugData.threatSuspected", Slot: threat},
			jsonline.Field{Path: "debugContext.debugData.*"},
			jsonline.Field{Path: "transaction.id", Slot: transactionID}, jsonline.Field{Path: "target", Slot: targets},
		).Known("legacyEventType", "request", "transaction.type", "transaction.detail", "actor.detailEntry", "client.id", "client.zone",
			"client.userAgent.browser", "p_log_type"),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	e.When(&r.Values, "published", published)
	code := r.Values.Text(eventType)
	e.Metadata.UID, e.Metadata.Code, e.Metadata.CorrelationUID = r.Values.Text(uuid), code, r.Values.Text(transactionID)
	e.Metadata.Product.Version = r.Values.Text(version)
	e.Message = r.Values.Text(display)
	e.Severity = severityOf(r.Values.Text(severity))
	e.Status, e.StatusCode, e.StatusDetail = statusOf(r.Values.Text(outcome)), r.Values.Text(outcome), r.Values.Text(reason)

	e.Actor.User = user(r.Values.Text(actorID), r.Values.Text(actorType), r.Values.Text(actorAlt), r.Values.Text(actorName))
	e.Actor.Session.UID = r.First(session, rootSession)
	if root := r.Values.Text(rootSession); root != e.Actor.Session.UID {
		e.Actor.Session.UIDAlt = root
	}
	e.Src.IP = r.Values.Text(clientIP)
	e.Src.Domain = r.Values.Text(domain)
	e.Src.Location = telemetry.Location{
		City: r.Values.Text(city), Region: r.Values.Text(state), Country: r.Values.Text(country), PostalCode: r.Values.Text(postal),
		Lat: r.Float(lat), Long: r.Float(lon), ISP: r.Values.Text(isp),
	}
	e.Src.AS = telemetry.AS{Number: r.Int(asNumber), Name: r.Values.Text(asOrg)}
	e.HTTP = telemetry.HTTP{UID: r.Values.Text(requestID), UserAgent: r.Values.Text(agent), URL: r.Values.Text(requestURI)}
	e.Signals = telemetry.Signals{Proxy: telemetry.TruthOf(r.At(isProxy)), Risk: level(r.Values.Text(risk)), Reasons: r.Values.Text(behaviours)}
	e.Device = telemetry.Device{
		UID: r.Values.Text(deviceID), Name: r.Values.Text(deviceName), Serial: r.Values.Text(deviceSerial), Managed: telemetry.TruthOf(r.At(deviceManaged)),
		UIDAlt: r.Values.Text(deviceHash), Type: r.Values.Text(clientDevice),
		OS: system(r.First(devicePlatform, agentOS), r.Values.Text(deviceVersion)),
	}
	p.classify(r, e, code)
	return into, nil
}

func system(name, version string) telemetry.OS {
	if name == "" {
		return telemetry.OS{}
	}
	return telemetry.OS{Name: name, Version: version, TypeID: telemetry.SystemOf(name)}
}

func user(id, kind, login, name string) telemetry.User {
	if login == "unknown" {
		login = ""
	}
	u := telemetry.Account(login)
	u.UID, u.FullName = id, name
	switch {
	case kind == "User" || kind == "AppUser":
		u.Type = telemetry.UserPerson
	case kind == "SystemPrincipal":
		u.Type = telemetry.UserSystem
	case kind == "PublicClientApp" || kind == "ClientApp" || kind == "Client":
		u.Type = telemetry.UserService
	case kind != "":
		u.Type = telemetry.UserOther
	}
	return u
}

func severityOf(s string) telemetry.Severity {
	switch s {
	case "DEBUG", "INFO":
		return telemetry.Informational
	case "WARN":
		return telemetry.Low
	case "ERROR":
		return telemetry.High
	}
	return telemetry.SeverityUnknown
}

func statusOf(s string) telemetry.Status {
	switch s {
	case "SUCCESS", "ALLOW":
		return telemetry.Success
	case "FAILURE", "DENY":
		return telemetry.Failure
	}
	return telemetry.StatusUnknown
}

// level takes the level out of "{reasons=..., level=HIGH}".
func level(s string) string {
	i := strings.Index(s, "level=")
	if i < 0 {
		return strings.ToLower(strings.TrimSpace(s))
	}
	s = s[i+len("level="):]
	if j := strings.IndexAny(s, ",}"); j >= 0 {
		s = s[:j]
	}
	return strings.ToLower(s)
}

// rule maps the beginning of an event type to a class and an activity.
type rule struct {
	prefix   string
	class    telemetry.Class
	activity telemetry.Activity
}

// The first rule that fits is taken. Event types are those of Okta's catalogue.
var rules = []rule{
	{"user.session.start", telemetry.Authentication, telemetry.Logon},
	{"user.session.end", telemetry.Authentication, telemetry.Logoff},
	{"user.session.", telemetry.Authentication, telemetry.Other},
	{"user.authentication.sso", telemetry.Authentication, telemetry.Logon},
	{"user.authentication.", telemetry.Authentication, telemetry.Logon},
	{"policy.evaluate_sign_on", telemetry.Authentication, telemetry.Other},
	{"app.oauth2.token.grant", telemetry.Authentication, telemetry.Logon},
	{"app.token.", telemetry.Authentication, telemetry.Other},
	{"user.mfa.factor.activate", telemetry.AccountChange, telemetry.FactorEnable},
	{"user.mfa.factor.unsuspend", telemetry.AccountChange, telemetry.FactorEnable},
	{"user.mfa.factor.deactivate", telemetry.AccountChange, telemetry.FactorDisable},
	{"user.mfa.factor.reset_all", telemetry.AccountChange, telemetry.FactorDisable},
	{"user.mfa.factor.suspend", telemetry.AccountChange, telemetry.FactorDisable},
	{"user.mfa.factor.", telemetry.AccountChange, telemetry.Other},
	{"user.mfa.", telemetry.Authentication, telemetry.Other},
	{"user.lifecycle.create", telemetry.AccountChange, telemetry.AccountCreate},
	{"user.lifecycle.activate", telemetry.AccountChange, telemetry.AccountEnable},
	{"user.lifecycle.reactivate", telemetry.AccountChange, telemetry.AccountEnable},
	{"user.lifecycle.unsuspend", telemetry.AccountChange, telemetry.AccountEnable},
	{"user.lifecycle.deactivate", telemetry.AccountChange, telemetry.AccountDisable},
	{"user.lifecycle.suspend", telemetry.AccountChange, telemetry.AccountDisable},
	{"user.lifecycle.delete.", telemetry.AccountChange, telemetry.AccountDelete},
	{"user.account.update_password", telemetry.AccountChange, telemetry.PasswordChange},
	{"user.account.reset_password", telemetry.AccountChange, telemetry.PasswordReset},
	{"user.account.expire_password", telemetry.AccountChange, telemetry.PasswordReset},
	{"user.account.lock", telemetry.AccountChange, telemetry.AccountLock},
	{"user.account.unlock", telemetry.AccountChange, telemetry.AccountUnlock},
	{"user.account.privilege.grant", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"user.account.privilege.revoke", telemetry.UserAccess, telemetry.PrivilegesRevoke},
	{"user.account.report_suspicious_activity_by_enduser", telemetry.DetectionFinding, telemetry.FindingCreate},
	{"user.account.", telemetry.AccountChange, telemetry.Other},
	{"user.risk.", telemetry.DetectionFinding, telemetry.FindingUpdate},
	{"security.", telemetry.DetectionFinding, telemetry.FindingCreate},
	{"application.user_membership.add", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"application.user_membership.remove", telemetry.UserAccess, telemetry.PrivilegesRevoke},
	{"application.user_membership.", telemetry.UserAccess, telemetry.Other},
	{"group.user_membership.add", telemetry.GroupManagement, telemetry.GroupUserAdd},
	{"group.user_membership.remove", telemetry.GroupManagement, telemetry.GroupUserRemove},
	{"group.privilege.grant", telemetry.GroupManagement, telemetry.PrivilegesAssign},
	{"group.privilege.revoke", telemetry.GroupManagement, telemetry.PrivilegesRevoke},
	{"group.lifecycle.create", telemetry.GroupManagement, telemetry.GroupCreate},
	{"group.lifecycle.delete", telemetry.GroupManagement, telemetry.GroupDelete},
	{"group.", telemetry.GroupManagement, telemetry.Other},
	{"device.enrollment.create", telemetry.EntityManagement, telemetry.EntityEnroll},
	{"device.", telemetry.EntityManagement, 0},
	{"application.lifecycle.", telemetry.EntityManagement, 0},
	{"system.idp.lifecycle.", telemetry.EntityManagement, 0},
	{"system.api_token.", telemetry.EntityManagement, 0},
	{"policy.lifecycle.", telemetry.EntityManagement, 0},
	{"policy.rule.", telemetry.EntityManagement, 0},
	{"zone.", telemetry.EntityManagement, 0},
	{"iam.", telemetry.EntityManagement, 0},
}

var verbs = map[string]telemetry.Activity{
	"create": telemetry.Create, "add": telemetry.Create, "update": telemetry.Update, "delete": telemetry.Delete, "remove": telemetry.Delete, "revoke": telemetry.Delete,
	"activate": telemetry.EntityActivate, "deactivate": telemetry.EntityDeactivate, "enroll": telemetry.EntityEnroll, "unenroll": telemetry.EntityUnenroll,
	"suspend": telemetry.EntitySuspend, "unsuspend": telemetry.EntityResume, "enable": telemetry.EntityEnable, "disable": telemetry.EntityDisable,
}

func (p *Parser) classify(r *telemetry.Record, e *telemetry.Event, code string) {
	e.Class, e.Activity = telemetry.APIActivity, telemetry.Other
	for i := range rules {
		if strings.HasPrefix(code, rules[i].prefix) {
			e.Class, e.Activity = rules[i].class, rules[i].activity
			break
		}
	}
	last := code[strings.LastIndexByte(code, '.')+1:]
	if e.Activity == telemetry.Unknown {
		e.Activity = telemetry.Other
		if a, ok := verbs[last]; ok {
			e.Activity = a
		}
	}
	switch e.Class {
	case telemetry.APIActivity:
		e.API.Operation = code
		if a, ok := verbs[last]; ok && a <= telemetry.Delete {
			e.Activity = a
		}
	case telemetry.Authentication:
		e.User = e.Actor.User
		e.IsRemote = telemetry.Yes
		if f := r.First(factor, credential); f != "" {
			e.Factors = append(e.Factors, telemetry.Factor{Type: f, Provider: r.Values.Text(provider)})
		}
		if strings.HasPrefix(code, "user.authentication.auth_via_mfa") {
			e.IsMFA = telemetry.Yes
		}
	case telemetry.DetectionFinding:
		e.Finding = &telemetry.Finding{UID: e.Metadata.UID, Title: e.Message, Desc: r.Values.Text(threat)}
		if e.Finding.Title == "" {
			e.Finding.Title = code
		}
	}
	p.targets(r, e)
}

func (p *Parser) targets(r *telemetry.Record, e *telemetry.Event) {
	for t := r.At(targets).Elements(); t.Next(); {
		target.ReadValue(t.Value(), &r.Part)
		kind, id, alt, name := r.Part.Text(targetType), r.Part.Text(targetID), r.Part.Text(targetAlt), r.Part.Text(targetName)
		switch kind {
		case "User", "AppUser":
			if e.Class != telemetry.Authentication && (e.User.UID == "" || kind == "User") {
				e.User = user(id, kind, alt, name)
			}
		case "UserGroup":
			if e.Group.UID == "" {
				e.Group = telemetry.Group{UID: id, Name: name, Type: kind}
			}
		case "AppInstance":
			if e.Service.UID == "" {
				e.Service = telemetry.Service{UID: id, Name: name}
			}
		case "AuthenticatorEnrollment", "Factor", "Phone", "PhoneNumber", "Device":
			// The factor itself, where Okta says which: one that serves two people shows here.
			if e.Class != telemetry.EntityManagement && len(e.Factors) < 8 {
				f := telemetry.Factor{Type: name, Device: enrolment(id, alt, name)}
				if telemetry.IsPhone(name) {
					f.Type = kind
				}
				e.Factors = append(e.Factors, f)
			}
		case "ROLE", "Role":
			e.Privileges = append(e.Privileges, name)
		}
		if e.Class == telemetry.EntityManagement {
			if e.Entity.UID == "" {
				e.Entity = telemetry.Entity{UID: id, Name: name, Type: kind}
			}
		} else if e.Class == telemetry.APIActivity && len(e.Resources) < 8 {
			e.Resources = append(e.Resources, telemetry.Resource{UID: id, Name: name, Type: kind})
		}
	}
	if e.Class == telemetry.EntityManagement && e.Entity.UID == "" {
		e.Lack("target")
	}
}

// enrolment is what identifies the one factor among those of its kind, empty where
// the target only names the kind: Okta writes "unknown", the name of the kind or
// the person's own login as the alternate id of many, and telephone numbers with
// most digits struck out.
func enrolment(id, alt, name string) string {
	for _, s := range [...]string{alt, id} {
		switch {
		case telemetry.IsPhone(s):
			return telemetry.Token("phone", s)
		case generic(s), telemetry.IsEmail(s), strings.Contains(s, "XXX"), strings.Contains(s, "***"):
		default:
			return s
		}
	}
	if telemetry.IsPhone(name) {
		return telemetry.Token("phone", name)
	}
	return ""
}

// kindsOfFactors are names that many people's factors share.
var kindsOfFactors = map[string]bool{
	"": true, "unknown": true, "null": true, "none": true, "n/a": true, "oktaverify": true, "oktafastpass": true, "fastpass": true, "sms": true, "call": true, "voice": true, "voicecall": true, "phone": true, "mobile": true, "push": true,
	"securitykey": true, "securitykeyorbiometric": true, "securitykeyorbiometricauthenticator": true, "webauthn": true, "fido": true, "fido2": true, "fido2webauthn": true, "fido2(webauthn)": true, "u2f": true, "passkey": true, "passkeys": true,
	"googleauthenticator": true, "googleotp": true, "email": true, "password": true, "securityquestion": true, "question": true, "customotp": true, "totp": true, "hotp": true, "token": true, "token:software:totp": true, "signednonce": true,
	"duo": true, "duosecurity": true, "yubikey": true, "yubikeyotp": true, "yubikeyauthenticator": true, "rsasecurid": true, "symantecvip": true, "smartcard": true, "smartcardidp": true, "temporaryaccesscode": true, "idp": true, "authenticator": true,
	"oktaverifypush": true, "oktaverifytotp": true, "smsauthentication": true, "smsfactor": true, "phoneauthentication": true, "phonenumber": true, "windowshello": true, "touchid": true, "faceid": true, "device": true, "factor": true,
	"computer": true, "iphone": true, "android": true, "ios": true, "macos": true, "windows": true,
}

func generic(s string) bool {
	if len(s) > 48 {
		return false
	}
	var b [48]byte
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' || c == '_' || c == '-' {
			continue
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		b[n] = c
		n++
	}
	return kindsOfFactors[string(b[:n])]
}

// Package cloudtrail reads AWS CloudTrail: one record a line, or a log file's
// {"Records": [...]} on one line, which gives one event for each. Console sign-ins
// and assumed roles come out as Authentication, users, keys and MFA devices as
// Account Change, groups as Group Management, policies as User Access, the rest as
// API Activity.
package cloudtrail

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	eventTime = iota
	eventID
	eventName
	eventSource
	eventType
	version
	region
	sourceIP
	agent
	errorCode
	errorMessage
	account
	requestID
	readOnly
	idType
	idARN
	idAccount
	idPrincipal
	idKey
	idUser
	idInvoked
	issuerARN
	issuerName
	mfa
	request
	reqUser
	reqGroup
	reqRole
	reqSession
	reqBucket
	reqFunction
	reqInstance
	reqRoleName
	reqTrail
	reqPolicy
	response
	console
	mfaUsed
	resources
	vpcEndpoint
	sharedID
	category
	records
)

const resARN, resType = 0, 1

var resource = jsonline.NewShape(jsonline.At("ARN", resARN), jsonline.At("type", resType), jsonline.At("*", 0))

// maxRecords bounds the records of one line. A line of the greatest length has
// fewer, unless they are empty.
const maxRecords = 10_000

// Parser reads CloudTrail.
type Parser struct {
	telemetry.Format
}

// New is the parser.
func New() *Parser {
	f := jsonline.At
	return &Parser{Format: telemetry.Format{
		Source:  "cloudtrail",
		Product: telemetry.Product{Name: "CloudTrail", Vendor: "AWS"},
		LogName: "cloudtrail",
		Marks:   [][]string{{"eventName", "eventSource", "awsRegion"}, {"eventVersion", "userIdentity"}, {"eventName", "userIdentity"}, {"eventSource", "eventName", "eventTime"}},
		Needs:   []telemetry.Need{{Slot: eventID, Name: "eventID"}, {Slot: eventName, Name: "eventName"}, {Slot: eventSource, Name: "eventSource"}, {Slot: idType, Name: "userIdentity.type"}},
		Shape: jsonline.NewShape(
			f("eventTime", eventTime), f("eventID", eventID), f("eventName", eventName), f("eventSource", eventSource), f("eventType", eventType), f("eventVersion", version),
			f("awsRegion", region), f("sourceIPAddress", sourceIP), f("userAgent", agent), f("errorCode", errorCode), f("errorMessage", errorMessage), f("recipientAccountId", account),
			f("requestID", requestID), f("readOnly", readOnly), f("userIdentity.type", idType), f("userIdentity.arn", idARN), f("userIdentity.accountId", idAccount),
			f("userIdentity.principalId", idPrincipal), f("userIdentity.accessKeyId", idKey), f("userIdentity.userName", idUser), f("userIdentity.invokedBy", idInvoked),
			f("userIdentity.sessionContext.sessionIssuer.arn", issuerARN), f("userIdentity.sessionContext.sessionIssuer.userName", issuerName), f("userIdentity.sessionContext.sessionIssuer.*", 0),
			f("userIdentity.sessionContext.attributes.mfaAuthenticated", mfa), f("userIdentity.sessionContext.attributes.*", 0), f("userIdentity.sessionContext.*", 0), f("userIdentity.*", 0),
			f("requestParameters", request), f("requestParameters.userName", reqUser), f("requestParameters.groupName", reqGroup), f("requestParameters.roleArn", reqRole),
			f("requestParameters.roleSessionName", reqSession), f("requestParameters.bucketName", reqBucket), f("requestParameters.functionName", reqFunction), f("requestParameters.dBInstanceIdentifier", reqInstance),
			f("requestParameters.roleName", reqRoleName), f("requestParameters.name", reqTrail), f("requestParameters.policyArn", reqPolicy), f("requestParameters.*", 0),
			f("responseElements", response), f("responseElements.ConsoleLogin", console), f("responseElements.*", 0), f("additionalEventData.MFAUsed", mfaUsed), f("additionalEventData.*", 0),
			f("resources", resources), f("vpcEndpointId", vpcEndpoint), f("sharedEventID", sharedID), f("eventCategory", category), f("Records", records),
		).Known("managementEvent", "tlsDetails", "apiVersion", "serviceEventDetails", "sessionCredentialFromConsole", "vpcEndpointAccountId", "insightDetails", "addendum", "edgeDeviceDetails", "p_log_type"),
	}}
}

// Recognise implements [telemetry.Parser]: a record, or a file of them. Others name
// their lists so too.
func (p *Parser) Recognise(line []byte) bool {
	if p.Format.Recognise(line) {
		return true
	}
	if names := jsonline.TopNames(line); !names.HasExactly("Records") || len(line) > telemetry.MaxLine {
		return false
	}
	object := jsonline.ObjectValue(string(line))
	for m := object.Members(); m.Next(); {
		if list := m.Value().Elements(); m.Name() == "Records" && m.Value().Kind() == jsonline.Array && list.Next() {
			return list.Value().Kind() == jsonline.Object && p.Format.Recognise([]byte(list.Value().Raw()))
		}
	}
	return false
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	if r.At(records).Kind() != jsonline.Array {
		return p.one(r, into, r.Text), nil
	}
	inner, err := p.Open([]byte("{}"))
	if err != nil {
		return into, err
	}
	defer p.Done(inner)
	n, from := 0, len(into)
	for x := r.At(records).Elements(); x.Next(); n++ {
		if n == maxRecords {
			e := &into[len(into)-1]
			e.Intake.Notes = append(e.Intake.Notes, "the line has more records than the 10000 that are taken")
			break
		}
		if x.Value().Kind() != jsonline.Object {
			return into[:from], p.Refuse("/Records", "a record is no object", "")
		}
		p.Shape.ReadValue(x.Value(), &inner.Values)
		into = p.one(inner, into, x.Value().Raw())
	}
	return into, nil
}

func (p *Parser) one(r *telemetry.Record, into []telemetry.Event, raw string) []telemetry.Event {
	v := &r.Values
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	e.Raw = raw
	e.When(v, "eventTime", eventTime)
	code := v.Text(eventName)
	e.Metadata.UID, e.Metadata.Code, e.Metadata.TenantUID, e.Metadata.Product.Version = v.Text(eventID), code, v.Text(account), v.Text(version)
	e.Metadata.CorrelationUID, e.Metadata.Provider = v.Text(sharedID), v.Text(eventSource)
	u := telemetry.User{UID: v.Text(idPrincipal), UIDAlt: v.Text(idARN), Name: v.Text(idUser), Account: v.Text(idAccount), Key: v.Text(idKey)}
	switch kind := v.Text(idType); kind {
	case "IAMUser":
		u.Type = telemetry.UserPerson
	case "Root":
		u.Type = telemetry.UserAdmin
		if u.Name == "" {
			u.Name = "root"
		}
	case "AssumedRole", "FederatedUser", "SAMLUser", "WebIdentityUser":
		u.Type = telemetry.UserOther
		// The session's name is the person where single sign-on chose it.
		if _, session, ok := strings.Cut(u.UID, ":"); ok && u.Name == "" {
			u.Name = session
		}
		e.Actor.Session.Issuer = v.Text(issuerARN)
	case "AWSService", "AWSAccount":
		u.Type = telemetry.UserService
	}
	if telemetry.IsEmail(u.Name) {
		u.Email = u.Name
	}
	e.Actor.User, e.Actor.InvokedBy = u, v.Text(idInvoked)
	e.Actor.Session.IsMFA = telemetry.TruthOf(v.At(mfa))
	if ip := v.Text(sourceIP); strings.HasSuffix(ip, ".amazonaws.com") || ip == "AWS Internal" {
		e.Src.Domain = ip
	} else {
		e.Src.IP = ip
	}
	e.Src.UID = v.Text(vpcEndpoint)
	e.HTTP.UserAgent = v.Text(agent)
	e.API = telemetry.API{Operation: code, Service: telemetry.Service{Name: v.Text(eventSource)}, Error: v.Text(errorCode), ErrorText: v.Text(errorMessage), Request: v.Text(requestID)}
	e.Status = telemetry.Success
	if e.API.Error != "" || e.API.ErrorText != "" {
		e.Status, e.StatusCode, e.StatusDetail = telemetry.Failure, e.API.Error, e.API.ErrorText
	}
	for x := v.At(resources).Elements(); x.Next() && len(e.Resources) < 8; {
		resource.ReadValue(x.Value(), &r.Part)
		e.Resources = append(e.Resources, telemetry.Resource{UID: r.Part.Text(resARN), Type: r.Part.Text(resType)})
	}
	if len(e.Resources) == 0 {
		asked(v, e)
	}
	if policy := v.Text(reqPolicy); policy != "" {
		e.Privileges = append(e.Privileges, telemetry.BaseName(policy))
	}
	classify(v, e, code)
	return into
}

// asked names what a request is about where the record has no list of it.
func asked(v *jsonline.Values, e *telemetry.Event) {
	for _, x := range [...]struct {
		slot    int
		service string // empty: any
		kind    string
	}{
		{reqBucket, "", "AWS::S3::Bucket"},
		{reqFunction, "", "AWS::Lambda::Function"},
		{reqInstance, "", "AWS::RDS::DBInstance"},
		{reqRoleName, "", "AWS::IAM::Role"},
		{reqTrail, "cloudtrail.amazonaws.com", "AWS::CloudTrail::Trail"},
	} {
		name := v.Text(x.slot)
		if name == "" || x.service != "" && x.service != v.Text(eventSource) {
			continue
		}
		r := telemetry.Resource{Name: name, Type: x.kind}
		if strings.HasPrefix(name, "arn:") {
			r.Name, r.UID = name[strings.LastIndexAny(name, ":/")+1:], name
		}
		e.Resources = append(e.Resources, r)
		return
	}
}

type meaning struct {
	class    telemetry.Class
	activity telemetry.Activity
}

var meanings = map[string]meaning{
	"ConsoleLogin": {telemetry.Authentication, telemetry.Logon}, "SwitchRole": {telemetry.Authentication, telemetry.Logon}, "AssumeRole": {telemetry.Authentication, telemetry.Logon},
	"AssumeRoleWithSAML": {telemetry.Authentication, telemetry.Logon}, "AssumeRoleWithWebIdentity": {telemetry.Authentication, telemetry.Logon}, "GetSessionToken": {telemetry.Authentication, telemetry.Logon},
	"GetFederationToken": {telemetry.Authentication, telemetry.Logon}, "CreateUser": {telemetry.AccountChange, telemetry.AccountCreate}, "DeleteUser": {telemetry.AccountChange, telemetry.AccountDelete},
	"CreateLoginProfile": {telemetry.AccountChange, telemetry.AccountEnable}, "DeleteLoginProfile": {telemetry.AccountChange, telemetry.AccountDisable}, "UpdateLoginProfile": {telemetry.AccountChange, telemetry.PasswordReset},
	"ChangePassword": {telemetry.AccountChange, telemetry.PasswordChange}, "EnableMFADevice": {telemetry.AccountChange, telemetry.FactorEnable}, "DeactivateMFADevice": {telemetry.AccountChange, telemetry.FactorDisable},
	"DeleteVirtualMFADevice": {telemetry.AccountChange, telemetry.FactorDisable}, "CreateAccessKey": {telemetry.AccountChange, telemetry.Other}, "AttachUserPolicy": {telemetry.AccountChange, telemetry.PolicyAttach},
	"DetachUserPolicy": {telemetry.AccountChange, telemetry.PolicyDetach}, "PutUserPolicy": {telemetry.AccountChange, telemetry.PolicyAttach}, "DeleteUserPolicy": {telemetry.AccountChange, telemetry.PolicyDetach},
	"AddUserToGroup": {telemetry.GroupManagement, telemetry.GroupUserAdd}, "RemoveUserFromGroup": {telemetry.GroupManagement, telemetry.GroupUserRemove}, "CreateGroup": {telemetry.GroupManagement, telemetry.GroupCreate},
	"DeleteGroup": {telemetry.GroupManagement, telemetry.GroupDelete}, "AttachGroupPolicy": {telemetry.GroupManagement, telemetry.PrivilegesAssign}, "DetachGroupPolicy": {telemetry.GroupManagement, telemetry.PrivilegesRevoke},
}

func classify(v *jsonline.Values, e *telemetry.Event, code string) {
	m, ok := meanings[code]
	if !ok {
		e.Class, e.Activity = telemetry.APIActivity, verb(v, code)
		return
	}
	e.Class, e.Activity = m.class, m.activity
	switch e.Class {
	case telemetry.Authentication:
		e.User, e.IsRemote = e.Actor.User, telemetry.Yes
		e.IsMFA = telemetry.TruthOf(v.At(mfaUsed))
		if role := v.Text(reqRole); role != "" {
			e.Service = telemetry.Service{Name: telemetry.BaseName(role), UID: role}
			e.Actor.Session.UIDAlt = v.Text(reqSession)
		}
		if v.Text(console) == "Failure" {
			e.Status = telemetry.Failure
		}
	case telemetry.AccountChange, telemetry.GroupManagement:
		e.User = telemetry.Account(v.Text(reqUser))
		if e.User.Name == "" && e.Class == telemetry.AccountChange {
			e.User = e.Actor.User
		}
		if g := v.Text(reqGroup); g != "" {
			e.Group.Name = g
		}
	}
}

func verb(v *jsonline.Values, code string) telemetry.Activity {
	switch {
	case telemetry.TruthOf(v.At(readOnly)) == telemetry.Yes, starts(code, "Get", "List", "Describe", "Head", "Lookup", "Select", "Query", "Scan", "BatchGet"):
		return telemetry.Read
	case starts(code, "Create", "Run", "Add", "Allocate", "Copy", "Register", "Import"):
		return telemetry.Create
	case starts(code, "Delete", "Terminate", "Remove", "Deregister", "Revoke", "Disassociate", "Purge"):
		return telemetry.Delete
	case starts(code, "Update", "Put", "Modify", "Set", "Attach", "Detach", "Enable", "Disable", "Stop", "Start", "Authorize", "Change", "Tag", "Untag", "Associate"):
		return telemetry.Update
	}
	return telemetry.Other
}

func starts(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

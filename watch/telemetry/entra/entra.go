// Package entra reads the logs of Microsoft Entra ID: sign-ins and directory
// audits as Microsoft Graph returns them, the same inside the envelope of a
// diagnostic setting or event hub (fields under "properties"), the Azure activity
// log of that envelope, and the Azure Active Directory records of the Office 365
// Management API. Sign-ins come out as Authentication, audits as Account Change,
// Group Management, User Access or Entity Management, the rest as API Activity.
package entra

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	id = iota
	created
	happened
	envelopeTime
	category
	operation
	activityName
	operationType
	loggedBy
	resultType
	resultText
	resultWord
	resultReason
	tenant
	resource
	correlation
	callerIP
	level
	identity
	userID
	upn
	displayName
	appID
	appName
	clientApp
	ip
	agent
	requirement
	protocol
	interactive
	conditional
	riskLevel
	riskState
	riskDetail
	errorCode
	failure
	asNumber
	city
	region
	country
	lat
	lon
	deviceID
	deviceName
	deviceSystem
	deviceCompliant
	deviceManaged
	deviceTrust
	principalID
	principalName
	resourceName
	byUserID
	byUserUPN
	byUserName
	byUserIP
	byAppID
	byAppName
	targets
	sessionID
	tokenIssuer
	// The Office 365 form.
	office
	creationTime
	officeUser
	officeKey
	clientIP
	actorIP
	officeResult
	logonError
	objectID
	officeApp
	workload
	organisation
	extended
	modified
	// The activity log.
	claims
	upperLevel
	place
)

const (
	tID = iota
	tName
	tType
	tUPN
	tProps
)

var target = jsonline.NewShape(jsonline.At("id", tID), jsonline.At("displayName", tName), jsonline.At("type", tType),
	jsonline.At("userPrincipalName", tUPN), jsonline.At("modifiedProperties", tProps), jsonline.At("*", 0))

const (
	pName = iota
	pValue
	pOld
)

var property = jsonline.NewShape(jsonline.At("Name", pName), jsonline.At("Value", pValue), jsonline.At("NewValue", pValue), jsonline.At("displayName", pName), jsonline.At("OldValue", pOld), jsonline.At("*", 0))

// Parser reads Entra logs.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	fields := []jsonline.Field{
		f("time", envelopeTime), f("category", category), f("operationName", operation), f("resultType", resultType), f("resultDescription", resultText),
		f("tenantId", tenant), f("resourceId", resource), f("correlationId", correlation), f("callerIpAddress", callerIP), f("level", level),
		f("identity", identity), f("identity.claims", claims), f("location", place),
		f("resultSignature", upperLevel),
	}
	// What Graph has on the first level the envelope has under properties.
	for _, under := range []string{"", "properties."} {
		fields = append(fields,
			f(under+"id", id), f(under+"createdDateTime", created), f(under+"activityDateTime", happened), f(under+"activityDisplayName", activityName),
			f(under+"operationType", operationType), f(under+"loggedByService", loggedBy), f(under+"result", resultWord), f(under+"resultReason", resultReason),
			f(under+"userId", userID), f(under+"userPrincipalName", upn), f(under+"userDisplayName", displayName), f(under+"appId", appID), f(under+"appDisplayName", appName),
			f(under+"clientAppUsed", clientApp), f(under+"ipAddress", ip), f(under+"userAgent", agent), f(under+"authenticationRequirement", requirement),
			f(under+"authenticationProtocol", protocol), f(under+"isInteractive", interactive), f(under+"conditionalAccessStatus", conditional),
			f(under+"riskLevelDuringSignIn", riskLevel), f(under+"riskState", riskState), f(under+"riskDetail", riskDetail),
			f(under+"status.errorCode", errorCode), f(under+"status.failureReason", failure), f(under+"status.*", 0), f(under+"autonomousSystemNumber", asNumber),
			f(under+"location.city", city), f(under+"location.state", region), f(under+"location.countryOrRegion", country),
			f(under+"location.geoCoordinates.latitude", lat), f(under+"location.geoCoordinates.longitude", lon), f(under+"location.geoCoordinates.*", 0),
			f(under+"deviceDetail.deviceId", deviceID), f(under+"deviceDetail.displayName", deviceName), f(under+"deviceDetail.operatingSystem", deviceSystem),
			f(under+"deviceDetail.isCompliant", deviceCompliant), f(under+"deviceDetail.isManaged", deviceManaged), f(under+"deviceDetail.trustType", deviceTrust), f(under+"deviceDetail.*", 0),
			f(under+"servicePrincipalId", principalID), f(under+"servicePrincipalName", principalName), f(under+"resourceDisplayName", resourceName),
			f(under+"initiatedBy.user.id", byUserID), f(under+"initiatedBy.user.userPrincipalName", byUserUPN), f(under+"initiatedBy.user.displayName", byUserName),
			f(under+"initiatedBy.user.ipAddress", byUserIP), f(under+"initiatedBy.user.*", 0), f(under+"initiatedBy.app.appId", byAppID), f(under+"initiatedBy.app.displayName", byAppName),
			f(under+"initiatedBy.app.*", 0), f(under+"targetResources", targets), f(under+"sessionId", sessionID), f(under+"tokenIssuerType", tokenIssuer),
		)
	}
	fields = append(fields,
		f("properties.*", 0),
		f("Operation", office), f("CreationTime", creationTime), f("UserId", userID), f("UserKey", officeKey), f("ClientIP", clientIP), f("ActorIpAddress", actorIP),
		f("ResultStatus", officeResult), f("LogonError", logonError), f("ObjectId", objectID), f("ApplicationId", officeApp), f("Workload", workload), f("OrganizationId", organisation),
		f("ExtendedProperties", extended), f("ModifiedProperties", modified),
	)
	return &Parser{telemetry.Format{
		Source:  "entra",
		Product: telemetry.Product{Name: "Entra ID", Vendor: "Microsoft"},
		Marks: [][]string{
			{"userPrincipalName", "createdDateTime", "status"}, {"servicePrincipalId", "createdDateTime"}, {"activityDisplayName", "activityDateTime"},
			{"category", "operationName", "tenantId", "resourceId"}, {"category", "properties", "resourceId"}, {"Operation", "RecordType", "CreationTime"}, {"operationName", "resourceId", "callerIpAddress"},
		},
		Needs: nil,
		Shape: jsonline.NewShape(fields...).Known(
			"operationVersion", "durationMs", "operationType", "RecordType", "Actor", "ActorContextId", "AzureActiveDirectoryEventType", "InterSystemsId", "IntraSystemId",
			"SupportTicketId", "Target", "TargetContextId", "UserType", "Version", "resourceTenantId", "homeTenantId", "appliedConditionalAccessPolicies", "isTenantRestricted",
			"authenticationDetails", "authenticationProcessingDetails", "mfaDetail", "additionalDetails", "networkLocationDetails", "uniqueTokenIdentifier", "incomingTokenType",
			"userType", "resourceServicePrincipalId", "processingTimeInMilliseconds", "riskEventTypes", "riskEventTypes_v2", "riskLevelAggregated", "flaggedForReview",
			"crossTenantAccessType", "signInEventTypes", "originalRequestId", "alternateSignInName", "servicePrincipalCredentialKeyId", "appServicePrincipalId", "isThroughGlobalSecureAccess",
			"globalSecureAccessIpAddress", "identity.*", "p_log_type"),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	v := &r.Values
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	e.When(v, "createdDateTime", created, happened, creationTime, envelopeTime)
	e.Metadata.UID = v.Text(id)
	e.Metadata.CorrelationUID = v.Text(correlation)
	e.Metadata.TenantUID = v.First(tenant, organisation)
	e.Src.IP = address(v.First(ip, byUserIP, callerIP, clientIP, actorIP))
	e.HTTP.UserAgent = v.Text(agent)
	e.Src.Location = telemetry.Location{City: v.Text(city), Region: v.Text(region), Country: v.First(country, place), Lat: v.Float(lat), Long: v.Float(lon)}
	e.Src.AS.Number = v.Int(asNumber)
	switch {
	case v.At(office).Given():
		p.office(r, e)
	case v.At(happened).Given() || v.At(activityName).Given() || v.Text(category) == "AuditLogs":
		p.audit(r, e)
	case signIn(v):
		p.signIn(r, e)
	default:
		p.activity(r, e)
	}
	return into, nil
}

func signIn(v *jsonline.Values) bool {
	if c := v.Text(category); c != "" {
		return strings.HasSuffix(c, "SignInLogs")
	}
	return v.At(created).Given() && (v.At(upn).Given() || v.At(principalID).Given() || v.At(errorCode).Given())
}

// address drops the port that some records add.
func address(s string) string {
	if i := strings.LastIndexByte(s, ':'); i > 0 {
		if s[0] == '[' {
			return strings.Trim(s[:i], "[]")
		}
		if strings.IndexByte(s, ':') == i {
			return s[:i]
		}
	}
	return s
}

func (p *Parser) signIn(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.Class, e.Activity = telemetry.Authentication, telemetry.Logon
	e.Metadata.LogName = "signIns"
	e.Metadata.Code = v.Text(category)
	if e.Metadata.UID == "" {
		e.Lack("id")
	}
	if login := v.Text(upn); login != "" || v.At(userID).Given() {
		e.User = telemetry.Account(login)
		e.User.UID, e.User.FullName, e.User.Type = v.Text(userID), v.Text(displayName), telemetry.UserPerson
	} else {
		e.User = telemetry.User{UID: v.Text(principalID), Name: v.Text(principalName), Type: telemetry.UserService}
		if e.User.UID == "" && e.User.Name == "" {
			e.Lack("userPrincipalName")
		}
	}
	e.Actor.User = e.User
	e.Actor.AppName, e.Actor.AppUID = v.Text(appName), v.Text(appID)
	e.Actor.Session.UID = v.Text(sessionID)
	e.Service = telemetry.Service{Name: v.First(resourceName, appName)}
	e.Device = telemetry.Device{
		UID: v.Text(deviceID), Name: v.Text(deviceName), Compliant: telemetry.TruthOf(v.At(deviceCompliant)),
		Managed: telemetry.TruthOf(v.At(deviceManaged)),
	}
	if s := v.Text(deviceSystem); s != "" {
		e.Device.OS = telemetry.OS{Name: s, TypeID: telemetry.SystemOf(s)}
	}
	if v.Text(deviceTrust) != "" {
		e.Device.Trusted = telemetry.Yes
	}
	e.AuthProtocol = v.Text(protocol)
	e.LogonType = v.Text(clientApp)
	switch v.Text(requirement) {
	case "multiFactorAuthentication":
		e.IsMFA = telemetry.Yes
	case "singleFactorAuthentication":
		e.IsMFA = telemetry.No
	}
	e.IsRemote = telemetry.Yes
	e.StatusCode, e.StatusDetail = v.First(errorCode, resultType), v.First(failure, resultText)
	switch {
	case e.StatusCode == "0" || strings.EqualFold(e.StatusCode, "success"):
		e.Status = telemetry.Success
	case e.StatusCode == "" || strings.EqualFold(e.StatusCode, "none"):
		e.Status = telemetry.StatusUnknown
	default:
		e.Status = telemetry.Failure
	}
	e.Signals = telemetry.Signals{Risk: none(v.Text(riskLevel)), Reasons: none(v.Text(riskDetail))}
}

func none(s string) string {
	if s == "none" || s == "hidden" || s == "None" {
		return ""
	}
	return s
}

type meaning struct {
	words    string
	class    telemetry.Class
	activity telemetry.Activity
}

// known is what an activity's name begins with, nil for a name that is not listed.
// What people do to their own account is named with "User" before it.
func known(name string) *meaning {
	if len(name) > 5 && strings.EqualFold(name[:5], "user ") {
		name = name[5:]
	}
	for i := range audits {
		if a := &audits[i]; len(name) >= len(a.words) && strings.EqualFold(name[:len(a.words)], a.words) {
			return a
		}
	}
	return nil
}

// The words of an activity's name, in the order in which they are looked for.
var audits = []meaning{
	{"registered security info", telemetry.AccountChange, telemetry.FactorEnable},
	{"registered all required security info", telemetry.AccountChange, telemetry.FactorEnable},
	{"deleted security info", telemetry.AccountChange, telemetry.FactorDisable},
	{"deleted all security info", telemetry.AccountChange, telemetry.FactorDisable},
	{"changed default security info", telemetry.AccountChange, telemetry.Other},
	{"enable strong authentication", telemetry.AccountChange, telemetry.FactorEnable},
	{"disable strong authentication", telemetry.AccountChange, telemetry.FactorDisable},
	{"reset user password", telemetry.AccountChange, telemetry.PasswordReset},
	{"reset password", telemetry.AccountChange, telemetry.PasswordReset},
	{"change user password", telemetry.AccountChange, telemetry.PasswordChange},
	{"change password", telemetry.AccountChange, telemetry.PasswordChange},
	{"add member to group", telemetry.GroupManagement, telemetry.GroupUserAdd},
	{"remove member from group", telemetry.GroupManagement, telemetry.GroupUserRemove},
	{"add group", telemetry.GroupManagement, telemetry.GroupCreate},
	{"delete group", telemetry.GroupManagement, telemetry.GroupDelete},
	{"add member to role", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"remove member from role", telemetry.UserAccess, telemetry.PrivilegesRevoke},
	{"add eligible member to role", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"add app role assignment", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"consent to application", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"add user", telemetry.AccountChange, telemetry.AccountCreate},
	{"delete user", telemetry.AccountChange, telemetry.AccountDelete},
	{"disable account", telemetry.AccountChange, telemetry.AccountDisable},
	{"enable account", telemetry.AccountChange, telemetry.AccountEnable},
	{"update user", telemetry.AccountChange, telemetry.Other},
	{"add registered owner to device", telemetry.EntityManagement, telemetry.EntityEnroll},
	{"register device", telemetry.EntityManagement, telemetry.EntityEnroll},
}

func (p *Parser) audit(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.Metadata.LogName = "directoryAudits"
	name := v.First(activityName, operation)
	if name == "" {
		e.Lack("activityDisplayName")
	}
	if e.Metadata.UID == "" {
		e.Metadata.UID = e.Metadata.CorrelationUID
	}
	e.Message, e.Metadata.Code, e.Metadata.Provider = name, v.Text(operationType), v.Text(loggedBy)
	e.Class, e.Activity = telemetry.EntityManagement, verb(v.Text(operationType), name)
	if m := known(name); m != nil {
		e.Class, e.Activity = m.class, m.activity
	}
	e.Actor.User = telemetry.Account(v.Text(byUserUPN))
	e.Actor.User.UID, e.Actor.User.FullName = v.Text(byUserID), v.Text(byUserName)
	if e.Actor.User.UID != "" {
		e.Actor.User.Type = telemetry.UserPerson
	}
	e.Actor.AppName, e.Actor.AppUID = v.Text(byAppName), v.Text(byAppID)
	e.StatusDetail = v.First(resultReason, resultText)
	switch strings.ToLower(v.Text(resultWord)) {
	case "success":
		e.Status = telemetry.Success
	case "failure", "timeout":
		e.Status = telemetry.Failure
	}
	for t := v.At(targets).Elements(); t.Next(); {
		target.ReadValue(t.Value(), &r.Part)
		switch kind := r.Part.Text(tType); kind {
		case "User":
			if e.User.UID == "" {
				e.User = telemetry.Account(r.Part.Text(tUPN))
				e.User.UID, e.User.FullName, e.User.Type = r.Part.Text(tID), r.Part.Text(tName), telemetry.UserPerson
			}
		case "Group":
			e.Group = telemetry.Group{UID: r.Part.Text(tID), Name: r.Part.Text(tName), Type: kind}
		case "Role":
			e.Privileges = append(e.Privileges, r.Part.Text(tName))
		case "Device":
			e.Device.UID, e.Device.Name = r.Part.Text(tID), r.Part.Text(tName)
		}
		if e.Entity.UID == "" && e.Class == telemetry.EntityManagement {
			e.Entity = telemetry.Entity{UID: r.Part.Text(tID), Name: r.Part.Text(tName), Type: r.Part.Text(tType)}
		}
		for x := r.Part.At(tProps).Elements(); x.Next(); {
			property.ReadValue(x.Value(), &r.Piece)
			factors(e, r.Piece.Text(pName), r.Piece.Text(pValue), r.Piece.Text(pOld))
		}
	}
	if e.Class == telemetry.AccountChange && len(e.Factors) == 0 && (e.Activity == telemetry.FactorEnable || e.Activity == telemetry.FactorDisable) {
		// "User registered Authenticator App with Notification and Code"
		if method, ok := strings.CutPrefix(e.StatusDetail, "User registered "); ok {
			e.Factors = append(e.Factors, telemetry.Factor{Type: method})
		} else if method, ok := strings.CutPrefix(e.StatusDetail, "User deleted "); ok {
			e.Factors = append(e.Factors, telemetry.Factor{Type: method})
		}
	}
}

func verb(kind, name string) telemetry.Activity {
	if kind == "" {
		kind, _, _ = strings.Cut(name, " ")
	}
	switch strings.ToLower(kind) {
	case "add", "added", "create", "assign":
		return telemetry.Create
	case "update", "set", "modify", "patch":
		return telemetry.Update
	case "delete", "remove", "unassign":
		return telemetry.Delete
	}
	return telemetry.Other
}

func (p *Parser) activity(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.Class, e.Activity = telemetry.APIActivity, telemetry.Other
	e.Metadata.LogName, e.Metadata.Product.Name = "activity", "Azure"
	// The place of the resource, a region of the cloud, is not where somebody was.
	e.Src.Location.Country = v.Text(country)
	op := v.First(operation, activityName)
	if op == "" {
		e.Lack("operationName")
	}
	e.API.Operation, e.Metadata.Code = op, v.Text(category)
	if i := strings.IndexByte(op, '/'); i > 0 {
		e.API.Service.Name = op[:i]
	}
	switch last := strings.ToLower(op[strings.LastIndexByte(op, '/')+1:]); last {
	case "write":
		e.Activity = telemetry.Update
	case "delete":
		e.Activity = telemetry.Delete
	case "read":
		e.Activity = telemetry.Read
	}
	e.Actor.User = telemetry.Account(v.First(upn, identity))
	e.Actor.User.UID = v.Text(userID)
	login, shown := "", ""
	for m := v.At(claims).Members(); m.Next(); {
		switch name := m.Name(); {
		case strings.HasSuffix(name, "/upn") || strings.HasSuffix(name, "/emailaddress"):
			login = m.Value().Text()
		case strings.HasSuffix(name, "/objectidentifier"):
			e.Actor.User.UID = m.Value().Text()
		case name == "name":
			shown = m.Value().Text()
		case name == "appid":
			e.Actor.AppUID = m.Value().Text()
		}
	}
	// The name of a claim is an address or what people are called.
	if login == "" && telemetry.IsEmail(shown) {
		login = shown
	}
	if login != "" {
		u := telemetry.Account(login)
		u.UID = e.Actor.User.UID
		e.Actor.User = u
	}
	if shown != login {
		e.Actor.User.FullName = shown
	}
	e.Resources = append(e.Resources, telemetry.Resource{UID: v.Text(resource), Name: telemetry.BaseName(v.Text(resource))})
	e.StatusCode, e.StatusDetail = v.Text(resultType), v.Text(resultText)
	switch strings.ToLower(e.StatusCode) {
	case "success", "succeeded", "0", "accept", "accepted":
		e.Status = telemetry.Success
	case "failure", "failed":
		e.Status = telemetry.Failure
	}
}

func (p *Parser) office(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.Metadata.LogName, e.Metadata.Product.Name = "Audit.AzureActiveDirectory", "Office 365 Management API"
	op := v.Text(office)
	e.Metadata.Code = op
	e.Actor.User = telemetry.Account(v.Text(userID))
	e.Actor.User.UID, e.Actor.User.Type = v.Text(officeKey), telemetry.UserPerson
	e.Service.UID = v.Text(officeApp)
	if e.Metadata.UID == "" {
		e.Lack("Id")
	}
	for x := v.At(extended).Elements(); x.Next(); {
		property.ReadValue(x.Value(), &r.Part)
		if r.Part.Text(pName) == "UserAgent" {
			e.HTTP.UserAgent = r.Part.Text(pValue)
		}
	}
	e.StatusCode = v.First(logonError, officeResult)
	switch {
	case v.At(logonError).Given() || op == "UserLoginFailed":
		e.Status = telemetry.Failure
	case strings.HasPrefix(strings.ToLower(v.Text(officeResult)), "succe"):
		e.Status = telemetry.Success
	case v.Text(officeResult) != "":
		e.Status = telemetry.Failure
	}
	switch op {
	case "UserLoggedIn", "UserLoginFailed":
		e.Class, e.Activity = telemetry.Authentication, telemetry.Logon
		e.User, e.IsRemote = e.Actor.User, telemetry.Yes
		return
	}
	e.Message = op
	e.User = telemetry.Account(v.Text(objectID))
	e.Class, e.Activity = telemetry.EntityManagement, verb("", op)
	e.Entity = telemetry.Entity{UID: v.Text(objectID)}
	if m := known(strings.TrimSuffix(strings.TrimSpace(op), ".")); m != nil {
		e.Class, e.Activity, e.Entity = m.class, m.activity, telemetry.Entity{}
	}
	for x := v.At(modified).Elements(); x.Next(); {
		property.ReadValue(x.Value(), &r.Part)
		factors(e, r.Part.Text(pName), r.Part.Text(pValue), r.Part.Text(pOld))
		if strings.HasPrefix(r.Part.Text(pName), "StrongAuthentication") && e.Class != telemetry.AccountChange {
			e.Class, e.Activity, e.Entity = telemetry.AccountChange, telemetry.Other, telemetry.Entity{}
		}
	}
}

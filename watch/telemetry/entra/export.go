package entra

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
)

// exported has the columns of the sign-ins that the portal downloads, by their plain
// form, and where Graph has them. A location in one text has no place there and is
// left aside, as is the word for the status beside its number.
var exported = map[string]string{
	"dateutc": "createdDateTime", "date": "createdDateTime", "requestid": "id", "useragent": "userAgent", "correlationid": "correlationId", "userid": "userId", "user": "userDisplayName", "username": "userPrincipalName",
	"application": "appDisplayName", "applicationid": "appId", "resource": "resourceDisplayName", "resourceid": "resource", "ipaddress": "ipAddress", "signinerrorcode": "status.errorCode", "failurereason": "status.failureReason",
	"clientapp": "clientAppUsed", "deviceid": "deviceDetail.deviceId", "operatingsystem": "deviceDetail.operatingSystem", "browser": "deviceDetail.browser", "compliant": "deviceDetail.isCompliant", "managed": "deviceDetail.isManaged", "jointype": "deviceDetail.trustType",
	"autonomoussystemnumber": "autonomousSystemNumber", "conditionalaccess": "conditionalAccessStatus", "usertype": "userType", "crosstenantaccesstype": "crossTenantAccessType", "incomingtokentype": "incomingTokenType", "sessionid": "sessionId",
	"authenticationrequirement": "authenticationRequirement", "authenticationprotocol": "authenticationProtocol", "uniquetokenidentifier": "uniqueTokenIdentifier", "tokenissuertype": "tokenIssuerType", "location": "locationText", "status": "statusText", "latency": "processingTimeInMilliseconds",
}

// Export reads the head of sign-ins that the portal downloaded as CSV.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths := make([]string, len(names))
	has := map[string]bool{}
	for i, name := range names {
		if paths[i] = exported[csvline.Plain(name)]; paths[i] == "" {
			paths[i] = strings.ReplaceAll(name, ".", "")
		}
		has[paths[i]] = true
	}
	if !has["createdDateTime"] || !has["id"] || !has["userPrincipalName"] || !has["ipAddress"] {
		return nil, false
	}
	return telemetry.NewRows(p, separator, paths), true
}

package sigma

import (
	"maps"
	"slices"
)

func has(paths ...string) Test { return Test{Paths: paths} }

func hasNot(paths ...string) Test { return Test{Paths: paths, Not: true} }

func is(path string, values ...string) Test { return Test{Paths: []string{path}, Values: values} }

func anyOf(paths []string, values ...string) Test { return Test{Paths: paths, Values: values} }

// cloudSources are services whose rules name the fields of the vendor's own export,
// or of a log pipeline before it.
func cloudSources() []Source {
	return slices.Concat(entraSignIns(), []Source{
		{
			Name: "okta system log", Logsource: Logsource{Product: "okta", Service: "okta"},
			When: []Clause{
				{has("eventType"), has("published")},
				{has("eventType"), has("debugContext.debugData")},
				{has("eventType"), has("actor.alternateId")},
				{has("eventtype"), has("published")},
				{has("eventtype"), has("actor.alternateId")},
				{has("okta.event_type")},
			},
			Fields: map[string][]string{
				"eventType": {"eventtype", "okta.event_type", "event.action"}, "eventtype": {"eventType", "okta.event_type"},
				"displayMessage": {"displaymessage", "okta.display_message"}, "displaymessage": {"displayMessage"},
				"legacyEventType":                            {"legacyeventtype", "okta.legacy_event_type"},
				"actor.alternateId":                          {"okta.actor.alternate_id"},
				"outcome.result":                             {"okta.outcome.result"},
				"outcome.reason":                             {"okta.outcome.reason"},
				"target.displayName":                         {"okta.target.display_name"},
				"securityContext.isProxy":                    {"securitycontext.isProxy", "okta.security_context.is_proxy"},
				"debugContext.debugData.requestUri":          {"debugcontext.debugData.requestUri", "okta.debug_context.debug_data.request_uri"},
				"debugContext.debugData.behaviors":           {"debugcontext.debugData.behaviors", "okta.debug_context.debug_data.flattened.behaviors"},
				"debugContext.debugData.logOnlySecurityData": {"debugcontext.debugData.logOnlySecurityData", "okta.debug_context.debug_data.flattened.logOnlySecurityData"},
			},
			Times: []string{"published"},
		},
		{
			Name: "aws cloudtrail", Logsource: Logsource{Product: "aws", Service: "cloudtrail"},
			When: []Clause{
				{has("eventSource"), has("eventName"), has("awsRegion", "eventVersion", "userIdentity.type", "recipientAccountId")},
				// Tables that know no capitals.
				{has("eventsource"), has("eventname"), has("awsregion", "eventversion", "useridentity.type", "recipientaccountid")},
				{is("event.dataset", "aws.cloudtrail")},
				{has("aws.cloudtrail.event_version")},
			},
			Fields: map[string][]string{
				"eventName": {"event.action", "eventname"}, "eventSource": {"event.provider", "eventsource"}, "eventType": {"aws.cloudtrail.event_type", "eventtype"},
				"errorCode": {"aws.cloudtrail.error_code", "errorcode"}, "errorMessage": {"aws.cloudtrail.error_message", "errormessage"},
				"userAgent": {"user_agent.original", "useragent"}, "sourceIPAddress": {"source.address", "source.ip", "sourceipaddress"}, "src_ip": {"sourceIPAddress", "source.ip", "sourceipaddress"},
				"src_country":       {"source.geo.country_iso_code"},
				"userIdentity.type": {"aws.cloudtrail.user_identity.type", "useridentity.type"}, "userIdentity.arn": {"aws.cloudtrail.user_identity.arn", "useridentity.arn"},
				"userIdentity.sessionContext.sessionIssuer.type": {"aws.cloudtrail.user_identity.session_context.session_issuer.type", "useridentity.sessioncontext.sessionissuer.type"},
				"requestParameters": {"aws.cloudtrail.request_parameters", "requestparameters"}, "responseElements": {"aws.cloudtrail.response_elements", "responseelements"},
				"responseElements.ConsoleLogin": {"aws.cloudtrail.flattened.response_elements.ConsoleLogin", "responseelements.ConsoleLogin"},
				"additionalEventData.MFAUsed":   {"aws.cloudtrail.flattened.additional_eventdata.MFAUsed", "aws.cloudtrail.console_login.additional_eventdata.mfa_used", "additionaleventdata.MFAUsed"},
			},
			Prefixes: []string{"aws.cloudtrail.flattened."},
			Times:    []string{"eventTime", "eventtime"},
		},
		{
			Name: "github audit log", Logsource: Logsource{Product: "github", Service: "audit"},
			When: []Clause{
				{has("action"), has("actor"), has("org", "repo", "business", "_document_id", "org_id")},
				{is("event.dataset", "github.audit")},
			},
			Fields: map[string][]string{"action": {"event.action"}},
			Times:  []string{"created_at"},
		},
		{
			Name: "bitbucket audit log", Logsource: Logsource{Product: "bitbucket", Service: "audit"},
			When: []Clause{{has("auditType.category")}, {has("auditType.action")}},
		},
		{
			Name: "onelogin events", Logsource: Logsource{Product: "onelogin", Service: "onelogin.events"},
			When: []Clause{{has("event_type_id")}},
		},
		{
			Name: "duo authentication", Logsource: Logsource{Product: "cisco", Service: "duo"},
			When: []Clause{{has("event_type"), has("txid", "access_device.ip", "auth_device.name")}},
		},
		{
			Name: "entra audit", Logsource: Logsource{Product: "azure", Service: "auditlogs"},
			When: []Clause{
				{anyOf([]string{"category", "Category", "Type"}, "AuditLogs", "AADAuditLogs")},
				{has("properties.activityDisplayName")},
				{has("activityDisplayName"), has("loggedByService", "initiatedBy")},
				{has("ActivityDisplayName", "OperationName"), has("LoggedByService")},
				{is("event.dataset", "azure.auditlogs")},
			},
			Fields: map[string][]string{
				"properties.message": {"properties.activityDisplayName", "activityDisplayName", "ActivityDisplayName", "OperationName", "operationName", "azure.auditlogs.operation_name"},
				"Category":           {"properties.category", "category"}, "category": {"Category", "properties.category"},
				"OperationName": {"operationName", "properties.operationName", "activityDisplayName", "azure.auditlogs.operation_name"}, "operationName": {"OperationName", "activityDisplayName"},
				"ActivityDisplayName": {"activityDisplayName", "properties.activityDisplayName"},
				"ActivityType":        {"activityType", "properties.activityType", "properties.operationType", "operationType"},
				"activityType":        {"properties.activityType", "properties.operationType", "operationType"},
				"LoggedByService":     {"loggedByService", "properties.loggedByService"},
				"Status":              {"properties.result", "result", "Result"}, "properties.result": {"result", "Result"},
				"Initiatied.By": {"initiatedBy", "properties.initiatedBy", "InitiatedBy"}, "Initiatedby": {"initiatedBy", "properties.initiatedBy", "InitiatedBy"},
				"properties.initiatedBy": {"initiatedBy", "InitiatedBy"},
				"TargetResources":        {"properties.targetResources", "targetResources"}, "properties.targetResources": {"targetResources", "TargetResources"},
				"Target":               {"properties.targetResources.displayName", "targetResources.displayName"},
				"targetResources.type": {"properties.targetResources.type", "TargetResources.type"},
				"TargetResources.ModifiedProperties.DisplayName": {"properties.targetResources.modifiedProperties.displayName", "targetResources.modifiedProperties.displayName", "TargetResources.modifiedProperties.displayName"},
				"TargetResources.ModifiedProperties.NewValue":    {"properties.targetResources.modifiedProperties.newValue", "targetResources.modifiedProperties.newValue", "TargetResources.modifiedProperties.newValue"},
				"TargetResources.modifiedProperties":             {"properties.targetResources.modifiedProperties", "targetResources.modifiedProperties"},
				"TargetResources.modifiedProperties.newValue":    {"properties.targetResources.modifiedProperties.newValue", "targetResources.modifiedProperties.newValue"},
				"additionalDetails.additionalInfo":               {"properties.additionalDetails.value", "additionalDetails.value"},
			},
			// At the top of an event hub's record, category names the log, not the activity.
			Moved:    []string{"category"},
			Prefixes: []string{"properties."},
			Times:    []string{"activityDateTime", "time", "TimeGenerated"},
		},
		{
			Name: "entra risk detection", Logsource: Logsource{Product: "azure", Service: "riskdetection"},
			When:     []Clause{{has("riskEventType", "properties.riskEventType", "RiskEventType")}},
			Fields:   map[string][]string{"riskEventType": {"properties.riskEventType", "RiskEventType"}},
			Prefixes: []string{"properties."},
			Times:    []string{"activityDateTime", "detectedDateTime"},
		},
		{
			Name: "entra privileged identity alerts", Logsource: Logsource{Product: "azure", Service: "pim"},
			When:     []Clause{{has("riskEventType", "properties.riskEventType", "RiskEventType")}},
			Fields:   map[string][]string{"riskEventType": {"properties.riskEventType", "RiskEventType"}},
			Prefixes: []string{"properties."},
		},
		{
			Name: "azure activity", Logsource: Logsource{Product: "azure", Service: "activitylogs"},
			When: []Clause{
				{anyOf([]string{"category", "category.value", "CategoryValue"}, "Administrative", "ServiceHealth", "ResourceHealth", "Alert", "Autoscale", "Security", "Policy", "Recommendation", "Write", "Delete", "Action")},
				{has("operationName", "operationName.value", "OperationNameValue"), has("resourceId", "ResourceId", "subscriptionId"), hasNot("userPrincipalName", "properties.activityDisplayName")},
				{is("event.dataset", "azure.activitylogs")},
			},
			Fields: map[string][]string{
				"operationName":         {"operationName.value", "operationName", "OperationNameValue", "azure.activitylogs.operation_name"},
				"OperationNameValue":    {"operationName.value", "operationName", "azure.activitylogs.operation_name"},
				"CategoryValue":         {"category.value", "category", "azure.activitylogs.category"},
				"ResourceProviderValue": {"resourceProviderName.value", "resourceProvider", "ResourceProvider"},
				"ResourceId":            {"resourceId", "azure.resource.id"},
				"properties.message":    {"properties.eventDescription", "operationName.localizedValue", "operationName.value", "operationName"},
			},
			// In the form of the management API it is an object with a value.
			Moved: []string{"operationName"},
			Times: []string{"eventTimestamp", "time", "TimeGenerated"},
		},
		{
			Name: "microsoft 365 audit", Logsource: Logsource{Product: "m365", Service: "audit"},
			When:     []Clause{{has("Workload"), has("Operation")}, {is("event.dataset", "o365.audit")}},
			Fields:   map[string][]string{"Operation": {"event.action"}},
			Prefixes: []string{"o365.audit."},
			Times:    []string{"CreationTime"},
		},
		m365("threat_management", []string{"Name", "Operation"}, "SecurityComplianceCenter"),
		m365("threat_detection", []string{"Name", "Operation"}, "SecurityComplianceCenter"),
		m365("exchange", []string{"Operation"}, "Exchange"),
		{
			Name: "gcp audit", Logsource: Logsource{Product: "gcp", Service: "gcp.audit"},
			When: []Clause{{has("protoPayload.methodName", "data.protoPayload.methodName", "gcp.audit.method_name")}},
			Fields: map[string][]string{
				"gcp.audit.method_name":        {"protoPayload.methodName", "data.protoPayload.methodName", "event.action"},
				"data.protoPayload.methodName": {"protoPayload.methodName", "gcp.audit.method_name"}, "data.protoPayload.serviceName": {"protoPayload.serviceName", "gcp.audit.service_name"},
				"data.protoPayload.logName": {"protoPayload.logName", "logName", "data.logName"}, "data.protoPayload.resource.type": {"protoPayload.resource.type", "resource.type", "data.resource.type"},
				"data.protoPayload.authorizationInfo.permission": {"protoPayload.authorizationInfo.permission", "gcp.audit.authorization_info.permission"}, "data.protoPayload.authorizationInfo.granted": {"protoPayload.authorizationInfo.granted", "gcp.audit.authorization_info.granted"},
			},
			Times: []string{"timestamp"},
		},
		{
			Name: "google workspace admin", Logsource: Logsource{Product: "gcp", Service: "google_workspace.admin"},
			When: []Clause{{is("id.applicationName", "admin")}, {is("protoPayload.serviceName", "admin.googleapis.com")}, {is("event.dataset", "google_workspace.admin")}},
			Fields: map[string][]string{
				"eventService": {"protoPayload.serviceName", "=admin.googleapis.com"},
				"eventName":    {"events.name", "name", "protoPayload.metadata.event.eventName", "event.action"},
				"setting_name": {"parameters.SETTING_NAME", "google_workspace.admin.setting.name"},
				"new_value":    {"parameters.NEW_VALUE", "google_workspace.admin.new_value"},
			},
			Times: []string{"id.time", "timestamp"},
		},
		{
			Name: "google workspace login", Logsource: Logsource{Product: "gcp", Service: "google_workspace.login"},
			When: []Clause{{is("id.applicationName", "login", "user_accounts")}, {is("protoPayload.serviceName", "login.googleapis.com")}, {is("event.dataset", "google_workspace.login")}},
			Fields: map[string][]string{
				"protoPayload.serviceName": {"=login.googleapis.com"}, "protoPayload.Servicename": {"protoPayload.serviceName", "=login.googleapis.com"},
				"protoPayload.metadata.event.eventName": {"events.name", "name", "event.action"},
			},
			Times: []string{"id.time", "timestamp"},
		},
		{
			Name: "kubernetes audit", Logsource: Logsource{Product: "kubernetes", Service: "audit", Category: "application"},
			When:  []Clause{{has("verb"), has("objectRef.resource", "requestURI")}},
			Times: []string{"requestReceivedTimestamp", "stageTimestamp"},
		},
		{
			Name: "opencanary", Logsource: Logsource{Product: "opencanary", Category: "application"},
			When: []Clause{{has("logtype"), has("node_id")}}, Times: []string{"utc_time"},
		},
	})
}

// entraSignIns are the sign-ins of Entra, those that succeeded apart: that they did
// stands in a number, and where rules look for Status is only how.
func entraSignIns() []Source {
	fields := map[string][]string{
		"ResultType": {"resultType", "properties.status.errorCode", "status.errorCode"}, "resultType": {"ResultType", "properties.status.errorCode", "status.errorCode"},
		"ResultDescription": {"resultDescription", "properties.status.failureReason", "status.failureReason"}, "Resultdescription": {"ResultDescription", "resultDescription", "properties.status.failureReason", "status.failureReason"},
		"Status":                    {"properties.status.additionalDetails", "status.additionalDetails", "resultSignature"},
		"properties.message":        {"resultDescription", "ResultDescription", "properties.status.failureReason", "status.failureReason"},
		"AuthenticationRequirement": {"properties.authenticationRequirement", "authenticationRequirement"}, "properties.authenticationRequirement": {"authenticationRequirement", "AuthenticationRequirement"},
		"DeviceDetail.trusttype": {"properties.deviceDetail.trustType", "deviceDetail.trustType", "DeviceDetail.trustType"}, "DeviceDetail.deviceId": {"properties.deviceDetail.deviceId", "deviceDetail.deviceId"},
		"DeviceDetail.isCompliant": {"properties.deviceDetail.isCompliant", "deviceDetail.isCompliant"}, "properties.deviceDetail.deviceId": {"deviceDetail.deviceId", "DeviceDetail.deviceId"},
		"conditionalAccessStatus": {"properties.conditionalAccessStatus", "ConditionalAccessStatus"}, "userAgent": {"properties.userAgent", "UserAgent"},
		"Username": {"properties.userPrincipalName", "userPrincipalName", "UserPrincipalName"}, "ClientApp": {"properties.clientAppUsed", "clientAppUsed", "ClientAppUsed"},
		"RiskState": {"properties.riskState", "riskState"}, "ResourceDisplayName": {"properties.resourceDisplayName", "resourceDisplayName"},
		"NetworkLocationDetails": {"properties.networkLocationDetails", "networkLocationDetails"}, "callerIpAddress": {"properties.ipAddress", "ipAddress", "IPAddress"},
		"properties.appId": {"appId", "AppId"}, "homeTenantId": {"properties.homeTenantId", "HomeTenantId"}, "resourceTenantId": {"properties.resourceTenantId", "ResourceTenantId"},
		"location": {"location.countryOrRegion", "properties.location.countryOrRegion", "location", "Location"},
	}
	succeeded := maps.Clone(fields)
	succeeded["Status"] = []string{"=Success"}
	codes := []string{"properties.status.errorCode", "status.errorCode", "Status.errorCode"}
	plain := []string{"resultType", "ResultType"}
	signIn := func(name string, fields map[string][]string, tests ...[]Test) Source {
		s := Source{
			Name: name, Logsource: Logsource{Product: "azure", Service: "signinlogs"}, Fields: fields,
			Moved: []string{"location"}, Prefixes: []string{"properties."}, Times: []string{"createdDateTime", "time", "TimeGenerated"},
		}
		if fields["Status"][0] == "=Success" {
			s.Moved = append(s.Moved, "Status")
		}
		for _, t := range tests {
			s.When = append(s.When,
				append(Clause{anyOf([]string{"category", "Category", "Type"}, "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs", "AADNonInteractiveUserSignInLogs")}, t...),
				append(Clause{has("userPrincipalName"), has("appDisplayName"), has("createdDateTime", "clientAppUsed")}, t...),
				append(Clause{is("event.dataset", "azure.signinlogs")}, t...))
		}
		return s
	}
	not := func(t Test) Test { t.Not = true; return t }
	return []Source{
		signIn("entra sign-in", fields, []Test{not(anyOf(codes, "0")), has(codes...)}, []Test{hasNot(codes...), not(anyOf(plain, "0"))}),
		// The code within counts before that of the envelope.
		signIn("entra sign-in that succeeded", succeeded, []Test{anyOf(codes, "0")}, []Test{hasNot(codes...), anyOf(plain, "0")}),
	}
}

func m365(service string, names []string, workload string) Source {
	return Source{
		Name: "microsoft 365 " + service, Logsource: Logsource{Product: "m365", Service: service},
		When:   []Clause{{anyOf([]string{"Workload", "eventSource"}, workload)}},
		Fields: map[string][]string{"eventSource": {"Workload"}, "eventName": names, "status": {"Status", "ResultStatus"}, "Payload": {"Data"}},
		Times:  []string{"CreationTime"},
	}
}

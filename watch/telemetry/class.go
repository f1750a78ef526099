package telemetry

// Class is an OCSF event class.
type Class int

// The classes in use, by their OCSF 1.8 uid. Base is what fits no other.
const (
	Base Class = 0

	FileSystemActivity Class = 1001
	ModuleActivity     Class = 1005
	ProcessActivity    Class = 1007
	ScriptActivity     Class = 1009
	PeripheralActivity Class = 1010
	RegistryKey        Class = 201001 // extension win
	RegistryValue      Class = 201002 // extension win

	DetectionFinding   Class = 2004
	IncidentFinding    Class = 2005
	IAMAnalysisFinding Class = 2008

	AccountChange    Class = 3001
	Authentication   Class = 3002
	AuthorizeSession Class = 3003
	EntityManagement Class = 3004
	UserAccess       Class = 3005
	GroupManagement  Class = 3006

	NetworkActivity Class = 4001
	DNSActivity     Class = 4003
	RDPActivity     Class = 4005
	TunnelActivity  Class = 4014

	DeviceInventory   Class = 5001
	DeviceConfig      Class = 5002
	UserInventory     Class = 5003
	PeripheralQuery   Class = 5014
	ServiceQuery      Class = 5016
	SoftwareInventory Class = 5020
	StartupItemQuery  Class = 5022

	WebResourcesActivity Class = 6001
	APIActivity          Class = 6003
	FileHosting          Class = 6006
)

// Category is the class's category: 1 system, 2 findings, 3 identity and access,
// 4 network, 5 discovery, 6 application, 0 none.
func (c Class) Category() int {
	if c > 200000 {
		c -= 200000
	}
	return int(c) / 1000
}

var classNames = map[Class]string{
	Base: "Base Event", FileSystemActivity: "File System Activity", ModuleActivity: "Module Activity", ProcessActivity: "Process Activity",
	ScriptActivity: "Script Activity", PeripheralActivity: "Peripheral Activity", RegistryKey: "Registry Key Activity", RegistryValue: "Registry Value Activity",
	DetectionFinding: "Detection Finding", IncidentFinding: "Incident Finding", IAMAnalysisFinding: "IAM Analysis Finding",
	AccountChange: "Account Change", Authentication: "Authentication", AuthorizeSession: "Authorize Session", EntityManagement: "Entity Management",
	UserAccess: "User Access Management", GroupManagement: "Group Management", NetworkActivity: "Network Activity", DNSActivity: "DNS Activity",
	RDPActivity: "RDP Activity", TunnelActivity: "Tunnel Activity", DeviceInventory: "Device Inventory Info", DeviceConfig: "Device Config State",
	UserInventory: "User Inventory Info", PeripheralQuery: "Peripheral Device Query", ServiceQuery: "Service Query", SoftwareInventory: "Software Inventory Info",
	StartupItemQuery: "Startup Item Query", WebResourcesActivity: "Web Resources Activity", APIActivity: "API Activity", FileHosting: "File Hosting Activity",
}

// String is the class's name in OCSF.
func (c Class) String() string { return classNames[c] }

var categoryNames = [...]string{"Uncategorized", "System Activity", "Findings", "Identity & Access Management", "Network Activity", "Discovery", "Application Activity"}

// Activity is what happened, by the number that the class gives it. 0 is
// unknown, 99 is none of those the class names.
type Activity int

// Activities, by class.
const (
	Unknown Activity = 0
	Other   Activity = 99

	Logon, Logoff                                                                          Activity = 1, 2 // Authentication
	AccountCreate, AccountEnable, PasswordChange, PasswordReset                            Activity = 1, 2, 3, 4
	AccountDisable, AccountDelete, PolicyAttach, PolicyDetach                              Activity = 5, 6, 7, 8
	AccountLock, FactorEnable, FactorDisable, AccountUnlock                                Activity = 9, 10, 11, 12
	Create, Read, Update, Delete                                                           Activity = 1, 2, 3, 4 // API, Web Resources, Entity Management
	WebSearch, WebImport, WebExport, WebShare                                              Activity = 5, 6, 7, 8
	EntityMove, EntityEnroll, EntityUnenroll, EntityEnable                                 Activity = 5, 6, 7, 8
	EntityDisable, EntityActivate, EntityDeactivate, EntitySuspend, EntityResume           Activity = 9, 10, 11, 12, 13
	PrivilegesAssign, PrivilegesRevoke                                                     Activity = 1, 2 // User Access, Group Management, Authorize Session
	GroupUserAdd, GroupUserRemove, GroupDelete, GroupCreate                                Activity = 3, 4, 5, 6
	ProcessLaunch, ProcessTerminate, ProcessOpen, ProcessInject                            Activity = 1, 2, 3, 4
	FileCreate, FileRead, FileUpdate, FileDelete, FileRename, FileSetAttributes            Activity = 1, 2, 3, 4, 5, 6
	ModuleLoad                                                                             Activity = 1
	ScriptExecute                                                                          Activity = 1
	Connect, Disconnect                                                                    Activity = 1, 2 // Peripheral
	KeyCreate, KeyRead, KeyModify, KeyDelete, KeyRename                                    Activity = 1, 2, 3, 4, 5
	ValueGet, ValueSet, ValueModify, ValueDelete                                           Activity = 1, 2, 3, 4
	NetworkOpen, NetworkClose, NetworkReset, NetworkFail, NetworkRefuse, Traffics, Listens Activity = 1, 2, 3, 4, 5, 6, 7
	DNSQuery, DNSResponse, DNSTraffic                                                      Activity = 1, 2, 6
	TunnelOpen, TunnelClose, TunnelRenew                                                   Activity = 1, 2, 3
	Log, Collect                                                                           Activity = 1, 2 // Discovery
	QueryRun                                                                               Activity = 1    // Discovery results
	FindingCreate, FindingUpdate, FindingClose                                             Activity = 1, 2, 3
	Upload, Download, HostedUpdate, HostedDelete, HostedRename, HostedCopy, HostedMove     Activity = 1, 2, 3, 4, 5, 6, 7
	HostedRestore, HostedPreview, HostedShare, HostedUnshare, HostedOpen                   Activity = 8, 9, 12, 13, 14
)

var crud = []string{"", "Create", "Read", "Update", "Delete"}

var activityNames = map[Class][]string{
	Authentication:       {"", "Logon", "Logoff", "Authentication Ticket", "Service Ticket Request", "Service Ticket Renew"},
	AccountChange:        {"", "Create", "Enable", "Password Change", "Password Reset", "Disable", "Delete", "Attach Policy", "Detach Policy", "Lock", "MFA Factor Enable", "MFA Factor Disable", "Unlock"},
	EntityManagement:     append(append([]string{}, crud...), "Move", "Enroll", "Unenroll", "Enable", "Disable", "Activate", "Deactivate", "Suspend", "Resume"),
	UserAccess:           {"", "Assign Privileges", "Revoke Privileges"},
	AuthorizeSession:     {"", "Assign Privileges", "Assign Groups"},
	GroupManagement:      {"", "Assign Privileges", "Revoke Privileges", "Add User", "Remove User", "Delete", "Create"},
	ProcessActivity:      {"", "Launch", "Terminate", "Open", "Inject", "Set User ID"},
	FileSystemActivity:   {"", "Create", "Read", "Update", "Delete", "Rename", "Set Attributes", "Set Security", "Get Attributes", "Get Security", "Encrypt", "Decrypt", "Mount", "Unmount", "Open"},
	ModuleActivity:       {"", "Load", "Unload", "Invoke"},
	ScriptActivity:       {"", "Execute"},
	PeripheralActivity:   {"", "Connect", "Disconnect", "Enable", "Disable", "Eject"},
	RegistryKey:          {"", "Create", "Read", "Modify", "Delete", "Rename", "Open", "Restore", "Import", "Export"},
	RegistryValue:        {"", "Get", "Set", "Modify", "Delete"},
	NetworkActivity:      {"", "Open", "Close", "Reset", "Fail", "Refuse", "Traffic", "Listen"},
	DNSActivity:          {"", "Query", "Response", "", "", "", "Traffic"},
	TunnelActivity:       {"", "Open", "Close", "Renew"},
	RDPActivity:          {"", "Initial Request", "Initial Response", "Connect Request", "Connect Response", "TLS Handshake", "Traffic", "Disconnect", "Reconnect"},
	DeviceInventory:      {"", "Log", "Collect"},
	DeviceConfig:         {"", "Log", "Collect"},
	UserInventory:        {"", "Log", "Collect"},
	SoftwareInventory:    {"", "Log", "Collect"},
	PeripheralQuery:      {"", "Query"},
	ServiceQuery:         {"", "Query"},
	StartupItemQuery:     {"", "Query"},
	DetectionFinding:     {"", "Create", "Update", "Close"},
	IncidentFinding:      {"", "Create", "Update", "Close"},
	IAMAnalysisFinding:   {"", "Create", "Update", "Close"},
	WebResourcesActivity: append(append([]string{}, crud...), "Search", "Import", "Export", "Share"),
	APIActivity:          crud,
	FileHosting:          {"", "Upload", "Download", "Update", "Delete", "Rename", "Copy", "Move", "Restore", "Preview", "Lock", "Unlock", "Share", "Unshare", "Open", "Sync", "Unsync"},
}

// Name is the activity's name in its class: "Logon".
func (a Activity) Name(c Class) string {
	switch {
	case a == Other:
		return "Other"
	case a > 0 && int(a) < len(activityNames[c]) && activityNames[c][a] != "":
		return activityNames[c][a]
	}
	return "Unknown"
}

// Severity is the source's own estimate.
type Severity int

// The severities of OCSF.
const (
	SeverityUnknown Severity = iota
	Informational
	Low
	Medium
	High
	Critical
	Fatal
)

var severityNames = []string{"Unknown", "Informational", "Low", "Medium", "High", "Critical", "Fatal"}

// Status tells whether it worked.
type Status int

// The states of OCSF.
const (
	StatusUnknown Status = 0
	Success       Status = 1
	Failure       Status = 2
)

// UserType is the kind of an account.
type UserType int

// The kinds of accounts of OCSF.
const (
	UserUnknown UserType = 0
	UserPerson  UserType = 1
	UserAdmin   UserType = 2
	UserSystem  UserType = 3
	UserService UserType = 4
	UserOther   UserType = 99
)

// Operating systems of OCSF.
const (
	OSUnknown = 0
	OSWindows = 100
	OSLinux   = 200
	OSAndroid = 201
	OSMac     = 300
	OSiOS     = 301
	OSiPadOS  = 302
)

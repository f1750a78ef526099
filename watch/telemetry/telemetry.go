// Package telemetry turns what other systems log into events of one shape. In
// come lines of vendors' logs and HR records; out go [Event] values in the shape
// of OCSF 1.8, ordered by nothing but their own time, each with the line it came
// from.
//
// The parts stand in the order in which a line passes them. A [Parser] (one
// folder a source, all of them listed in telemetry/sources) turns a line into
// events; a [Decoder] chooses the parser and names the line in errors; [Order]
// takes out what came twice, keeps a watermark per source and says how each
// source does; a [Directory] names the person. The ways in are folders beside
// the sources: tail (files, archives, standard input), webhook, pull.
//
// States of bad input, all of them visible and none of them a loss:
//
//   - A line that is no JSON object, is longer than [MaxLine] or nests deeper than
//     jsonline.MaxDepth is refused as a [*bonafide.Refusal] and can be kept as a
//     [DeadLetter], to be replayed.
//   - Text that is not UTF-8 is repaired with U+FFFD and noted in [Intake.Notes].
//   - A field that is needed and absent, or stands there and cannot be read, is
//     named in [Intake.Missing]; the event is delivered.
//   - A field nobody knows is kept in [Event.Unmapped].
//   - A time that is absent, far ahead or long past is told by [Intake.Clock];
//     [Order] then goes by the time of receipt for the first two.
//   - A doubled, late or disordered event is told by [Verdict] and [Intake.Late].
package telemetry

import (
	"time"

	"bonafide/watch/telemetry/jsonline"
)

// Schema is the OCSF version that events follow.
const Schema = "1.8.0"

// MaxLine bounds one line, in bytes.
const MaxLine = 4 << 20

// Event is one thing that happened, in OCSF shape. Strings share the memory of
// the line they came from. Attributes that an event's class does not have are
// empty.
type Event struct {
	Class    Class    `json:"class_uid"`
	Activity Activity `json:"activity_id"`
	// Time is when it happened, in UTC to the nanosecond. It is zero where the line
	// does not say, until [Order] puts the time of receipt.
	Time         time.Time `json:"-"`
	Severity     Severity  `json:"severity_id"`
	Status       Status    `json:"status_id,omitzero"`
	StatusCode   string    `json:"status_code,omitzero"`
	StatusDetail string    `json:"status_detail,omitzero"`
	Message      string    `json:"message,omitzero"`
	Metadata     Metadata  `json:"metadata"`

	Actor  Actor    `json:"actor,omitzero"`
	User   User     `json:"user,omitzero"`
	Device Device   `json:"device,omitzero"`
	Src    Endpoint `json:"src_endpoint,omitzero"`
	Dst    Endpoint `json:"dst_endpoint,omitzero"`
	HTTP   HTTP     `json:"http_request,omitzero"`
	API    API      `json:"api,omitzero"`
	// Service is what was signed in to.
	Service      Service    `json:"service,omitzero"`
	IsMFA        Truth      `json:"is_mfa,omitzero"`
	IsRemote     Truth      `json:"is_remote,omitzero"`
	AuthProtocol string     `json:"auth_protocol,omitzero"`
	LogonType    string     `json:"logon_type,omitzero"`
	Session      Session    `json:"session,omitzero"`
	Factors      []Factor   `json:"auth_factors,omitzero"`
	Group        Group      `json:"group,omitzero"`
	Privileges   []string   `json:"privileges,omitzero"`
	Entity       Entity     `json:"entity,omitzero"`
	Resources    []Resource `json:"resources,omitzero"`
	WebResources []Resource `json:"web_resources,omitzero"`

	Process    *Process    `json:"process,omitzero"`
	Module     *Module     `json:"module,omitzero"`
	File       *File       `json:"file,omitzero"`
	Script     *Script     `json:"script,omitzero"`
	Peripheral *Peripheral `json:"peripheral_device,omitzero"`
	Registry   *Registry   `json:"reg_value,omitzero"`
	Connection *Connection `json:"connection_info,omitzero"`
	Traffic    *Traffic    `json:"traffic,omitzero"`
	Tunnel     *Tunnel     `json:"tunnel_interface,omitzero"`
	Query      *Query      `json:"query,omitzero"`
	Answers    []Answer    `json:"answers,omitzero"`
	Package    *Software   `json:"package,omitzero"`
	Startup    *Startup    `json:"startup_item,omitzero"`
	Finding    *Finding    `json:"finding_info,omitzero"`
	// Unmapped are fields of the line that nobody knows.
	Unmapped Unmapped `json:"unmapped,omitzero"`
	// Raw is the line, or the part of it that this event came from. HR tables
	// leave it empty: they hold what may never be an input.
	Raw string `json:"raw_data,omitzero"`

	// Worker, Meeting, Presence, Signals and Intake belong to the extension [Extension].
	Worker   *Worker   `json:"worker,omitzero"`
	Meeting  *Meeting  `json:"meeting,omitzero"`
	Presence *Presence `json:"presence,omitzero"`
	Signals  Signals   `json:"signals,omitzero"`
	Intake   Intake    `json:"intake,omitzero"`
}

// Metadata says where an event came from.
type Metadata struct {
	Product  Product `json:"product"`
	Version  string  `json:"version"` // of OCSF
	UID      string  `json:"uid,omitzero"`
	Code     string  `json:"event_code,omitzero"`
	LogName  string  `json:"log_name,omitzero"`
	Provider string  `json:"log_provider,omitzero"`
	// OriginalTime is the time as the line wrote it.
	OriginalTime string `json:"original_time,omitzero"`
	// CorrelationUID joins events of one transaction.
	CorrelationUID string `json:"correlation_uid,omitzero"`
	// TenantUID is the customer's own part of a vendor's system.
	TenantUID string `json:"tenant_uid,omitzero"`
	Sequence  int64  `json:"sequence,omitzero"`
}

// Product is the system that logged.
type Product struct {
	Name    string `json:"name"`
	Vendor  string `json:"vendor_name,omitzero"`
	Version string `json:"version,omitzero"`
}

// Actor is who did it.
type Actor struct {
	User      User     `json:"user,omitzero"`
	Session   Session  `json:"session,omitzero"`
	Process   *Process `json:"process,omitzero"`
	AppName   string   `json:"app_name,omitzero"`
	AppUID    string   `json:"app_uid,omitzero"`
	InvokedBy string   `json:"invoked_by,omitzero"`
}

// User is an account.
type User struct {
	UID    string `json:"uid,omitzero"`
	UIDAlt string `json:"uid_alt,omitzero"`
	// Name is the login name.
	Name     string   `json:"name,omitzero"`
	FullName string   `json:"full_name,omitzero"`
	Email    string   `json:"email_addr,omitzero"`
	Domain   string   `json:"domain,omitzero"`
	Type     UserType `json:"type_id,omitzero"`
	Account  string   `json:"-"` // the cloud account, as an id
	Key      string   `json:"credential_uid,omitzero"`
}

// Session is a sign-in session.
type Session struct {
	UID    string `json:"uid,omitzero"`
	UIDAlt string `json:"uid_alt,omitzero"`
	Issuer string `json:"issuer,omitzero"`
	IsMFA  Truth  `json:"is_mfa,omitzero"`
}

// Device is the machine that a person works on.
type Device struct {
	UID      string `json:"uid,omitzero"`
	UIDAlt   string `json:"uid_alt,omitzero"`
	Name     string `json:"name,omitzero"`
	Hostname string `json:"hostname,omitzero"`
	Serial   string `json:"-"` // in hw_info
	Vendor   string `json:"vendor_name,omitzero"`
	Model    string `json:"model,omitzero"`
	Type     string `json:"type,omitzero"`
	TypeID   int    `json:"type_id"`
	IP       string `json:"ip,omitzero"`
	MAC      string `json:"mac,omitzero"`
	Domain   string `json:"domain,omitzero"`
	OS       OS     `json:"os,omitzero"`
	// Zone is the time zone that the device is set to, as the source words it: an
	// IANA name, an abbreviation or Windows' own name. It is of our extension.
	Zone      string `json:"time_zone,omitzero"`
	Managed   Truth  `json:"is_managed,omitzero"`
	Compliant Truth  `json:"is_compliant,omitzero"`
	Trusted   Truth  `json:"is_trusted,omitzero"`
	Personal  Truth  `json:"is_personal,omitzero"`
	AgentUID  string `json:"-"` // in agent_list
	// Owner is the account that the device is assigned to.
	Owner User      `json:"owner,omitzero"`
	Seen  time.Time `json:"last_seen_time_dt,omitzero"`
	First time.Time `json:"first_seen_time_dt,omitzero"`
}

// OS is an operating system.
type OS struct {
	Name    string `json:"name,omitzero"`
	Version string `json:"version,omitzero"`
	TypeID  int    `json:"type_id"`
	Build   string `json:"build,omitzero"`
}

// Endpoint is one end of a connection.
type Endpoint struct {
	IP       string   `json:"ip,omitzero"`
	Port     int      `json:"port,omitzero"`
	Hostname string   `json:"hostname,omitzero"`
	Domain   string   `json:"domain,omitzero"`
	Name     string   `json:"name,omitzero"`
	MAC      string   `json:"mac,omitzero"`
	UID      string   `json:"uid,omitzero"`
	Service  string   `json:"svc_name,omitzero"`
	Location Location `json:"location,omitzero"`
	AS       AS       `json:"autonomous_system,omitzero"`
}

// Location is where a vendor thinks that an address is. Radius is in kilometres.
type Location struct {
	City       string  `json:"city,omitzero"`
	Region     string  `json:"region,omitzero"`
	Country    string  `json:"country,omitzero"`
	PostalCode string  `json:"postal_code,omitzero"`
	Lat        float64 `json:"lat,omitzero"`
	Long       float64 `json:"long,omitzero"`
	ISP        string  `json:"isp,omitzero"`
	Desc       string  `json:"desc,omitzero"`
}

// AS is a network by number.
type AS struct {
	Number int64  `json:"number,omitzero"`
	Name   string `json:"name,omitzero"`
}

// HTTP is the request behind an event.
type HTTP struct {
	UID       string `json:"uid,omitzero"`
	UserAgent string `json:"user_agent,omitzero"`
	Method    string `json:"http_method,omitzero"`
	Referrer  string `json:"referrer,omitzero"`
	URL       string `json:"-"` // in url.url_string
}

// API is the call of an API Activity.
type API struct {
	Operation string  `json:"operation,omitzero"`
	Service   Service `json:"service,omitzero"`
	Error     string  `json:"-"` // in response.error
	ErrorText string  `json:"-"` // in response.error_message
	Request   string  `json:"-"` // in request.uid
}

// Service is a named service.
type Service struct {
	Name string `json:"name,omitzero"`
	UID  string `json:"uid,omitzero"`
}

// Factor is a factor of authentication.
type Factor struct {
	Type     string `json:"factor_type,omitzero"`
	Provider string `json:"provider,omitzero"`
	// Device identifies the one phone, key or enrolment that the factor is, empty
	// where only its kind is known. Telephone numbers stand there as a [Token].
	Device string `json:"-"` // in device.uid
}

// Group is a group, team or role.
type Group struct {
	Name string `json:"name,omitzero"`
	UID  string `json:"uid,omitzero"`
	Type string `json:"type,omitzero"`
}

// Entity is the thing that an Entity Management event is about.
type Entity struct {
	Name string `json:"name,omitzero"`
	UID  string `json:"uid,omitzero"`
	Type string `json:"type,omitzero"`
}

// Resource is what was acted upon: a repository, an application, a bucket.
type Resource struct {
	Name  string `json:"name,omitzero"`
	UID   string `json:"uid,omitzero"`
	Type  string `json:"type,omitzero"`
	Owner string `json:"-"`
	Data  string `json:"-"`
}

// Process is a process.
type Process struct {
	PID       int64    `json:"pid,omitzero"`
	UID       string   `json:"uid,omitzero"`
	Name      string   `json:"name,omitzero"`
	Path      string   `json:"path,omitzero"`
	Command   string   `json:"cmd_line,omitzero"`
	Directory string   `json:"working_directory,omitzero"`
	Integrity string   `json:"integrity,omitzero"`
	User      User     `json:"user,omitzero"`
	File      *File    `json:"file,omitzero"`
	Parent    *Process `json:"parent_process,omitzero"`
}

// File is a file.
type File struct {
	Name    string `json:"name,omitzero"`
	Path    string `json:"path,omitzero"`
	UID     string `json:"uid,omitzero"`
	Type    string `json:"type,omitzero"`
	Size    int64  `json:"size,omitzero"`
	Owner   string `json:"-"`
	Product string `json:"-"`
	Company string `json:"company_name,omitzero"`
	Desc    string `json:"desc,omitzero"`
	Version string `json:"version,omitzero"`
	// Original is the name that the maker built it under.
	Original string `json:"internal_name,omitzero"`
	Signer   string `json:"-"`
	MD5      string `json:"-"` // in hashes
	SHA1     string `json:"-"`
	SHA256   string `json:"-"`
	// Hashes is the list as the source wrote it, where it is not taken apart.
	Hashes string `json:"-"`
}

// Module is a loaded module or driver.
type Module struct {
	File     File   `json:"file,omitzero"`
	Function string `json:"function_name,omitzero"`
}

// Script is a script that ran.
type Script struct {
	UID  string `json:"uid,omitzero"`
	Name string `json:"name,omitzero"`
	Text string `json:"-"` // in script_content
	File *File  `json:"file,omitzero"`
}

// Peripheral is a thing plugged in.
type Peripheral struct {
	Name     string `json:"name,omitzero"`
	Vendor   string `json:"vendor_name,omitzero"`
	VendorID string `json:"-"` // four hexadecimal digits, in vendor_id_list
	// ProductID has four hexadecimal digits.
	ProductID string `json:"-"` // in uid with the vendor's
	Model     string `json:"model,omitzero"`
	Serial    string `json:"serial_number,omitzero"`
	UID       string `json:"uid,omitzero"`
	Type      string `json:"type,omitzero"`
	Class     string `json:"class,omitzero"`
}

// Registry is a value or, without a name, a key of the Windows registry.
type Registry struct {
	Path string `json:"path,omitzero"`
	Name string `json:"name,omitzero"`
	Data string `json:"data,omitzero"`
	Type string `json:"type,omitzero"`
}

// Connection tells the way of a connection.
type Connection struct {
	Protocol    string `json:"protocol_name,omitzero"`
	DirectionID int    `json:"direction_id"` // 1 inbound, 2 outbound, 3 lateral
	Direction   string `json:"direction,omitzero"`
	UID         string `json:"uid,omitzero"`
}

// Traffic counts bytes.
type Traffic struct {
	In    int64 `json:"bytes_in,omitzero"`
	Out   int64 `json:"bytes_out,omitzero"`
	Total int64 `json:"bytes,omitzero"`
}

// Tunnel is the interface of a VPN.
type Tunnel struct {
	Name string `json:"name,omitzero"`
	IP   string `json:"ip,omitzero"`
	UID  string `json:"uid,omitzero"`
}

// Query is a DNS query.
type Query struct {
	Hostname string `json:"hostname"`
	Type     string `json:"type,omitzero"`
}

// Answer is a DNS answer.
type Answer struct {
	Data string `json:"rdata"`
	Type string `json:"type,omitzero"`
}

// Software is an installed package, application or browser extension.
type Software struct {
	Name      string `json:"name"`
	Version   string `json:"version,omitzero"`
	Vendor    string `json:"vendor_name,omitzero"`
	UID       string `json:"uid,omitzero"`
	Type      string `json:"type,omitzero"`
	Path      string `json:"-"`
	Installed string `json:"-"`
}

// Startup is something that starts by itself: a service, an agent, a task.
type Startup struct {
	Name string `json:"name"`
	Type string `json:"type,omitzero"`
	Path string `json:"-"`
	User string `json:"-"`
}

// Finding is what another detector said.
type Finding struct {
	UID   string   `json:"uid,omitzero"`
	Title string   `json:"title"`
	Desc  string   `json:"desc,omitzero"`
	Types []string `json:"types,omitzero"`
}

// Signals are a vendor's own judgements of a request.
type Signals struct {
	// Proxy tells that the vendor holds the address for a proxy or VPN.
	Proxy Truth `json:"is_proxy,omitzero"`
	// Risk is the vendor's word: low, medium, high.
	Risk string `json:"risk,omitzero"`
	// Reasons are the vendor's words for it.
	Reasons string `json:"reasons,omitzero"`
}

// Unmapped are fields that nobody knows.
type Unmapped []jsonline.Aside

// Intake is what was noted while an event came in.
type Intake struct {
	// Source is the parser's name: "okta".
	Source string `json:"source,omitzero"`
	// Place names the file and line, or the page of an interface.
	Place string `json:"place,omitzero"`
	// Part numbers the events of one line, from 0.
	Part int `json:"part,omitzero"`
	// Received is when it came in.
	Received time.Time `json:"received,omitzero"`
	Clock    Clock     `json:"clock,omitzero"`
	// Late tells that the event is older than the watermark of its source.
	Late bool `json:"late,omitzero"`
	// Missing names the fields that are needed and could not be read.
	Missing []string `json:"missing,omitzero"`
	// Notes are repairs made to the line.
	Notes []string `json:"notes,omitzero"`
}

// Clock is what is to be said of an event's time.
type Clock string

// The states of a clock. The empty one is a time that can be believed.
const (
	ClockMissing Clock = "missing" // the line has no readable time
	ClockAhead   Clock = "ahead"   // later than its receipt by more than the tolerance
	ClockPast    Clock = "past"    // before the horizon: a clock that was reset, or old records
	// ClockZone is a time without a zone in a source whose times have one, taken for UTC:
	// it may be up to 14 hours off. The clock is not broken, but nobody's hours can be
	// learnt from it.
	ClockZone Clock = "zone"
)

// Truth is a truth value that may be unknown.
type Truth int8

// The truth values. The zero Truth is unknown.
const (
	Yes Truth = 1
	No  Truth = -1
)

// TruthOf is the truth of a value that may be absent.
func TruthOf(v jsonline.Value) Truth {
	b, ok := v.Bool()
	switch {
	case !ok:
		return 0
	case b:
		return Yes
	}
	return No
}

// MarshalJSON writes true, false or null.
func (t Truth) MarshalJSON() ([]byte, error) {
	switch t {
	case Yes:
		return []byte("true"), nil
	case No:
		return []byte("false"), nil
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads true, false or null.
func (t *Truth) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "true":
		*t = Yes
	case "false":
		*t = No
	default:
		*t = 0
	}
	return nil
}

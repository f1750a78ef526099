package telemetry

import (
	"strings"
	"time"

	"bonafide"
)

// The extension of OCSF that [Worker], [Meeting], [Presence], [Signals] and
// [Intake] belong to: OCSF has no record of a worker and none of a meeting, and
// leaves the number 999 to private extensions.
const (
	Extension        = "bonafide"
	ExtensionUID     = "999"
	ExtensionVersion = "1"
)

// Fact is what an HR, shipping or payroll record states.
type Fact string

// The facts of an engagement.
const (
	Hire          Fact = "hire"           // the contract is signed
	Start         Fact = "start"          // the first day
	AddressChange Fact = "address_change" // of the home or the delivery address
	NameChange    Fact = "name_change"
	RoleChange    Fact = "role_change"
	Shipment      Fact = "shipment"       // a device is dispatched or moves
	Delivery      Fact = "delivery"       // it is handed over
	Possession    Fact = "possession"     // the person showed it
	PayrollChange Fact = "payroll_change" // the payee or its account changes
	Payment       Fact = "payment"
	AccessRequest Fact = "access_request"
	AccessGrant   Fact = "access_grant"
	Leave         Fact = "leave"
	Return        Fact = "return" // the device comes back
	Notice        Fact = "notice"
	Termination   Fact = "termination"
	Signature     Fact = "signature" // a contract was viewed or signed
	Disclosure    Fact = "disclosure"
	// Travel, Accommodation, Relation and Exception are what the firm knows and
	// allows: a stay elsewhere, an arrangement, a declared tie to another worker
	// (their number in New), a tool, device or hours (named in New).
	Travel        Fact = "travel"
	Accommodation Fact = "accommodation"
	Relation      Fact = "relation"
	Exception     Fact = "exception"
	// Verification is a check of the catalogue (its id in New) with its outcome in State.
	Verification Fact = "verification"
	Roster       Fact = "roster" // the record as it stands, no change
)

// Worker is an HR fact about one person. It has no field for what may never be
// an input: nationality, age, sex, ethnicity, kind of permit.
type Worker struct {
	// Person is the record's id where the table has it.
	Person     bonafide.PersonID `json:"person,omitzero"`
	EmployeeID string            `json:"employee_id,omitzero"`
	Fact       Fact              `json:"fact"`
	// Effective is from when the fact holds, where it differs from the event's time.
	Effective time.Time `json:"effective,omitzero"`
	Login     string    `json:"login,omitzero"` // in the code host
	Place     string    `json:"verified_place,omitzero"`
	Country   string    `json:"country,omitzero"`     // of the contracted place
	Zone      string    `json:"stated_zone,omitzero"` // IANA name; only one that exists
	Role      string    `json:"role,omitzero"`
	Team      string    `json:"team,omitzero"`
	Contract  string    `json:"contract,omitzero"`
	StartDate string    `json:"start_date,omitzero"`
	EndDate   string    `json:"end_date,omitzero"`
	// Email, Phone and Referrer are the person's own contact details and who
	// proposed them: they join the record with the application, and show reuse.
	Email    string `json:"personal_email,omitzero"`
	Phone    string `json:"phone,omitzero"`
	Referrer string `json:"referred_by,omitzero"`
	// Old and New are what a change replaced and brought.
	Old string `json:"old,omitzero"`
	New string `json:"new,omitzero"`
	// Payee is a token of the account paid to: the table is expected to hold a
	// keyed hash, never the number.
	Payee     string `json:"payee,omitzero"`
	PayeeName string `json:"payee_name,omitzero"`
	Method    string `json:"method,omitzero"`
	Amount    string `json:"amount,omitzero"`
	// Home is where the person lives, as HR has it.
	Home string `json:"home,omitzero"`
	// Serial, Carrier, Tracking, Destination and Recipient belong to a shipment. A
	// destination that HR has is where equipment is to go, and nobody's home.
	Serial      string `json:"serial,omitzero"`
	Carrier     string `json:"carrier,omitzero"`
	Tracking    string `json:"tracking,omitzero"`
	Destination string `json:"destination,omitzero"`
	Recipient   string `json:"recipient,omitzero"`
	State       string `json:"state,omitzero"`
	// Resource and Approver belong to a request for access.
	Resource string `json:"resource,omitzero"`
	Approver string `json:"approver,omitzero"`
	Reason   string `json:"reason,omitzero"`
}

// Meeting is a person's part in a meeting, or a reading of its quality.
type Meeting struct {
	UID         string    `json:"uid,omitzero"`
	Host        string    `json:"host,omitzero"`
	Participant string    `json:"participant,omitzero"`
	Joined      time.Time `json:"joined,omitzero"`
	Left        time.Time `json:"left,omitzero"`
	// Seconds is how long the part lasted.
	Seconds int64 `json:"seconds,omitzero"`
	// LatencyMS, JitterMS and Loss (per cent) are the worst reading of the part.
	LatencyMS  float64 `json:"latency_ms,omitzero"`
	JitterMS   float64 `json:"jitter_ms,omitzero"`
	Loss       float64 `json:"loss,omitzero"`
	Camera     string  `json:"camera,omitzero"`
	Microphone string  `json:"microphone,omitzero"`
	Speaker    string  `json:"speaker,omitzero"`
	Sharing    Truth   `json:"sharing,omitzero"`
	Recording  Truth   `json:"recording,omitzero"`
	// Video tells whether the camera sent a picture: of this part, or of anybody
	// where the line is about the whole meeting.
	Video Truth `json:"video,omitzero"`
	// Participants counts those who took part, 0 where it is not said.
	Participants int    `json:"participants,omitzero"`
	Client       string `json:"client,omitzero"`
	Network      string `json:"network,omitzero"`
	DataCentre   string `json:"data_centre,omitzero"`
}

// Presence is what a device tells of somebody being at it. Each member is unknown
// where the source says nothing of it.
type Presence struct {
	// Mains tells that the device runs on mains, No that it runs on its battery.
	Mains Truth `json:"on_mains,omitzero"`
	// LidMoved tells that the lid was opened or closed.
	LidMoved Truth `json:"lid_moved,omitzero"`
	// Headset tells that a headset or earphones were plugged in or coupled, No that
	// they were taken away.
	Headset Truth `json:"headset,omitzero"`
	// LocalAudio tells that a microphone or loudspeaker of the device was in use.
	LocalAudio Truth `json:"local_audio,omitzero"`
	// Biometric tells that a finger or face was recognised at the device.
	Biometric Truth `json:"biometric,omitzero"`
	// Moved tells that the device was carried: its motion sensor says so.
	Moved Truth `json:"moved,omitzero"`
}

// IsWallet reports whether a payee is an address of a chain rather than a token of an
// account.
func IsWallet(s string) bool {
	switch {
	case len(s) == 42 && strings.HasPrefix(s, "0x"):
		return true
	case strings.HasPrefix(s, "bc1") && len(s) >= 42:
		return true
	case len(s) == 34 && (s[0] == 'T' || s[0] == '1' || s[0] == '3'):
		return !strings.ContainsAny(s, "0OIl:-_ ")
	}
	return false
}

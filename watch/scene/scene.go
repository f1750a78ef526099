// Package scene is the form in which detectors see what happens: an event with
// what is known around it. An event of telemetry and the state of a worker come
// in; a [Scene] goes to the baselines, and as JSON ([Scene.AppendJSON]) to the
// rules.
package scene

import (
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/tools"
)

// Scene is one event with what is known around it at its time. Rules read it as
// the OCSF event with the member "scene" added.
type Scene struct {
	Event *telemetry.Event `json:"-"`
	// Person is whose event it is; empty where nobody is known.
	Person bonafide.PersonID `json:"person,omitzero"`
	// Zone is the worker's stated zone; nil where it is not known.
	Zone *time.Location `json:"-"`
	// Worker is what HR says of the person; nil where nobody is known.
	Worker *Worker `json:"worker,omitzero"`
	Net    Network `json:"net,omitzero"`
	Device Device  `json:"device,omitzero"`
	// Tool is the tool that the event shows, nil for none.
	Tool *tools.Tool `json:"tool,omitzero"`
	// Meeting is set for a part in a meeting.
	Meeting *Meeting `json:"meeting,omitzero"`
	// Day is the event's date in the stated zone, UTC where none is stated.
	Day string `json:"day"`
	// Others are further people whom the event's keys name, in order.
	Others []bonafide.PersonID `json:"others,omitzero"`
}

// Worker is what HR says of a person at the event's time. Days are whole days
// passed; nil where the moment is not known or has not come.
type Worker struct {
	Role      string `json:"role,omitzero"`
	Team      string `json:"team,omitzero"`
	Contract  string `json:"contract,omitzero"`
	Country   string `json:"country,omitzero"` // of the contracted place, ISO 3166-1 alpha-2
	Zone      string `json:"zone,omitzero"`
	Sensitive bool   `json:"sensitive,omitzero"`
	// Tenure counts from the first day, and is negative before it.
	Tenure *int `json:"tenure_days,omitzero"`
	// Notice counts from notice given by either side, Left from the last day.
	Notice *int `json:"notice_days,omitzero"`
	Left   *int `json:"left_days,omitzero"`
	// AddressChange counts from the last change of the delivery address that came
	// between offer and delivery.
	AddressChange *int `json:"address_change_days,omitzero"`
	// OnLeave and Travelling say that leave or a notice of travel covers the time.
	OnLeave    bool `json:"on_leave,omitzero"`
	Travelling bool `json:"travelling,omitzero"`
	// Exceptions are what the firm has allowed this person: names of tools and
	// kinds, and "device", "hours", "vpn".
	Exceptions []string `json:"exceptions,omitzero"`
	// Accommodations on record.
	Accommodations []bonafide.Accommodation `json:"accommodations,omitzero"`
	// Login is the account in the code host that is on record.
	Login string `json:"login,omitzero"`
	// Hour and Weekday are the event's time in the stated zone, 0 to 23, Monday 1 to
	// Sunday 7.
	Hour    int `json:"hour"`
	Weekday int `json:"weekday"`
}

// NetClass is what sort of network an address belongs to.
type NetClass string

// The classes. The empty one says that nobody knows.
const (
	Egress      NetClass = "egress"      // the firm's own
	Residential NetClass = "residential" // home or mobile
	Hosting     NetClass = "hosting"
	Consumer    NetClass = "vpn" // a consumer VPN or anonymiser
	Relay       NetClass = "relay"
)

// Network is where an event came from.
type Network struct {
	IP    string   `json:"ip,omitzero"`
	Class NetClass `json:"class,omitzero"`
	// Service is a VPN's name where one is known: "Astrill".
	Service string `json:"service,omitzero"`
	Country string `json:"country,omitzero"` // ISO 3166-1 alpha-2
	ASN     uint32 `json:"asn,omitzero"`
	Org     string `json:"org,omitzero"`
	// Key names the network for comparison: the address's prefix (/24, /48).
	Key string `json:"key,omitzero"`
	// Lat and Long in degrees, and Radius in km within which they are right; Placed
	// says that they are known.
	Lat    float64 `json:"lat,omitzero"`
	Long   float64 `json:"long,omitzero"`
	Radius float64 `json:"radius_km,omitzero"`
	Placed bool    `json:"placed,omitzero"`
}

// Device is the machine of an event.
type Device struct {
	// Key names the machine the same way in all sources: its serial where it is
	// known, else its host name or id.
	Key string `json:"key,omitzero"`
	// Issued says that the firm shipped it to, or holds it in inventory for, Owner.
	Issued bool              `json:"issued,omitzero"`
	Owner  bonafide.PersonID `json:"owner,omitzero"`
	// Age is how many days ago the owner received it; nil where that is not known.
	Age *int `json:"days,omitzero"`
	// Country is where it was delivered to, ISO 3166-1 alpha-2.
	Country string `json:"country,omitzero"`
	// Hours counts from the first event of the machine that was seen.
	Hours int `json:"hours"`
}

// Meeting is what is known of a meeting by the time somebody's part in it is told.
type Meeting struct {
	Participants int  `json:"participants"`
	External     bool `json:"external"` // somebody whom no record knows takes part
}

// AppendJSON appends the event as OCSF with the scene in it, as one line. The raw
// line is left out: rules over scenes read what it says, not how it was written.
func (s *Scene) AppendJSON(to []byte) ([]byte, error) {
	l := append(line(to), '{')
	l.event(s.Event)
	l.open("scene")
	l.around(s)
	l.end()
	l.end()
	return l, nil
}

// Package tools knows software and hardware that matters when a laptop is to be
// worked at by the person it was issued to: remote-control tools, network KVMs,
// keep-awake programs, virtual cameras, VPN clients and so on. Events come in, the
// tool that an event shows comes out. That a tool is known says nothing against
// it: nearly all of them have everyday uses.
package tools

// Kind is what a tool is for.
type Kind string

// The kinds.
const (
	RemoteControl Kind = "remote-control" // somebody else can work at the screen
	NetworkKVM    Kind = "network-kvm"    // keyboard, screen and mouse over the network, outside of the laptop
	KeepAwake     Kind = "keep-awake"     // simulates activity
	VirtualCamera Kind = "virtual-camera"
	VirtualVoice  Kind = "virtual-voice"
	VPN           Kind = "vpn" // a consumer's client
	Tunnel        Kind = "tunnel"
	VirtualGuest  Kind = "virtual-guest"
	ManyAccounts  Kind = "many-accounts" // browsers and extensions for many identities, shared one-time codes
	Answers       Kind = "answers"       // suggests interview answers, applies for jobs
	Inventory     Kind = "inventory"     // commands that ask the machine who it is
)

// Tool is a tool that an event shows.
type Tool struct {
	Kind   Kind   `json:"kind"`
	Vendor string `json:"vendor"` // "AnyDesk": two vendors are two independent ways in
	Name   string `json:"name"`
	// Via is what showed it: "process", "program", "service", "driver", "extension",
	// "usb", "domain", "camera".
	Via string `json:"via"`
	// Approved says that the firm allows it, to all or to this person.
	Approved bool `json:"approved,omitzero"`
}

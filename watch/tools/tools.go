// Package tools knows software and hardware that matters when a laptop is to be
// worked at by the person it was issued to: remote-control tools, network KVMs,
// keep-awake programs, virtual cameras, VPN clients and so on. Events come in, the
// tool that an event shows comes out. That a tool is known says nothing against
// it: nearly all of them have everyday uses.
//
// The table lies in two files beside the code: lolrmm.json, made from the LOLRMM
// catalogue (Apache License 2.0, named in the file) by gen, and own.yaml. Names that
// ordinary software has too are left out: a tool that is missed costs less than a
// colleague who is taken for somebody else.
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

// What can show a tool, in [Tool.Via].
const (
	ViaProcess    = "process"    // it runs, or its program acted
	ViaCommand    = "command"    // a command line
	ViaProgram    = "program"    // it is installed
	ViaFile       = "file"       // its program was written to disk
	ViaService    = "service"    // it starts by itself
	ViaDriver     = "driver"     // a module or driver was loaded
	ViaExtension  = "extension"  // of a browser
	ViaUSB        = "usb"        // a thing that is plugged in
	ViaDisplay    = "display"    // a screen that is plugged in
	ViaDomain     = "domain"     // a name that was asked for or connected to
	ViaPort       = "port"       // a port of its broker at a public address
	ViaCamera     = "camera"     // in a meeting
	ViaMicrophone = "microphone" // in a meeting
	ViaDevice     = "device"     // maker and model of the machine
)

// Tool is a tool that an event shows.
type Tool struct {
	Kind   Kind   `json:"kind"`
	Vendor string `json:"vendor"` // "AnyDesk": two vendors are two independent ways in
	Name   string `json:"name"`
	// Via is what showed it: "process", "program", "service", "driver", "extension",
	// "usb", "domain", "camera" and the others listed above.
	Via string `json:"via"`
	// Approved says that the firm allows it, to all or to this person.
	Approved bool `json:"approved,omitzero"`
	// Common says that it is of an everyday kind and that several people of the firm
	// use it.
	Common bool `json:"common,omitzero"`
}

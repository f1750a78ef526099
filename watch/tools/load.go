package tools

import (
	_ "embed"
	"fmt"
	"strings"

	"bonafide/strict"
)

//go:embed lolrmm.json
var lolrmm []byte

//go:embed own.yaml
var own []byte

// catalogue is how both files are written.
type catalogue struct {
	Source  string  `json:"source,omitzero"`
	Licence string  `json:"licence,omitzero"`
	Changes string  `json:"changes,omitzero"`
	Tools   []named `json:"tools"`
}

type named struct {
	Name   string `json:"name"`
	Vendor string `json:"vendor"`
	Kind   Kind   `json:"kind"`
	// Files are base names of programs without ending; Prefixes what such names begin
	// with.
	Files    []string `json:"files,omitzero"`
	Prefixes []string `json:"prefixes,omitzero"`
	// Programs are names of installed software and of products, Services names of
	// what starts by itself, Signers who signs nothing else.
	Programs []string `json:"programs,omitzero"`
	Services []string `json:"services,omitzero"`
	Signers  []string `json:"signers,omitzero"`
	// Domains stand for all below them.
	Domains    []string `json:"domains,omitzero"`
	Ports      []int    `json:"ports,omitzero"`
	Extensions []string `json:"extensions,omitzero"`
	// USB are parts of what a device calls itself, IDs vendor:product, Serials whole.
	USB     []string `json:"usb,omitzero"`
	IDs     []string `json:"ids,omitzero"`
	Serials []string `json:"serials,omitzero"`
	// Devices are parts of the name of a camera or microphone.
	Devices []string `json:"devices,omitzero"`
}

// known is a tool of the table; judge, where it is set, reads the command line
// first.
type known struct {
	Tool
	judge func(command string) bool
}

type word struct {
	text string
	tool *known
}

// Table finds tools. It is made by [Load] and safe for use by several goroutines.
type Table struct {
	files, programs, services, signers, domains, extensions, ids, serials names
	prefixes                                                              map[string][]word
	prefixed                                                              sieve
	ports                                                                 map[int]*known
	usb, devices                                                          []word
	guests                                                                []guest
	count                                                                 int
}

// prefixLength is the part of a prefix that is looked up.
const prefixLength = 6

// Load reads the table that the program carries.
func Load() (*Table, error) {
	t := &Table{prefixes: map[string][]word{}, ports: map[int]*known{}}
	var first, second catalogue
	if err := strict.YAML("watch/tools/own.yaml", own, &first); err != nil {
		return nil, err
	}
	if err := strict.JSON("watch/tools/lolrmm.json", lolrmm, &second); err != nil {
		return nil, err
	}
	// Our own entries come first: the first that has a name keeps it.
	tools := map[string]bool{}
	for _, n := range append(first.Tools, second.Tools...) {
		if err := t.add(n); err != nil {
			return nil, err
		}
		tools[strings.ToLower(n.Name)] = true
	}
	t.commands()
	t.count = len(tools)
	t.guests = guests
	return t, nil
}

// Len is how many tools the table has by name.
func (t *Table) Len() int { return t.count }

func (t *Table) add(n named) error {
	if n.Name == "" || n.Vendor == "" || n.Kind == "" {
		return fmt.Errorf("tools: %q has no name, vendor or kind", n.Name)
	}
	k := &known{Tool: Tool{Kind: n.Kind, Vendor: n.Vendor, Name: n.Name}}
	for _, l := range []struct {
		from []string
		into *names
	}{{n.Files, &t.files}, {n.Services, &t.services}, {n.Signers, &t.signers}, {n.Domains, &t.domains}, {n.Extensions, &t.extensions}, {n.IDs, &t.ids}, {n.Serials, &t.serials}} {
		for _, s := range l.from {
			l.into.add(s, k)
		}
	}
	for _, s := range n.Programs {
		var b [longest]byte
		t.programs.add(string(product(b[:0], s)), k)
	}
	for _, s := range n.Prefixes {
		if len(s) < prefixLength {
			return fmt.Errorf("tools: prefix %q of %s is shorter than %d letters", s, n.Name, prefixLength)
		}
		t.prefixes[s[:prefixLength]] = append(t.prefixes[s[:prefixLength]], word{s, k})
		t.prefixed.put(s[:prefixLength])
	}
	for _, p := range n.Ports {
		if t.ports[p] == nil {
			t.ports[p] = k
		}
	}
	for _, s := range n.USB {
		t.usb = append(t.usb, word{s, k})
	}
	for _, s := range n.Devices {
		t.devices = append(t.devices, word{s, k})
	}
	return nil
}

// longest bounds a name that is looked up, in bytes: no name of the table comes near.
const longest = 96

// sieve tells from the first letter and the length that a name is not there, which
// is the answer for nearly all.
type sieve [256]uint64

func (s *sieve) put(text string)      { s[text[0]] |= 1 << (len(text) & 63) }
func (s *sieve) may(text []byte) bool { return s[text[0]]&(1<<(len(text)&63)) != 0 }

// perhaps is may for text as it came, by its first letter and a length.
func (s *sieve) perhaps(first byte, length int) bool {
	if first >= 'A' && first <= 'Z' {
		first |= 0x20
	}
	return s[first]&(1<<(length&63)) != 0
}

// names are looked up in lower case.
type names struct {
	sieve sieve
	tools map[string]*known
}

func (n *names) add(text string, k *known) {
	if n.tools == nil {
		n.tools = map[string]*known{}
	}
	if text == "" || n.tools[text] != nil {
		return
	}
	n.tools[text] = k
	n.sieve.put(text)
}

// find looks for text that is in lower case already.
func (n *names) find(text []byte) *known {
	if len(text) == 0 || !n.sieve.may(text) {
		return nil
	}
	return n.tools[string(text)]
}

// whole looks for text as it came.
func (n *names) whole(text string) *known {
	if text == "" || len(text) > longest || !n.sieve.perhaps(text[0], len(text)) {
		return nil
	}
	var b [longest]byte
	return n.find(lower(b[:0], text))
}

// lower appends text in lower case, as far as it is ASCII: names of tools are.
func lower(to []byte, text string) []byte {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		to = append(to, c)
	}
	return to
}

// product appends the name of software without versions, remarks in brackets and
// the ending .app: "TeamViewer 15 Host (x64)" is "teamviewer host".
func product(to []byte, text string) []byte {
	text = strings.TrimSuffix(strings.TrimSpace(text), ".app")
	if len(text) > longest {
		return to
	}
	depth := 0
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] != ' ' {
			continue
		}
		part := text[start:i]
		start = i + 1
		if part == "" {
			continue
		}
		opened := strings.Count(part, "(") - strings.Count(part, ")")
		plain := depth == 0 && part[0] != '('
		depth = max(depth+opened, 0)
		if !plain || version(part) {
			continue
		}
		if len(to) > 0 {
			to = append(to, ' ')
		}
		to = lower(to, part)
	}
	return to
}

func version(s string) bool {
	if len(s) > 1 && (s[0] == 'v' || s[0] == 'V') {
		s = s[1:]
	}
	return s[0] >= '0' && s[0] <= '9'
}

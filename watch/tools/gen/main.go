// Command gen writes lolrmm.json, the part of the table of tools that is made from
// the catalogue of remote tools of the LOLRMM project. In comes the catalogue as
// one JSON list, by its path; out goes what can be matched without doubt: names of
// programs, of files and of brokers. What is left out, and why, stands in choice.go.
//
//	go run ./watch/tools/gen lolrmm_tools.json > watch/tools/lolrmm.json
package main

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"

	"bonafide/strict"
)

type entry struct {
	Name     string     `json:"name"`
	PE       []portable `json:"pe"`
	Paths    []string   `json:"paths"`
	Domains  []string   `json:"domains"`
	Registry []string   `json:"registry"`
}

type portable struct {
	Filename string `json:"Filename"`
	Original string `json:"OriginalFileName"`
	Product  string `json:"Product"`
}

type tool struct {
	Name     string   `json:"name"`
	Vendor   string   `json:"vendor"`
	Kind     string   `json:"kind"`
	Files    []string `json:"files,omitempty"`
	Prefixes []string `json:"prefixes,omitempty"`
	Programs []string `json:"programs,omitempty"`
	Services []string `json:"services,omitempty"`
	Domains  []string `json:"domains,omitempty"`
}

type table struct {
	Source  string `json:"source"`
	Licence string `json:"licence"`
	Changes string `json:"changes"`
	Tools   []tool `json:"tools"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen lolrmm_tools.json > lolrmm.json")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var entries []entry
	if err := strict.Lenient(path, data, &entries); err != nil {
		return err
	}
	out := table{
		Source:  "LOLRMM, https://lolrmm.io, https://github.com/magicsword-io/LOLRMM",
		Licence: "Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0; the catalogue is the work of the LOLRMM project and its contributors",
		Changes: "names of one product joined, general names and tools that give nobody the screen left out, patterns cut to names and prefixes",
	}
	byName := map[string]int{}
	left := 0
	for _, e := range entries {
		if leftOut[e.Name] {
			left++
			continue
		}
		name := plainName(e.Name)
		vendor, ok := vendors[e.Name]
		if !ok {
			vendor = name
		}
		at, ok := byName[name]
		if !ok {
			at = len(out.Tools)
			byName[name] = at
			out.Tools = append(out.Tools, tool{Name: name, Vendor: vendor, Kind: kindOf(e.Name)})
		}
		t := &out.Tools[at]
		program(t, name)
		for _, p := range e.PE {
			file(t, p.Filename)
			file(t, p.Original)
			program(t, p.Product)
		}
		for _, p := range e.Paths {
			file(t, p)
		}
		for _, r := range e.Registry {
			key(t, r)
		}
		for _, d := range e.Domains {
			domain(t, d)
		}
	}
	out.Tools = slices.DeleteFunc(out.Tools, func(t tool) bool {
		return len(t.Files)+len(t.Prefixes)+len(t.Programs)+len(t.Services)+len(t.Domains) == 0
	})
	once(out.Tools)
	for i := range out.Tools {
		t := &out.Tools[i]
		for _, list := range []*[]string{&t.Files, &t.Prefixes, &t.Programs, &t.Services, &t.Domains} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
	}
	slices.SortFunc(out.Tools, func(a, b tool) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	text, err := strict.MarshalIndent(out)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d entries, %d left out, %d tools written\n", len(entries), left, len(out.Tools))
	_, err = os.Stdout.Write(text)
	return err
}

// once leaves out names that tools of two vendors share: they tell neither.
func once(tools []tool) {
	owner := map[string]string{}
	shared := map[string]bool{}
	each := func(f func(t *tool, key string)) {
		for i := range tools {
			t := &tools[i]
			for _, s := range t.Files {
				f(t, "f "+s)
			}
			for _, s := range t.Prefixes {
				f(t, "p "+s)
			}
			for _, s := range t.Domains {
				f(t, "d "+s)
			}
		}
	}
	each(func(t *tool, key string) {
		if v, ok := owner[key]; ok && v != t.Vendor {
			shared[key] = true
		}
		owner[key] = t.Vendor
	})
	for i := range tools {
		t := &tools[i]
		t.Files = slices.DeleteFunc(t.Files, func(s string) bool { return shared["f "+s] })
		t.Prefixes = slices.DeleteFunc(t.Prefixes, func(s string) bool { return shared["p "+s] })
		t.Domains = slices.DeleteFunc(t.Domains, func(s string) bool { return shared["d "+s] })
	}
	for key := range shared {
		fmt.Fprintln(os.Stderr, "shared, left out:", key)
	}
}

// plainName takes remarks in brackets off.
func plainName(s string) string {
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	s = strings.TrimSpace(s)
	if n, ok := names[s]; ok {
		return n
	}
	return s
}

func kindOf(name string) string {
	if tunnels[name] {
		return "tunnel"
	}
	return "remote-control"
}

func program(t *tool, s string) {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) < 5 || general[s] || everywhere[s] || strings.ContainsAny(s, "*\\/%<") {
		return
	}
	t.Programs = append(t.Programs, s)
}

// file keeps the last part of a path: a name, or what a name begins with.
func file(t *tool, path string) {
	s := strings.ToLower(strings.TrimSpace(path))
	if i := strings.LastIndexAny(s, `\/`); i >= 0 {
		s = s[i+1:]
	}
	ext := ""
	if i := strings.LastIndexByte(s, '.'); i >= 0 && len(s)-i <= 8 {
		s, ext = s[:i], s[i:]
	}
	switch ext {
	case ".exe", ".app", "":
	default:
		// "screenconnect.windowsclient" has a dot of its own.
		if !strings.HasPrefix(path, "ScreenConnect") && ext != ".clientservice" && ext != ".windowsclient" {
			return
		}
		s += ext
	}
	if ext == "" && (strings.ContainsAny(path, ` %<*'`) || strings.Contains(path, `\`) || strings.HasPrefix(path, "/etc") || strings.HasPrefix(path, "/var")) {
		return // a folder or a remark
	}
	name, rest, pattern := strings.Cut(s, "*")
	if general[strings.TrimRight(name, "-_. ")] || strings.ContainsAny(s, "<>{}%'") {
		return
	}
	if pattern {
		if len(name) < 6 || strings.Contains(rest, "*") {
			return
		}
		t.Prefixes = append(t.Prefixes, name)
		return
	}
	if len(name) < 6 && !short[name] {
		return
	}
	t.Files = append(t.Files, name)
}

// key takes the names of services and of installed programs out of registry keys.
func key(t *tool, path string) {
	lower := strings.ToLower(path)
	for _, k := range []struct {
		under string
		list  *[]string
	}{{`\services\`, &t.Services}, {`\uninstall\`, &t.Programs}} {
		_, rest, ok := strings.Cut(lower, k.under)
		name, _, _ := strings.Cut(rest, `\`)
		if name = strings.TrimSpace(name); ok && len(name) >= 5 && !general[name] && !strings.ContainsAny(name, "*{}<>%[]()") {
			*k.list = append(*k.list, name)
		}
	}
}

func domain(t *tool, s string) {
	s = strings.ToLower(strings.TrimSpace(s))
	s, _, _ = strings.Cut(s, ":")
	s, _, _ = strings.Cut(s, "/")
	if _, err := netip.ParseAddr(s); err == nil || !strings.Contains(s, ".") || strings.ContainsAny(s, "<>_ ") {
		return
	}
	// A pattern stands for all below it.
	if i := strings.LastIndexAny(s, "*]}"); i >= 0 {
		j := strings.IndexByte(s[i:], '.')
		if j < 0 {
			return
		}
		s = s[i+j+1:]
	}
	s = strings.Trim(s, ".")
	if strings.Count(s, ".") == 0 || publicSuffix[s] {
		return
	}
	for _, g := range sharedDomains {
		if s == g || strings.HasSuffix(s, "."+g) {
			return
		}
	}
	t.Domains = append(t.Domains, s)
}

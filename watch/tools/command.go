package tools

import (
	"strconv"
	"strings"
)

// commands adds programs that are judged by their command line: each machine has
// them, and what they are asked to do makes the difference.
func (t *Table) commands() {
	for _, c := range []struct {
		tool  Tool
		names string
		judge func(string) bool
	}{
		{Tool{Kind: KeepAwake, Vendor: "caffeinate", Name: "caffeinate"}, "caffeinate", staysAwake},
		{Tool{Kind: Tunnel, Vendor: "OpenSSH", Name: "ssh -R"}, "ssh", forwardsBack},
		{Tool{Kind: Tunnel, Vendor: "Microsoft dev tunnels", Name: "code tunnel"}, "code code-insiders", func(c string) bool { return argument(c, 1) == "tunnel" }},
		{Tool{Kind: Inventory, Vendor: "system", Name: "dxdiag"}, "dxdiag", always},
		{Tool{Kind: Inventory, Vendor: "system", Name: "systeminfo"}, "systeminfo", always},
		{Tool{Kind: Inventory, Vendor: "system", Name: "whoami"}, "whoami", always},
		{Tool{Kind: Inventory, Vendor: "system", Name: "msinfo32"}, "msinfo32", always},
		{Tool{Kind: Inventory, Vendor: "system", Name: "hardware query"}, "wmic powershell pwsh system_profiler dmidecode lshw inxi", asksMachine},
		{Tool{Kind: Inventory, Vendor: "system", Name: "address query"}, "curl wget", asksAddress},
	} {
		k := &known{Tool: c.tool, judge: c.judge}
		for n := range strings.FieldsSeq(c.names) {
			t.files.add(n, k)
		}
	}
}

func always(string) bool { return true }

// argument is the n-th word of a command line; 0 is the program, which may stand in
// quotes.
func argument(command string, n int) string {
	for rest := strings.TrimSpace(command); rest != ""; n-- {
		word := ""
		if rest[0] == '"' {
			word, rest, _ = strings.Cut(rest[1:], `"`)
		} else {
			word, rest, _ = strings.Cut(rest, " ")
		}
		if n == 0 {
			return word
		}
		rest = strings.TrimSpace(rest)
	}
	return ""
}

// staysAwake holds for caffeinate on its own. With a command or a process to wait
// for it ends with the work, which is what builds use it for.
func staysAwake(command string) bool {
	for i := 1; ; i++ {
		switch a := argument(command, i); {
		case a == "":
			return true
		case a == "-t":
			i++
			if seconds, err := strconv.Atoi(argument(command, i)); err == nil && seconds <= 3600 {
				return false
			}
		case strings.HasPrefix(a, "-w"), a[0] != '-':
			return false
		}
	}
}

// takesValue are options of ssh(1) with a value of their own.
const takesValue = "BbcDEeFIiJLlmOopPQRSWw"

// forwardsBack holds for ssh with -R before the destination: a port of the far
// machine leads to this one.
func forwardsBack(command string) bool {
	for i := 1; ; i++ {
		a := argument(command, i)
		if len(a) < 2 || a[0] != '-' {
			return false
		}
		for j := 1; j < len(a); j++ {
			if a[j] == 'R' {
				return true
			}
			if strings.IndexByte(takesValue, a[j]) < 0 {
				continue
			}
			value := a[j+1:]
			if value == "" {
				i++
				value = argument(command, i)
			}
			if a[j] == 'o' && len(value) >= 13 && strings.EqualFold(value[:13], "RemoteForward") {
				return true
			}
			break
		}
	}
}

// asksMachine holds for the usual questions after maker, model, processor and
// graphics of a machine.
func asksMachine(command string) bool {
	if len(command) > 1024 {
		return false
	}
	for _, s := range [...]string{"Get-ComputerInfo", "computersystem", "csproduct", " bios", "videocontroller", "Win32_BIOS", "SPHardwareDataType", "SPDisplaysDataType", "dmidecode", "lshw", "inxi"} {
		if containsFold(command, s) {
			return true
		}
	}
	return false
}

func asksAddress(command string) bool {
	if len(command) > 1024 {
		return false
	}
	for _, s := range [...]string{"ifconfig.me", "ifconfig.co", "ifconfig.io", "ipinfo.io", "api.ipify.org", "icanhazip.com", "ip-api.com", "checkip.amazonaws.com", "myip.opendns.com", "ipecho.net", "ident.me"} {
		if containsFold(command, s) {
			return true
		}
	}
	return false
}

// containsFold is strings.Contains without regard to the case of ASCII letters.
func containsFold(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

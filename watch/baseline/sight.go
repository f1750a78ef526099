package baseline

import (
	"strings"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// byPerson reports that an account is a person's, as far as the event says.
func byPerson(u *telemetry.User) bool {
	switch u.Type {
	case telemetry.UserService, telemetry.UserSystem:
		return false
	}
	return !strings.HasSuffix(u.Name, "[bot]") && !strings.HasSuffix(u.Name, "$")
}

// endpoint reports that the machine itself logged the event, not a service that
// somebody signed in to.
func endpoint(e *telemetry.Event) bool {
	switch e.Intake.Source {
	case "sysmon", "osquery", "crowdstrike", "mdm":
		return e.Class != telemetry.Authentication || e.LogonType != "" || e.Intake.Source != "crowdstrike"
	}
	switch e.LogonType {
	case "Interactive", "Unlock", "Cached Interactive", "Network", "Network Cleartext", "Batch", "Service", "New Credentials", "Remote Interactive":
		return true
	}
	return false
}

// renewal reports that a program renewed a token by itself: nobody signed in.
func renewal(e *telemetry.Event) bool {
	code := e.Metadata.Code
	switch {
	case strings.Contains(code, "token"), strings.HasPrefix(code, "NonInteractive"), strings.HasPrefix(code, "nonInteractive"), strings.HasPrefix(code, "ServicePrincipal"), strings.HasPrefix(code, "ManagedIdentity"):
		return true
	case strings.HasPrefix(code, "AssumeRole"), code == "GetSessionToken", code == "GetFederationToken":
		return true
	}
	return false
}

// signIn reports a sign-in to a service that succeeded and that a person made.
func signIn(s *scene.Scene) bool {
	e := s.Event
	return e.Class == telemetry.Authentication && e.Activity == telemetry.Logon && e.Status == telemetry.Success && s.Net.IP != "" && e.IsRemote != telemetry.No &&
		byPerson(&e.User) && byPerson(&e.Actor.User) && !endpoint(e) && !renewal(e)
}

// tunnelled reports a tunnel to the firm that a person's device opened.
func tunnelled(s *scene.Scene) bool {
	e := s.Event
	return e.Class == telemetry.TunnelActivity && e.Activity == telemetry.TunnelOpen && e.Status == telemetry.Success && s.Net.IP != "" && byPerson(&e.User)
}

// machine reports that the machine told of itself: an inventory, an agent, a
// tunnel.
func machine(s *scene.Scene) bool {
	if s.Device.Key == "" {
		return false
	}
	switch e := s.Event; e.Class {
	case telemetry.TunnelActivity:
		return e.Status != telemetry.Failure
	case telemetry.NetworkActivity:
		return e.Meeting == nil
	case telemetry.DNSActivity:
		return true
	default:
		c := e.Class.Category()
		return (c == 1 || c == 5) && e.Worker == nil || e.Class == telemetry.Authentication && endpoint(e)
	}
}

// byHand reports an act of a person at a screen: a sign-in, a meeting, a push, a
// comment, a document, a program that was started from a shell or the desktop.
func byHand(s *scene.Scene) bool {
	e := s.Event
	if e.Status == telemetry.Failure || !byPerson(&e.Actor.User) || !byPerson(&e.User) || e.Worker != nil {
		return false
	}
	switch e.Class {
	case telemetry.Authentication:
		if e.Activity != telemetry.Logon || renewal(e) {
			return false
		}
		if endpoint(e) {
			switch e.LogonType {
			case "Interactive", "Unlock", "Cached Interactive", "Remote Interactive":
				return true
			}
			return false
		}
		return true
	case telemetry.NetworkActivity:
		return e.Meeting != nil
	case telemetry.WebResourcesActivity:
		return e.Activity == telemetry.Update
	case telemetry.FileHosting:
		switch e.Activity {
		case telemetry.HostedUpdate, telemetry.HostedOpen, telemetry.HostedShare, telemetry.HostedPreview, telemetry.Download:
			return true
		}
	case telemetry.APIActivity:
		code := e.Metadata.Code
		return strings.HasPrefix(code, "pull_request") || strings.HasPrefix(code, "issue") || strings.HasPrefix(code, "comment")
	case telemetry.ProcessActivity:
		return e.Activity == telemetry.ProcessLaunch && e.Process != nil && startedByHand(e)
	}
	return false
}

func startedByHand(e *telemetry.Event) bool {
	parent := e.Process.Parent
	if parent == nil {
		parent = e.Actor.Process
	}
	if parent == nil {
		return false
	}
	name := parent.Name
	if name == "" {
		name = telemetry.BaseName(parent.Path)
	}
	if !shell(name) {
		return false
	}
	u := e.Process.User.Name
	if u == "" {
		u = e.Actor.User.Name
	}
	return !system(u)
}

// shells are what people start programs from.
var shells = []string{"explorer.exe", "cmd.exe", "powershell.exe", "pwsh.exe", "windowsterminal.exe", "finder", "dock", "terminal", "iterm2", "bash", "zsh", "fish", "gnome-shell", "plasmashell"}

func shell(name string) bool {
	for _, s := range shells {
		if len(s) == len(name) && strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}

func system(user string) bool {
	switch strings.ToLower(user) {
	case "", "system", "root", "local service", "network service", "localsystem", "daemon", "nobody":
		return true
	}
	return user[0] == '_'
}

// sessionOf is the id of the session that an event belongs to.
func sessionOf(e *telemetry.Event) string {
	if e.Session.UID != "" {
		return e.Session.UID
	}
	return e.Actor.Session.UID
}

// onPhone reports a phone or tablet.
func onPhone(e *telemetry.Event) bool {
	switch e.Device.OS.TypeID {
	case telemetry.OSAndroid, telemetry.OSiOS, telemetry.OSiPadOS:
		return true
	case telemetry.OSWindows, telemetry.OSMac, telemetry.OSLinux:
		return false
	}
	ua := e.HTTP.UserAgent
	return ua != "" && (strings.Contains(ua, "Mobile") || strings.Contains(ua, "iPhone") || strings.Contains(ua, "iPad") || strings.Contains(ua, "Android"))
}

// copied is what an event took out: how many things, how many bytes, whether the
// bytes went to personal storage, and the repository that was cloned whole.
func copied(e *telemetry.Event) (pulls int, size int64, own bool, repository string) {
	if e.Status == telemetry.Failure || !byPerson(&e.Actor.User) {
		return 0, 0, false, ""
	}
	if e.File != nil {
		size = max(e.File.Size, 0)
	}
	switch {
	case e.Worker != nil && e.Worker.Fact == telemetry.Disclosure:
		target := e.Message
		if len(e.WebResources) > 0 {
			target = e.WebResources[0].Name
		}
		return 1, size, personal(target) || personal(e.Message), ""
	case e.Worker != nil:
	case e.Class == telemetry.WebResourcesActivity && e.Activity == telemetry.WebExport:
		if len(e.WebResources) > 0 {
			repository = e.WebResources[0].Name
		}
		return 1, size, false, repository
	case e.Class == telemetry.FileHosting && e.Activity == telemetry.Download:
		return 1, size, false, ""
	case e.Class == telemetry.APIActivity && e.Activity == telemetry.Read && e.API.Operation == "GetObject":
		return 1, size, false, ""
	}
	return 0, 0, false, ""
}

// personalWords name storage that is mostly a person's own.
var personalWords = []string{"personal", "dropbox", "mega.nz", "mega.io", "wetransfer", "icloud", "onedrive.live", "gmail", "pcloud", "mediafire", "sync.com", "proton", "removable", "usb", "transfer.sh", "gofile", "file.io", "yandex", "pan.baidu", "anonfiles"}

func personal(s string) bool {
	if s == "" {
		return false
	}
	s = strings.ToLower(s)
	for _, w := range personalWords {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// repositoryOf is the repository of an event of a code host.
func repositoryOf(e *telemetry.Event) string {
	if len(e.WebResources) > 0 && e.WebResources[0].Type == "repository" {
		return e.WebResources[0].Name
	}
	if len(e.Resources) > 0 && e.Resources[0].Type == "repository" {
		return e.Resources[0].Name
	}
	return ""
}

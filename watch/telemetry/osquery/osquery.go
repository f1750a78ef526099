// Package osquery reads osquery's results log: differential results (one row
// added or removed a line), batches of both ("diffResults") and snapshots, which
// give one event for each row. What an event is follows from the table that the
// query names or from its columns: USB devices and their removal are Peripheral
// Activity, processes Process Activity, programs, packages and browser extensions
// Software Inventory, startup items and services Startup Item and Service Query,
// displays and sound devices Peripheral Activity, sockets and neighbours Network
// Activity, browser profiles Software Inventory named after their account, DNS
// resolvers and the rest Device Config State. A row that tells the time zone of the
// device or of somebody being at it fills that in, whatever its table is.
package osquery

import (
	"strconv"
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	name = iota
	action
	host
	unixTime
	calendar
	counter
	epoch
	columns
	snapshot
	added
	removed
	decorations
	decUUID
	decSerial
	decUser
	decHost
	numerics
)

const (
	cName = iota
	cVersion
	cVendor
	cVendorID
	cModel
	cModelID
	cSerial
	cClass
	cProtocol
	cPath
	cCommand
	cPID
	cParent
	cUser
	cUID
	cSHA256
	cMD5
	cSource
	cIdentifier
	cPublisher
	cInstalled
	cLocalIP
	cLocalPort
	cRemoteIP
	cRemotePort
	cStatus
	cStart
	cType
	cHostname
	cSystemUUID
	cHardwareSerial
	cHardwareModel
	cHardwareVendor
	cPlatform
	cTime
	cHostIP
	cTTY
	cMAC
	cCwd
	cAction
	cZone
	cZoneShown
	cAccount
	cDescribed
	cState
	cCharging
	cCharged
	cPower
	cLid
	cMoved
	cBuiltIn
	cInUse
	cTransport
	cSerialLong
)

var row = jsonline.NewShape(
	jsonline.At("name", cName), jsonline.At("process_name", cName), jsonline.At("version", cVersion), jsonline.At("bundle_short_version", cVersion), jsonline.At("vendor", cVendor),
	jsonline.At("vendor_id", cVendorID), jsonline.At("model", cModel), jsonline.At("model_id", cModelID), jsonline.At("product_id", cModelID), jsonline.At("serial", cSerial), jsonline.At("class", cClass),
	jsonline.At("protocol", cProtocol), jsonline.At("path", cPath), jsonline.At("cmdline", cCommand), jsonline.At("pid", cPID), jsonline.At("parent", cParent), jsonline.At("username", cUser), jsonline.At("user", cUser),
	jsonline.At("uid", cUID), jsonline.At("sha256", cSHA256), jsonline.At("md5", cMD5), jsonline.At("source", cSource), jsonline.At("identifier", cIdentifier), jsonline.At("bundle_identifier", cIdentifier),
	jsonline.At("publisher", cPublisher), jsonline.At("install_date", cInstalled), jsonline.At("last_opened_time", cInstalled), jsonline.At("local_address", cLocalIP), jsonline.At("address", cLocalIP), jsonline.At("local_port", cLocalPort), jsonline.At("port", cLocalPort),
	jsonline.At("remote_address", cRemoteIP), jsonline.At("remote_port", cRemotePort), jsonline.At("status", cStatus), jsonline.At("start_type", cStart), jsonline.At("type", cType),
	jsonline.At("hostname", cHostname), jsonline.At("computer_name", cHostname), jsonline.At("uuid", cSystemUUID), jsonline.At("hardware_serial", cHardwareSerial), jsonline.At("hardware_model", cHardwareModel),
	jsonline.At("hardware_vendor", cHardwareVendor), jsonline.At("platform", cPlatform), jsonline.At("time", cTime), jsonline.At("host", cHostIP), jsonline.At("tty", cTTY), jsonline.At("mac", cMAC), jsonline.At("cwd", cCwd), jsonline.At("action", cAction),
	jsonline.At("local_timezone", cZone), jsonline.At("timezone", cZoneShown), jsonline.At("time_zone", cZoneShown), jsonline.At("tz", cZoneShown), jsonline.At("olson", cZone), jsonline.At("current_timezone", cZone),
	jsonline.At("account_email", cAccount), jsonline.At("email", cAccount), jsonline.At("account", cAccount), jsonline.At("account_name", cAccount), jsonline.At("user_name", cAccount), jsonline.At("profile_email", cAccount), jsonline.At("gaia_name", cAccount), jsonline.At("signed_in_account", cAccount),
	jsonline.At("profile", cDescribed), jsonline.At("profile_name", cDescribed), jsonline.At("device_name", cDescribed), jsonline.At("display_name", cDescribed), jsonline.At("product_name", cDescribed),
	jsonline.At("state", cState), jsonline.At("charging", cCharging), jsonline.At("charged", cCharged), jsonline.At("power_source", cPower), jsonline.At("on_ac", cPower), jsonline.At("ac_connected", cPower), jsonline.At("ac_online", cPower), jsonline.At("online", cPower), jsonline.At("plugged_in", cPower), jsonline.At("power_supply", cPower),
	jsonline.At("lid", cLid), jsonline.At("lid_state", cLid), jsonline.At("lid_closed", cLid), jsonline.At("lid_open", cLid), jsonline.At("clamshell_closed", cLid), jsonline.At("moved", cMoved), jsonline.At("motion", cMoved),
	jsonline.At("built_in", cBuiltIn), jsonline.At("is_builtin", cBuiltIn), jsonline.At("builtin", cBuiltIn), jsonline.At("in_use", cInUse), jsonline.At("is_running", cInUse), jsonline.At("running", cInUse), jsonline.At("transport", cTransport), jsonline.At("transport_type", cTransport), jsonline.At("connection_type", cTransport), jsonline.At("serial_number", cSerialLong),
	jsonline.At("*", 0),
)

// maxRows bounds the events of one line.
const maxRows = 10000

// Parser reads osquery results.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	return &Parser{telemetry.Format{
		Source:  "osquery",
		Product: telemetry.Product{Name: "osquery", Vendor: "osquery"},
		LogName: "results",
		Marks:   [][]string{{"name", "hostIdentifier", "columns"}, {"name", "hostIdentifier", "snapshot"}, {"name", "hostIdentifier", "diffResults"}, {"name", "action", "columns"}},
		Needs:   []telemetry.Need{{Slot: name, Name: "name"}, {Slot: host, Name: "hostIdentifier"}},
		Shape: jsonline.NewShape(
			f("name", name), f("action", action), f("hostIdentifier", host), f("unixTime", unixTime), f("calendarTime", calendar), f("counter", counter), f("epoch", epoch),
			f("columns", columns), f("snapshot", snapshot), f("diffResults.added", added), f("diffResults.removed", removed), f("decorations", decorations), f("decorations.host_uuid", decUUID),
			f("decorations.hardware_serial", decSerial), f("decorations.username", decUser), f("decorations.hostname", decHost), f("decorations.*", 0), f("numerics", numerics),
		).Known("log_type", "logNumericsAsNumbers", "p_log_type"),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	v := &r.Values
	switch {
	case v.At(columns).Kind() == jsonline.Object:
		return p.one(r, into, v.At(columns), v.Text(action), 0), nil
	case v.At(snapshot).Kind() == jsonline.Array || v.At(added).Kind() == jsonline.Array || v.At(removed).Kind() == jsonline.Array:
		n := 0
		for _, part := range []struct {
			slot   int
			action string
		}{{snapshot, "snapshot"}, {added, "added"}, {removed, "removed"}} {
			for x := v.At(part.slot).Elements(); x.Next() && n < maxRows; n++ {
				into = p.one(r, into, x.Value(), part.action, n)
			}
		}
		if n == maxRows {
			e := &into[len(into)-1]
			e.Intake.Notes = append(e.Intake.Notes, "the line has more rows than the 10000 that are taken")
		}
		return into, nil
	}
	into = p.one(r, into, jsonline.Value{}, v.Text(action), 0)
	into[len(into)-1].Lack("columns")
	return into, nil
}

func (p *Parser) one(r *telemetry.Record, into []telemetry.Event, cols jsonline.Value, act string, n int) []telemetry.Event {
	v, c := &r.Values, &r.Part
	row.ReadValue(cols, c)
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	query := v.Text(name)
	if cols.Kind() == jsonline.Object && n > 0 || act == "snapshot" {
		e.Raw = cols.Raw()
	}
	e.When(v, "unixTime", unixTime, calendar)
	e.Metadata.Code, e.Metadata.Provider = act, query
	if v.At(counter).Given() && v.At(unixTime).Given() {
		e.Metadata.Sequence = v.Int(counter)
	}
	e.Device = telemetry.Device{UID: v.Text(decUUID), Hostname: v.First(host, decHost), Serial: v.Text(decSerial)}
	if e.Device.UID == "" && looksLikeUUID(e.Device.Hostname) {
		e.Device.UID = e.Device.Hostname
	}
	if u := v.Text(decUser); u != "" {
		e.Actor.User = telemetry.Account(u)
	}
	e.Status = telemetry.Success
	p.classify(e, c, table(query), act == "removed")
	// A differential result has no id of its own: Order goes by the line itself.
	if act == "snapshot" || n > 0 {
		e.Metadata.UID = e.Device.Hostname + "/" + query + "/" + v.Text(epoch) + "/" + v.Text(counter) + "/" + v.Text(unixTime) + "/" + act + "/" + strconv.Itoa(n)
	}
	return into
}

func looksLikeUUID(s string) bool { return len(s) == 36 && s[8] == '-' && s[13] == '-' }

// table is the part of a query's name that tells the table: packs put their name
// before it.
func table(query string) string {
	query = strings.ToLower(query)
	if i := strings.LastIndexAny(query, "/"); i >= 0 {
		query = query[i+1:]
	}
	return query
}

func contains(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func (p *Parser) classify(e *telemetry.Event, c *jsonline.Values, t string, removed bool) {
	e.Class, e.Activity = telemetry.DeviceConfig, telemetry.Collect
	e.Message = t
	// Who wrote the query named it; the columns of these are known under any name.
	e.Device.Zone = zone(c, t)
	present(e, c, t, removed)
	switch {
	case contains(t, "display", "monitor") && !contains(t, "displayed", "process"):
		e.Class, e.Activity = telemetry.PeripheralActivity, telemetry.Connect
		if removed {
			e.Activity = telemetry.Disconnect
		}
		// The numbers of displays come from another list than those of USB devices.
		e.Peripheral = &telemetry.Peripheral{Name: c.First(cName, cDescribed, cModel), Vendor: c.First(cVendor, cVendorID), Model: c.First(cModel, cModelID), Serial: c.First(cSerial, cSerialLong), Type: "display", Class: "Monitor"}
	case contains(t, "audio", "sound", "microphone", "bluetooth") && !contains(t, "process", "app"):
		e.Class, e.Activity = telemetry.PeripheralActivity, telemetry.Connect
		if removed {
			e.Activity = telemetry.Disconnect
		}
		e.Peripheral = &telemetry.Peripheral{Name: c.First(cName, cDescribed, cModel), Vendor: c.First(cVendor, cPublisher), Model: c.Text(cModel), Serial: c.First(cSerial, cSerialLong), Type: "audio", Class: c.First(cTransport, cType)}
		if contains(t, "bluetooth") {
			e.Peripheral.Type = "bluetooth"
		}
	case contains(t, "usb_device", "usb-device") || c.At(cVendorID).Given() && c.At(cModelID).Given():
		e.Class, e.Activity = telemetry.PeripheralActivity, telemetry.Connect
		if removed {
			e.Activity = telemetry.Disconnect
		}
		e.Peripheral = &telemetry.Peripheral{
			Name: c.First(cModel, cName), Vendor: c.Text(cVendor), VendorID: strings.ToLower(strings.TrimPrefix(c.Text(cVendorID), "0x")), ProductID: strings.ToLower(strings.TrimPrefix(c.Text(cModelID), "0x")),
			Model: c.Text(cModel), Serial: c.Text(cSerial), Class: c.Text(cClass),
		}
		e.Peripheral.UID = e.Peripheral.VendorID + ":" + e.Peripheral.ProductID
	case contains(t, "socket", "listening_ports", "open_ports"):
		e.Class, e.Activity = telemetry.NetworkActivity, telemetry.NetworkOpen
		if contains(t, "listening") {
			e.Activity = telemetry.Listens
		}
		if removed {
			e.Activity = telemetry.NetworkClose
		}
		e.Src = telemetry.Endpoint{IP: c.Text(cLocalIP), Port: port(c.Int(cLocalPort))}
		e.Dst = telemetry.Endpoint{IP: c.Text(cRemoteIP), Port: port(c.Int(cRemotePort))}
		e.Actor.Process = process(c)
		e.Connection = &telemetry.Connection{Protocol: protocolName(c.Text(cProtocol))}
	case contains(t, "arp_cache"):
		// A neighbour on the local network.
		e.Class, e.Activity = telemetry.NetworkActivity, telemetry.Traffics
		e.Dst = telemetry.Endpoint{IP: c.Text(cLocalIP), MAC: c.Text(cMAC), Hostname: c.Text(cHostname)}
	case contains(t, "process"):
		e.Class, e.Activity = telemetry.ProcessActivity, telemetry.ProcessLaunch
		if removed {
			e.Activity = telemetry.ProcessTerminate
		}
		e.Process = process(c)
	case contains(t, "startup", "launchd", "crontab", "scheduled_task", "autoexec"):
		e.Class, e.Activity = telemetry.StartupItemQuery, telemetry.QueryRun
		e.Startup = &telemetry.Startup{Name: c.First(cName, cIdentifier, cPath), Type: c.First(cType, cSource), Path: c.Text(cPath), User: c.Text(cUser)}
	case contains(t, "services", "systemd"):
		e.Class, e.Activity = telemetry.ServiceQuery, telemetry.QueryRun
		e.Startup = &telemetry.Startup{Name: c.Text(cName), Type: c.First(cStart, cType), Path: c.Text(cPath), User: c.Text(cUser)}
		e.StatusDetail = c.Text(cStatus)
	case contains(t, "profile") && !contains(t, "profiler", "configuration", "managed", "provisioning") && (contains(t, "chrome", "browser", "edge", "brave", "firefox", "safari", "chromium", "arc_", "vivaldi", "opera", "atc") || c.At(cAccount).Given()):
		e.Class, e.Activity = telemetry.SoftwareInventory, telemetry.Collect
		e.Package = &telemetry.Software{Name: c.First(cAccount, cDescribed, cName), UID: c.First(cDescribed, cIdentifier), Path: c.Text(cPath), Type: "browser_profile", Version: c.Text(cVersion)}
	case contains(t, "apps", "programs", "packages", "extension", "addons", "software"):
		e.Class, e.Activity = telemetry.SoftwareInventory, telemetry.Collect
		e.Package = &telemetry.Software{Name: c.Text(cName), Version: c.Text(cVersion), Vendor: c.First(cPublisher, cVendor), UID: c.Text(cIdentifier), Path: c.Text(cPath), Installed: c.Text(cInstalled), Type: t}
	case contains(t, "system_info", "os_version", "platform_info"):
		e.Class, e.Activity = telemetry.DeviceInventory, telemetry.Collect
		d := &e.Device
		if d.UID == "" {
			d.UID = c.Text(cSystemUUID)
		}
		if s := c.Text(cHardwareSerial); s != "" {
			d.Serial = s
		}
		d.Model, d.Vendor, d.Name = c.Text(cHardwareModel), c.Text(cHardwareVendor), c.Text(cHostname)
		if s := c.Text(cPlatform); s != "" {
			d.OS = telemetry.OS{Name: s, Version: c.Text(cVersion), TypeID: telemetry.SystemOf(s)}
		}
	case contains(t, "logged_in_users", "last", "user_events"):
		e.Class, e.Activity = telemetry.Authentication, telemetry.Logon
		e.User = telemetry.Account(c.Text(cUser))
		e.Actor.User = e.User
		e.Src.Hostname, e.LogonType = c.Text(cHostIP), c.Text(cType)
		if c.Text(cHostIP) != "" {
			e.IsRemote = telemetry.Yes
		}
	case contains(t, "file_events", "fim"):
		e.Class, e.Activity = telemetry.FileSystemActivity, telemetry.Other
		switch c.Text(cAction) {
		case "CREATED":
			e.Activity = telemetry.FileCreate
		case "UPDATED":
			e.Activity = telemetry.FileUpdate
		case "DELETED":
			e.Activity = telemetry.FileDelete
		}
		e.File = file(c)
	default:
		// Queries of packs find files of a kind; whoever wrote them named them.
		if c.Text(cPath) != "" && !removed {
			e.File = file(c)
		}
	}
}

func file(c *jsonline.Values) *telemetry.File {
	return &telemetry.File{Path: c.Text(cPath), Name: telemetry.BaseName(c.Text(cPath)), SHA256: c.Text(cSHA256), MD5: c.Text(cMD5)}
}

func process(c *jsonline.Values) *telemetry.Process {
	path := c.Text(cPath)
	p := &telemetry.Process{PID: c.Int(cPID), Name: c.Text(cName), Path: path, Command: c.Text(cCommand), Directory: c.Text(cCwd)}
	if p.Name == "" {
		p.Name = telemetry.BaseName(path)
	}
	if sum := c.Text(cSHA256); sum != "" || c.Text(cMD5) != "" {
		p.File = &telemetry.File{Path: path, Name: p.Name, SHA256: sum, MD5: c.Text(cMD5)}
	}
	if u := c.Text(cUser); u != "" || c.Text(cUID) != "" {
		p.User = telemetry.User{Name: u, UID: c.Text(cUID)}
	}
	if parent, ok := c.At(cParent).Int(); ok && parent > 0 {
		p.Parent = &telemetry.Process{PID: parent}
	}
	return p
}

func port(n int64) int {
	if n < 0 || n > 65535 {
		return 0
	}
	return int(n)
}

func protocolName(s string) string {
	switch s {
	case "6":
		return "tcp"
	case "17":
		return "udp"
	}
	return s
}

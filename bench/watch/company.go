package watch

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Company is a firm whose logs are written for measuring: everybody honest, every
// line with ids, addresses and times of its own, so that no cache of the product
// sees the same text twice more often than it would in a firm.
type Company struct {
	// People on the roster.
	People int
	// Start is the first moment of the logs.
	Start time.Time
	// Marked is how many of the first people share a payee with their neighbour: one
	// more sign brings them up for review.
	Marked int
}

// first and last names are of no consequence: a number makes them distinct.
func (c *Company) name(i int) (first, last string) {
	return "Pat" + letters(i/100), "Example" + letters(i%100)
}

func letters(i int) string {
	return string([]byte{byte('a' + i/676%26), byte('a' + i/26%26), byte('a' + i%26)})
}

func (c *Company) login(i int) string  { return fmt.Sprintf("p%05d", i) }
func (c *Company) number(i int) string { return fmt.Sprintf("E%05d", i) }
func (c *Company) email(i int) string  { return c.login(i) + "@corp.example" }
func (c *Company) host(i int) string   { return fmt.Sprintf("CO-%05d", i) }

// home is the worker's own line, of the range for measuring networks (RFC 2544).
func (c *Company) home(i int) string {
	return fmt.Sprintf("198.%d.%d.%d", 18+i/65536%2, i/256%256, i%256)
}

var zones = []string{"America/Chicago", "America/Denver", "America/New_York", "America/Los_Angeles", "Europe/Berlin", "Europe/London"}
var countries = []string{"US", "US", "US", "US", "DE", "GB"}

// Records writes the roster, the shipments and the payroll to a folder.
func (c *Company) Records(dir string) error {
	write := func(name, head string, row func(w *bufio.Writer, i int), people int) error {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		fmt.Fprintln(w, head)
		for i := range people {
			row(w, i)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		return os.Chtimes(f.Name(), c.Start, c.Start)
	}
	before := c.Start.AddDate(-1, 0, 0).Format(time.RFC3339)
	err := write("a-roster.csv", "event_id,time,event,employee_id,work_email,full_name,job_title,team,employment_type,start_date,country,time_zone,address,github_login", func(w *bufio.Writer, i int) {
		first, last := c.name(i)
		fmt.Fprintf(w, "r%d,%s,roster,E%05d,%s,%s %s,Engineer,Team %d,employee,%s,%s,%s,\"%d Oak St, Town %d\",%s\n", i, before, i, c.email(i), first, last, i%40,
			c.Start.AddDate(-1, 0, 0).Format(time.DateOnly), countries[i%len(countries)], zones[i%len(zones)], i, i%500, c.login(i))
	}, c.People)
	if err != nil {
		return err
	}
	err = write("b-shipments.csv", "record_id,time,status,tracking_number,carrier,serial,ship_to,recipient,email,employee_id", func(w *bufio.Writer, i int) {
		first, last := c.name(i)
		fmt.Fprintf(w, "s%d,%s,delivered,T%08d,Carrier,SN%06d,\"%d Oak St, Town %d\",%s %s,%s,E%05d\n", i, before, i, i, i, i%500, first, last, c.email(i), i)
	}, c.People)
	if err != nil {
		return err
	}
	return write("c-payroll.csv", "event,time,employee_id,payee_token,payee_name,method", func(w *bufio.Writer, i int) {
		first, last := c.name(i)
		fmt.Fprintf(w, "payee change,%s,E%05d,tok:%d,%s %s,bank\n", before, i, i/2, first, last)
	}, c.Marked)
}

// kinds are the sources of the mix, in the shares that a firm has.
var kinds = []string{"okta", "sysmon", "github", "osquery", "zoom", "sysmon", "osquery", "zoom-qos", "sysmon", "okta"}

// Line appends line n of the stream, which happened at a time. Neighbouring lines
// are of different people.
func (c *Company) Line(to []byte, n int, at time.Time) (line []byte, source string) {
	i := int(mix(uint64(n)) % uint64(c.People))
	kind := kinds[n%len(kinds)]
	if i < c.Marked && kind == "okta" {
		kind = "github" // keep the marked ones plain
	}
	first, last := c.name(i)
	stamp := at.UTC().Format("2006-01-02T15:04:05.000Z")
	id := mix(uint64(n) + 1<<40)
	user := fmt.Sprintf("00u%017x", i)
	switch kind {
	case "okta":
		event, words := "user.session.start", "User login to Okta"
		if n%3 != 0 {
			event, words = "user.authentication.sso", "User single sign on to app"
		}
		return fmt.Appendf(to, `{"actor":{"id":%q,"type":"User","alternateId":%q,"displayName":"%s %s","detailEntry":null},"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36","os":"WINDOWS","browser":"CHROME"},"zone":"null","device":"Computer","id":null,"ipAddress":%q,"geographicalContext":{"city":"Town %d","state":"","country":"United States","postalCode":null,"geolocation":{"lat":%.4f,"lon":%.4f}}},"device":{"id":"guo%017x","name":%q,"os_platform":"WINDOWS","os_version":"10.0.22631","managed":true,"registered":true},"authenticationContext":{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"authenticationStep":0,"rootSessionId":"idx%016x","externalSessionId":"idx%016x"},"securityContext":{"asNumber":%d,"asOrg":"Example Cable %d","isp":"Example Cable %d","domain":"cable%d.example","isProxy":false},"displayMessage":%q,"eventType":%q,"outcome":{"result":"SUCCESS","reason":null},"published":%q,"severity":"INFO","debugContext":{"debugData":{"requestId":"%016x","requestUri":"/idp/idx/identify","risk":"{level=LOW}","deviceFingerprint":"%032x","threatSuspected":"false"}},"legacyEventType":"core.user_auth.login_success","transaction":{"type":"WEB","id":"%016x","detail":{}},"uuid":"%08x-%04x-4000-8000-%012x","version":"0","request":{"ipChain":[]},"target":[{"id":"0oa%x","type":"AppInstance","alternateId":"App %d","displayName":"App %d","detailEntry":null}]}`+"\n",
			user, c.email(i), first, last, c.home(i), i%500, 30+float64(i%500)/50, -100+float64(i%500)/25, i, c.host(i), id, id, 64500+i%30, i%30, i%30, i%30, words, event, stamp, id, i, id, uint32(id), n%65536, n, i%40, i%40, i%40), "okta"
	case "github":
		ms := at.UnixMilli()
		return fmt.Appendf(to, `{"@timestamp":%d,"_document_id":"%016x%06x","action":"git.push","actor":%q,"actor_id":%d,"actor_ip":%q,"actor_location":{"country_code":%q},"business":"corp","created_at":%d,"external_identity_nameid":%q,"org":"corp","operation_type":"modify","repo":"corp/repo-%d","repository":"corp/repo-%d","repository_public":false,"visibility":"private","transport_protocol":2,"transport_protocol_name":"ssh","user_agent":"git/2.45.2"}`+"\n",
			ms, id, n, c.login(i), 900000+i, c.home(i), countries[i%len(countries)], ms, c.email(i), i%200, i%200), "github"
	case "osquery":
		return fmt.Appendf(to, `{"name":"pack/hardware/usb_devices","hostIdentifier":%q,"calendarTime":%q,"unixTime":%d,"epoch":0,"counter":%d,"action":"added","decorations":{"host_uuid":"%08X-E7DB-4355-A929-4F704A71C4C0","hardware_serial":"SN%06d","hostname":%q,"username":%q},"columns":{"usb_address":"%d","usb_port":"%d","vendor":"Dell","vendor_id":"413c","version":"1.0","model":"Dell MS116 Optical Mouse","model_id":"301a","serial":"%x","class":"0","subclass":"0","protocol":"0","removable":"1"}}`+"\n",
			c.host(i), at.UTC().Format("Mon Jan _2 15:04:05 2006 UTC"), at.Unix(), n, i, i, c.host(i), c.login(i), n%60, n%8, i%3), "osquery"
	case "zoom":
		return fmt.Appendf(to, `{"event":"meeting.participant_joined","event_ts":%d,"payload":{"account_id":"co01","object":{"uuid":"%016x==","id":"%d","host_id":"host","topic":"Planning","type":8,"start_time":%q,"participant":{"user_id":"%d","user_name":"%s %s","id":%q,"email":%q,"join_time":%q,"public_ip":%q}}}}`+"\n",
			at.UnixMilli(), mix(uint64(n/50)), 800000000+n/50, stamp, 16000000+i, first, last, user, c.email(i), stamp, c.home(i)), "zoom"
	case "zoom-qos":
		return fmt.Appendf(to, `{"meeting_uuid":"%016x==","id":%q,"user_id":"%d","user_name":"%s %s","email":%q,"device":"Windows","ip_address":%q,"location":"Town %d (US )","network_type":"Wifi","data_center":"United States","camera":"Logitech BRIO","microphone":"Microphone Array (Realtek(R) Audio)","speaker":"Microphone Array (Realtek(R) Audio)","join_time":%q,"leave_time":%q,"share_desktop":false,"recording":false,"pc_name":%q,"version":"6.3.0"}`+"\n",
			mix(uint64(n/50)), user, 16000000+i, first, last, c.email(i), c.home(i), i%500, stamp, at.Add(30*time.Minute).UTC().Format(time.RFC3339), c.host(i)), "zoom"
	}
	p := programs[int(id%uint64(len(programs)))]
	return fmt.Appendf(to, `{"@timestamp":%q,"winlog":{"event_id":"1","channel":"Microsoft-Windows-Sysmon/Operational","provider_name":"Microsoft-Windows-Sysmon","computer_name":%q,"record_id":%d,"event_data":{"UtcTime":%q,"ProcessGuid":"{%08x-086f-4bb3-a101-%012x}","ProcessId":"%d","Image":%q,"FileVersion":"1.0","Description":%q,"Product":%q,"Company":"Example Corporation","OriginalFileName":%q,"CommandLine":"%s --id=%x","CurrentDirectory":"C:\\Users\\%s\\","User":"AzureAD\\%s","LogonId":"0x%x","IntegrityLevel":"Medium","Hashes":"SHA256=%064x","ParentProcessGuid":"{%08x-086f-4bb3-a101-5fab0fd8d966}","ParentProcessId":"%d","ParentImage":"C:\\Windows\\explorer.exe","ParentCommandLine":"\"C:\\Windows\\explorer.exe\""}},"host":{"name":%q},"event":{"code":"1","kind":"event"}}`+"\n",
		stamp, c.host(i), n, at.UTC().Format("2006-01-02 15:04:05.000"), i, n, n%30000, `C:\Program Files\`+p+`\`+p, p, p, p, p, id, c.login(i), c.login(i), i, id%uint64(len(programs)), i, n%20000, c.host(i)), "sysmon"
}

var programs = []string{"chrome.exe", "excel.exe", "code.exe", "git.exe", "node.exe", "slack.exe", "zoom.exe", "pwsh.exe", "docker.exe", "go.exe", "ssh.exe", "python.exe"}

// Sign is the line that brings a marked person up for review: a remote-control
// device for keyboard and screen on the issued machine.
func (c *Company) Sign(to []byte, i int, at time.Time) []byte {
	return fmt.Appendf(to, `{"name":"pack/hardware/usb_devices","hostIdentifier":%q,"calendarTime":%q,"unixTime":%d,"epoch":0,"counter":%d,"action":"added","decorations":{"host_uuid":"%08X-E7DB-4355-A929-4F704A71C4C0","hardware_serial":"SN%06d","hostname":%q,"username":%q},"columns":{"usb_address":"7","usb_port":"3","vendor":"PiKVM","vendor_id":"1d6b","version":"1.0","model":"PiKVM Composite KVM Device","model_id":"0104","serial":"CAFEBABE","class":"0","subclass":"0","protocol":"0","removable":"1"}}`+"\n",
		c.host(i), at.UTC().Format("Mon Jan _2 15:04:05 2006 UTC"), at.Unix(), 1<<30+i, i, i, c.host(i), c.login(i))
}

// Logs writes n lines to a folder, spread evenly over a time, one file for each
// source and part; the files carry the time of the end of their part.
func (c *Company) Logs(dir string, n int, over time.Duration, parts int) (bytes int64, err error) {
	step := over / time.Duration(n)
	var line []byte
	for part := range parts {
		files := map[string]*bufio.Writer{}
		var open []*os.File
		var end time.Time
		for k := part * n / parts; k < (part+1)*n/parts; k++ {
			end = c.Start.Add(time.Duration(k) * step)
			var source string
			line, source = c.Line(line[:0], k, end)
			w := files[source]
			if w == nil {
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%04d.ndjson", source, part)))
				if err != nil {
					return bytes, err
				}
				open, w = append(open, f), bufio.NewWriterSize(f, 1<<16)
				files[source] = w
			}
			if _, err := w.Write(line); err != nil {
				return bytes, err
			}
			bytes += int64(len(line))
		}
		for _, w := range files {
			if err := w.Flush(); err != nil {
				return bytes, err
			}
		}
		for _, f := range open {
			if err := f.Close(); err != nil {
				return bytes, err
			}
			if err := os.Chtimes(f.Name(), end, end); err != nil {
				return bytes, err
			}
		}
	}
	return bytes, nil
}

// mix spreads a number over all numbers (the finaliser of SplitMix64).
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

package telemetry

import (
	"bytes"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"bonafide/watch/telemetry/jsonline"
)

// The wire forms of what OCSF nests deeper than Go code likes to.
type (
	plainEvent      Event
	plainMetadata   Metadata
	plainUser       User
	plainDevice     Device
	plainHTTP       HTTP
	plainAPI        API
	plainFactor     Factor
	plainFile       File
	plainScript     Script
	plainPeripheral Peripheral
	plainResource   Resource
	plainSoftware   Software
	plainStartup    Startup

	eventWire struct {
		Category     int        `json:"category_uid"`
		CategoryName string     `json:"category_name"`
		ClassName    string     `json:"class_name"`
		ActivityName string     `json:"activity_name"`
		TypeUID      int        `json:"type_uid"`
		TypeName     string     `json:"type_name"`
		SeverityName string     `json:"severity"`
		StatusName   string     `json:"status,omitzero"`
		Millis       int64      `json:"time"`
		TimeDT       time.Time  `json:"time_dt,omitzero"`
		RegKey       *Registry  `json:"reg_key,omitzero"`
		Plain        plainEvent `json:",inline"`
	}
	extensionWire struct {
		Name    string `json:"name"`
		UID     string `json:"uid"`
		Version string `json:"version"`
	}
	metadataWire struct {
		Plain      plainMetadata   `json:",inline"`
		Profiles   []string        `json:"profiles"`
		Extensions []extensionWire `json:"extensions"`
	}
	named struct {
		Name string `json:"name,omitzero"`
		UID  string `json:"uid,omitzero"`
	}
	userWire struct {
		Plain   plainUser `json:",inline"`
		Account named     `json:"account,omitzero"`
	}
	agentWire struct {
		UID    string `json:"uid"`
		TypeID int    `json:"type_id"`
	}
	hardwareWire struct {
		Serial string `json:"serial_number"`
	}
	deviceWire struct {
		Plain    plainDevice  `json:",inline"`
		Hardware hardwareWire `json:"hw_info,omitzero"`
		Agents   []agentWire  `json:"agent_list,omitzero"`
	}
	urlWire struct {
		Text string `json:"url_string"`
	}
	httpWire struct {
		Plain plainHTTP `json:",inline"`
		URL   urlWire   `json:"url,omitzero"`
	}
	responseWire struct {
		Error   string `json:"error,omitzero"`
		Message string `json:"error_message,omitzero"`
	}
	apiWire struct {
		Plain    plainAPI     `json:",inline"`
		Request  named        `json:"request,omitzero"`
		Response responseWire `json:"response,omitzero"`
	}
	factorWire struct {
		Plain  plainFactor `json:",inline"`
		Device named       `json:"device,omitzero"`
	}
	hashWire struct {
		ID    int    `json:"algorithm_id"` // 1 MD5, 2 SHA-1, 3 SHA-256
		Value string `json:"value"`
	}
	certificateWire struct {
		Subject string `json:"subject"`
	}
	signatureWire struct {
		AlgorithmID int             `json:"algorithm_id"`
		Certificate certificateWire `json:"certificate"`
	}
	fileWire struct {
		Plain     plainFile     `json:",inline"`
		TypeID    int           `json:"type_id"`
		Owner     named         `json:"owner,omitzero"`
		Product   named         `json:"product,omitzero"`
		Signature signatureWire `json:"signature,omitzero"`
		Hashes    []hashWire    `json:"hashes,omitzero"`
	}
	longTextWire struct {
		Value string `json:"value"`
	}
	scriptWire struct {
		Plain   plainScript  `json:",inline"`
		TypeID  int          `json:"type_id"`
		Content longTextWire `json:"script_content,omitzero"`
	}
	peripheralWire struct {
		Plain     plainPeripheral `json:",inline"`
		VendorIDs []string        `json:"vendor_id_list,omitzero"`
		ProductID string          `json:"product_id,omitzero"` // of our extension
	}
	resourceWire struct {
		Plain plainResource `json:",inline"`
		Owner named         `json:"owner,omitzero"`
		Data  string        `json:"data,omitzero"`
	}
	softwareWire struct {
		Plain     plainSoftware `json:",inline"`
		Path      string        `json:"src_url,omitzero"`
		Installed string        `json:"installed,omitzero"` // of our extension
	}
	pathWire struct {
		Path string `json:"path"`
	}
	startupWire struct {
		Plain plainStartup `json:",inline"`
		File  pathWire     `json:"file,omitzero"`
		User  named        `json:"owner,omitzero"`
	}
)

var writing = json.JoinOptions(json.Deterministic(true), jsontext.EscapeForHTML(false), json.FormatNilSliceAsNull(false), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

func write(v any) ([]byte, error) { return json.Marshal(v, writing) }

func read(b []byte, into any) error {
	return json.Unmarshal(b, into, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
}

// AppendJSON appends the event as one line of OCSF JSON, without a line end.
// Equal events give equal bytes.
func (e *Event) AppendJSON(to []byte) ([]byte, error) {
	b, err := write(e)
	return append(to, b...), err
}

// MarshalJSON writes the event in OCSF 1.8 form: time in milliseconds, and in
// time_dt to the nanosecond.
func (e *Event) MarshalJSON() ([]byte, error) { return write(e) }

// MarshalJSONTo writes the event into a larger text.
func (e *Event) MarshalJSONTo(out *jsontext.Encoder) error {
	w := eventWire{
		Category: e.Class.Category(), CategoryName: categoryNames[min(e.Class.Category(), len(categoryNames)-1)], ClassName: e.Class.String(),
		ActivityName: e.Activity.Name(e.Class), TypeUID: int(e.Class)*100 + int(e.Activity),
		SeverityName: severityNames[min(max(int(e.Severity), 0), len(severityNames)-1)], TimeDT: e.Time, Plain: plainEvent(*e),
	}
	w.TypeName = w.ClassName + ": " + w.ActivityName
	if !e.Time.IsZero() {
		w.Millis = e.Time.UnixMilli()
	}
	if e.Class == RegistryKey {
		w.RegKey, w.Plain.Registry = e.Registry, nil
	}
	switch e.Status {
	case Success:
		w.StatusName = "Success"
	case Failure:
		w.StatusName = "Failure"
	}
	return json.MarshalEncode(out, &w, writing)
}

// UnmarshalJSON reads what [Event.MarshalJSON] wrote. Attributes it does not
// know are passed over.
func (e *Event) UnmarshalJSON(b []byte) error {
	var w eventWire
	if err := read(b, &w); err != nil {
		return err
	}
	*e = Event(w.Plain)
	if w.RegKey != nil {
		e.Registry = w.RegKey
	}
	switch {
	case !w.TimeDT.IsZero():
		e.Time = w.TimeDT.UTC()
	case w.Millis != 0:
		e.Time = time.UnixMilli(w.Millis).UTC()
	}
	return nil
}

// MarshalJSONTo adds the profiles and the extension in use.
func (m Metadata) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &metadataWire{Plain: plainMetadata(m), Profiles: []string{"datetime", "host"},
		Extensions: []extensionWire{{Extension, ExtensionUID, ExtensionVersion}}}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (m *Metadata) UnmarshalJSON(b []byte) error {
	var w metadataWire
	err := read(b, &w)
	*m = Metadata(w.Plain)
	return err
}

// MarshalJSONTo writes the cloud account as OCSF nests it.
func (u User) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &userWire{Plain: plainUser(u), Account: named{UID: u.Account}}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (u *User) UnmarshalJSON(b []byte) error {
	var w userWire
	err := read(b, &w)
	*u = User(w.Plain)
	u.Account = w.Account.UID
	return err
}

// MarshalJSONTo writes serial number and agent as OCSF nests them.
func (d Device) MarshalJSONTo(out *jsontext.Encoder) error {
	w := deviceWire{Plain: plainDevice(d), Hardware: hardwareWire{d.Serial}}
	if d.AgentUID != "" {
		w.Agents = []agentWire{{UID: d.AgentUID, TypeID: 0}}
	}
	return json.MarshalEncode(out, &w, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (d *Device) UnmarshalJSON(b []byte) error {
	var w deviceWire
	err := read(b, &w)
	*d = Device(w.Plain)
	d.Serial = w.Hardware.Serial
	if len(w.Agents) > 0 {
		d.AgentUID = w.Agents[0].UID
	}
	return err
}

// MarshalJSONTo writes the address as OCSF nests it.
func (h HTTP) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &httpWire{Plain: plainHTTP(h), URL: urlWire{h.URL}}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (h *HTTP) UnmarshalJSON(b []byte) error {
	var w httpWire
	err := read(b, &w)
	*h = HTTP(w.Plain)
	h.URL = w.URL.Text
	return err
}

// MarshalJSONTo writes request and response as OCSF nests them.
func (a API) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &apiWire{Plain: plainAPI(a), Request: named{UID: a.Request}, Response: responseWire{a.Error, a.ErrorText}}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (a *API) UnmarshalJSON(b []byte) error {
	var w apiWire
	err := read(b, &w)
	*a = API(w.Plain)
	a.Request, a.Error, a.ErrorText = w.Request.UID, w.Response.Error, w.Response.Message
	return err
}

// MarshalJSONTo writes the factor's device as OCSF nests it.
func (f Factor) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &factorWire{Plain: plainFactor(f), Device: named{UID: f.Device}}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (f *Factor) UnmarshalJSON(b []byte) error {
	var w factorWire
	err := read(b, &w)
	*f = Factor(w.Plain)
	f.Device = w.Device.UID
	return err
}

// MarshalJSONTo writes hashes, signer, owner and product as OCSF nests them.
func (f File) MarshalJSONTo(out *jsontext.Encoder) error {
	w := fileWire{Plain: plainFile(f), TypeID: 1, Owner: named{Name: f.Owner}, Product: named{Name: f.Product}}
	if f.Signer != "" {
		w.Signature = signatureWire{Certificate: certificateWire{f.Signer}}
	}
	md5, sha1, sha256 := f.Digests()
	for i, v := range []string{md5, sha1, sha256} {
		if v != "" {
			w.Hashes = append(w.Hashes, hashWire{i + 1, v})
		}
	}
	return json.MarshalEncode(out, &w, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (f *File) UnmarshalJSON(b []byte) error {
	var w fileWire
	err := read(b, &w)
	*f = File(w.Plain)
	f.Owner, f.Product, f.Signer = w.Owner.Name, w.Product.Name, w.Signature.Certificate.Subject
	for _, h := range w.Hashes {
		switch h.ID {
		case 1:
			f.MD5 = h.Value
		case 2:
			f.SHA1 = h.Value
		case 3:
			f.SHA256 = h.Value
		}
	}
	return err
}

// Digests are the file's hashes in hexadecimal, empty where they are not known.
// Sysmon writes them as "MD5=...,SHA256=...".
func (f *File) Digests() (md5, sha1, sha256 string) {
	md5, sha1, sha256 = f.MD5, f.SHA1, f.SHA256
	for part := range strings.SplitSeq(f.Hashes, ",") {
		name, value, _ := strings.Cut(part, "=")
		switch strings.ToUpper(strings.TrimSpace(name)) {
		case "MD5":
			md5 = value
		case "SHA1":
			sha1 = value
		case "SHA256":
			sha256 = value
		}
	}
	return md5, sha1, sha256
}

// MarshalJSONTo writes the script's text as OCSF nests it.
func (s Script) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &scriptWire{Plain: plainScript(s), Content: longTextWire{s.Text}}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (s *Script) UnmarshalJSON(b []byte) error {
	var w scriptWire
	err := read(b, &w)
	*s = Script(w.Plain)
	s.Text = w.Content.Value
	return err
}

// MarshalJSONTo writes the vendor's number as OCSF nests it.
func (p Peripheral) MarshalJSONTo(out *jsontext.Encoder) error {
	w := peripheralWire{Plain: plainPeripheral(p), ProductID: p.ProductID}
	if p.VendorID != "" {
		w.VendorIDs = []string{p.VendorID}
	}
	return json.MarshalEncode(out, &w, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (p *Peripheral) UnmarshalJSON(b []byte) error {
	var w peripheralWire
	err := read(b, &w)
	*p = Peripheral(w.Plain)
	p.ProductID = w.ProductID
	if len(w.VendorIDs) > 0 {
		p.VendorID = w.VendorIDs[0]
	}
	return err
}

// MarshalJSONTo writes the owner as OCSF nests it.
func (r Resource) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &resourceWire{Plain: plainResource(r), Owner: named{Name: r.Owner}, Data: r.Data}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (r *Resource) UnmarshalJSON(b []byte) error {
	var w resourceWire
	err := read(b, &w)
	*r = Resource(w.Plain)
	r.Owner, r.Data = w.Owner.Name, w.Data
	return err
}

// MarshalJSONTo writes where the software lies.
func (s Software) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &softwareWire{Plain: plainSoftware(s), Path: s.Path, Installed: s.Installed}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (s *Software) UnmarshalJSON(b []byte) error {
	var w softwareWire
	err := read(b, &w)
	*s = Software(w.Plain)
	s.Path, s.Installed = w.Path, w.Installed
	return err
}

// MarshalJSONTo writes what is started, and as whom.
func (s Startup) MarshalJSONTo(out *jsontext.Encoder) error {
	return json.MarshalEncode(out, &startupWire{Plain: plainStartup(s), File: pathWire{s.Path}, User: named{Name: s.User}}, writing)
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (s *Startup) UnmarshalJSON(b []byte) error {
	var w startupWire
	err := read(b, &w)
	*s = Startup(w.Plain)
	s.Path, s.User = w.File.Path, w.User.Name
	return err
}

// MarshalJSON writes the fields as one object, the names with dots between them.
func (u Unmapped) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	seen := make(map[string]bool, len(u))
	for _, a := range u {
		if seen[a.Name] {
			continue
		}
		seen[a.Name] = true
		if len(seen) > 1 {
			b.WriteByte(',')
		}
		name, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(a.Name, "\ufffd"))
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.WriteString(a.JSON)
	}
	b.WriteByte('}')
	v := jsontext.Value(b.Bytes())
	// What a vendor doubled inside of it would not be JSON for a strict reader.
	err := v.Canonicalize(jsontext.AllowDuplicateNames(true), jsontext.CanonicalizeRawInts(false), jsontext.CanonicalizeRawFloats(false))
	return v, err
}

// UnmarshalJSON reads what MarshalJSONTo wrote.
func (u *Unmapped) UnmarshalJSON(b []byte) error {
	*u = nil
	var v jsonline.Values
	err := everything.Read(string(b), &v)
	*u = append(*u, v.Aside...)
	return err
}

var everything = jsonline.NewShape()

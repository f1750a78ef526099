package zoom

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
	"bonafide/watch/telemetry/jsonline"
)

// The columns of the reports that Zoom's pages download, by their plain form, and the
// members of the API's form. The names of a meeting's own columns differ from those
// of a participant's by where they stand only: before the column of the name.
var (
	ofMeeting = map[string]string{
		"meetingid": "meeting_id", "id": "meeting_id", "meetinguuid": "meeting_uuid", "uuid": "meeting_uuid", "topic": "topic", "starttime": "start_time", "actualstarttime": "start_time", "endtime": "end_time", "actualendtime": "end_time", "participants": "participants", "uniqueviewers": "participants",
		"host": "host", "hostname": "host", "hostemail": "host", "useremail": "host", "email": "host", "username": "host", "durationminutes": "meeting_duration", "duration": "meeting_duration", "department": "dept", "group": "group",
	}
	ofPart = map[string]string{
		"nameoriginalname": "user_name", "name": "user_name", "username": "user_name", "usernameoriginalname": "user_name", "participant": "user_name", "participantname": "user_name", "useremail": "email", "email": "email", "participantemail": "email",
		"jointime": "join_time", "leavetime": "leave_time", "durationminutes": "duration", "timeinsessionminutes": "duration", "duration": "duration", "totaldurationminutes": "duration", "ipaddress": "ip_address", "location": "location", "networktype": "network_type",
		"microphone": "microphone", "camera": "camera", "speaker": "speaker", "device": "device", "datacenter": "data_center", "guest": "guest", "recordingconsent": "recording_consent", "recordingdisclaimerresponse": "recording_consent", "inwaitingroom": "in_waiting_room",
		"marketingoptin": "marketing_opt_in", "meetingid": "meeting_id", "meetinguuid": "meeting_uuid", "topic": "topic", "country": "country", "countryregionname": "country",
	}
)

// Export reads the head of a participants report, or of the line about the meeting that
// stands above it. Its times are in the zone of who downloaded it, which it does not
// say.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) { return p.below(head, nil) }

func (p *Parser) below(head []byte, added []string) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths := make([]string, len(names))
	has := map[string]bool{}
	at := len(names) // of the participant's name
	for i, name := range names {
		switch csvline.Plain(name) {
		case "jointime", "leavetime", "nameoriginalname", "usernameoriginalname", "totaldurationminutes":
			has["part"] = true
		}
		switch csvline.Plain(name) {
		case "nameoriginalname", "name", "usernameoriginalname", "participant", "participantname":
			at = min(at, i)
		}
	}
	if at == len(names) {
		at = 0
		if !has["part"] {
			at = len(names)
		}
	}
	for i, name := range names {
		table := ofPart
		if i < at {
			table = ofMeeting
		}
		if paths[i] = table[csvline.Plain(name)]; paths[i] == "" {
			paths[i] = "other"
		}
		has[paths[i]] = true
	}
	switch {
	case has["part"] && has["user_name"] && (has["join_time"] || has["duration"]):
		return &row{Rows: telemetry.NewRows(p, separator, paths, added...)}, true
	case !has["part"] && has["topic"] && has["meeting_id"] && has["start_time"]:
		return &meetingRow{row: row{Rows: telemetry.NewRows(p, separator, paths)}, zoom: p}, true
	}
	return nil, false
}

// row is a participant's, or a meeting's.
type row struct{ *telemetry.Rows }

// Parse implements [telemetry.Parser].
func (x *row) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	from := len(into)
	out, err := x.Rows.Parse(line, into)
	for i := from; i < len(out); i++ {
		out[i].Metadata.LogName = "report"
		if e := &out[i]; e.Intake.Clock == "" && !zoned(e.Metadata.OriginalTime) {
			e.Intake.Clock = telemetry.ClockZone
			e.Intake.Notes = append(e.Intake.Notes, "the times of an export have no zone; they are taken for UTC")
		}
	}
	return out, err
}

// zoned reports whether a written time says its zone.
func zoned(s string) bool {
	return strings.HasSuffix(s, "Z") || strings.HasSuffix(s, "UTC") || strings.HasSuffix(s, "GMT") || strings.LastIndexAny(s, "+-") > len("2006-01-02")
}

// meetingRow remembers the meeting, for the participants below it.
type meetingRow struct {
	row
	zoom *Parser
	last string
}

var aboutMeeting = jsonline.NewShape(jsonline.At("meeting_id", 0), jsonline.At("start_time", 1), jsonline.At("end_time", 2), jsonline.At("host", 3), jsonline.At("meeting_uuid", 4), jsonline.At("*", 0))

// Parse implements [telemetry.Parser].
func (x *meetingRow) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	if object, err := x.JSON(line); err == nil {
		x.last = string(object)
	}
	return x.row.Parse(line, into)
}

// Export is the head of the participants below.
func (x *meetingRow) Export(head []byte) (telemetry.Parser, bool) {
	var v jsonline.Values
	var added []string
	if x.last != "" && aboutMeeting.Read(x.last, &v) == nil {
		for slot, path := range []string{"meeting_id", "start_time", "end_time", "host", "meeting_uuid"} {
			if s := v.Text(slot); s != "" {
				added = append(added, path, s)
			}
		}
	}
	return x.zoom.below(head, added)
}

// Package zoom reads what Zoom says of an account: webhooks of meetings (joined,
// left, sharing, recording, quality), participants and their quality readings as
// the dashboard API lists them, meetings, the sign-in activity report and the
// operation log. A part in a meeting comes out as Network Activity with a Meeting:
// open when it is joined, close when it is left or was listed afterwards, traffic
// for a reading of quality. Sign-ins are Authentication, operations are Entity
// Management.
package zoom

import (
	"strconv"
	"strings"
	"time"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	event = iota
	eventTS
	accountID
	meetingUUID
	meetingID
	hostID
	hostEmail
	partID   // of the account
	partSeat // in the meeting
	partName
	partEmail
	joined
	left
	partTime
	ip
	device
	camera
	microphone
	speaker
	network
	dataCentre
	clientVersion
	mac
	disk
	pcName
	pcDomain
	location
	qos
	userQOS
	leaveReason
	shareTime
	recordStart
	// Operation log.
	logTime
	operator
	categoryType
	action
	detail
	// Sign-in report.
	loginType
	clientType
	// Meetings.
	startTime
	endTime
	duration
	screenShare
	sharing
	recording
	participants
	video
)

// Parser reads Zoom's logs.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	o := "payload.object."
	q := o + "participant."
	return &Parser{telemetry.Format{
		Source:  "zoom",
		Product: telemetry.Product{Name: "Zoom", Vendor: "Zoom"},
		Marks: [][]string{{"event", "payload", "event_ts"}, {"category_type", "operation_detail"}, {"category_type", "operator"}, {"user_qos"}, {"user_name", "join_time"}, {"user_email", "join_time"}, {"name", "join_time", "leave_time"}, {"email", "client_type", "type"},
			{"uuid", "host", "start_time", "participants"}, {"uuid", "host_id", "start_time"}},
		Shape: jsonline.NewShape(
			f("event", event), f("event_ts", eventTS), f("payload.account_id", accountID), f("account_id", accountID), f(o+"uuid", meetingUUID), f(o+"id", meetingID), f(o+"host_id", hostID),
			f(o+"start_time", startTime), f(o+"end_time", endTime), f(o+"duration", duration), f(q+"user_id", partSeat), f(q+"id", partID), f(q+"user_name", partName), f(q+"email", partEmail),
			f(q+"join_time", joined), f(q+"leave_time", left), f(q+"date_time", partTime), f(q+"ip_address", ip), f(q+"public_ip", ip), f(q+"leave_reason", leaveReason), f(q+"sharing_details.date_time", shareTime),
			f(q+"qos", qos), f(q+"camera", camera), f(q+"microphone", microphone), f(q+"speaker", speaker), f(q+"data_center", dataCentre), f(q+"network_type", network), f(q+"device", device), f(q+"*", 0),
			f(o+"recording_file.recording_start", recordStart), f(o+"*", 0), f("payload.*", 0), f("payload.operator", operator),
			f("meeting_uuid", meetingUUID), f("meeting_id", meetingID), f("uuid", meetingUUID), f("host_id", hostID), f("host", hostEmail), f("host_email", hostEmail),
			f("user_id", partSeat), f("id", partID), f("user_name", partName), f("name", partName), f("email", partEmail), f("user_email", partEmail), f("join_time", joined), f("leave_time", left), f("ip_address", ip), f("device", device),
			f("camera", camera), f("microphone", microphone), f("speaker", speaker), f("network_type", network), f("data_center", dataCentre), f("version", clientVersion), f("mac_addr", mac), f("harddisk_id", disk),
			f("pc_name", pcName), f("domain", pcDomain), f("location", location), f("user_qos", userQOS), f("leave_reason", leaveReason), f("share_desktop", sharing), f("share_application", sharing), f("recording", recording),
			f("time", logTime), f("operator", operator), f("category_type", categoryType), f("action", action), f("operation_detail", detail), f("type", loginType), f("client_type", clientType),
			f("start_time", startTime), f("end_time", endTime), f("duration", duration), f("meeting_duration", duration), f("has_screen_share", screenShare),
			f("participants", participants), f("participants_count", participants), f("participant_count", participants), f("has_video", video), f("camera_on", video), f("video_on", video), f("video_enabled", video),
			f(q+"has_video", video), f(q+"camera_on", video), f(q+"video_on", video), f(o+"participants_count", participants), f(o+"participants", participants),
		).Known("topic", "guest", "recording_consent", "in_waiting_room", "marketing_opt_in", "group", "country", "other", "connection_type", "share_whiteboard", "registrant_id", "status", "failover", "in_room_participants", "participant_user_id", "has_pstn", "has_archiving", "has_voip", "has_3rd_party_audio",
			"has_recording", "has_sip", "user_type", "dept", "audio_quality", "video_quality", "screen_share_quality", "bo_mtg_id", "p_log_type"),
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
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	e.Status = telemetry.Success
	switch {
	case v.At(categoryType).Given() || v.At(detail).Given():
		operation(v, e)
	case v.At(clientType).Given() && !v.At(joined).Given():
		signIn(v, e)
	case v.At(event).Given():
		webhook(r, e)
	default:
		part(r, e)
	}
	return into, nil
}

func operation(v *jsonline.Values, e *telemetry.Event) {
	e.Metadata.LogName = "operation"
	e.When(v, "time", logTime)
	e.Class, e.Activity = telemetry.EntityManagement, verbs[strings.ToLower(v.Text(action))]
	if e.Activity == telemetry.Unknown {
		e.Activity = telemetry.Other
	}
	e.Metadata.Code = v.Text(categoryType) + "." + v.Text(action)
	e.Entity = telemetry.Entity{Type: v.Text(categoryType)}
	e.Actor.User = telemetry.Account(v.Text(operator))
	if e.Actor.User.Name == "" {
		e.Lack("operator")
	}
	e.Message = v.Text(detail)
}

var verbs = map[string]telemetry.Activity{"add": telemetry.Create, "create": telemetry.Create, "update": telemetry.Update, "edit": telemetry.Update, "delete": telemetry.Delete, "remove": telemetry.Delete,
	"lock": telemetry.EntityDisable, "unlock": telemetry.EntityEnable, "sign in": telemetry.Other}

func signIn(v *jsonline.Values, e *telemetry.Event) {
	e.Metadata.LogName = "sign_in_sign_out"
	e.When(v, "time", logTime)
	e.Class, e.Activity = telemetry.Authentication, telemetry.Logon
	if strings.Contains(strings.ToLower(v.Text(loginType)), "out") {
		e.Activity = telemetry.Logoff
	}
	e.User = telemetry.Account(v.Text(partEmail))
	e.Actor.User, e.IsRemote = e.User, telemetry.Yes
	e.Src.IP, e.HTTP.UserAgent = v.Text(ip), v.Text(clientType)
}

func person(v *jsonline.Values) telemetry.User {
	u := telemetry.Account(v.Text(partEmail))
	u.UID, u.FullName, u.Type = v.First(partID, partSeat), v.Text(partName), telemetry.UserPerson
	if u.Name == "" {
		u.Name = u.FullName
	}
	return u
}

func meeting(v *jsonline.Values) *telemetry.Meeting {
	return &telemetry.Meeting{
		UID: v.First(meetingUUID, meetingID), Host: v.First(hostEmail, hostID), Participant: v.First(partEmail, partName, partID, partSeat), Joined: telemetry.StampOr(v.At(joined)), Left: telemetry.StampOr(v.At(left)),
		Video: telemetry.TruthOf(v.At(video)), Participants: int(min(max(v.Int(participants), 0), 1<<20)),
		Camera: v.Text(camera), Microphone: v.Text(microphone), Speaker: v.Text(speaker), Network: v.Text(network), DataCentre: v.Text(dataCentre), Client: v.Text(clientVersion),
	}
}

func webhook(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	name := v.Text(event)
	e.Metadata.LogName, e.Metadata.Code, e.Metadata.TenantUID = "webhook", name, v.Text(accountID)
	e.When(v, "event_ts", left, joined, shareTime, partTime, eventTS)
	m := meeting(v)
	e.Class, e.Activity, e.Meeting = telemetry.NetworkActivity, telemetry.Other, m
	e.Actor.User = person(v)
	e.Src.IP = v.Text(ip)
	switch {
	case strings.HasSuffix(name, "participant_joined") || strings.HasSuffix(name, "meeting.started"):
		e.Activity = telemetry.NetworkOpen
	case strings.HasSuffix(name, "participant_left") || strings.HasSuffix(name, "meeting.ended"):
		e.Activity = telemetry.NetworkClose
		e.StatusDetail = v.Text(leaveReason)
	case strings.HasSuffix(name, "sharing_started"):
		m.Sharing = telemetry.Yes
	case strings.HasSuffix(name, "sharing_ended"):
		m.Sharing = telemetry.No
	case strings.HasSuffix(name, "recording_started"), strings.HasSuffix(name, "recording.started"):
		m.Recording = telemetry.Yes
	case strings.Contains(name, "qos") || strings.Contains(name, "data"):
		e.Activity = telemetry.Traffics
		quality(r, m, v.At(qos))
	case !strings.HasPrefix(name, "meeting.") && !strings.HasPrefix(name, "webinar."):
		e.Class, e.Meeting, e.API.Operation = telemetry.APIActivity, nil, name
		e.Actor.User = telemetry.Account(v.Text(operator))
		return
	}
	span(m)
	if m.UID == "" {
		e.Lack("payload.object.uuid")
	}
	e.Metadata.UID = name + "/" + m.UID + "/" + v.First(partID, partSeat) + "/" + v.Text(eventTS)
}

func span(m *telemetry.Meeting) {
	if !m.Joined.IsZero() && m.Left.After(m.Joined) {
		m.Seconds = int64(m.Left.Sub(m.Joined) / time.Second)
	}
}

func part(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.Metadata.LogName = "dashboard"
	e.When(v, "leave_time", left, endTime, joined, startTime)
	m := meeting(v)
	span(m)
	if m.Seconds == 0 {
		m.Seconds = minutes(v.At(duration).Text())
	}
	e.Class, e.Activity, e.Meeting = telemetry.NetworkActivity, telemetry.NetworkClose, m
	if !v.At(left).Given() && !v.At(endTime).Given() {
		e.Activity = telemetry.NetworkOpen
	}
	if s := telemetry.TruthOf(v.At(screenShare)); s != 0 {
		m.Sharing = s
	} else {
		m.Sharing = telemetry.TruthOf(v.At(sharing))
	}
	m.Recording = telemetry.TruthOf(v.At(recording))
	e.Actor.User = person(v)
	e.Src = telemetry.Endpoint{IP: v.Text(ip), Location: telemetry.Location{Desc: v.Text(location)}}
	e.Device = telemetry.Device{Name: v.Text(pcName), Domain: v.Text(pcDomain), MAC: v.Text(mac), UIDAlt: v.Text(disk), Type: v.Text(device)}
	if s := v.Text(device); s != "" {
		e.Device.OS = telemetry.OS{Name: s, TypeID: telemetry.SystemOf(s)}
	}
	if v.At(userQOS).Kind() == jsonline.Array {
		e.Activity = telemetry.Traffics
		if e.Time.IsZero() {
			// A list of quality readings has its times inside.
			e.Intake = telemetry.Intake{Source: e.Intake.Source, Notes: e.Intake.Notes}
			r.Part.Reset(reading)
			for x := v.At(userQOS).Elements(); x.Next(); {
				reading.ReadValue(x.Value(), &r.Part)
				if t, ok := telemetry.Stamp(r.Part.At(rTime)); ok {
					e.Time, e.Metadata.OriginalTime = t, r.Part.At(rTime).Raw()
				}
			}
			if e.Time.IsZero() {
				e.When(&r.Part, "user_qos.date_time", rTime)
			}
		}
		quality(r, m, v.At(userQOS))
	}
	if m.UID == "" {
		e.Lack("meeting_uuid")
	}
	kind := "part/"
	if e.Activity == telemetry.Traffics {
		kind = "qos/"
	}
	if m.UID != "" {
		e.Metadata.UID = kind + m.UID + "/" + v.First(partID, partSeat, partEmail, partName) + "/" + e.Metadata.OriginalTime
	}
}

// sent notes that a picture was sent, or that a reading says that none was: all of
// its measures are empty then.
func sent(m *telemetry.Meeting, flow, latency string) {
	switch {
	case strings.ContainsAny(flow, "123456789"):
		m.Video = telemetry.Yes
	case (flow != "" || latency == "") && m.Video == 0:
		m.Video = telemetry.No
	}
}

const (
	rTime = iota
	rLatency
	rJitter
	rLoss
	rBitrate
	rFrames
	rResolution
	rKind
)

var reading = jsonline.NewShape(jsonline.At("date_time", rTime), jsonline.At("max_latency", rLatency), jsonline.At("latency", rLatency), jsonline.At("max_jitter", rJitter), jsonline.At("jitter", rJitter),
	jsonline.At("max_loss", rLoss), jsonline.At("bitrate", rBitrate), jsonline.At("max_bitrate", rBitrate), jsonline.At("frame_rate", rFrames), jsonline.At("resolution", rResolution), jsonline.At("type", rKind), jsonline.At("*", 0))

func quality(r *telemetry.Record, m *telemetry.Meeting, list jsonline.Value) {
	for x := list.Elements(); x.Next(); {
		// A summary names the kind of stream in a member, a reading names the stream itself.
		reading.ReadValue(x.Value(), &r.Piece)
		kind := r.Piece.Text(rKind)
		for member := x.Value().Members(); member.Next(); {
			if member.Value().Kind() == jsonline.Object {
				worst(r, m, member.Value())
				if strings.HasPrefix(member.Name(), "video_input") || kind == "video_input" {
					sent(m, r.Piece.First(rBitrate, rFrames, rResolution), r.Piece.Text(rLatency))
				}
			}
		}
	}
}

// worst keeps the worst reading. Values come as "12 ms", "3.5 %" or numbers.
func worst(r *telemetry.Record, m *telemetry.Meeting, v jsonline.Value) {
	reading.ReadValue(v, &r.Piece)
	m.LatencyMS = max(m.LatencyMS, measure(r.Piece.Text(rLatency)))
	m.JitterMS = max(m.JitterMS, measure(r.Piece.Text(rJitter)))
	m.Loss = max(m.Loss, measure(r.Piece.Text(rLoss)))
}

func measure(s string) float64 {
	s = strings.TrimRight(s, " ms%")
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f > 1e7 {
		return 0
	}
	return f
}

// minutes reads a duration as Zoom writes it: a number of minutes or hh:mm:ss.
func minutes(s string) int64 {
	if s == "" {
		return 0
	}
	parts := strings.Split(s, ":")
	n := int64(0)
	for _, p := range parts {
		k, err := strconv.ParseInt(p, 10, 32)
		if err != nil || k < 0 || len(parts) > 3 {
			return 0
		}
		n = n*60 + k
	}
	if len(parts) == 1 {
		n *= 60
	}
	return n
}

package sim

import (
	"strconv"
	"time"
)

// pushes, clones and so on, as the code host's audit log has them.
func (w *world) gitEvent(c *chance, p *person, t time.Time, action, repo string, s *spot, day int, tags ...tag) {
	w.gitAs(c, p, p.login, t, action, repo, s, day, tags...)
}

func (w *world) gitAs(c *chance, p *person, login string, t time.Time, action, repo string, s *spot, day int, tags ...tag) {
	seen, _, _ := s.seen(day)
	o := begin(700)
	o.n("@timestamp", t.UnixMilli()).s("_document_id", c.hex(22)).s("action", action).s("actor", login).n("actor_id", int64(900000+p.n)).s("actor_ip", s.ip).open("actor_location").s("country_code", seen.code).close()
	o.s("business", "lanternfish").n("created_at", t.UnixMilli()).s("external_identity_nameid", p.mail).s("org", "lanternfish").s("operation_type", map[bool]string{true: "modify", false: "access"}[action == "git.push"])
	if repo != "" {
		o.s("repo", repo).s("repository", repo).t("repository_public", false).s("visibility", "private")
	}
	if len(action) > 4 && action[:4] == "git." {
		o.n("transport_protocol", 2).s("transport_protocol_name", "ssh").s("user_agent", "git/2.45.2")
	} else {
		o.s("user_agent", "Mozilla/5.0")
	}
	w.log.emit(github, t, o.done(), p, tags...)
}

// codeHook is a webhook of a push, with the files that it changed.
func (w *world) codeHook(c *chance, p *person, t time.Time, repo string, files []string, tags ...tag) {
	o := begin(1000)
	before, after := c.hex(40), c.hex(40)
	o.s("ref", "refs/heads/main").s("before", before).s("after", after).open("repository").n("id", int64(derive(5, repo).below(1e6))).s("full_name", repo).t("private", true).close()
	o.open("pusher").s("name", p.login).s("email", p.mail).close().open("sender").s("login", p.login).n("id", int64(900000+p.n)).s("type", "User").close().open("organization").s("login", "lanternfish").close()
	o.t("created", false).t("deleted", false).t("forced", false).null("base_ref").s("compare", "https://github.com/"+repo+"/compare/"+before[:12]+"..."+after[:12])
	commit := begin(400)
	commit.s("id", after).s("message", pick(c, messages)).at("timestamp", t, time.RFC3339).open("author").s("name", p.name()).s("email", p.mail).s("username", p.login).close().list("modified")
	for _, f := range files {
		commit.s("", f)
	}
	commit.end()
	one := string(commit.done())
	o.raw("commits", "["+one+"]").raw("head_commit", one)
	w.log.emit(github, t, o.done(), p, tags...)
}

var messages = []string{"fix flaky test", "handle empty batch", "tidy imports", "bump dependency", "add retries", "rename field", "document limits", "speed up decoding", "guard against overflow"}

// meeting is a call that several people join.
type meeting struct {
	uuid, id string
	start    time.Time
	minutes  int
	topic    string
}

// attend writes a person's part in a meeting.
func (w *world) attend(c *chance, p *person, m *meeting, s *spot, l *laptop, camera string, latency float64, share bool, tags ...tag) {
	join := m.start.Add(time.Duration(c.between(-40, 150)) * time.Second)
	leave := m.start.Add(time.Duration(m.minutes)*time.Minute + time.Duration(c.between(-30, 90))*time.Second)
	seen, _, _ := s.seen(w.dayOf(join))
	day := w.localDay(p, join)
	microphone := p.microphone
	if camera == "HDMI Capture" {
		microphone = "HDMI Capture"
	}
	if c.happens(0.25) {
		o := begin(600)
		o.s("event", "meeting.participant_joined").n("event_ts", join.UnixMilli()).open("payload").s("account_id", "lf01").open("object").s("uuid", m.uuid).s("id", m.id).s("host_id", "hostLF").s("topic", m.topic).n("type", 8).at("start_time", m.start, seconds)
		o.open("participant").s("user_id", strconv.Itoa(16778240+p.n*1024)).s("user_name", p.name()).s("id", p.workID).s("email", p.mail).at("join_time", join, seconds).s("public_ip", s.ip).close().close().close()
		w.log.emit(zoom, join, o.done(), p)
	}
	system := "Mac"
	if l == nil || l.windows {
		system = "Windows"
	}
	host := ""
	if l != nil {
		host = l.host
	}
	o := begin(800)
	o.s("meeting_uuid", m.uuid).s("id", p.workID).s("user_id", strconv.Itoa(16778240+p.n*1024)).s("user_name", p.name()).s("email", p.mail).s("device", system).s("ip_address", s.ip).s("location", seen.city+" ("+seen.code+" )").s("network_type", pick(c, []string{"Wifi", "Wifi", "Wired"})).s("data_center", "United States")
	o.q("camera", camera).s("microphone", microphone).s("speaker", microphone).at("join_time", join, seconds).at("leave_time", leave, seconds).t("share_desktop", share).t("recording", false).s("pc_name", host).s("version", "6.3."+strconv.Itoa(max(0, day)/20))
	w.log.emit(zoom, leave.Add(time.Minute), o.done(), p, tags...)
	if c.happens(0.7) {
		v := max(8, latency*(0.8+0.4*c.unit()))
		o = begin(600)
		o.s("event", "meeting.participant_qos_summary").n("event_ts", leave.Add(90*time.Second).UnixMilli()).open("payload").s("account_id", "lf01").open("object").s("uuid", m.uuid).open("participant").s("user_id", strconv.Itoa(16778240+p.n*1024)).s("id", p.workID).s("user_name", p.name()).s("email", p.mail).list("qos")
		for _, k := range []string{"audio_input", "video_input"} {
			o.open("").s("type", k).open("details").s("min_latency", strconv.Itoa(int(v/2))+" ms").s("avg_latency", strconv.Itoa(int(v*0.8))+" ms").s("max_latency", strconv.Itoa(int(v))+" ms").s("max_jitter", strconv.Itoa(int(v/8))+" ms").s("max_loss", strconv.Itoa(c.below(3))+" %").close().close()
		}
		o.end().close().close().close()
		if v > 300 {
			w.log.emit(zoom, leave.Add(90*time.Second), o.done(), p, p.latencyTag)
		} else {
			w.log.emit(zoom, leave.Add(90*time.Second), o.done(), p)
		}
	}
}

var cloudCalls = []struct{ service, name string }{
	{"ec2", "DescribeInstances"}, {"s3", "GetObject"}, {"s3", "ListBuckets"}, {"logs", "FilterLogEvents"}, {"eks", "DescribeCluster"}, {"rds", "DescribeDBInstances"}, {"secretsmanager", "GetSecretValue"}, {"iam", "ListRoles"}, {"cloudwatch", "GetMetricData"}, {"ecr", "BatchGetImage"}, {"s3", "PutObject"},
}

func (w *world) cloud(c *chance, p *person, t time.Time, s *spot, tags ...tag) {
	k := pick(c, cloudCalls)
	read := k.name[0] != 'P'
	account := "111122223333"
	o := begin(1200)
	o.s("eventVersion", "1.09").open("userIdentity").s("type", "AssumedRole").s("principalId", "AROALANTERN:"+p.mail).s("arn", "arn:aws:sts::"+account+":assumed-role/AWSReservedSSO_Engineer/"+p.mail).s("accountId", account).s("accessKeyId", "ASIA"+c.letters(16))
	o.open("sessionContext").open("sessionIssuer").s("type", "Role").s("principalId", "AROALANTERN").s("arn", "arn:aws:iam::"+account+":role/AWSReservedSSO_Engineer").s("accountId", account).s("userName", "AWSReservedSSO_Engineer").close().open("attributes").at("creationDate", t.Add(-time.Hour), seconds).s("mfaAuthenticated", "false").close().close().close()
	o.at("eventTime", t, seconds).s("eventSource", k.service+".amazonaws.com").s("eventName", k.name).s("awsRegion", "us-east-1").s("sourceIPAddress", s.ip).s("userAgent", pick(c, []string{"aws-cli/2.24.1", "Terraform/1.10.5", "console.amazonaws.com"}))
	if k.service == "s3" {
		o.open("requestParameters").s("bucketName", pick(c, []string{"lf-artifacts", "lf-logs", "lf-backups"})).close()
	} else {
		o.null("requestParameters")
	}
	o.null("responseElements").s("requestID", c.uuid()).s("eventID", c.uuid()).t("readOnly", read).s("eventType", "AwsApiCall").t("managementEvent", k.service != "s3").s("recipientAccountId", account).s("eventCategory", "Management")
	w.log.emit(cloudtrail, t, o.done(), p, tags...)
}

// backgroundDay is what belongs to nobody: service accounts, pipelines, the help
// desk, detections that mean nothing.
func (w *world) backgroundDay(d int) {
	c := derive(w.cfg.Seed, "background", d)
	day := w.start.AddDate(0, 0, d)
	scale := w.cfg.People/50 + 1
	bot := &person{number: "", mail: "ci@" + w.domain, login: "lanternfish-ci[bot]", n: 99000, at: w.places[0]}
	ci := &spot{ip: "203.0.113." + strconv.Itoa(2+c.below(6)), at: w.places[0], firm: true}
	for range 6 * scale {
		t := day.Add(time.Duration(c.unit() * 24 * float64(time.Hour)))
		repo := "lanternfish/" + pick(c, []string{"web-app", "ledger-api", "wallet-core", "contracts", "infra-live"})
		o := begin(500)
		o.n("@timestamp", t.UnixMilli()).s("_document_id", c.hex(22)).s("action", pick(c, []string{"git.fetch", "workflows.completed_workflow_run", "workflows.prepared_workflow_job", "git.clone"})).s("actor", bot.login).t("actor_is_bot", true).s("actor_ip", ci.ip).s("business", "lanternfish").n("created_at", t.UnixMilli()).s("org", "lanternfish").s("repo", repo).s("repository", repo).s("user_agent", "actions-runner")
		w.log.emit(github, t, o.done(), nil)
		t = day.Add(time.Duration(c.unit() * 24 * float64(time.Hour)))
		o = begin(700)
		o.s("eventVersion", "1.09").open("userIdentity").s("type", "AWSService").s("invokedBy", "ecs-tasks.amazonaws.com").close().at("eventTime", t, seconds).s("eventSource", "sts.amazonaws.com").s("eventName", "AssumeRole").s("awsRegion", "us-east-1").s("sourceIPAddress", "ecs-tasks.amazonaws.com").s("userAgent", "ecs-tasks.amazonaws.com")
		o.open("requestParameters").s("roleArn", "arn:aws:iam::111122223333:role/Task").s("roleSessionName", c.hex(12)).close().null("responseElements").s("requestID", c.uuid()).s("eventID", c.uuid()).t("readOnly", true).s("eventType", "AwsApiCall").s("recipientAccountId", "111122223333")
		w.log.emit(cloudtrail, t, o.done(), nil)
	}
	// A service account in the directory, and one that nobody remembers.
	for range scale {
		t := day.Add(time.Duration(c.unit() * 24 * float64(time.Hour)))
		o := begin(700)
		name := pick(c, []string{"svc-backup", "svc-monitoring", "svc-hris-sync", "legacy-reports"})
		o.open("actor").s("id", "0oa"+appID(name)).s("type", "PublicClientApp").s("alternateId", name).s("displayName", name).null("detailEntry").close().open("client").s("ipAddress", ci.ip).close().s("displayMessage", "OAuth2 token granted").s("eventType", "app.oauth2.token.grant.access_token").open("outcome").s("result", "SUCCESS").null("reason").close().at("published", t, millis).s("severity", "INFO").s("uuid", c.uuid()).s("version", "0").raw("target", "[]")
		w.log.emit(okta, t, o.done(), nil)
	}
	if c.happens(0.5) {
		// Somebody tries passwords from outside.
		t := day.Add(time.Duration(c.unit() * 24 * float64(time.Hour)))
		o := begin(700)
		o.open("actor").s("id", "unknown").s("type", "User").s("alternateId", pick(c, []string{"admin", "info", "test", "finance"})+"@"+w.domain).s("displayName", "unknown").null("detailEntry").close().open("client").s("ipAddress", w.space.common("hosting", w.places[0], 4).host(uint64(c.below(40)))).close().s("displayMessage", "User login to Okta").s("eventType", "user.session.start").open("outcome").s("result", "FAILURE").s("reason", "VERIFICATION_ERROR").close().at("published", t, millis).s("severity", "WARN").s("uuid", c.uuid()).s("version", "0").raw("target", "[]")
		w.log.emit(okta, t, o.done(), nil)
	}
	for range c.some(0.012 * float64(w.cfg.People) / 4) {
		p := pick(c, w.people)
		if p.kind == Honest && p.employed(d) && p.laptop(d) != nil && d >= 0 && d < w.cfg.Days {
			w.alert(c, p, w.moment(p, d, c.span(9, 17)), pick(c, []string{"Adware blocked", "Test tool flagged", "Macro blocked"}), "A file was quarantined", pick(c, []string{"Low", "Low", "Medium"}), "Execution", "User Execution", `\Device\HarddiskVolume3\Users\Public\Downloads\setup.exe`)
		}
	}
}

package sim

import (
	"strconv"
	"time"
)

// machine is what a sign-in comes from.
type machine struct {
	id, name, platform, version, agent, browser, kind, print string
	managed, registered                                      bool
}

func (w *world) laptopMachine(p *person, l *laptop, day int) *machine {
	m := &machine{id: l.okta, name: l.host, managed: true, registered: true, browser: p.browser, kind: "Computer", print: p.profile}
	system := "Macintosh; Intel Mac OS X 10_15_7"
	m.platform, m.version = "OSX", l.build
	switch {
	case l.windows:
		system, m.platform = "Windows NT 10.0; Win64; x64", "WINDOWS"
	case l.linux:
		system, m.platform = "X11; Linux x86_64", "LINUX"
	}
	m.agent = userAgent(system, p.browser, day)
	return m
}

func (w *world) phoneMachine(p *person, day int) *machine {
	m := &machine{id: p.phoneID, name: p.phoneName, registered: true, browser: "CHROME_MOBILE", kind: "Mobile", print: p.phonePrint, platform: "ANDROID", version: "14"}
	if p.phoneName[0] == 'i' {
		m.platform, m.version, m.browser = "IOS", "17.4.1", "SAFARI_MOBILE"
		m.agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
		return m
	}
	m.agent = "Mozilla/5.0 (Linux; Android 14; " + p.phoneName + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + chromeAt(day) + ".0.0.0 Mobile Safari/537.36"
	return m
}

// otherMachine is a machine that the firm does not know.
func otherMachine(c *chance, windows bool, day int) *machine {
	m := &machine{id: "guo" + c.hex(17), name: "DESKTOP-" + c.letters(7), platform: "WINDOWS", version: "10.0.19045", browser: "CHROME", kind: "Computer", print: c.hex(32)}
	system := "Windows NT 10.0; Win64; x64"
	if !windows {
		m.name, m.platform, m.version, system = "MacBook-Pro-"+strconv.Itoa(c.between(2, 40)), "OSX", "13.5.0", "Macintosh; Intel Mac OS X 10_15_7"
	}
	m.agent = userAgent(system, "CHROME", day)
	return m
}

func chromeAt(day int) string { return strconv.Itoa(132 + (day+200)/28) }

func userAgent(system, browser string, day int) string {
	v := chromeAt(day)
	switch browser {
	case "FIREFOX":
		return "Mozilla/5.0 (" + system + "; rv:" + v + ".0) Gecko/20100101 Firefox/" + v + ".0"
	case "SAFARI":
		return "Mozilla/5.0 (" + system + ") AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"
	case "EDGE":
		return "Mozilla/5.0 (" + system + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + v + ".0.0.0 Safari/537.36 Edg/" + v + ".0.0.0"
	}
	return "Mozilla/5.0 (" + system + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + v + ".0.0.0 Safari/537.36"
}

// session is a browser's time in Okta.
type session struct {
	id   string
	m    *machine
	at   spot
	day  int
	risk string
}

// oktaEvent is a kind of event of the System Log.
type oktaEvent struct {
	kind, text, legacy, result, reason, factor string
	// target of the event beside the person.
	targetType, target string
}

var (
	sessionStart = oktaEvent{kind: "user.session.start", text: "User login to Okta", legacy: "core.user_auth.login_success", targetType: "AppInstance", target: "Okta Dashboard"}
	sessionFail  = oktaEvent{kind: "user.session.start", text: "User login to Okta", legacy: "core.user_auth.login_failed", result: "FAILURE", reason: "INVALID_CREDENTIALS"}
	byFactor     = oktaEvent{kind: "user.authentication.auth_via_mfa", text: "Authentication of user via MFA", legacy: "core.user.factor.attempt_success", factor: "OKTA_VERIFY_PUSH", targetType: "AuthenticatorEnrollment", target: "Okta Verify"}
	toApp        = oktaEvent{kind: "user.authentication.sso", text: "User single sign on to app", legacy: "core.user_auth.idp.sso", targetType: "AppInstance"}
	sessionEnd   = oktaEvent{kind: "user.session.end", text: "User logout from Okta", legacy: "core.user_auth.logout_success"}
	newFactor    = oktaEvent{kind: "user.mfa.factor.activate", text: "Activate factor or authenticator enrollment for user", legacy: "core.user.factor.activate", factor: "OKTA_VERIFY_PUSH", targetType: "User"}
	noFactors    = oktaEvent{kind: "user.mfa.factor.reset_all", text: "Reset all factors for user", legacy: "core.user.factor.reset_all", targetType: "User"}
	passReset    = oktaEvent{kind: "user.account.reset_password", text: "User reset password for Okta", legacy: "core.user.config.user_status.password_reset", targetType: "User"}
	passUpdate   = oktaEvent{kind: "user.account.update_password", text: "User update password for Okta", legacy: "core.user.config.password_update.success", targetType: "User"}
	userMade     = oktaEvent{kind: "user.lifecycle.create", text: "Create Okta user", legacy: "core.user.config.user_creation.success", targetType: "User"}
	userActive   = oktaEvent{kind: "user.lifecycle.activate", text: "Activate Okta user", legacy: "core.user.config.user_activated", targetType: "User"}
	userGone     = oktaEvent{kind: "user.lifecycle.deactivate", text: "Deactivate Okta user", legacy: "core.user.config.user_deactivated", targetType: "User"}
	deviceAdded  = oktaEvent{kind: "device.enrollment.create", text: "Enroll new device", targetType: "Device"}
	renamed      = oktaEvent{kind: "user.account.update_profile", text: "Update user profile for Okta", legacy: "core.user.config.update_profile", targetType: "User"}
	toGroup      = oktaEvent{kind: "group.user_membership.add", text: "Add user to group membership", legacy: "core.user_group_member.user_add", targetType: "User"}
)

// okta writes one event of a person's session. Where admin is set, a technician
// did it to the person.
func (w *world) okta(c *chance, p *person, t time.Time, s *session, e oktaEvent, admin bool, tags ...tag) {
	o := begin(1500)
	result := e.result
	if result == "" {
		result = "SUCCESS"
	}
	o.open("actor")
	if admin {
		o.s("id", "00uit000000000000001").s("type", "User").s("alternateId", "it.desk@"+w.domain).s("displayName", "IT Desk").null("detailEntry")
	} else {
		o.s("id", p.workID).s("type", "User").s("alternateId", p.mail).s("displayName", p.name()).null("detailEntry")
	}
	o.close()
	request := c.hex(27)
	if s != nil && !admin {
		number, org, isp, domain := s.at.number()
		seen, lat, lon := s.at.seen(s.day)
		o.open("client").open("userAgent").s("rawUserAgent", s.m.agent).s("os", s.m.platform).s("browser", s.m.browser).close()
		o.s("zone", "null").s("device", s.m.kind).null("id").s("ipAddress", s.at.ip)
		o.open("geographicalContext").s("city", seen.city).s("state", seen.region).s("country", seen.country).null("postalCode").open("geolocation").f("lat", lat, 4).f("lon", lon, 4).close().close().close()
		if s.m.id != "" {
			o.open("device").s("id", s.m.id).s("name", s.m.name).s("os_platform", s.m.platform).s("os_version", s.m.version).t("managed", s.m.managed).t("registered", s.m.registered).close()
		} else {
			o.null("device")
		}
		o.open("authenticationContext").null("authenticationProvider").null("credentialProvider").null("credentialType").null("issuer").n("authenticationStep", 0).s("rootSessionId", s.id).s("externalSessionId", s.id).close()
		o.open("securityContext").n("asNumber", int64(number)).s("asOrg", org).s("isp", isp).s("domain", domain).t("isProxy", s.at.proxy()).close()
	} else {
		o.open("client").s("ipAddress", "192.0.2.10").s("device", "Computer").close()
		o.open("securityContext").n("asNumber", 64500).s("asOrg", "Lanternfish Protocol").s("isp", "lanternfish protocol").s("domain", w.domain).t("isProxy", false).close()
	}
	o.s("displayMessage", e.text).s("eventType", e.kind)
	o.open("outcome").s("result", result)
	if e.reason != "" {
		o.s("reason", e.reason)
	} else {
		o.null("reason")
	}
	o.close().at("published", t, millis).s("severity", map[bool]string{true: "INFO", false: "WARN"}[result == "SUCCESS"])
	o.open("debugContext").open("debugData").s("requestId", request).s("requestUri", "/idp/idx/identify")
	if s != nil && !admin {
		risk := s.risk
		if risk == "" {
			risk = "LOW"
		}
		o.s("risk", "{level="+risk+"}").s("deviceFingerprint", s.m.print).q("factor", e.factor).s("threatSuspected", "false")
	} else {
		o.q("factor", e.factor)
	}
	o.close().close().q("legacyEventType", e.legacy)
	o.open("transaction").s("type", "WEB").s("id", request).raw("detail", "{}").close().s("uuid", c.uuid()).s("version", "0")
	o.open("request").raw("ipChain", "[]").close()
	o.list("target")
	switch e.targetType {
	case "User":
		o.open("").s("id", p.workID).s("type", "User").s("alternateId", p.mail).s("displayName", p.name()).null("detailEntry").close()
		if e.target != "" {
			o.open("").s("id", "00g"+request[:17]).s("type", "UserGroup").s("alternateId", "unknown").s("displayName", e.target).null("detailEntry").close()
		}
	case "Device":
		id, name := p.phoneID, p.phoneName
		o.open("").s("id", id).s("type", "Device").s("alternateId", "unknown").s("displayName", name).null("detailEntry").close()
	case "AppInstance":
		o.open("").s("id", "0oa"+appID(e.target)).s("type", "AppInstance").s("alternateId", e.target).s("displayName", e.target).null("detailEntry").close()
	case "":
	default:
		o.open("").s("id", "pfd"+p.phoneID[3:]).s("type", e.targetType).s("alternateId", "unknown").s("displayName", e.target).null("detailEntry").close()
	}
	o.end()
	w.log.emit(okta, t, o.done(), p, tags...)
}

func appID(name string) string { return derive(7, name).hex(17) }

var apps = []string{"Google Workspace", "Zoom", "Jira", "Slack", "Confluence", "Expensify", "BambooHR"}

func (p *person) appNames() []string {
	out := append([]string(nil), apps...)
	if p.role.code {
		out = append(out, "GitHub", "GitHub", "Datadog")
	}
	if p.role.cloud {
		out = append(out, "AWS SSO")
	}
	switch p.role.team {
	case "Finance", "Treasury":
		out = append(out, "Ledger Console", "Netsuite")
	case "Support":
		out = append(out, "Zendesk", "Zendesk")
	case "Marketing", "Partnerships":
		out = append(out, "Hubspot")
	}
	return out
}

// signIn writes a session: password, factor, some applications.
func (w *world) signIn(c *chance, p *person, t time.Time, s *session, span time.Duration, apps int, tags ...tag) {
	if s.id == "" {
		s.id = "idx" + c.hex(20)
	}
	if c.happens(0.025) {
		w.okta(c, p, t.Add(-40*time.Second), s, sessionFail, false)
	}
	w.okta(c, p, t, s, sessionStart, false, tags...)
	if c.happens(0.8) {
		f := byFactor
		if p.desk("1050") && c.happens(0.6) {
			f.factor, f.target = "FIDO_WEBAUTHN", "Security Key or Biometric"
		}
		w.okta(c, p, t.Add(time.Duration(c.between(4, 25))*time.Second), s, f, false)
	}
	names := p.appNames()
	for range apps {
		e := toApp
		e.target = pick(c, names)
		w.okta(c, p, t.Add(30*time.Second+time.Duration(c.unit()*float64(span))), s, e, false)
	}
	if c.happens(0.04) {
		w.okta(c, p, t.Add(span), s, sessionEnd, false)
	}
}

func (p *person) desk(vendor string) bool {
	for _, l := range p.laptops {
		for _, u := range l.desk {
			if u.vendor == vendor {
				return true
			}
		}
	}
	return false
}

// entra writes a sign-in to the finance system's own directory.
func (w *world) entraSignIn(c *chance, p *person, t time.Time, s *session, tags ...tag) {
	seen, lat, lon := s.at.seen(s.day)
	number, _, _, _ := s.at.number()
	o := begin(1200)
	o.s("id", c.uuid()).at("createdDateTime", t, millis).s("userDisplayName", p.name()).s("userPrincipalName", p.mail).s("userId", appID(p.number)[:8]+"-0000-4000-a000-"+appID(p.number)[5:17]).s("appId", "11111111-2222-4333-a444-555555555555").s("appDisplayName", pick(c, []string{"Dynamics 365", "Office 365 Exchange Online", "Power BI"}))
	o.s("ipAddress", s.at.ip).s("clientAppUsed", "Browser").s("correlationId", c.uuid()).s("conditionalAccessStatus", "success").t("isInteractive", true).s("riskDetail", "none").s("riskLevelDuringSignIn", "none").s("riskState", "none").s("resourceDisplayName", "Microsoft Graph")
	o.open("status").n("errorCode", 0).s("failureReason", "Other.").null("additionalDetails").close()
	o.open("deviceDetail").s("deviceId", s.m.id).s("displayName", s.m.name).s("operatingSystem", s.m.platform).s("browser", s.m.browser).t("isCompliant", s.m.managed).t("isManaged", s.m.managed).s("trustType", "").close()
	o.open("location").s("city", seen.city).s("state", seen.region).s("countryOrRegion", seen.code).open("geoCoordinates").null("altitude").f("latitude", lat, 4).f("longitude", lon, 4).close().close()
	o.s("authenticationRequirement", "multiFactorAuthentication").n("autonomousSystemNumber", int64(number)).s("userAgent", s.m.agent)
	w.log.emit(entra, t, o.done(), p, tags...)
}

// drive writes what somebody did in Google Workspace.
func (w *world) drive(c *chance, p *person, t time.Time, s *session, name, title string, tags ...tag) {
	seen, _, _ := s.at.seen(s.day)
	number, _, _, _ := s.at.number()
	app, kind := "drive", "access"
	if name == "login_success" {
		app, kind = "login", "login"
	}
	o := begin(900)
	o.s("kind", "admin#reports#activity").open("id").at("time", t, millis).s("uniqueQualifier", strconv.FormatInt(int64(c.next()>>2), 10)).s("applicationName", app).s("customerId", "C03lantern").close().s("etag", c.hex(20))
	o.open("actor").s("email", p.mail).s("profileId", "1"+strconv.Itoa(100000000+p.n)).close().s("ipAddress", s.at.ip).open("networkInfo").raw("ipAsn", "["+strconv.Itoa(int(number))+"]").s("regionCode", seen.code).close()
	o.list("events").open("").s("type", kind).s("name", name).list("parameters")
	if app == "login" {
		o.open("").s("name", "login_type").s("value", "saml").close().open("").s("name", "is_suspicious").t("boolValue", false).close()
	} else {
		o.open("").s("name", "doc_id").s("value", "1"+derive(3, title).hex(24)).close().open("").s("name", "doc_title").s("value", title).close().open("").s("name", "doc_type").s("value", "document").close().open("").s("name", "visibility").s("value", "private").close()
	}
	o.end().close().end()
	w.log.emit(workspace, t, o.done(), p, tags...)
}

// tunnel writes the firm's VPN.
func (w *world) vpnSession(c *chance, p *person, from, to time.Time, s *session, l *laptop) {
	seen, _, _ := s.at.seen(s.day)
	id, inner := c.hex(16), "10.8."+strconv.Itoa(c.below(16))+"."+strconv.Itoa(c.between(2, 250))
	port := int64(c.between(32768, 60999))
	system := map[bool]string{true: "Windows 11", false: "macOS 14.6"}[l.windows]
	o := begin(420)
	o.at("time", from, seconds).s("user", p.mail).s("action", "connected").s("src_ip", s.at.ip).n("src_port", port).s("vpn_ip", inner).s("gateway", "vpn1."+w.domain).s("hostname", l.host).s("serial", l.serial).s("client_os", system).s("session_id", id).s("country", seen.code)
	w.log.emit(vpn, from, o.done(), p)
	o = begin(420)
	o.at("time", to, seconds).s("user", p.mail).s("action", "disconnected").s("src_ip", s.at.ip).n("src_port", port).s("vpn_ip", inner).s("gateway", "vpn1."+w.domain).s("session_id", id).n("bytes_in", int64(c.between(1, 900))*1e5).n("bytes_out", int64(c.between(1, 300))*1e5).s("reason", "user")
	w.log.emit(vpn, to, o.done(), p)
}

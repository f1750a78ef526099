// Package github reads what GitHub says of an organisation: the audit log with
// git events (one entry a line, from the API, a stream or an export) and webhook
// payloads. Clones, fetches, pushes and archive downloads come out as Web
// Resources Activity, members and teams as Group Management and User Access,
// sign-ins as Authentication, accounts and keys as Account Change, everything
// else as API Activity.
package github

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	document = iota
	action
	createdAt
	timestamp
	actor
	actorID
	actorIP
	country
	actorBot
	actorSession
	user
	userID
	org
	orgID
	business
	repo
	repoID
	team
	permission
	visibility
	previous
	operationType
	agent
	accessType
	tokenID
	hashedToken
	keyFingerprint
	transport
	requestID
	method
	url
	referrer
	name
	externalID
	externalName
	branch
	public
	conclusion
	// Webhooks.
	sender
	senderID
	senderType
	repoName
	repoNumber
	orgLogin
	pusher
	pusherEmail
	ref
	commits
	headTime
	pull
	pullTime
	issue
	comment
	commentUser
	run
	job
	member
	memberID
	release
	deployKey
	hook
	alert
	forced
	city
	region
	postal
	forkName
	forkOwnerType
	forkParent
	forkSource
	forkParentID
	oldName
	oldOwner
	protection
	environment
)

// Parser reads GitHub's logs.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	return &Parser{telemetry.Format{
		Source:  "github",
		Product: telemetry.Product{Name: "Audit Log", Vendor: "GitHub"},
		LogName: "audit",
		Marks: [][]string{{"action", "actor", "org"}, {"action", "actor", "created_at"}, {"action", "actor", "@timestamp"}, {"action", "_document_id"}, {"action", "created_at", "repo"}, {"action", "actor", "repo"}, {"action", "actor", "business"},
			{"repository", "sender"}, {"repository", "pusher"}, {"action", "repository"}, {"ref", "repository"}, {"pages", "repository"}, {"organization", "sender"}},
		Needs: nil,
		Shape: jsonline.NewShape(
			f("_document_id", document), f("action", action), f("created_at", createdAt), f("@timestamp", timestamp), f("at_sign_timestamp", timestamp),
			f("actor", actor), f("actor_id", actorID), f("actor_ip", actorIP), f("actor_location.country_code", country), f("actor_location.city", city),
			f("actor_location.region", region), f("actor_location.postal_code", postal), f("actor_location.*", 0), f("actor_is_bot", actorBot), f("actor_session", actorSession),
			f("user", user), f("user_id", userID), f("org", org), f("org_id", orgID), f("business", business), f("repo", repo), f("repo_id", repoID),
			f("team", team), f("data.team", team), f("permission", permission), f("new_repo_permission", permission), f("visibility", visibility), f("previous_visibility", previous),
			f("operation_type", operationType), f("user_agent", agent), f("programmatic_access_type", accessType), f("token_id", tokenID), f("hashed_token", hashedToken),
			f("public_key_fingerprint", keyFingerprint), f("fingerprint", keyFingerprint), f("transport_protocol_name", transport), f("request_id", requestID), f("method", method),
			f("request_method", method), f("url", url), f("referrer", referrer), f("name", name), f("external_identity_nameid", externalID), f("external_identity_username", externalName), f("branch", branch),
			f("head_branch", branch), f("public_repo", public), f("repository_public", public), f("conclusion", conclusion),
			f("sender.login", sender), f("sender.id", senderID), f("sender.type", senderType), f("sender.*", 0), f("repository", repo), f("repository.full_name", repoName), f("repository.id", repoNumber), f("repository.private", visibility), f("repository.*", 0),
			f("organization.login", orgLogin), f("organization.*", 0), f("pusher.name", pusher), f("pusher.email", pusherEmail), f("pusher.*", 0), f("ref", ref), f("commits", commits),
			f("head_commit.timestamp", headTime), f("head_commit.*", 0), f("pull_request", pull), f("pull_request.updated_at", pullTime), f("pull_request.*", 0), f("issue", issue), f("issue.updated_at", pullTime), f("issue.*", 0),
			f("comment", comment), f("comment.created_at", createdAt), f("comment.user.login", commentUser), f("comment.user.*", 0), f("comment.*", 0), f("workflow_run", run), f("workflow_run.updated_at", pullTime), f("workflow_run.*", 0),
			f("workflow_job", job), f("workflow_job.completed_at", pullTime), f("workflow_job.*", 0), f("member.login", member), f("member.id", memberID), f("member.*", 0),
			f("release", release), f("release.published_at", pullTime), f("release.*", 0), f("key", deployKey), f("hook", hook), f("alert", alert), f("alert.created_at", pullTime), f("alert.*", 0), f("forced", forced),
			f("forkee.full_name", forkName), f("forkee.owner.type", forkOwnerType), f("forkee.*", 0),
			f("fork_parent", forkParent), f("data.fork_parent", forkParent), f("fork_source", forkSource), f("data.fork_source", forkSource), f("fork_parent_id", forkParentID), f("old_repo", oldName), f("old_name", oldName), f("data.old_name", oldName),
			f("old_user", oldOwner), f("old_org", oldOwner), f("previous_owner", oldOwner), f("data.visibility", visibility), f("data.previous_visibility", previous), f("protected_branch_name", protection), f("environment_name", environment),
		).Known("transport_protocol", "business_id", "server_id", "installation", "enterprise", "before", "after", "created", "deleted", "base_ref", "compare", "workflow", "number", "changes", "discussion",
			"data", "event", "events", "config", "active", "hook_id", "workflow_id", "workflow_run_id", "run_attempt", "run_number", "head_sha", "started_at", "completed_at", "trigger_id", "is_hosted_runner",
			"job_name", "controller_action", "rate_limit_remaining", "route", "status_code", "query_string", "token_scopes", "oauth_application_id", "oauth_application", "programmatic_access_type", "deploy_key", "p_log_type", "repository_id", "fork_source_id", "owner_type", "admin_enforced", "authorized_actors", "authorized_actors_only", "allow_force_pushes_enforcement_level", "allow_deletions_enforcement_level", "required_approving_review_count", "head_branch_name", "is_republished", "environment_id"),
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
	if v.At(repo).Kind() == jsonline.Object || v.At(sender).Given() || v.At(pusher).Given() {
		p.webhook(r, e)
	} else {
		p.audit(r, e)
	}
	return into, nil
}

func (p *Parser) audit(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.When(v, "created_at", createdAt, timestamp)
	code := v.Text(action)
	if code == "" {
		e.Lack("action")
	}
	e.Metadata.UID, e.Metadata.Code, e.Metadata.TenantUID = v.Text(document), code, v.First(org, business)
	if e.Metadata.UID == "" {
		e.Metadata.UID = v.Text(requestID)
	}
	e.Actor.User = telemetry.User{UID: v.Text(actorID), Name: v.Text(actor), Type: telemetry.UserPerson, Key: v.First(keyFingerprint, tokenID, hashedToken)}
	if login := v.Text(externalID); login != "" {
		e.Actor.User.Email = emailOf(login)
	}
	if e.Actor.User.Name == "" {
		e.Actor.User.Name = v.Text(externalName)
		if v.Text(user) != "" && strings.HasPrefix(code, "git.") {
			e.Actor.User.Name = v.Text(user)
		}
		if e.Actor.User.Name == "" {
			e.Lack("actor")
		}
	}
	if telemetry.TruthOf(v.At(actorBot)) == telemetry.Yes || strings.HasSuffix(e.Actor.User.Name, "[bot]") {
		e.Actor.User.Type = telemetry.UserService
	}
	e.Actor.Session.UID = v.Text(actorSession)
	if login := v.Text(user); login != "" {
		e.User = telemetry.User{UID: v.Text(userID), Name: login, Type: telemetry.UserPerson}
	}
	e.Src.IP = v.Text(actorIP)
	e.Src.Location = telemetry.Location{Country: v.Text(country), City: v.Text(city), Region: v.Text(region), PostalCode: v.Text(postal)}
	e.HTTP = telemetry.HTTP{UserAgent: v.Text(agent), UID: v.Text(requestID), Method: v.Text(method), Referrer: v.Text(referrer), URL: v.Text(url)}
	if e.HTTP.UID == e.Metadata.UID {
		e.HTTP.UID = ""
	}
	e.AuthProtocol = v.Text(accessType)
	resource := telemetry.Resource{Name: v.Text(repo), UID: v.Text(repoID), Type: "repository"}
	if pub := telemetry.TruthOf(v.At(public)); pub == telemetry.Yes {
		resource.Data = "public"
	} else if s := v.Text(visibility); s != "" {
		resource.Data = s
	}
	classify(r, e, code, resource)
}

func emailOf(s string) string {
	if telemetry.IsEmail(s) {
		return s
	}
	return ""
}

type rule struct {
	prefix   string
	class    telemetry.Class
	activity telemetry.Activity
}

// Actions as GitHub's documentation of audit log events names them.
var rules = []rule{
	// A name that ends in a dot or a line stands for all that begin so.
	{"git.clone", telemetry.WebResourcesActivity, telemetry.WebExport},
	{"git.fetch", telemetry.WebResourcesActivity, telemetry.Read},
	{"git.push", telemetry.WebResourcesActivity, telemetry.Update},
	{"repo.download_zip", telemetry.WebResourcesActivity, telemetry.WebExport},
	{"repo.create", telemetry.WebResourcesActivity, telemetry.Create},
	{"repo.fork", telemetry.WebResourcesActivity, telemetry.WebExport},
	{"repo.rename", telemetry.WebResourcesActivity, telemetry.Update},
	{"repo.destroy", telemetry.WebResourcesActivity, telemetry.Delete},
	{"repo.access", telemetry.WebResourcesActivity, telemetry.WebShare},
	{"repo.transfer", telemetry.WebResourcesActivity, telemetry.WebShare},
	{"repo.transfer_outgoing", telemetry.WebResourcesActivity, telemetry.WebShare},
	{"repo.transfer_", telemetry.WebResourcesActivity, telemetry.Other},
	{"repo.add_member", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"repo.update_member", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"repo.remove_member", telemetry.UserAccess, telemetry.PrivilegesRevoke},
	{"org.create", telemetry.EntityManagement, telemetry.Create},
	{"org.add_member", telemetry.GroupManagement, telemetry.GroupUserAdd},
	{"org.invite_member", telemetry.GroupManagement, telemetry.Other},
	{"org.remove_member", telemetry.GroupManagement, telemetry.GroupUserRemove},
	{"org.update_member", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"org.add_outside_collaborator", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"org.remove_outside_collaborator", telemetry.UserAccess, telemetry.PrivilegesRevoke},
	{"team.add_member", telemetry.GroupManagement, telemetry.GroupUserAdd},
	{"team.remove_member", telemetry.GroupManagement, telemetry.GroupUserRemove},
	{"team.add_repository", telemetry.GroupManagement, telemetry.PrivilegesAssign},
	{"team.remove_repository", telemetry.GroupManagement, telemetry.PrivilegesRevoke},
	{"team.update_repository_permission", telemetry.GroupManagement, telemetry.PrivilegesAssign},
	{"team.create", telemetry.GroupManagement, telemetry.GroupCreate},
	{"team.destroy", telemetry.GroupManagement, telemetry.GroupDelete},
	{"business.add_admin", telemetry.UserAccess, telemetry.PrivilegesAssign},
	{"user.login", telemetry.Authentication, telemetry.Logon},
	{"user.failed_login", telemetry.Authentication, telemetry.Logon},
	{"user.logout", telemetry.Authentication, telemetry.Logoff},
	{"user.two_factor_", telemetry.Authentication, telemetry.Other},
	{"org.sso_response", telemetry.Authentication, telemetry.Logon},
	{"business.sso_response", telemetry.Authentication, telemetry.Logon},
	{"two_factor_authentication.enabled", telemetry.AccountChange, telemetry.FactorEnable},
	{"two_factor_authentication.disabled", telemetry.AccountChange, telemetry.FactorDisable},
	{"user.create", telemetry.AccountChange, telemetry.AccountCreate},
	{"user.delete", telemetry.AccountChange, telemetry.AccountDelete},
	{"user.suspend", telemetry.AccountChange, telemetry.AccountDisable},
	{"user.unsuspend", telemetry.AccountChange, telemetry.AccountEnable},
	{"user.change_password", telemetry.AccountChange, telemetry.PasswordChange},
	{"user.forgot_password", telemetry.AccountChange, telemetry.PasswordReset},
	{"public_key.", telemetry.AccountChange, telemetry.Other},
	{"personal_access_token.", telemetry.AccountChange, telemetry.Other},
	{"business.", telemetry.EntityManagement, 0},
	{"integration.", telemetry.EntityManagement, 0},
	{"integration_installation.", telemetry.EntityManagement, 0},
}

func (x *rule) fits(code string) bool {
	if !strings.HasPrefix(code, x.prefix) {
		return false
	}
	last := x.prefix[len(x.prefix)-1]
	return len(code) == len(x.prefix) || last == '.' || last == '_'
}

func classify(r *telemetry.Record, e *telemetry.Event, code string, resource telemetry.Resource) {
	e.Class, e.Activity = telemetry.APIActivity, telemetry.Unknown
	for i := range rules {
		if rules[i].fits(code) {
			e.Class, e.Activity = rules[i].class, rules[i].activity
			break
		}
	}
	if e.Activity == telemetry.Unknown {
		e.Activity = verb(r.Values.Text(operationType), code)
	}
	e.Status = telemetry.Success
	switch e.Class {
	case telemetry.WebResourcesActivity:
		about(r, e, code, resource)
	case telemetry.Authentication:
		if e.User.Name == "" {
			e.User = e.Actor.User
		}
		if strings.Contains(code, "fail") {
			e.Status = telemetry.Failure
		}
	case telemetry.AccountChange:
		if e.User.Name == "" {
			e.User = e.Actor.User
		}
	case telemetry.GroupManagement:
		e.Group = telemetry.Group{Name: r.Values.First(team, org), Type: "organization"}
		if r.Values.Text(team) != "" {
			e.Group.Type = "team"
		}
	case telemetry.EntityManagement:
		e.Entity = telemetry.Entity{Name: r.Values.First(name, repo, org), Type: code[:max(strings.IndexByte(code, '.'), 0)]}
	case telemetry.APIActivity:
		e.API.Operation = code
	}
	if p := r.Values.Text(permission); p != "" {
		e.Privileges = append(e.Privileges, p)
	}
	if resource.Name != "" && e.Class != telemetry.WebResourcesActivity {
		e.Resources = append(e.Resources, resource)
	}
	if owner := r.Values.First(org, business); resource.Name == "" && e.Class == telemetry.APIActivity && owner != "" {
		e.Resources = append(e.Resources, telemetry.Resource{Name: owner, Type: "organization"})
		if r.Values.Text(org) == "" {
			e.Resources[0].Type = "enterprise"
		}
	}
	family, _, _ := strings.Cut(code, ".")
	switch family {
	case "protected_branch":
		part(e, "branch", r.Values.First(protection, branch, name))
	case "environment":
		part(e, "environment", r.Values.First(environment, name))
	case "workflows":
		part(e, "workflow", r.Values.Text(name))
	}
	if c := r.Values.Text(conclusion); c == "failure" {
		e.Status, e.StatusDetail = telemetry.Failure, c
	}
}

// part adds what of the repository the event is about.
func part(e *telemetry.Event, kind, name string) {
	if name != "" {
		e.Resources = append(e.Resources, telemetry.Resource{Name: name, Type: kind})
	}
}

// about lists the repositories of an event: the one that it is about, then the fork
// that was made of it or the name that it had. A fork is told as the webhook tells
// it: the parent first, and with the fork who owns it, "organization" or "user".
func about(r *telemetry.Record, e *telemetry.Event, code string, resource telemetry.Resource) {
	v := &r.Values
	parent := v.First(forkParent, forkSource)
	switch {
	case parent != "" && (code == "repo.create" || code == "repo.fork"):
		e.Activity = telemetry.WebExport
		owner, _, _ := strings.Cut(resource.Name, "/")
		kind := "user"
		if owner != "" && strings.EqualFold(owner, v.Text(org)) {
			kind = "organization"
		}
		e.WebResources = append(e.WebResources, telemetry.Resource{Name: parent, UID: v.Text(forkParentID), Type: "repository"},
			telemetry.Resource{Name: resource.Name, UID: resource.UID, Type: "fork", Owner: owner, Data: kind})
		e.StatusDetail = resource.Data
		return
	case strings.HasPrefix(code, "repo.transfer"), code == "repo.rename":
		e.WebResources = append(e.WebResources, resource)
		if was := v.First(oldName, oldOwner); was != "" {
			e.WebResources = append(e.WebResources, telemetry.Resource{Name: was, Type: "previous"})
		}
		return
	case code == "repo.access":
		if was := v.Text(previous); was != "" {
			e.StatusDetail = "was " + was
		}
	}
	e.WebResources = append(e.WebResources, resource)
}

func verb(kind, code string) telemetry.Activity {
	if kind == "" {
		kind = code[strings.LastIndexByte(code, '.')+1:]
	}
	switch {
	case kind == "create" || kind == "add" || kind == "created" || kind == "opened" || strings.HasPrefix(kind, "add_") || kind == "published":
		return telemetry.Create
	case kind == "remove" || kind == "destroy" || kind == "delete" || kind == "deleted" || strings.HasPrefix(kind, "remove_") || kind == "disable" || kind == "disabled":
		return telemetry.Delete
	case kind == "access" || kind == "authentication" || kind == "read":
		return telemetry.Read
	case kind == "modify" || kind == "update" || kind == "edited" || kind == "transfer" || kind == "restore" || kind == "enable" || kind == "enabled" || strings.HasPrefix(kind, "update_"):
		return telemetry.Update
	}
	return telemetry.Other
}

// What a commit of a push says of files.
const (
	added = iota
	modified
	removed
)

var commit = jsonline.NewShape(jsonline.At("added", added), jsonline.At("modified", modified), jsonline.At("removed", removed), jsonline.At("*", 0))

// maxPaths bounds the files of a push that are named.
const maxPaths = 64

// changed names the files that a push touched.
func changed(r *telemetry.Record, e *telemetry.Event) {
	for c := r.At(commits).Elements(); c.Next(); {
		commit.ReadValue(c.Value(), &r.Part)
		for _, slot := range [...]int{added, modified, removed} {
			for f := r.Part.At(slot).Elements(); f.Next(); {
				if len(e.WebResources) > maxPaths {
					return
				}
				e.WebResources = append(e.WebResources, telemetry.Resource{Name: f.Value().Text(), Type: "file"})
			}
		}
	}
}

func (p *Parser) webhook(r *telemetry.Record, e *telemetry.Event) {
	v := &r.Values
	e.Metadata.LogName, e.Metadata.Product.Name = "webhook", "Webhook"
	e.When(v, "updated_at", headTime, pullTime, createdAt)
	e.Metadata.TenantUID = v.Text(orgLogin)
	login := v.First(sender, pusher, commentUser)
	e.Actor.User = telemetry.User{Name: login, UID: v.Text(senderID), Email: emailOf(v.Text(pusherEmail)), Type: telemetry.UserPerson}
	if login == "" {
		e.Lack("sender.login")
	}
	if v.Text(senderType) == "Bot" {
		e.Actor.User.Type = telemetry.UserService
	}
	kind := "repository"
	switch {
	case v.At(commits).Kind() == jsonline.Array || v.At(pusher).Given():
		kind = "push"
	case v.At(comment).Given():
		kind = "comment"
	case v.At(pull).Given():
		kind = "pull_request"
	case v.At(issue).Given():
		kind = "issue"
	case v.At(job).Given():
		kind = "workflow_job"
	case v.At(run).Given():
		kind = "workflow_run"
	case v.At(release).Given():
		kind = "release"
	case v.At(member).Given():
		kind = "member"
	case v.At(deployKey).Given():
		kind = "deploy_key"
	case v.At(hook).Given():
		kind = "hook"
	case v.At(alert).Given():
		kind = "alert"
	case v.At(forkName).Given():
		kind = "fork"
	}
	code := v.Text(action)
	e.Metadata.Code = kind
	if code != "" {
		e.Metadata.Code = kind + "." + code
	}
	resource := telemetry.Resource{Name: v.Text(repoName), UID: v.Text(repoNumber), Type: "repository"}
	if kind != "push" {
		switch private, ok := v.At(visibility).Bool(); {
		case ok && private:
			resource.Data = "private"
		case ok:
			resource.Data = "public"
		}
	}
	switch kind {
	case "push":
		e.Class, e.Activity = telemetry.WebResourcesActivity, telemetry.Update
		resource.Data = v.Text(ref)
		e.WebResources = append(e.WebResources, resource)
		changed(r, e)
		return
	case "fork":
		// A fork leaves the organisation when its owner is a person.
		e.Class, e.Activity = telemetry.WebResourcesActivity, telemetry.WebExport
		e.WebResources = append(e.WebResources, resource, telemetry.Resource{Name: v.Text(forkName), Type: "fork", Data: strings.ToLower(v.Text(forkOwnerType))})
		return
	case "member":
		e.Class, e.Activity = telemetry.UserAccess, telemetry.PrivilegesAssign
		if code == "removed" {
			e.Activity = telemetry.PrivilegesRevoke
		}
		e.User = telemetry.User{Name: v.Text(member), UID: v.Text(memberID), Type: telemetry.UserPerson}
	default:
		e.Class, e.Activity = telemetry.APIActivity, verb(code, code)
		e.API.Operation = e.Metadata.Code
	}
	e.Resources = append(e.Resources, resource)
}

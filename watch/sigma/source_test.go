package sigma

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Rules in the words of SigmaHQ meet events as their vendors and pipelines write them.
func TestSources(t *testing.T) {
	cases := []struct {
		name, logsource, selection string
		yes, no                    []string
	}{
		{"sysmon process creation", "product: windows, category: process_creation", `{Image|endswith: '\cmd.exe', CommandLine|contains: ' /c '}`,
			[]string{
				`{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\cmd.exe","CommandLine":"cmd /c x"}`,
				`{"winlog":{"event_id":"1","channel":"Microsoft-Windows-Sysmon/Operational","event_data":{"Image":"C:\\cmd.exe","CommandLine":"cmd /c x"}}}`,
				`{"winlog":{"event_id":1,"channel":"Microsoft-Windows-Sysmon/Operational"},"process":{"executable":"C:\\cmd.exe","command_line":"cmd /c x"}}`,
				`{"Event":{"System":{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational"},"EventData":{"Image":"C:\\cmd.exe","CommandLine":"cmd /c x"}}}`,
				`{"Event":{"System":{"EventID":{"#text":1,"#attributes":{"Qualifiers":""}},"Channel":"Microsoft-Windows-Sysmon/Operational"},"EventData":{"Image":"C:\\cmd.exe","CommandLine":"cmd /c x"}}}`,
				`{"EventID":4688,"Channel":"security","NewProcessName":"C:\\cmd.exe","CommandLine":"cmd /c x"}`,
				`{"host":{"os":{"type":"windows"}},"event":{"category":["process"],"type":["start"]},"process":{"executable":"C:\\cmd.exe","command_line":"cmd /c x"}}`,
				`{"event_simpleName":"ProcessRollup2","event_platform":"Win","ImageFileName":"\\Device\\x\\cmd.exe","CommandLine":"cmd /c x"}`,
			},
			[]string{
				`{"EventID":5,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\cmd.exe","CommandLine":"cmd /c x"}`,
				`{"EventID":1,"Channel":"System","Image":"C:\\cmd.exe","CommandLine":"cmd /c x"}`,
				`{"Image":"C:\\cmd.exe","CommandLine":"cmd /c x"}`,
			}},
		{"security", "product: windows, service: security", "{EventID: 4625, TargetUserName: bob}",
			[]string{`{"EventID":4625,"Channel":"Security","TargetUserName":"bob"}`, `{"event":{"code":"4625"},"winlog":{"channel":"Security","event_data":{"TargetUserName":"Bob"}}}`},
			[]string{`{"EventID":4625,"Channel":"Application","TargetUserName":"bob"}`}},
		{"script block", "product: windows, category: ps_script", "{ScriptBlockText|contains: evil}",
			[]string{`{"EventID":4104,"Channel":"Microsoft-Windows-PowerShell/Operational","ScriptBlockText":"xEVILx"}`, `{"winlog":{"event_id":4104,"channel":"PowerShellCore/Operational"},"powershell":{"file":{"script_block_text":"evil"}}}`}, nil},
		{"linux process", "product: linux, category: process_creation", "{Image|endswith: /nc}",
			[]string{`{"host":{"os":{"type":"linux"}},"event":{"category":"process","type":"start"},"process":{"executable":"/bin/nc"}}`, `{"Channel":"Linux-Sysmon/Operational","EventID":1,"Image":"/bin/nc"}`},
			[]string{`{"host":{"os":{"type":"windows"}},"event":{"category":"process","type":"start"},"process":{"executable":"/bin/nc"}}`}},
		{"falcon on linux", "product: linux, category: process_creation", "{Image|endswith: /nc}",
			[]string{`{"event_simpleName":"ProcessRollup2","event_platform":"Lin","ImageFileName":"/usr/bin/nc"}`, `{"event":{"event_simpleName":"ProcessRollup2","event_platform":"Lin","ImageFileName":"/usr/bin/nc"}}`},
			[]string{`{"event_simpleName":"ProcessRollup2","event_platform":"Mac","ImageFileName":"/usr/bin/nc"}`}},
		{"falcon on macos", "product: macos, category: process_creation", "{CommandLine|contains: caffeinate}",
			[]string{`{"event_simpleName":"ProcessRollup2","event_platform":"Mac","CommandLine":"caffeinate -d"}`}, []string{`{"event_simpleName":"EndOfProcess","event_platform":"Mac","CommandLine":"caffeinate -d"}`}},
		{"falcon's names", "category: dns", "{query|endswith: .evil.example}",
			[]string{`{"event_simpleName":"DnsRequest","event_platform":"Mac","DomainName":"a.evil.example"}`, `{"event":{"event_simpleName":"DnsRequest","DomainName":"a.evil.example"}}`},
			[]string{`{"event_simpleName":"NetworkConnectIP4","DomainName":"a.evil.example"}`}},
		{"auditd", "product: linux, service: auditd", "{type: EXECVE, a0: nc}", []string{`{"type":"EXECVE","a0":"nc"}`}, []string{`{"type":"PATH","a0":"nc"}`}},
		{"sshd keywords", "product: linux, service: sshd", "['bad protocol']", []string{`{"program":"sshd","message":"Bad protocol version"}`}, []string{`{"program":"cron","message":"bad protocol"}`}},
		{"okta", "product: okta, service: okta", "{eventType: user.session.start, securityContext.isProxy: 'true'}",
			[]string{`{"eventType":"user.session.start","published":"2026-01-01T00:00:00Z","securityContext":{"isProxy":true}}`, `{"eventtype":"user.session.start","published":"x","securitycontext":{"isProxy":true}}`,
				`{"okta":{"event_type":"user.session.start","security_context":{"is_proxy":true}}}`},
			[]string{`{"eventType":"user.session.start","published":"2026-01-01T00:00:00Z","securityContext":{"isProxy":false}}`}},
		{"okta target", "product: okta, service: okta", "{target.displayName: Okta Admin}", []string{`{"eventType":"x","published":"x","target":[{"displayName":"a"},{"displayName":"okta admin"}]}`}, nil},
		{"okta without a time", "product: okta, service: okta", "{eventType: user.mfa.factor.deactivate}",
			[]string{`{"eventType":"user.mfa.factor.deactivate","actor":{"alternateId":"a@corp.example"}}`, `{"eventtype":"user.mfa.factor.deactivate","actor":{"alternateId":"a@corp.example"}}`},
			[]string{`{"eventType":"user.mfa.factor.deactivate","actor":{"name":"a@corp.example"}}`}},
		{"cloudtrail", "product: aws, service: cloudtrail", "{eventSource: iam.amazonaws.com, eventName: CreateUser, requestParameters|contains: admin}",
			[]string{`{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"x","requestParameters":{"userName":"admin1"}}`,
				`{"event":{"dataset":"aws.cloudtrail","provider":"iam.amazonaws.com","action":"CreateUser"},"aws":{"cloudtrail":{"request_parameters":"{userName=admin1}"}}}`},
			[]string{`{"eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"x"}`}},
		{"cloudtrail from a table that knows no capitals", "product: aws, service: cloudtrail", "{eventSource: iam.amazonaws.com, eventName: CreateUser, userIdentity.type: Root, requestParameters|contains: admin}",
			[]string{`{"eventsource":"iam.amazonaws.com","eventname":"CreateUser","awsregion":"x","useridentity":{"type":"Root"},"requestparameters":"{\"userName\":\"admin1\"}"}`},
			[]string{`{"eventsource":"iam.amazonaws.com","eventname":"CreateUser","useridentity":{"arn":"x"},"requestparameters":"admin"}`}},
		{"github", "product: github, service: audit", "{action: repo.access}", []string{`{"action":"repo.access","actor":"x","org":"y","created_at":1}`, `{"event":{"dataset":"github.audit","action":"repo.access"}}`}, []string{`{"action":"repo.access"}`}},
		{"entra audit", "product: azure, service: auditlogs", "{properties.message: Update user}",
			[]string{`{"category":"AuditLogs","operationName":"Update user"}`, `{"activityDisplayName":"Update user","loggedByService":"Core"}`, `{"category":"Policy","properties":{"activityDisplayName":"Update user"}}`}, nil},
		{"entra audit category", "product: azure, service: auditlogs", "{Category: RoleManagement, TargetResources.ModifiedProperties.NewValue|contains: x1}",
			[]string{`{"category":"AuditLogs","properties":{"category":"RoleManagement","targetResources":[{"modifiedProperties":[{"newValue":"ax1"}]}]}}`, `{"Type":"AuditLogs","Category":"RoleManagement","TargetResources":[{"modifiedProperties":[{"newValue":"x1"}]}]}`}, nil},
		{"entra sign-in", "product: azure, service: signinlogs", "{ResultType: 50057, AuthenticationRequirement: singleFactorAuthentication}",
			[]string{`{"category":"SignInLogs","resultType":"50057","properties":{"authenticationRequirement":"singleFactorAuthentication"}}`,
				`{"userPrincipalName":"a@b.example","appDisplayName":"x","createdDateTime":"x","status":{"errorCode":50057},"authenticationRequirement":"singleFactorAuthentication"}`}, nil},
		{"entra sign-in that succeeded", "product: azure, service: signinlogs", "{Status: Success}",
			[]string{`{"category":"SignInLogs","resultType":"0","properties":{"status":{"errorCode":0,"additionalDetails":"MFA requirement satisfied by claim in the token"}}}`,
				`{"category":"SignInLogs","resultType":0}`,
				`{"userPrincipalName":"a@b.example","appDisplayName":"x","createdDateTime":"x","status":{"errorCode":0}}`,
				`{"Type":"SigninLogs","Category":"SignInLogs","ResultType":"0","Status":{"errorCode":0,"additionalDetails":"x"}}`},
			[]string{`{"category":"SignInLogs","resultType":"50126","properties":{"status":{"errorCode":50126}}}`, `{"category":"SignInLogs","resultType":"0","properties":{"status":{"errorCode":50126}}}`,
				`{"category":"SignInLogs"}`}},
		{"entra sign-in that was denied", "product: azure, service: signinlogs", "{Status|contains: MFA Denied}",
			[]string{`{"category":"SignInLogs","resultType":"500121","properties":{"status":{"errorCode":500121,"additionalDetails":"MFA denied; user declined the authentication"}}}`, `{"category":"SignInLogs","status":{"additionalDetails":"MFA Denied"}}`},
			[]string{`{"category":"SignInLogs","resultType":"0","properties":{"status":{"errorCode":0,"additionalDetails":"MFA denied"}}}`}},
		{"entra risk", "product: azure, service: riskdetection", "{riskEventType: unfamiliarFeatures}", []string{`{"properties":{"riskEventType":"unfamiliarFeatures"}}`, `{"riskEventType":"unfamiliarFeatures"}`}, nil},
		{"azure activity", "product: azure, service: activitylogs", "{operationName: MICROSOFT.X/DELETE}", []string{`{"operationName":"Microsoft.X/delete","category":"Administrative"}`, `{"operationName":{"value":"Microsoft.X/delete"},"category":{"value":"Administrative"}}`}, nil},
		{"m365 audit", "product: m365, service: audit", "{Operation: Set-Mailbox}", []string{`{"Workload":"Exchange","Operation":"Set-Mailbox"}`}, nil},
		{"m365 alert", "product: m365, service: threat_management", "{eventSource: SecurityComplianceCenter, eventName: X}", []string{`{"Workload":"SecurityComplianceCenter","Name":"X"}`, `{"eventSource":"SecurityComplianceCenter","eventName":"X"}`}, []string{`{"Workload":"Exchange","Name":"X"}`}},
		{"gcp audit", "product: gcp, service: gcp.audit", "{gcp.audit.method_name: v1.x}", []string{`{"protoPayload":{"methodName":"v1.x"}}`, `{"data":{"protoPayload":{"methodName":"v1.x"}}}`, `{"gcp.audit.method_name":"v1.x"}`}, nil},
		{"workspace admin", "product: gcp, service: google_workspace.admin", "{eventService: admin.googleapis.com, eventName: DELETE_ROLE}",
			[]string{`{"id":{"applicationName":"admin"},"events":[{"name":"DELETE_ROLE"}]}`, `{"id":{"applicationName":"admin"},"name":"DELETE_ROLE"}`}, []string{`{"id":{"applicationName":"login"},"name":"DELETE_ROLE"}`}},
		{"workspace accounts", "product: gcp, service: google_workspace.login", "{protoPayload.serviceName: login.googleapis.com, protoPayload.metadata.event.eventName: email_forwarding_out_of_domain}",
			[]string{`{"id":{"applicationName":"user_accounts"},"events":[{"name":"email_forwarding_out_of_domain"}]}`, `{"id":{"applicationName":"login"},"name":"email_forwarding_out_of_domain"}`},
			[]string{`{"id":{"applicationName":"admin"},"name":"email_forwarding_out_of_domain"}`}},
		{"web server", "category: webserver", "{cs-method: GET, cs-uri-query|contains: evil}", []string{`{"cs-method":"GET","cs-uri-query":"x=evil"}`, `{"event":{"category":["web"]},"http":{"request":{"method":"GET"}},"url":{"query":"evil"}}`}, []string{`{"cs-method":"GET","c-uri":"evil"}`}},
		{"proxy", "category: proxy", "{c-uri|contains: evil}", []string{`{"c-uri":"http://evil.example/"}`}, nil},
		{"dns of any product", "category: dns", "{query: evil.example}", []string{`{"query":"evil.example","record_type":"A"}`, `{"dns":{"question":{"name":"EVIL.example"}}}`}, nil},
		{"any process creation", "category: process_creation", `{Image|endswith: nc}`, []string{`{"Channel":"Linux-Sysmon/Operational","EventID":1,"Image":"/bin/nc"}`, `{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"c:\\nc"}`}, nil},
		{"whatever comes with its log source", "product: abacus", "{F: 1}", []string{`{"logsource":{"product":"Abacus","category":"beads"},"event":{"F":1}}`}, []string{`{"F":1}`, `{"logsource":{"product":"other"},"event":{"F":1}}`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			doc := fmt.Sprintf("title: T\nid: r\nlogsource: {%s}\ndetection:\n  s: %s\n  condition: s\n", c.logsource, c.selection)
			set := Parse(LoadOptions{}, "s.yml", []byte(doc))
			if len(set.Refusals) > 0 {
				t.Fatal(set.Refusals[0])
			}
			e, err := New(set, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, event := range slices.Concat(c.yes, c.no) {
				got, err := e.Match([]byte(event))
				if err != nil {
					t.Fatal(err)
				}
				if (len(got) == 1) != (i < len(c.yes)) {
					x, err := e.Explain("r", []byte(event))
					t.Errorf("%s\n%s%v", event, x, err)
				}
				if !strings.Contains(event, "logsource") {
					if want, err := e.reference([]byte(event)); err != nil || !slices.Equal(ids(got), want) {
						t.Errorf("%s: %v, reference %v %v", event, ids(got), want, err)
					}
				}
			}
		})
	}
}

// Hostile mixtures of fields neither fill the memory nor change what matches.
func TestManyRoutes(t *testing.T) {
	e := sigmaHQEngine(t, isCloud)
	m := e.NewMatcher()
	var keys []string
	for n := range e.routing {
		if e.routing[n] != nil && len(e.routing[n].values) == 0 && !strings.Contains(e.layout.nodes[n].name, ".") {
			keys = append(keys, e.layout.nodes[n].name)
		}
	}
	slices.Sort(keys)
	for i := range 1500 {
		var b strings.Builder
		b.WriteString(`{"x":1`)
		for k, key := range keys {
			if i>>(k%11)&1 == 1 {
				fmt.Fprintf(&b, ",%q:%q", key, "v")
			}
		}
		b.WriteString("}")
		got, err := m.Match([]byte(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		if i%100 == 0 {
			if want, err := e.reference([]byte(b.String())); err != nil || !slices.Equal(ids(got), want) {
				t.Errorf("%v, reference %v %v", ids(got), want, err)
			}
		}
	}
	if len(e.programs) > maxPrograms+len(e.groups) {
		t.Errorf("%d programs", len(e.programs))
	}
}

func TestTooManySources(t *testing.T) {
	var tests []Clause
	for i := range maxAtoms + 1 {
		tests = append(tests, Clause{has(fmt.Sprint("f", i))})
	}
	set := Parse(LoadOptions{}, "s.yml", []byte(detection("r", selection("F: 1"))))
	if _, err := New(set, Options{Sources: []Source{{Name: "many", Logsource: Logsource{Product: "test"}, When: tests}}}); err == nil || !strings.Contains(err.Error(), "source many") {
		t.Error(err)
	}
}

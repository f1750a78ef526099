package sigma

// networkSources are logs known by their category: web servers, proxies, names.
func networkSources() []Source {
	web := map[string][]string{
		"cs-method": {"http.request.method", "method"}, "sc-status": {"http.response.status_code", "status"},
		"cs-uri-query": {"url.query", "url.original"}, "cs-uri-stem": {"url.path"}, "cs-uri": {"url.original", "url.path"},
		"c-uri": {"url.full", "url.original", "url"}, "c-uri-query": {"url.query"}, "c-uri-extension": {"url.extension"},
		"cs-host": {"url.domain", "host"}, "c-useragent": {"user_agent.original", "cs-user-agent", "cs(User-Agent)"},
		"cs-user-agent": {"user_agent.original", "cs(User-Agent)", "c-useragent"}, "cs-referer": {"http.request.referrer", "cs(Referer)"},
		"cs-cookie": {"cs(Cookie)"}, "cs-username": {"user.name"}, "cs-content-type": {"http.request.mime_type"}, "dst_ip": {"destination.ip"}, "src_ip": {"source.ip", "c-ip"},
	}
	return []Source{
		{Name: "web server", Logsource: Logsource{Category: "webserver"}, Fields: web,
			When: []Clause{{has("cs-uri-stem", "cs-uri-query"), hasNot("c-uri")}, {is("event.category", "web"), hasNot("c-uri")}}},
		{Name: "proxy", Logsource: Logsource{Category: "proxy"}, Fields: web,
			When: []Clause{{has("c-uri", "c-useragent")}, {is("event.category", "network", "web"), has("url.full", "url.original", "url.domain")}}},
		{Name: "dns", Logsource: Logsource{Category: "dns"},
			When:   []Clause{{has("dns.question.name")}, {has("query"), has("record_type", "answer", "answers", "qtype_name")}},
			Fields: map[string][]string{"query": {"dns.question.name"}, "record_type": {"dns.question.type", "qtype_name"}, "answer": {"dns.answers.data", "answers"}}},
		{Name: "firewall", Logsource: Logsource{Category: "firewall"},
			When:   []Clause{{has("dst_ip"), has("src_ip"), has("action", "blocked")}, {is("event.category", "network"), is("event.type", "denied", "allowed", "connection")}},
			Fields: map[string][]string{"dst_ip": {"destination.ip"}, "src_ip": {"source.ip"}, "dst_port": {"destination.port"}, "action": {"event.action"}}},
		{Name: "antivirus", Logsource: Logsource{Category: "antivirus"},
			When:   []Clause{{has("Signature"), has("Filename"), hasNot("Channel", "winlog.channel")}, {is("event.category", "malware")}},
			Fields: map[string][]string{"Signature": {"threat.indicator.description", "rule.name"}, "Filename": {"file.path"}}},
	}
}

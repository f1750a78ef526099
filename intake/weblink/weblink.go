// Package weblink sorts the web addresses that people give. An address as written
// comes in; out comes an account on somebody else's service, where the service is
// a known one, or else a site of the person's own. Nothing is fetched.
package weblink

import (
	"net/url"
	"strings"

	"bonafide"
)

// service is a known host and what precedes the handle in its paths.
type service struct {
	name   string
	before []string
}

var services = map[string]service{
	"github.com":        {"github", nil},
	"gitlab.com":        {"gitlab", nil},
	"bitbucket.org":     {"bitbucket", nil},
	"codeberg.org":      {"codeberg", nil},
	"sourceforge.net":   {"sourceforge", []string{"u"}},
	"linkedin.com":      {"linkedin", []string{"in", "pub"}},
	"twitter.com":       {"x", nil},
	"x.com":             {"x", nil},
	"t.me":              {"telegram", nil},
	"telegram.me":       {"telegram", nil},
	"facebook.com":      {"facebook", nil},
	"instagram.com":     {"instagram", nil},
	"medium.com":        {"medium", nil},
	"dev.to":            {"dev", nil},
	"upwork.com":        {"upwork", []string{"freelancers", "fl"}},
	"freelancer.com":    {"freelancer", []string{"u"}},
	"fiverr.com":        {"fiverr", nil},
	"guru.com":          {"guru", []string{"freelancers"}},
	"toptal.com":        {"toptal", []string{"resume", "developers"}},
	"stackoverflow.com": {"stackoverflow", []string{"users"}},
	"npmjs.com":         {"npm", nil},
	"pypi.org":          {"pypi", []string{"user"}},
	"crates.io":         {"crates", []string{"users"}},
	"huggingface.co":    {"huggingface", nil},
	"kaggle.com":        {"kaggle", nil},
	"leetcode.com":      {"leetcode", []string{"u"}},
	"behance.net":       {"behance", nil},
	"dribbble.com":      {"dribbble", nil},
	"wellfound.com":     {"wellfound", []string{"u"}},
	"angel.co":          {"wellfound", []string{"u"}},
	"keybase.io":        {"keybase", nil},
	"youtube.com":       {"youtube", nil},
	"xing.com":          {"xing", []string{"profile"}},
}

// Add puts the address into the source: as an account where the service is known,
// as a site otherwise. The empty address adds nothing, nor does one twice.
func Add(s *bonafide.Source, address string) {
	address = strings.TrimSpace(address)
	if address == "" {
		return
	}
	if a, ok := Account(address); ok {
		AddAccount(s, a)
		return
	}
	for i := range s.Sites {
		if s.Sites[i].URL == address {
			return
		}
	}
	s.Sites = append(s.Sites, bonafide.Site{URL: address})
}

// AddAccount puts an account into the source unless it is there already.
func AddAccount(s *bonafide.Source, a bonafide.Account) {
	for i := range s.Accounts {
		if b := &s.Accounts[i]; b.Service == a.Service && strings.EqualFold(b.Handle, a.Handle) && (a.Handle != "" || b.URL == a.URL) {
			return
		}
	}
	s.Accounts = append(s.Accounts, a)
}

// Account reads the address of a page on a known service.
func Account(address string) (bonafide.Account, bool) {
	u, ok := parse(address)
	if !ok {
		return bonafide.Account{}, false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	known, ok := services[host]
	if !ok {
		// de.linkedin.com, uk.linkedin.com
		if _, parent, cut := strings.Cut(host, "."); cut {
			if known, ok = services[parent]; ok && known.name != "linkedin" && known.name != "stackoverflow" {
				ok = false
			}
		}
	}
	if !ok {
		return bonafide.Account{}, false
	}
	handle := ""
	parts := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	for len(parts) > 0 && contains(known.before, parts[0]) {
		parts = parts[1:]
	}
	if len(parts) > 0 {
		handle = strings.TrimPrefix(strings.TrimPrefix(parts[0], "@"), "~")
	}
	return bonafide.Account{Service: known.name, Handle: handle, URL: address}, true
}

// Domain is the host of an address without "www.", in lower case; empty where the
// address has none.
func Domain(address string) string {
	u, ok := parse(strings.TrimSpace(address))
	if !ok {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

func parse(address string) (*url.URL, bool) {
	if len(address) > 2048 || strings.ContainsAny(address, " \t\r\n") {
		return nil, false
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !strings.Contains(u.Hostname(), ".") {
		return nil, false
	}
	return u, true
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

package contact

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"bonafide"
)

// handleShare is printed beside every hit of the handle pattern: without it the
// hit looks like more than it is.
const (
	mailShare  = "1.4 % [1.0-2.1] of ordinary developers' e-mail local parts look like this"
	loginShare = "2.1 % [1.3-3.6] of ordinary developers' logins look like this"
)

// codeHosts are the services whose logins the handle pattern was measured on.
var codeHosts = map[string]bool{
	"github": true, "gitlab": true, "bitbucket": true, "codeberg": true, "gitea": true, "gitee": true, "sourcehut": true, "launchpad": true,
}

// lettersFourDigits reports whether s is ASCII letters and then exactly four digits.
func lettersFourDigits(s string) bool {
	n := len(s) - 4
	if n < 1 || len(s) > 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if i < n && !letter || i >= n && !digit {
			return false
		}
	}
	return true
}

// handles is APP-05: one finding for all handles, because one habit makes them.
func (x *examination) handles() {
	var evidence []bonafide.Evidence
	var hits []claim
	for i := range x.mails {
		if m := &x.mails[i]; lettersFourDigits(m.Local) {
			hits = append(hits, m.claims...)
			evidence = append(evidence, x.about(m.claims[0], mailShare, nil))
		}
	}
	seen := map[string]bool{}
	for i := range x.d.Sources {
		s := &x.d.Sources[i]
		for j := range s.Accounts {
			a := &s.Accounts[j]
			service, login := strings.ToLower(a.Service), strings.TrimPrefix(strings.TrimSpace(a.Handle), "@")
			if !own(s) || !codeHosts[service] || !lettersFourDigits(login) {
				continue
			}
			c := claim{i, field("accounts", j) + "/handle", a.Handle}
			hits = append(hits, c)
			if key := service + "/" + strings.ToLower(login); !seen[key] {
				seen[key] = true
				evidence = append(evidence, x.about(c, loginShare, nil))
			}
		}
	}
	if len(evidence) > 0 {
		x.raise(handlePattern, "letters-four-digits", x.latest(hits),
			"A login or the part of an e-mail address before the @ is letters followed by exactly four digits.", evidence...)
	}
}

// mailboxes is APP-31: a mailbox for one use, or none at all.
func (x *examination) mailboxes() {
	missed := false
	for i := range x.mails {
		m := &x.mails[i]
		x.consulted(x.config.Disposable.Dataset())
		if entry, ok := x.config.Disposable.Match(m.Domain); ok {
			table := x.config.Disposable.Dataset()
			x.raise(disposableMail, "disposable-domain", x.latest(m.claims),
				fmt.Sprintf("The e-mail domain %s belongs to a service that gives out mailboxes for one use.", m.Domain),
				x.evidence(m.claims, "listed as "+entry, &table)...)
			continue
		}
		if _, free := x.config.FreeMail.Match(m.Domain); !free {
			missed = true
		}
		answer, asked := x.look.mx[m.Domain]
		if !asked || answer.err == nil && len(answer.hosts) > 0 || answer.err != nil && !errors.Is(answer.err, bonafide.ErrNotFound) {
			continue
		}
		why := ErrNoExchanger
		if answer.err != nil {
			why = answer.err
		}
		dns := x.live("dns")
		x.raise(disposableMail, "domain-takes-no-mail", x.asOf,
			fmt.Sprintf("The e-mail domain %s takes no mail.", m.Domain),
			append(x.evidence(m.claims[:min(len(m.claims), maxEvidence-1)], "held against the mail exchangers of its domain", nil),
				bonafide.Evidence{Value: m.Domain, Note: clip(why.Error(), 200), At: x.asOf, Dataset: &dns})...)
	}
	if missed && x.smallDisposable {
		x.miss("full list of disposable-mail domains",
			fmt.Sprintf("only the built-in list of %d domains was there; 'bonafide data update --from FOLDER' installs the full one", x.config.Disposable.Len()), disposableMail)
	}
}

// lines is APP-06.
func (x *examination) lines() {
	for i := range x.phones {
		l := &x.phones[i]
		x.consulted(numberingPlan)
		kind, why := l.line()
		switch kind {
		case lineVirtual:
			x.raise(virtualLine, "virtual-line", x.latest(l.claims),
				fmt.Sprintf("The telephone number %s lies in %s.", l.e164, why), x.evidence(l.claims, why+"; region "+cmp.Or(l.region(), "unknown"), &numberingPlan)...)
		case lineUnknown:
			x.miss("line type of "+l.e164+" unknown offline", why+"; ask a numbering service and record its answer", virtualLine)
		}
	}
}

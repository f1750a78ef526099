package history

import (
	"cmp"
	"slices"
	"strings"

	"bonafide"
)

// lineage are the marks that a file keeps through copies and edits, in order. Names
// of programs and people are not among them: thousands of files share those.
var lineage = [...]string{"docx-rsid-root", "media-sha256", "pdf-id", "xmp-document-id", "xmp-original-document-id"}

// artefacts lists what can recur with another person: accounts, sites, the lineage of
// files and payees. The earliest source that has one is named.
func (x *examination) artefacts() {
	n := 0
	for i := range x.sources {
		s := &x.sources[i]
		n += min(len(s.Accounts), maxItems) + min(len(s.Sites), maxItems) + min(len(s.Payees), maxItems)
		if s.File != nil {
			n += len(lineage)
		}
	}
	if n == 0 {
		return
	}
	all := make([]bonafide.Artefact, 0, n)
	for i := range x.sources {
		s := &x.sources[i]
		add := func(kind, value string) {
			if value != "" && len(value) <= 400 {
				all = append(all, bonafide.Artefact{Kind: kind, Value: value, Source: s.ID, At: s.Collected})
			}
		}
		for j := range min(len(s.Accounts), maxItems) {
			add("account", accountValue(&s.Accounts[j]))
		}
		for j := range min(len(s.Sites), maxItems) {
			add("site", siteValue(s.Sites[j].URL))
		}
		for j := range min(len(s.Payees), maxItems) {
			add("payee", s.Payees[j].Token)
		}
		if s.File == nil {
			continue
		}
		for _, mark := range lineage {
			for v := range strings.FieldsFuncSeq(s.File.Made[mark], func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
				add("file-lineage", mark+":"+strings.ToLower(strings.Trim(v, "<>{}")))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b bonafide.Artefact) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value), a.At.Compare(b.At))
	})
	x.out.Artefacts = slices.CompactFunc(all, func(a, b bonafide.Artefact) bool { return a.Kind == b.Kind && a.Value == b.Value })
}

// siteValue is a site in the form in which it recurs: host and path, without scheme,
// "www.", query or fragment. Hosts know no case, paths do.
func siteValue(url string) string {
	host, path, _ := strings.Cut(bare(url), "/")
	host = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(host), "www."), ".")
	if host == "" {
		return ""
	}
	if path = strings.TrimRight(path, "/"); path != "" {
		return host + "/" + path
	}
	return host
}

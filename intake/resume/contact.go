package resume

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bonafide"
)

// service is somebody else's site on which people have handles.
type service struct {
	host, name string
	prefix     string // path before the handle, "" where the handle comes first
}

var services = [...]service{
	{"github.com", "github", ""}, {"gitlab.com", "gitlab", ""}, {"bitbucket.org", "bitbucket", ""},
	{"codeberg.org", "codeberg", ""}, {"gitee.com", "gitee", ""}, {"linkedin.com", "linkedin", "in"}, {"linkedin.com", "linkedin", "pub"},
	{"x.com", "x", ""}, {"twitter.com", "x", ""}, {"t.me", "telegram", ""}, {"telegram.me", "telegram", ""},
	{"upwork.com", "upwork", "freelancers"}, {"freelancer.com", "freelancer", "u"}, {"fiverr.com", "fiverr", ""},
	{"toptal.com", "toptal", "resume"}, {"guru.com", "guru", "freelancers"}, {"peopleperhour.com", "peopleperhour", "freelancer"},
	{"stackoverflow.com", "stackoverflow", "users"}, {"kaggle.com", "kaggle", ""}, {"medium.com", "medium", ""},
	{"dev.to", "dev.to", ""}, {"hashnode.com", "hashnode", ""}, {"hackerrank.com", "hackerrank", "profile"}, {"hackerrank.com", "hackerrank", ""},
	{"leetcode.com", "leetcode", "u"}, {"leetcode.com", "leetcode", ""}, {"codeforces.com", "codeforces", "profile"},
	{"codepen.io", "codepen", ""}, {"npmjs.com", "npm", ""}, {"hub.docker.com", "docker", "u"}, {"huggingface.co", "huggingface", ""},
	{"behance.net", "behance", ""}, {"dribbble.com", "dribbble", ""}, {"xing.com", "xing", "profile"},
	{"youtube.com", "youtube", ""}, {"instagram.com", "instagram", ""}, {"facebook.com", "facebook", ""}, {"keybase.io", "keybase", ""},
	{"discord.com", "discord", "users"}, {"crunchbase.com", "crunchbase", "person"}, {"qiita.com", "qiita", ""}, {"zenn.dev", "zenn", ""},
	{"juejin.cn", "juejin", "user"}, {"zhihu.com", "zhihu", "people"}, {"habr.com", "habr", "users"}, {"vk.com", "vk", ""},
}

// reserved first segments that are no handle.
const reserved = " in pub users user u profile freelancers search topics orgs sponsors features about login join explore settings " +
	"company questions home share intent hashtag tags jobs pulse school marketplace pricing blog p watch datasets models spaces "

// accountOf reads the service and the handle of an address. many is the number of
// path segments after the handle: a repository is not the account of its owner.
func accountOf(u *url.URL) (a bonafide.Account, many int, known bool) {
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if i := strings.Index(host, ".linkedin.com"); i >= 0 && i <= 3 {
		host = "linkedin.com" // de.linkedin.com
	}
	segments := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	if name, ok := strings.CutSuffix(host, ".medium.com"); ok && !strings.Contains(name, ".") {
		return bonafide.Account{Service: "medium", Handle: name, URL: u.String()}, 0, true
	}
	for _, s := range services {
		if s.host != host {
			continue
		}
		known = true
		rest := segments
		if s.prefix != "" {
			if len(rest) < 2 || rest[0] != s.prefix {
				continue
			}
			rest = rest[1:]
		}
		if len(rest) == 0 || s.prefix == "" && listed(reserved, strings.ToLower(rest[0])) {
			continue
		}
		many = len(rest) - 1
		if s.name == "stackoverflow" || s.name == "freelancer" {
			many = 0 // the number is followed by the name
		}
		return bonafide.Account{Service: s.name, Handle: strings.TrimLeft(rest[0], "@~"), URL: u.String()}, many, true
	}
	return bonafide.Account{}, 0, known
}

// collector gathers contact claims, each once.
type collector struct {
	src *bonafide.Source
}

func (c *collector) email(s string) {
	s = strings.Trim(s, ".")
	for _, have := range c.src.Emails {
		if strings.EqualFold(have, s) {
			return
		}
	}
	if len(c.src.Emails) < maxClaims {
		c.src.Emails = append(c.src.Emails, s)
	}
}

func (c *collector) phone(s string) {
	bare := onlyDigits(s)
	for _, have := range c.src.Phones {
		if onlyDigits(have) == bare {
			return
		}
	}
	if len(c.src.Phones) < maxClaims {
		c.src.Phones = append(c.src.Phones, s)
	}
}

func (c *collector) account(a bonafide.Account) {
	for _, have := range c.src.Accounts {
		if have.Service == a.Service && strings.EqualFold(have.Handle, a.Handle) {
			return
		}
	}
	if a.Handle != "" && len(a.Handle) <= 128 && len(c.src.Accounts) < maxClaims {
		c.src.Accounts = append(c.src.Accounts, a)
	}
}

func (c *collector) site(u string) {
	key := func(s string) string {
		s = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s), "https://"), "http://")
		return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
	}
	if !slices.ContainsFunc(c.src.Sites, func(s bonafide.Site) bool { return key(s.URL) == key(u) }) && len(c.src.Sites) < maxClaims {
		c.src.Sites = append(c.src.Sites, bonafide.Site{URL: u})
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// line reads the contact claims of one line. own says that the line is about the
// person: the top of the page, or a section for it.
func (c *collector) line(l *line, own bool, dates *scanner) {
	s := l.text
	if strings.Contains(s, "@") {
		for _, m := range emailsOf(s) {
			c.email(m)
		}
	}
	if hasDigit(s) {
		for _, p := range phonesOf(s, own, dates) {
			c.phone(p)
		}
	}
	if strings.Contains(s, ".") {
		c.addresses(s, own)
	}
	if own && strings.ContainsAny(s, ":：") {
		c.labels(l)
	}
}

func emailsOf(s string) []string {
	var out []string
	for at := 0; len(out) < 16; {
		i := strings.IndexByte(s[at:], '@')
		if i < 0 {
			return out
		}
		i += at
		start, stop := i, i+1
		for start > 0 {
			r, n := utf8.DecodeLastRuneInString(s[:start])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._%+-", r) {
				break
			}
			start -= n
		}
		for stop < len(s) {
			r, n := utf8.DecodeRuneInString(s[stop:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' {
				break
			}
			stop += n
		}
		at = stop
		local, domain := strings.Trim(s[start:i], ".-"), strings.Trim(s[i+1:stop], ".-")
		dot := strings.LastIndexByte(domain, '.')
		if local == "" || len(local) > 64 || len(domain) > 253 || dot <= 0 || len(domain)-dot < 3 || strings.Contains(domain, "..") {
			continue
		}
		out = append(out, local+"@"+domain)
	}
	return out
}

const phoneLabels = "phone|mobile|tel|cell|mob|telefon|téléphone|telephone|teléfono|telefone|telefono|handy|mobil|móvil|telefoon|whatsapp|" +
	"komórka|телефон|тел|전화|연락처|휴대|電話|携帯|电话|手机|手機|☎|📞|📱|✆"

func labelledPhone(s string) bool {
	s = strings.ToLower(s)
	for label := range strings.SplitSeq(phoneLabels, "|") {
		if strings.Contains(s, label) {
			return true
		}
	}
	return false
}

// phonesOf finds numbers with a plus anywhere, and national ones where a label or
// the place on the page says what they are. They are kept as written.
func phonesOf(s string, own bool, dates *scanner) []string {
	var out []string
	var spans []span
	looked, labelled := false, false
	for i := 0; i < len(s) && len(out) < 16; {
		c := s[i]
		if c != '+' && c != '(' && (c < '0' || c > '9') {
			i++
			continue
		}
		stop, count, groups, plus, parens := i, 0, 0, c == '+', false
		inGroup := false
		for j := i; j < len(s); {
			r, n := utf8.DecodeRuneInString(s[j:])
			switch {
			case r >= '0' && r <= '9':
				if !inGroup {
					groups++
				}
				inGroup = true
				count++
				stop = j + 1
			case r == '+' && j == i, r == '(' || r == ')':
				inGroup = false
				parens = parens || r == '('
				if r == ')' && stop == j {
					stop = j + 1
				}
			case r == ' ' || r == '-' || r == '.' || r == '/' || r == '\u2011' || r == '‐' || r == '–':
				inGroup = false
			default:
				n = 0
			}
			if n == 0 || count > 17 {
				break
			}
			j += n
		}
		found := strings.TrimSpace(s[i:stop])
		next := max(stop, i+1)
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		clean := i == 0 || !unicode.IsLetter(before) && !strings.ContainsRune("@/_=#.-$€£%", before)
		if before == '.' && i > 1 && unicode.IsLetter(rune(s[i-2])) {
			clean = true // "Tel.0123"
		}
		if stop < len(s) {
			after, _ := utf8.DecodeRuneInString(s[stop:])
			clean = clean && !unicode.IsLetter(after) && after != '@' && after != '%' && after != '_'
		}
		i = next
		if !clean || count < 7 || count > 15 || groups > 7 {
			continue
		}
		if strings.Count(found, "(") != strings.Count(found, ")") {
			continue
		}
		if !plus {
			if !looked {
				spans, labelled, looked = dates.spans(s), labelledPhone(s), true
			}
			if !labelled && !(own && count >= 9 && (groups > 1 || parens || strings.HasPrefix(found, "0"))) {
				continue
			}
			dated := false
			for _, sp := range spans {
				if !sp.single && sp.start < stop && sp.end > stop-len(found) {
					dated = true
				}
			}
			if dated {
				continue
			}
		} else if count < 8 {
			continue
		}
		out = append(out, found)
	}
	return out
}

// handleLabels are names before a colon that say whose handle follows.
var handleLabels = map[string]string{
	"github": "github", "gitlab": "gitlab", "linkedin": "linkedin", "twitter": "x", "x": "x", "telegram": "telegram", "tg": "telegram",
	"skype": "skype", "discord": "discord", "wechat": "wechat", "微信": "wechat", "line": "line", "kakaotalk": "kakaotalk", "카카오톡": "kakaotalk",
	"upwork": "upwork", "kaggle": "kaggle", "medium": "medium", "stackoverflow": "stackoverflow", "stack overflow": "stackoverflow",
	"leetcode": "leetcode", "hackerrank": "hackerrank", "fiverr": "fiverr", "bitbucket": "bitbucket", "signal": "signal",
}

const siteLabels = "|website|web|site|homepage|home page|portfolio|blog|webseite|site web|sitio web|sito|strona|сайт|홈페이지|블로그|포트폴리오|ブログ|サイト|网站|博客|主页|"

// labels reads "GitHub: jdoe | Telegram: @jdoe".
func (c *collector) labels(l *line) {
	for _, cell := range l.cells {
		for _, piece := range strings.FieldsFunc(cell, func(r rune) bool { return r == '|' || r == '·' || r == '•' || r == ';' || r == ',' }) {
			label, rest, ok := labelled(strings.TrimSpace(piece))
			if !ok {
				continue
			}
			label = strings.ToLower(label)
			value := strings.Fields(rest)[0]
			if service, ok := handleLabels[label]; ok && !strings.Contains(value, "/") && len(strings.Fields(rest)) == 1 {
				if i := strings.LastIndexByte(value, '.'); i > 0 && (strings.HasSuffix(value, ".com") || strings.HasSuffix(value, ".me")) {
					continue
				}
				c.account(bonafide.Account{Service: service, Handle: strings.TrimLeft(value, "@~")})
			}
			if strings.Contains(siteLabels, "|"+label+"|") && !strings.Contains(value, "@") && strings.Contains(value, ".") {
				c.address(value, true)
			}
		}
	}
}

// addresses finds web addresses in running text.
func (c *collector) addresses(s string, own bool) {
	for token := range strings.FieldsFuncSeq(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '|' || r == '<' || r == '>' || r == '"' || r == '“' || r == '”' || r == '•' || r == '·' || r == ',' || r == ';' || r == '，' || r == '、'
	}) {
		token = strings.Trim(token, "()[]{}.'’:：")
		if len(token) < 4 || len(token) > 2048 || !strings.Contains(token, ".") {
			continue
		}
		// "GitHub:github.com/x" was written without a blank.
		if i := strings.IndexByte(token, ':'); i > 0 && !strings.HasPrefix(token[i:], "://") && i < 20 {
			token = token[i+1:]
		}
		if strings.Contains(token, "@") && !strings.Contains(token, "/") {
			continue
		}
		c.address(token, own)
	}
}

// endings are those after which a bare word with a dot is taken for a site, where
// the place on the page says that it may be one.
const endings = " com org net io dev me app tech page blog site xyz eu de uk fr es pl it nl br jp kr cn us ca ch at info example test "

// address takes one address: an account where the service is known, else a site of
// the person where own says so.
func (c *collector) address(token string, own bool) {
	full := token
	scheme := strings.HasPrefix(strings.ToLower(token), "http://") || strings.HasPrefix(strings.ToLower(token), "https://")
	if !scheme {
		full = "https://" + token
	}
	u, err := url.Parse(full)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return
	}
	host := strings.ToLower(u.Hostname())
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || len(host)-dot < 3 {
		return
	}
	account, many, known := accountOf(u)
	if known {
		if account.Handle != "" && (many == 0 || own) {
			account.URL = full
			if many > 0 {
				account.URL = ""
			}
			c.account(account)
		}
		return
	}
	if !own {
		return
	}
	if !scheme && !strings.HasPrefix(host, "www.") && !listed(endings, host[dot+1:]) {
		return
	}
	if !scheme && dot > 0 && strings.ToLower(token) != token && u.Path == "" && !strings.HasPrefix(host, "www.") {
		return // "ASP.NET", "Socket.IO"
	}
	c.site(full)
}

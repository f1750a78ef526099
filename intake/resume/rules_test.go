package resume

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bonafide"
	"bonafide/written"
)

func TestDateRanges(t *testing.T) {
	c := &scanner{months: written.Months()}
	cases := map[string]string{
		"Jan 2019 – Mar 2022":           "2019-01/2022-03",
		"2019-01 - present":             "2019-01/now",
		"03/2019 – 11/2021":             "2019-03/2021-11",
		"2016–2019":                     "2016/2019",
		"2016–19":                       "2016/2019",
		"since 2020":                    "2020/now",
		"Seit März 2020":                "2020-03/now",
		"Depuis janvier 2020":           "2020-01/now",
		"desde 2018":                    "2018/now",
		"January 2019 to Present":       "2019-01/now",
		"from May 2018 until June 2019": "2018-05/2019-06",
		"Jan – Mar 2022":                "2022-01/2022-03",
		"Sept. '17 – Apr '20":           "2017-09/2020-04",
		"01.03.2019 – 31.10.2021":       "2019-03-01/2021-10-31",
		"1 March 2019 - 3. Mai 2020":    "2019-03-01/2020-05-03",
		"03/15/2019 - 12/20/2020":       "2019-03-15/2020-12-20",
		"03/04/2019 - 05/06/2020":       "2019/2020", // which is the month cannot be told
		"2019.3 ~ 2020.12":              "2019-03/2020-12",
		"2019-03-15 - 2020-01-02":       "2019-03-15/2020-01-02",
		"2020년 3월 ~ 현재":                 "2020-03/now",
		"2018년 3월부터 2019년 2월까지":         "2018-03/2019-02",
		"2018年4月〜現在":                    "2018-04/now",
		"2018年4月〜":                      "2018-04/now",
		"2015年9月 至 2018年6月":             "2015-09/2018-06",
		"2018.09 - 至今":                  "2018-09/now",
		"2014年4月から2018年3月":              "2014-04/2018-03",
		"styczeń 2019 – obecnie":        "2019-01/now",
		"мар 2019 – по настоящее":       "2019-03",
		"январь 2019 - настоящее время": "2019-01/now",
		"enero de 2019 a la actualidad": "2019-01/now",
		"fev. 2019 até o momento":       "2019-02/now",
		"gennaio 2019 – oggi":           "2019-01/now",
		"juin 2019 à aujourd'hui":       "2019-06/now",
		"jan. 2020 t/m juni 2021":       "2020-01/2021-06",
		"May 2014":                      "2014-05",
		"Graduated 2014":                "2014",
		"2019/2020":                     "2019 2020",
		"2022 – 2019":                   "2022 2019", // an end before its beginning is no range
		"Nov '97 – Jan '03":             "1997-11/2003-01",
		"gennaio 2019 fino ad oggi":     "2019-01/now",
		"2010年–2012年":                   "2010/2012",
		"31.02.2019 - 2020":             "2019-02/2020",
		"room 2019b":                    "",
		"v2019 and 1,2019 and $2019":    "",
		"12345 and 0099":                "",
		"13/2019":                       "2019",
		"may the 4th":                   "",
		"from here to there":            "",
	}
	for in, want := range cases {
		var got []string
		for _, sp := range c.spans(in) {
			s := sp.from.String()
			switch {
			case sp.current:
				s += "/now"
			case !sp.single:
				s += "/" + sp.to.String()
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", in, strings.Join(got, " "), want)
		}
	}
}

func TestMonthsAgree(t *testing.T) {
	for name, m := range written.Months() {
		if m < time.January || m > time.December || name != strings.ToLower(name) {
			t.Errorf("%q: %v", name, m)
		}
	}
}

func TestContactClaims(t *testing.T) {
	cases := map[string]struct {
		text  string
		links []string
		want  bonafide.Source
	}{
		"addresses of mail": {text: "x\nFirst: a.b+c@mail.example, <d@e.example>; not@an, @handle, x@y..example, A.B+C@MAIL.example",
			want: bonafide.Source{Emails: []string{"a.b+c@mail.example", "d@e.example"}}},
		"phones as written": {text: "x\n+1 (202) 555-0101 · +44 7700 900123 · 202.555.0102\nTel. 0201 555 01",
			want: bonafide.Source{Phones: []string{"+1 (202) 555-0101", "+44 7700 900123", "202.555.0102", "0201 555 01"}}},
		"no phones": {text: "x\n2016 - 2019, 01.03.2019 – 31.10.2021, 10115 Berlin, €1234567890, id-1234567890, 3.1415926535%\n\nExperience\nwe served 1 234 567 890 people",
			want: bonafide.Source{}},
		"an international number anywhere": {text: "x\n\nSummary\ncall +44 20 7946 0111 today",
			want: bonafide.Source{Phones: []string{"+44 20 7946 0111"}}},
		"accounts": {text: "x\ngithub.com/ab | https://gitlab.com/cd/ | www.linkedin.com/in/ef | de.linkedin.com/in/gh | https://x.com/ij?s=1 | t.me/kl | " +
			"https://www.upwork.com/freelancers/~01ab | stackoverflow.com/users/12/mn | medium.com/@op | qr.medium.com | kaggle.com/st | twitter.com/IJ",
			want: bonafide.Source{Accounts: []bonafide.Account{
				{Service: "github", Handle: "ab", URL: "https://github.com/ab"}, {Service: "gitlab", Handle: "cd", URL: "https://gitlab.com/cd/"},
				{Service: "linkedin", Handle: "ef", URL: "https://www.linkedin.com/in/ef"}, {Service: "linkedin", Handle: "gh", URL: "https://de.linkedin.com/in/gh"},
				{Service: "x", Handle: "ij", URL: "https://x.com/ij?s=1"}, {Service: "telegram", Handle: "kl", URL: "https://t.me/kl"},
				{Service: "upwork", Handle: "01ab", URL: "https://www.upwork.com/freelancers/~01ab"}, {Service: "stackoverflow", Handle: "12", URL: "https://stackoverflow.com/users/12/mn"},
				{Service: "medium", Handle: "op", URL: "https://medium.com/@op"}, {Service: "medium", Handle: "qr", URL: "https://qr.medium.com"},
				{Service: "kaggle", Handle: "st", URL: "https://kaggle.com/st"},
			}}},
		"handles by label": {text: "x\nTelegram: @ab | Skype: live:cd\nGitHub: ef, Discord: gh#1234",
			want: bonafide.Source{Accounts: []bonafide.Account{{Service: "telegram", Handle: "ab"}, {Service: "skype", Handle: "live:cd"}, {Service: "github", Handle: "ef"}, {Service: "discord", Handle: "gh#1234"}}}},
		"a repository is not its owner's account": {text: "x\n\nProjects\nhttps://github.com/big/project was fun; github.com/topics/go",
			want: bonafide.Source{}},
		"sites of the person": {text: "x\nhttps://ab.example | cd.dev | Website: ef.example/gh | ASP.NET | Node.js | https://AB.example/",
			want: bonafide.Source{Sites: []bonafide.Site{{URL: "https://ab.example"}, {URL: "https://cd.dev"}, {URL: "https://ef.example/gh"}}}},
		"sites of others": {text: "x\n\nExperience\nhttps://firm.example is where I worked", want: bonafide.Source{}},
		"links behind words": {text: "My profiles are behind these words.\n\nReferences\nAda Ex, ada@ref.example", links: []string{"https://www.linkedin.com/in/ab", "https://github.com/a/b", "https://firm.example", "mailto:me@mail.example?subject=x", "mailto:ada@ref.example", "javascript:x", "::"},
			want: bonafide.Source{Emails: []string{"me@mail.example"}, Accounts: []bonafide.Account{{Service: "linkedin", Handle: "ab", URL: "https://www.linkedin.com/in/ab"}},
				References: []bonafide.Reference{{Name: "Ada Ex", Email: "ada@ref.example"}}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Claims(c.text, c.links); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// TestNamesOfAnyOrigin holds that a name is told by its place and shape alone:
// whatever its script, origin or letter case, it is found or not found alike.
func TestNamesOfAnyOrigin(t *testing.T) {
	rest := "\nmail@mail.example\n\nExperience\nEngineer, Acme Labs\n2019 - 2021\n"
	for _, name := range []string{
		"Ada Example", "ada example", "ADA EXAMPLE", "José María de la Cruz", "Nguyễn Thị Ánh Mẫu", "O'Neill-Smith, PhD", "Jean-Luc d'Exemple",
		"김예시", "김 예시", "王小明", "例田太郎", "例田 太郎", "サンプル・タロウ", "محمد المثال", "עדה דוגמה", "Анна Примерова", "अनन्या उदाहरण",
		"สมชาย ตัวอย่าง", "Oluwaseun Adé", "Þórdís Dæmi", "Ng Ex", "Li Ming", "Bint al-Mithal", "Ελένη Παράδειγμα", "ანა მაგალითი", "አበበ ምሳሌ", "J. R. Example",
		"My The To", // words that are names somewhere
	} {
		want := name
		if strings.HasSuffix(name, ", PhD") {
			want = "" // one word is left: no name
		}
		var expect []string
		if want != "" {
			expect = []string{want}
		}
		if got := Claims(name+rest, nil); !reflect.DeepEqual(got.Names, expect) {
			t.Errorf("%s: names %q, want %q", name, got.Names, expect)
		} else if len(got.Employment) != 1 || got.Employment[0].Employer != "Acme Labs" {
			t.Errorf("%s: employment %+v", name, got.Employment)
		}
		if got := Claims("Curriculum Vitae\nName: "+name+rest, nil); !reflect.DeepEqual(got.Names, expect) {
			t.Errorf("%s by label: names %q", name, got.Names)
		}
	}
	for _, line := range []string{
		"Surendra", "Senior Software Engineer", "Acme Technologies Ltd", "Work Experience", "2019 Example", "www.site.example", "A line that is much too long to be a name",
		"University of Example", "•  Bullet Point", "Research and Development", "Bachelor Informatik", "*** ---", "ไทย",
	} {
		if got := Claims(line+rest, nil); got.Names != nil {
			t.Errorf("%q was taken for a name: %q", line, got.Names)
		}
	}
}

// TestClaimsDoNotDependOnTheName changes only the name and expects everything else
// to stay.
func TestClaimsDoNotDependOnTheName(t *testing.T) {
	for layout, text := range layouts(t) {
		base := Claims(text, nil)
		if len(base.Names) == 0 {
			continue
		}
		for _, other := range []string{"Ada Example", "김예시", "محمد المثال", "Nguyễn Thị Ánh"} {
			got := Claims(strings.Replace(text, base.Names[0], other, 1), nil)
			want := base
			want.Names = []string{other}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s with %s: claims changed\ngot  %+v\nwant %+v", layout, other, got, want)
			}
		}
	}
}

func TestHeadingsOfJobs(t *testing.T) {
	cases := map[string]struct{ lines, title, employer, domain string }{
		"title, employer":           {"Engineer, Acme Tools\n2019 - 2021", "Engineer", "Acme Tools", ""},
		"employer - title":          {"Acme Tools - Engineer\n2019 - 2021", "Engineer", "Acme Tools", ""},
		"title at employer":         {"Engineer at Acme Tools, Berlin\n2019 - 2021", "Engineer", "Acme Tools", ""},
		"title @ employer":          {"Lead Engineer @ Acme\n2019 - 2021", "Lead Engineer", "Acme", ""},
		"two lines":                 {"Acme Tools\nEngineer\n2019 - 2021", "Engineer", "Acme Tools", ""},
		"below the time":            {"2019 - 2021\nAcme Tools\nEngineer\nDid the work.", "Engineer", "Acme Tools", ""},
		"below the time, swapped":   {"2019 - 2021\nEngineer\nAcme Tools\nDid the work.", "Engineer", "Acme Tools", ""},
		"time on the title's line":  {"Acme Tools\nEngineer     2019 - 2021", "Engineer", "Acme Tools", ""},
		"time on the firm's line":   {"Acme Tools     2019 - 2021\nEngineer\nDid the work.", "Engineer", "Acme Tools", ""},
		"firm's form after a comma": {"Engineer, Acme, Inc.\n2019 - 2021", "Engineer", "Acme, Inc.", ""},
		"place behind a bar":        {"Engineer, Acme Tools | Oslo, Norway | 2019 - 2021", "Engineer", "Acme Tools", ""},
		"terms of work":             {"Engineer | Acme Tools | Full-time\n2019 - 2021", "Engineer", "Acme Tools", ""},
		"domain in brackets":        {"Engineer - Acme (acme.example)\n2019 - 2021", "Engineer", "Acme", "acme.example"},
		"domain as a name":          {"Engineer, acme.example\n2019 - 2021", "Engineer", "acme.example", "acme.example"},
		"team in the title":         {"Senior Engineer, Payments | Acme Tools\n2019 - 2021", "Senior Engineer, Payments", "Acme Tools", ""},
		"title alone":               {"Engineer\n2019 - 2021", "Engineer", "", ""},
		"firm alone":                {"Acme Tools Ltd, Oslo\n2019 - 2021", "", "Acme Tools Ltd", ""},
		"firm without a title":      {"Shop floor | Acme Tools Ltd\n2019 - 2021", "Shop floor", "Acme Tools Ltd", ""},
		"firm and its place":        {"Acme Tools Ltd | Oslo, Norway\n2019 - 2021", "", "Acme Tools Ltd", ""},
		"two titles, one firm":      {"Engineer | Team Lead | Acme Tools\n2019 - 2021", "Engineer", "Acme Tools", ""},
		"two words, same title":     {"Engineer, Team Lead, Acme\n2019 - 2021", "Engineer, Team Lead", "Acme", ""},
		"firm first by commas":      {"Acme, Senior Engineer\n2019 - 2021", "Senior Engineer", "Acme", ""},
		"Korean, by blanks":         {"주식회사 가나다 백엔드 개발자\n2019 - 2021", "백엔드 개발자", "주식회사 가나다", ""},
		"neither is known":          {"Something, Somewhere\n2019 - 2021", "", "", ""},
		"one unknown":               {"Something\n2019 - 2021", "", "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := Claims("Experience\n\n"+c.lines, nil).Employment
			if len(got) != 1 {
				t.Fatalf("%d jobs: %+v", len(got), got)
			}
			if got[0].Title != c.title || got[0].Employer != c.employer || got[0].Domain != c.domain {
				t.Errorf("got %q at %q (%q), want %q at %q (%q)", got[0].Title, got[0].Employer, got[0].Domain, c.title, c.employer, c.domain)
			}
			if got[0].From.Year != 2019 || got[0].To.Year != 2021 {
				t.Errorf("from %s to %s", got[0].From, got[0].To)
			}
		})
	}
	got := Claims("Experience\n\nNorth - South\n2019 - 2021\n\nBaker Street - Engineer\n2015 - 2018", nil).Employment
	if len(got) != 2 || got[0].Employer != "North" || got[0].Title != "South" {
		t.Errorf("the other entries show the order: got %+v", got)
	}
	if got := Claims("Experience\nEngineer, Acme Tools (part-time)\n2019 - 2021", nil).Employment; len(got) != 1 || !got[0].PartTime {
		t.Errorf("part time: got %+v", got)
	}
	if got := Claims("Experience\nFrom 2019 to 2021 I led the long migration of everything that we had to somewhere else entirely.", nil).Employment; len(got) != 0 {
		t.Errorf("a sentence is no job: got %+v", got)
	}
}

func TestSkillItems(t *testing.T) {
	cases := map[string][]bonafide.Skill{
		"Go, Rust and more": {{Name: "Go"}, {Name: "Rust and more"}},
		"Kubernetes (since 2016), React – 8 years, C++: 3+ yrs": {{Name: "Kubernetes", Since: bonafide.Date{Year: 2016}}, {Name: "React", Years: 8}, {Name: "C++", Years: 3}},
		"Python (5.5 years)":                 {{Name: "Python", Years: 5.5}},
		"Terraform 2019 – present":           {{Name: "Terraform", Since: bonafide.Date{Year: 2019}}},
		"• Node.js\n• .NET\n• CI/CD":         {{Name: "Node.js"}, {Name: ".NET"}, {Name: "CI/CD"}},
		"Backend:\nGo | Java | Go":           {{Name: "Go"}, {Name: "Java"}},
		"Cloud      AWS, Azure":              {{Name: "AWS"}, {Name: "Azure"}},
		"Go (advanced, daily), Rust":         {{Name: "Go"}, {Name: "Rust"}},
		"Java – 3 Jahre; Scala 2年":           {{Name: "Java", Years: 3}, {Name: "Scala", Years: 2}},
		"Go\nGo (since 2015)":                {{Name: "Go", Since: bonafide.Date{Year: 2015}}},
		"I am very good at all these things": nil,
		"100%, ---":                          nil,
	}
	for in, want := range cases {
		if got := Claims("x\n\nSkills\n"+in, nil).Skills; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", in, got, want)
		}
	}
}

func TestSchools(t *testing.T) {
	y := func(n int) bonafide.Date { return bonafide.Date{Year: n} }
	cases := map[string][]bonafide.Education{
		"BSc in Physics, University of Example, 2010 - 2013": {{School: "University of Example", Degree: "BSc", Field: "Physics", From: y(2010), To: y(2013)}},
		"University of Example\nBachelor of Science in Physics\n2010 – 2013\nMSc Physics\nExample Institute\n2015": {
			{School: "University of Example", Degree: "Bachelor of Science", Field: "Physics", From: y(2010), To: y(2013)},
			{School: "Example Institute", Degree: "MSc", Field: "Physics", To: y(2015)}},
		"MBA Example Business School, 2015": {{School: "Example Business School", Degree: "MBA", To: y(2015)}},
		"MBA, Example, 2015":                {{School: "Example", Degree: "MBA", To: y(2015)}},
		"Graduated from somewhere in 2015.": nil,
		"2012 - 2016   北方示例大学   软件工程 本科":    {{School: "北方示例大学", Degree: "本科", Field: "软件工程", From: y(2012), To: y(2016)}},
	}
	for in, want := range cases {
		if got := Claims("x\n\nEducation\n"+in, nil).Education; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", in, got, want)
		}
	}
}

func TestSectionHeadings(t *testing.T) {
	for in, want := range map[string]section{
		"EXPERIENCE": experience, "Work Experience:": experience, "— Skills —": skills, "2. Education": education, "E X P E R I E N C E": experience,
		"Skills & Tools": skills, "Education and Certifications": education, "Berufserfahrung": experience, "Kenntnisse": skills, "職歴": experience, "경력": experience,
		"项目经历": projects, "Références": references, "Compétences": skills, "Zainteresowania": other, "Kontakt": contact, "Studium / Ausbildung": education,
	} {
		l := lineOf(in)
		if got, ok := headingOf(&l); !ok || got != want {
			t.Errorf("%q: got %v, %v", in, got, ok)
		}
	}
	for _, in := range []string{"Java Engineer", "• Skills", "skills@mail.example", "", "a b c d e", "Experience with many things", "2019"} {
		l := lineOf(in)
		if got, ok := headingOf(&l); ok {
			t.Errorf("%q was taken for heading %v", in, got)
		}
	}
}

func TestOnlyColumnsAreUnfolded(t *testing.T) {
	for name, text := range map[string]string{
		"dates at the margin": "Engineer                      2019 - 2020\nTester                        2018 - 2019\nIntern                        2017 - 2018\nClerk                         2016 - 2017",
		"a heading by chance": "Some words                    Skills\nand a line that runs on through the gutter to the end\nand another that runs on through it to the end\nand one more that does so",
		"too few lines":       "CONTACT                       EXPERIENCE\na@mail.example                Engineer",
	} {
		if got := unfold(text); got != text {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
	in := "CONTACT                       EXPERIENCE\none                           first\ntwo                           second\n                                 set in\nthree                         third\na long line on the left that runs over it"
	want := "CONTACT\none\ntwo\n\nthree\na long line on the left that runs over it\n\nEXPERIENCE\nfirst\nsecond\nset in\nthird\n"
	var lines []string
	for l := range strings.SplitSeq(unfold(in), "\n") {
		lines = append(lines, strings.TrimSpace(l))
	}
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHostileTextIsBounded(t *testing.T) {
	for name, text := range map[string]string{
		"digits":  strings.Repeat("1 ", 500_000),
		"ats":     strings.Repeat("a@b.", 250_000),
		"dashes":  "Experience\n" + strings.Repeat("2019 - ", 150_000),
		"lines":   "Experience\n" + strings.Repeat("Engineer, Acme Labs\n2019 - 2020\n", 30_000),
		"skills":  "Skills\n" + strings.Repeat("x, ", 300_000),
		"heads":   strings.Repeat("Skills: a\n\n", 90_000),
		"schools": "Education\n" + strings.Repeat("University, BSc, ", 60_000),
		"bracket": "Skills\n" + strings.Repeat("(", 1_000_000),
		"urls":    strings.Repeat("http://a.example/x ", 50_000),
	} {
		start := time.Now() // work that grows with the square of the size would take minutes
		got := Claims(text, nil)
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s: took %s", name, took)
		}
		if max(len(got.Emails), len(got.Phones), len(got.Employment), len(got.Education), len(got.Skills), len(got.Sites), len(got.Accounts)) > maxClaims {
			t.Errorf("%s: more than %d claims of a kind", name, maxClaims)
		}
	}
}

func FuzzClaims(f *testing.F) {
	for _, text := range layouts(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Claims(text, []string{text})
		for _, job := range got.Employment {
			if job.Current && !job.To.IsZero() || job.From.IsZero() {
				t.Errorf("job %+v", job)
			}
		}
		if utf8.ValidString(text) {
			for _, s := range append(append(got.Names, got.Emails...), got.Phones...) {
				if !utf8.ValidString(s) {
					t.Errorf("claim %q was cut inside a character", s)
				}
			}
			for _, s := range got.Skills {
				if !utf8.ValidString(s.Name) {
					t.Errorf("skill %q was cut inside a character", s.Name)
				}
			}
		}
		clean, _ := seen(text)
		if again, notes := seen(clean); utf8.ValidString(text) && (again != clean || len(notes) > 0) {
			t.Errorf("cleaning %q twice differs", text)
		}
	})
}

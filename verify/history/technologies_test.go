package history

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide"
)

func table(t interface {
	Helper()
	Fatal(...any)
}) *Technologies {
	t.Helper()
	got, err := ParseTechnologies("technologies.tsv", technologiesFile)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The table's facts that the rule leans on most often, written out a second time.
func TestReleases(t *testing.T) {
	tech := table(t)
	for name, want := range map[string]string{
		"Kubernetes": "2014-06", "golang": "2009-11", "TypeScript": "2012-10", "React.js": "2013-05", "Node.js": "2009-05",
		"Docker Compose": "2013-12", "Terraform": "2014-07", "TensorFlow": "2015-11", "ChatGPT": "2022-11", "GitHub Actions": "2018-10",
		"AWS Lambda": "2014-11", "Bitcoin": "2008-10", "ERC-20": "2015-11", "Uniswap V3": "2021-03", "C++": "1985", "C#": "2000", ".NET Core": "2014-05",
		"Kotlin": "2011-07", "GPT-4": "2023-03", "HTTP/2": "2012", "scikit-learn": "2007", "Let's Encrypt": "2014-11",
	} {
		row, ok := tech.whole(name)
		if !ok {
			t.Errorf("%s is not in the table", name)
			continue
		}
		if got := tech.rows[row].released.String(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestTableIsSound(t *testing.T) {
	tech := table(t)
	if n := len(tech.rows); n < 250 {
		t.Errorf("%d technologies, want 250 or more", n)
	}
	for _, r := range tech.rows {
		if r.note == "" || r.first.After(tech.dataset.Date.First()) || r.first.Year() < 1960 && r.name != "" {
			t.Errorf("%s: released %s, note %q", r.name, r.released, r.note)
		}
	}
	for first, list := range tech.byFirst {
		for i, s := range list {
			if row, ok := tech.whole(s.written); !ok || row != s.row {
				t.Errorf("%q is not read as itself", s.written)
			}
			if i > 0 && len(list[i-1].words) < len(s.words) {
				t.Errorf("%s: a shorter spelling stands before a longer one", first)
			}
		}
	}
}

func TestTableRefusals(t *testing.T) {
	const head = "# version: 1\n# date: 2026-01\n"
	for _, c := range []struct{ data, why string }{
		{"", "version and date"},
		{head, "no row"},
		{"# date: 2026-01\nGo\t2009\tx\n", "version and date"},
		{"# version: 1\n# date: soon\n", "date"},
		{head + "Go\t2009\n", "2 columns"},
		{head + "Go\tsoon\tx\n", "date"},
		{head + "Go\t\tx\n", "no date"},
		{head + "Go, go\t2009\tx\n", "twice"},
		{head + "Node.js\t2009\tx\nnode js\t2009\tx\n", "twice"},
		{head + "~, Go\t2009\tx\n", "no word"},
		{head + "Gö\t2009\tx\n", "letters other"},
		{head + "a b c d e f g\t2009\tx\n", "more than 6 words"},
		{head + strings.Repeat("x, ", 60) + "y\t2009\tx\n", "more than 40 spellings"},
		{head + "Go\t2009\t\xff\n", "UTF-8"},
		{head + strings.Repeat("#\n", maxTableBytes), "bytes"},
		{head + manyRows(maxRows+1), "more than 5000 rows"},
	} {
		_, err := ParseTechnologies("t.tsv", []byte(c.data))
		var r *bonafide.Refusal
		if !errors.As(err, &r) || !strings.HasPrefix(r.Place, "t.tsv") || !strings.Contains(r.Why, c.why) {
			t.Errorf("%.60q: %v, want a refusal for %q", c.data, err, c.why)
		}
	}
}

func manyRows(n int) string {
	var b strings.Builder
	for i := range n {
		for d := i; ; d /= 26 {
			b.WriteByte('a' + byte(d%26))
			if d < 26 {
				break
			}
		}
		b.WriteString("x\t2009\tx\n")
	}
	return b.String()
}

func TestMentions(t *testing.T) {
	tech := table(t)
	for _, c := range []struct {
		text string
		want []string
		why  string
	}{
		{"Kubernetes and TypeScript.", []string{"Kubernetes", "TypeScript"}, "words in a sentence"},
		{"KUBERNETES, k8s; typescript", []string{"Kubernetes", "Kubernetes", "TypeScript"}, "any case, and an alias"},
		{"React Native", []string{"React Native"}, "the longest spelling"},
		{"Node.js/Next.js", []string{"Node.js", "Next.js"}, "points and slashes"},
		{"C++, C# | .NET Core", []string{"C++", "C#", ".NET Core"}, "signs"},
		{"HTTP/2 and Let’s Encrypt", []string{"HTTP/2", "Let's Encrypt"}, "a slash and a curly apostrophe in a name"},
		{"PostgreSQL, Go, Docker", []string{"PostgreSQL", "Go", "Docker"}, "everyday words beside a technology"},
		{"PostgreSQL 9.6, Go (1.4), Rust", []string{"PostgreSQL", "Go", "Rust"}, "versions between"},
		{"Rust · Kubernetes", []string{"Rust", "Kubernetes"}, "a middle dot"},
		{"Redis\nSwift\n", []string{"Redis", "Swift"}, "one a line"},
		{"golang", []string{"Go"}, "an unambiguous alias"},
		{"Go, Rust, Swift", nil, "everyday words only"},
		{"PostgreSQL, go, docker", []string{"PostgreSQL"}, "everyday words in other letters"},
		{"We go to Kubernetes", []string{"Kubernetes"}, "a verb"},
		{"Kubernetes and Go", []string{"Kubernetes"}, "and is no separator"},
		{"paid by SWIFT, Kubernetes", []string{"Kubernetes"}, "another thing's name"},
		{"Rubygems, Kubernetesque", nil, "longer words"},
		{"Kübernetes", nil, "other letters"},
		{"Built React pages and Docker images", []string{"React", "Docker"}, "exact letters inside a sentence"},
		{"React to incidents. Docker in the port", nil, "the first word of a sentence has a capital anyway"},
		{"react to incidents", nil, "a verb"},
		{"net income, Kubernetes", []string{"Kubernetes"}, "net is not .NET"},
		{"the end.NET sales", nil, "a missing space"},
		{"", nil, "nothing"},
	} {
		var got []string
		for _, m := range tech.mentions(nil, c.text, never) {
			got = append(got, tech.rows[m.row].name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q gives %q, want %q", c.why, c.text, got, c.want)
		}
	}
}

func TestWholeSkills(t *testing.T) {
	tech := table(t)
	for skill, want := range map[string]string{
		"Kubernetes": "Kubernetes", " react.js ": "React", "Go": "Go", "Java 8+": "Java", "go": "Go", "react": "React", "Kubernetes administration": "",
		"advanced Kubernetes": "", "SWIFT": "", "": "", "...": "", strings.Repeat("x", 300): "",
	} {
		row, ok := tech.whole(skill)
		if got := ok; got != (want != "") || ok && tech.rows[row].name != want {
			t.Errorf("%q: %v", skill, ok)
		}
	}
}

func TestDatesAreReadInThePersonsFavour(t *testing.T) {
	tech := table(t)
	row, _ := tech.whole("Kubernetes") // 2014-06
	k := &tech.rows[row]
	date := func(s string) time.Time {
		d, err := bonafide.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d.Last()
	}
	for since, early := range map[string]bool{
		"2014": false, "2013": true, "2014-03": false, "2014-02": false, "2014-01": true, "2014-02-27": true, "2020": false, "2012-05": true,
	} {
		if got := k.before(date(since)) > 0; got != early {
			t.Errorf("since %s: early is %v, want %v", since, got, early)
		}
	}
}

func FuzzTechnologies(f *testing.F) {
	f.Add([]byte("# version: 1\n# date: 2026-01\nNode.js, ~Node\t2009-05\tx\n"))
	f.Add([]byte("# version: 1\n# date: 2026-01\n~C++, .NET\t2009-05\tx\n\n#\n"))
	f.Add(technologiesFile[:2000])
	f.Fuzz(func(t *testing.T, data []byte) {
		tech, err := ParseTechnologies("f", data)
		if err != nil {
			var r *bonafide.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("%T", err)
			}
			return
		}
		tech.mentions(nil, string(data), never)
	})
}

func FuzzMentions(f *testing.F) {
	for _, s := range []string{"Go, Kubernetes", ".NET.", "C++++", "a\xffb", "Node.\u00a0js", "..", "C#,.NET/F#|R", strings.Repeat("React, ", 900)} {
		f.Add(s)
	}
	tech := table(f)
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, m := range tech.mentions(nil, s, never) {
			if m.start < last || m.end <= m.start || m.end > len(s) {
				t.Fatalf("%q: mention at %d to %d after %d", s, m.start, m.end, last)
			}
			last = m.end
			passage(s, m.start, m.end)
		}
		tech.whole(s)
	})
}

func BenchmarkMentions(b *testing.B) {
	tech := table(b)
	text := strings.Repeat("Led the move of the billing platform to Kubernetes with Terraform, Go, PostgreSQL and a little patience. ", 20)
	buf := make([]mention, 0, 200)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		buf = tech.mentions(buf[:0], text, never)
	}
}

func BenchmarkParseTechnologies(b *testing.B) {
	for b.Loop() {
		if _, err := ParseTechnologies("t", technologiesFile); err != nil {
			b.Fatal(err)
		}
	}
}

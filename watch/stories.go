package watch

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bonafide"
	"bonafide/strict"
)

//go:embed stories/*.yaml
var storyFiles embed.FS

// Story is a piece of a company's life in the vendors' own lines, and what a watch
// must and must not find in it. It is a file stories/<INDICATOR>-<name>.yaml; what
// its lines look like stands in stories/forms.yaml.
type Story struct {
	Name string `json:"-"`
	// Why says in one line what the story shows.
	Why string `json:"why"`
	// Files are written as they stand.
	Files map[string]string `json:"files,omitzero"`
	// Logs are lines of the forms, again and again.
	Logs []StoryLog `json:"logs,omitzero"`
	// Applications are records that came by another way than HR, each at the time when
	// the newest of it was collected.
	Applications []bonafide.Dossier `json:"applications,omitzero"`
	// Approved, Offices and Restricted are the firm's configuration.
	Approved   []string `json:"approved,omitzero"`
	Offices    []string `json:"offices,omitzero"`
	Restricted []string `json:"restricted,omitzero"`

	// Finds are "PERSON INDICATOR", with the rule that says it as a third word where
	// several may.
	Finds []string `json:"finds,omitzero"`
	// Never are "PERSON INDICATOR" that would be an injustice; a star stands for
	// anybody or anything.
	Never []string `json:"never,omitzero"`
	// Cleared are "PERSON INDICATOR" that are not found, and would be but for what HR
	// has on record: relations, exceptions, accommodations and notices of travel.
	Cleared []string `json:"cleared,omitzero"`
	// Withdraws are "PERSON INDICATOR" that were found and are taken back.
	Withdraws []string `json:"withdraws,omitzero"`
	// Troubles are words that a trouble has to say.
	Troubles []string `json:"troubles,omitzero"`
	// Highest is the band that a person has to reach and not to pass, with the whole
	// flow behind the engine; "below review" stands for any lower one. Finally is the
	// band in which a person ends. Named are the combinations that an alert has to
	// name.
	Highest map[bonafide.PersonID]string                   `json:"highest,omitzero"`
	Finally map[bonafide.PersonID]string                   `json:"finally,omitzero"`
	Named   map[bonafide.PersonID][]bonafide.CombinationID `json:"named,omitzero"`
}

// StoryLog is a line of a form, written on so many days at so many times.
type StoryLog struct {
	Form string `json:"form"`
	// On is the network that it comes from, of those in forms.yaml.
	On string `json:"on,omitzero"`
	// From is the first day, counted from 2 March 2026, a Monday; Days is on how many
	// days it is written, Every how many days lie between two of them. Weekdays
	// leaves Saturdays and Sundays out.
	From     int  `json:"from,omitzero"`
	Days     int  `json:"days,omitzero"`
	Every    int  `json:"every,omitzero"`
	Weekdays bool `json:"weekdays,omitzero"`
	// At are the times of day in UTC, "15:00"; from "24:00" on it is the next day. What
	// begins then lasts so long: "9h30m".
	At    []string `json:"at,omitzero"`
	Lasts string   `json:"lasts,omitzero"`
	// Each writes the line for each of these, as {{each}}.
	Each []string `json:"each,omitzero"`
	// With are the words of the form: {{who}}.
	With map[string]string `json:"with,omitzero"`
}

// unsaid is the story without what clears people.
func (s *Story) unsaid() *Story {
	x := *s
	x.Logs = slices.DeleteFunc(slices.Clone(s.Logs), func(l StoryLog) bool {
		switch l.With["event"] {
		case "relation", "exception", "accommodation", "travel":
			return l.Form == "hr"
		}
		return false
	})
	return &x
}

// StoryBegin is the first day of stories.
var StoryBegin = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// form is how a vendor writes a line, with words to be filled in.
type form struct {
	// Like is a form whose line and words it shares.
	Like string            `json:"like,omitzero"`
	Head string            `json:"head,omitzero"`
	Line string            `json:"line,omitzero"`
	With map[string]string `json:"with,omitzero"`
}

type storyForms struct {
	Forms  map[string]form              `json:"forms"`
	Places map[string]map[string]string `json:"places"`
}

const formsFile = "stories/forms.yaml"

var readForms = sync.OnceValues(func() (*storyForms, error) {
	data, err := storyFiles.ReadFile(formsFile)
	if err != nil {
		return nil, fmt.Errorf("reading the forms of stories: %w", err)
	}
	f := &storyForms{}
	if err := strict.YAML(formsFile, data, f); err != nil {
		return nil, err
	}
	for name, x := range f.Forms {
		if x.Like == "" {
			continue
		}
		base, ok := f.Forms[x.Like]
		if !ok || base.Like != "" {
			return nil, bonafide.Invalidf("%s: form %s is like %s, which is no form with a line", formsFile, name, x.Like)
		}
		with := maps.Clone(base.With)
		if with == nil {
			with = map[string]string{}
		}
		maps.Copy(with, x.With)
		f.Forms[name] = form{Head: base.Head, Line: base.Line, With: with}
	}
	return f, nil
})

// Stories are all that came with the program, in order of name.
func Stories() ([]Story, error) {
	names, err := fs.Glob(storyFiles, "stories/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("listing stories: %w", err)
	}
	var out []Story
	for _, name := range names {
		if name == formsFile {
			continue
		}
		data, err := storyFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading stories: %w", err)
		}
		s := Story{Name: strings.TrimSuffix(path.Base(name), ".yaml")}
		if err := strict.YAML(name, data, &s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// Text is the story as the files of a company's folder, by name.
func (s *Story) Text() (map[string]string, error) {
	forms, err := readForms()
	if err != nil {
		return nil, err
	}
	out := maps.Clone(s.Files)
	if out == nil {
		out = map[string]string{}
	}
	written := map[string][]storyLine{}
	n, own := 0, numbers{}
	for i := range s.Logs {
		l := &s.Logs[i]
		if n, err = l.write(forms, n, own, written); err != nil {
			return nil, fmt.Errorf("story %s, log %d (%s): %w", s.Name, i+1, l.Form, err)
		}
	}
	for i := range s.Applications {
		data, err := strict.Marshal(&s.Applications[i])
		if err != nil {
			return nil, fmt.Errorf("story %s: %w", s.Name, err)
		}
		out["application-"+strconv.Itoa(i+1)+".json"] = string(data) + "\n"
	}
	for name, lines := range written {
		slices.SortStableFunc(lines, func(a, b storyLine) int { return a.at.Compare(b.at) })
		var b strings.Builder
		f, file := forms.Forms[name], name+".ndjson"
		if f.Head != "" {
			file = name + ".csv"
			b.WriteString(f.Head + "\n")
		}
		for _, l := range lines {
			b.WriteString(l.text + "\n")
		}
		if out[file] != "" {
			return nil, bonafide.Invalidf("story %s: the file %s is written twice", s.Name, file)
		}
		out[file] = b.String()
	}
	return out, nil
}

type storyLine struct {
	at   time.Time
	text string
}

func (l *StoryLog) write(forms *storyForms, n int, own numbers, to map[string][]storyLine) (int, error) {
	f, ok := forms.Forms[l.Form]
	if !ok {
		return n, bonafide.Invalidf("%s has no form of this name", formsFile)
	}
	place, ok := forms.Places[l.On]
	if !ok && l.On != "" {
		return n, bonafide.Invalidf("%s has no place %s", formsFile, l.On)
	}
	lasts := time.Duration(0)
	if l.Lasts != "" {
		var err error
		if lasts, err = time.ParseDuration(l.Lasts); err != nil {
			return n, bonafide.Invalidf("lasts: %v", err)
		}
	}
	words := map[string]string{}
	maps.Copy(words, f.With)
	maps.Copy(words, place)
	maps.Copy(words, l.With)
	at, each := l.At, l.Each
	if len(at) == 0 {
		at = []string{"12:00"}
	}
	if len(each) == 0 {
		each = []string{""}
	}
	for i := range max(1, l.Days) {
		day := StoryBegin.AddDate(0, 0, l.From+i*max(1, l.Every))
		if l.Weekdays && (day.Weekday() == time.Saturday || day.Weekday() == time.Sunday) {
			continue
		}
		for _, clock := range at {
			t, err := moment(day, clock)
			if err != nil {
				return n, err
			}
			for _, one := range each {
				n++
				words["each"], words["n"], words["day"] = one, strconv.Itoa(n), t.Format(time.DateOnly)
				words["time"], words["until"] = t.Format(time.RFC3339), t.Add(lasts).Format(time.RFC3339)
				words["unix"], words["ms"] = strconv.FormatInt(t.Unix(), 10), strconv.FormatInt(t.UnixMilli(), 10)
				who, err := fill(words["who"], words)
				if err != nil {
					return n, err
				}
				words["own"] = own.of(who)
				text, err := fill(f.Line, words)
				if err != nil {
					return n, err
				}
				to[l.Form] = append(to[l.Form], storyLine{t.Add(lasts), text})
			}
		}
	}
	return n, nil
}

// moment is a time of day, "15:00" or "15:00:30", which may be of the next day.
func moment(day time.Time, clock string) (time.Time, error) {
	h, rest, ok := strings.Cut(clock, ":")
	m, sec, _ := strings.Cut(rest, ":")
	hours, err1 := strconv.Atoi(h)
	minutes, err2 := strconv.Atoi(m)
	seconds := 0
	var err3 error
	if sec != "" {
		seconds, err3 = strconv.Atoi(sec)
	}
	if !ok || err1 != nil || err2 != nil || err3 != nil || hours < 0 || hours > 47 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 {
		return day, bonafide.Invalidf("at: %q is no time of day; write it as 15:00", clock)
	}
	return day.Add(time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second), nil
}

// numbers gives everybody of a story a number, for an address of the own: all live
// alone unless the story says otherwise.
type numbers map[string]int

func (n numbers) of(who string) string {
	if n[who] == 0 {
		n[who] = len(n) + 10
	}
	return strconv.Itoa(n[who])
}

// fill puts the words in, which may hold words themselves.
func fill(line string, words map[string]string) (string, error) {
	for range 4 {
		var b strings.Builder
		rest, open := line, false
		for {
			before, after, ok := strings.Cut(rest, "{{")
			b.WriteString(before)
			if !ok {
				break
			}
			word, tail, ok := strings.Cut(after, "}}")
			value, known := words[word]
			if !ok || !known {
				return "", bonafide.Invalidf("nothing stands for {{%s}}", word)
			}
			b.WriteString(value)
			rest, open = tail, true
		}
		line = b.String()
		if !open {
			return line, nil
		}
	}
	if strings.Contains(line, "{{") {
		return "", bonafide.Invalidf("words stand for each other without end: %s", line)
	}
	return line, nil
}

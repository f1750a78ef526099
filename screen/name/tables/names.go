//go:build ignore

// Names makes names.txt.gz, the table of personal names that people bear. Run it from
// the folder of the package, with
//
//	-persons  persons.txt of rigour (1.8.0): forms of one name in a line, from Wikidata
//	-census   a table with the columns name and count: the given names and family names
//	          of the censuses of the United States, 2010 and 2020, their counts added
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"flag"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bonafide/screen/name"
)

func main() {
	persons := flag.String("persons", "", "")
	census := flag.String("census", "", "")
	flag.Parse()
	levels := frequencies(*census)
	var lines []string
	told := map[string]bool{}
	word := func(w string) string {
		if l := levels[w]; l > 0 && !told[w] {
			told[w] = true
			return w + strconv.Itoa(l)
		}
		return w
	}
	alone := map[string]bool{}
	for w := range levels {
		alone[w] = true
	}
	for _, forms := range groups(*persons) {
		if len(forms) == 1 {
			alone[forms[0]] = true
			continue
		}
		for i, w := range forms {
			forms[i] = word(w)
		}
		lines = append(lines, strings.Join(forms, " "))
	}
	known := map[string]bool{}
	for _, l := range lines {
		for w := range strings.FieldsSeq(l) {
			known[strings.TrimRight(w, "0123456789")] = true
		}
	}
	for w := range alone {
		if !known[w] {
			lines = append(lines, word(w))
		}
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	out, err := os.Create("tables/names.txt.gz")
	check(err)
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	check(err)
	_, err = io.WriteString(z, strings.Join(lines, "\n")+"\n")
	check(err)
	check(z.Close())
	check(out.Close())
}

// groups are the forms of each name, as the matcher reads them: those of one word, in
// scripts that are read by letters.
func groups(path string) [][]string {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	var all [][]string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		list, _, ok := strings.Cut(lines.Text(), " => ")
		if !ok {
			continue
		}
		forms := map[string]bool{}
		for form := range strings.SplitSeq(list, ", ") {
			if w := oneWord(form); w != "" {
				forms[w] = true
			}
		}
		if len(forms) > 0 {
			all = append(all, slices.Sorted(maps.Keys(forms)))
		}
	}
	check(lines.Err())
	return all
}

// oneWord is a name of one word as the matcher reads it, empty if it is none.
func oneWord(form string) string {
	if strings.ContainsFunc(form, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	}) {
		return ""
	}
	n := name.Parse(form, name.Person)
	w := n.String()
	if len(w) < 2 || strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return ""
	}
	return w
}

// frequencies are the words that many people bear: 1 for a thousand and more, 2 for ten
// thousand, 3 for a hundred thousand.
func frequencies(path string) map[string]int {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	check(err)
	levels := map[string]int{}
	for _, r := range rows[1:] {
		n, err := strconv.Atoi(r[1])
		check(err)
		level := 0
		for least := 1000; n >= least && level < 3; least *= 10 {
			level++
		}
		if w := oneWord(r[0]); w != "" && level > 0 {
			levels[w] = max(levels[w], level)
		}
	}
	return levels
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Command table reads what the benchmarks and measuring tests of the watch print, on
// standard input, and prints one table with the target beside each figure: MISS where
// one is missed, ABSENT where nothing was measured, with the reason where one was
// given. It exits with 1 if anything was missed.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

func main() {
	missed, err := print(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if missed > 0 {
		os.Exit(1)
	}
}

// print writes the table and counts what was missed.
func print(in io.Reader, out io.Writer) (missed int, err error) {
	seen := newSeen()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		seen.line(lines.Text())
	}
	if err := lines.Err(); err != nil {
		return 0, err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WHAT\tMEASURED\tREACH\t")
	for _, r := range rows(seen) {
		word := ""
		switch {
		case r.absent:
			word = "ABSENT"
		case r.missed:
			word = "MISS"
			missed++
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.what, r.measured, r.reach, word)
	}
	if err := w.Flush(); err != nil {
		return missed, err
	}
	for _, s := range seen.skipped {
		fmt.Fprintln(out, "absent:", s)
	}
	return missed, nil
}

package watchlist

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bonafide"
)

// ReadDir reads every list in a folder with the zero [Reader].
func ReadDir(ctx context.Context, dir string) ([]*List, error) {
	return new(Reader).ReadDir(ctx, dir)
}

// ReadDir reads every list file that lies in dir, in the order of their names. The
// files of an OFAC CSV set are read together. Folders inside dir, hidden files and
// files that are no data by their name (README, .md, .pdf, .xsd, checksums) are
// passed over and named in the notes of the first list. Any other file that is not
// a list, and any list that cannot be read, is an error that names all of them: no
// list is returned then.
func (rd *Reader) ReadDir(ctx context.Context, dir string) ([]*List, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("reading the lists of a folder: %w", err)
	}
	var passed []string
	var faults []error
	type unit struct {
		first string
		paths []string
	}
	var units []unit
	sets := map[string]int{} // "sdn" and "cons", to the unit
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		info, err := os.Stat(path)
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("reading %s: %w", f.Name(), err))
			continue
		case info.IsDir():
			passed = append(passed, f.Name()+" (a folder)")
			continue
		case noData(f.Name()):
			passed = append(passed, f.Name())
			continue
		}
		part, err := rd.pieceOf(ctx, path)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if part == noPiece {
			units = append(units, unit{f.Name(), []string{path}})
			continue
		}
		set := "sdn"
		if strings.Contains(strings.ToLower(f.Name()), "cons") {
			set = "cons"
		}
		i, ok := sets[set]
		if !ok {
			i = len(units)
			sets[set] = i
			units = append(units, unit{first: f.Name()})
		}
		units[i].paths = append(units[i].paths, path)
	}
	var lists []*List
	if len(faults) == 0 {
		for _, u := range units {
			l, err := rd.ReadFiles(ctx, u.paths...)
			if err != nil {
				faults = append(faults, err)
				if ctx.Err() != nil {
					break
				}
				continue
			}
			lists = append(lists, l)
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if len(lists) == 0 {
		return nil, bonafide.Invalidf("no list in the folder %s", dir)
	}
	names := map[string]int{}
	for _, l := range lists {
		if names[l.Name]++; names[l.Name] > 1 {
			l.note("another file of the folder is a list of the same name: hits will come twice")
		}
	}
	if len(passed) > 0 {
		lists[0].note("passed over in the folder: " + strings.Join(passed, ", "))
	}
	return lists, nil
}

// pieceOf finds out whether a file belongs to an OFAC CSV set.
func (rd *Reader) pieceOf(ctx context.Context, path string) (piece, error) {
	f, err := os.Open(path)
	if err != nil {
		return noPiece, fmt.Errorf("reading a list: %w", err)
	}
	defer f.Close()
	s, err := rd.open(ctx, filepath.Base(path), f)
	if err != nil {
		return noPiece, err
	}
	_, part, err := sniff(s.name, s.head)
	return part, err
}

// noData reports whether a file is no list by its name.
func noData(name string) bool {
	lower := strings.ToLower(name)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(lower, "readme") || strings.HasPrefix(lower, "licen") {
		return true
	}
	switch filepath.Ext(lower) {
	case ".md", ".pdf", ".xsd", ".xsl", ".sha256", ".sha1", ".md5", ".asc", ".sig", ".html", ".htm", ".log":
		return true
	}
	return false
}

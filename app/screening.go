package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bonafide"
	"bonafide/screen"
	"bonafide/screen/watchlist"
)

// Screening builds the engine over the lists of the configuration's folder: one
// that `bonafide lists` keeps, or one of list files as their publishers give them.
// It is nil where there is no list at all. A kept list that cannot be loaded is
// named in every answer.
func Screening(ctx context.Context, config Config, now func() time.Time) (*screen.Engine, error) {
	dir := config.Screen.Lists
	if info, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, bonafide.Invalidf("%s is no folder of lists", dir)
	}
	options := screen.Options{Now: now, States: map[*watchlist.List]screen.ListState{}}
	lists, err := readLists(ctx, dir, now, &options)
	switch {
	case err != nil:
		return nil, err
	case len(lists) == 0 && len(options.Incomplete) > 0:
		return nil, fmt.Errorf("no list can be asked: %s", strings.Join(options.Incomplete, "; "))
	case len(lists) == 0:
		return nil, nil
	}
	return screen.New(ctx, lists, options)
}

// Lists opens a folder of kept lists, whose self-test asks the engine that answers.
func Lists(dir string, now func() time.Time) (*watchlist.Folder, error) {
	return watchlist.Open(dir, watchlist.Options{Now: now, Probe: screen.NewProbe()})
}

func readLists(ctx context.Context, dir string, now func() time.Time, options *screen.Options) ([]*watchlist.List, error) {
	if _, err := os.Stat(filepath.Join(dir, "sources.json")); errors.Is(err, os.ErrNotExist) {
		// OFAC files without their comments are read as far as they go, and every answer
		// says so; so does a short extract without its end mark, and a long one is refused.
		// Kept lists are held to be whole.
		reader := watchlist.Reader{CutRemarks: true}
		lists, err := reader.ReadDir(ctx, dir)
		for _, l := range lists {
			options.States[l] = screen.ListState{Stale: l.Stale(now())}
		}
		return lists, err
	}
	folder, err := Lists(dir, now)
	if err != nil {
		return nil, err
	}
	states, err := folder.Status()
	if err != nil {
		return nil, err
	}
	var lists []*watchlist.List
	for i := range states {
		s := &states[i]
		l, err := folder.Load(ctx, s.List)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			why := err.Error()
			if !s.Ready && errors.Is(err, bonafide.ErrUnavailable) {
				why = "no version of it is in force"
			}
			options.Incomplete = append(options.Incomplete, fmt.Sprintf("%s: %s; 'bonafide lists --lists %s update %s' fetches it", s.List, why, dir, s.List))
			continue
		}
		lists = append(lists, l)
		options.States[l] = screen.ListState{Checked: s.Checked.UTC(), Stale: s.Why}
		former, err := folder.Former(ctx, s.List)
		if err != nil {
			return nil, err
		}
		options.Former = append(options.Former, former...)
	}
	return lists, nil
}

// listed is the examiner over the kept lists. Their index takes half a second to
// build, so that is done for the first dossier and not for every command.
type listed struct {
	*screen.Examiner
	open func() (*screen.Examiner, error)
}

func newListed(config Config, now func() time.Time) *listed {
	return &listed{
		Examiner: screen.NewExaminer(nil, nil),
		open: sync.OnceValues(func() (*screen.Examiner, error) {
			// The build belongs to no dossier: the first one's end must not end it.
			engine, err := Screening(context.Background(), config, now)
			if err != nil {
				return nil, err
			}
			decisions, err := readDecisions(config.Screen.Decisions)
			return screen.NewExaminer(engine, decisions), err
		}),
	}
}

// Examine implements [bonafide.Examiner].
func (l *listed) Examine(ctx context.Context, d *bonafide.Dossier, asOf time.Time) (bonafide.Examination, error) {
	e, err := l.open()
	if err != nil {
		return bonafide.Examination{}, err
	}
	return e.Examine(ctx, d, asOf)
}

// readDecisions opens the file of decisions where there is one.
func readDecisions(path string) (screen.Decisions, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return screen.OpenFileDecisions(path)
}

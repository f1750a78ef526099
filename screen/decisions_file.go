package screen

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"bonafide"
	"bonafide/strict"
)

// FileDecisions keeps records in a file of JSON lines that only grows: each call of
// Save is one line, so that it is there whole or not at all. One process writes a
// file at a time.
type FileDecisions struct {
	memory MemoryDecisions
	mu     sync.Mutex
	file   *os.File
	size   int64
	broken error
}

// savedLine is one call of Save.
type savedLine struct {
	Records []Record `json:"records"`
}

// longestLine bounds one line of the file.
const longestLine = 64 << 20

// OpenFileDecisions opens a file of decisions, and makes it where it is not there. A
// last line without its end, which a crash can leave, is taken away: it was never
// confirmed. Anything else that cannot be read is a [*bonafide.Refusal].
func OpenFileDecisions(path string) (*FileDecisions, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("opening the decisions: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the decisions: %w", err)
	}
	f := &FileDecisions{file: file}
	if err := f.load(path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return f, nil
}

func (f *FileDecisions) load(path string) error {
	in := bufio.NewReaderSize(f.file, 64<<10)
	for n := 1; ; n++ {
		var line []byte
		for {
			piece, err := in.ReadSlice('\n')
			line = append(line, piece...)
			if err == bufio.ErrBufferFull && len(line) <= longestLine {
				continue
			}
			if err == io.EOF {
				if len(line) > 0 {
					if err := f.file.Truncate(f.size); err != nil {
						return fmt.Errorf("mending the decisions: %w", err)
					}
				}
				_, err := f.file.Seek(f.size, io.SeekStart)
				return err
			}
			if err != nil {
				return fmt.Errorf("reading %s:%d: %w", path, n, err)
			}
			break
		}
		var saved savedLine
		place := fmt.Sprintf("%s:%d", path, n)
		if err := strict.JSON(place, line, &saved); err != nil {
			return err
		}
		for i := range saved.Records {
			if err := saved.Records[i].validate(); err != nil {
				return &bonafide.Refusal{Place: place, Why: err.Error(), Remedy: "put the file back from a copy"}
			}
		}
		f.memory.put(saved.Records)
		f.size += int64(len(line))
	}
}

// Save implements [Decisions]; what it confirms is on the disk.
func (f *FileDecisions) Save(ctx context.Context, records ...Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(records) == 0 {
		return nil
	}
	for i := range records {
		if err := records[i].validate(); err != nil {
			return err
		}
	}
	line, err := strict.Marshal(savedLine{records})
	if err != nil {
		return fmt.Errorf("saving decisions: %w", err)
	}
	line = append(line, '\n')
	if len(line) > longestLine {
		return bonafide.Invalidf("%d records at once are too many; save them in parts", len(records))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken != nil {
		return f.broken
	}
	_, err = f.file.Write(line)
	if err == nil {
		err = f.file.Sync()
	}
	if err != nil {
		// What stands there now is not known: take it away, or take nothing more.
		if undo := errors.Join(f.file.Truncate(f.size), seek(f.file, f.size)); undo != nil {
			f.broken = bonafide.Unavailablef("the decisions cannot be written any more: %w", undo)
		}
		return fmt.Errorf("saving decisions: %w", err)
	}
	f.size += int64(len(line))
	return f.memory.Save(context.WithoutCancel(ctx), records...)
}

func seek(f *os.File, at int64) error {
	_, err := f.Seek(at, io.SeekStart)
	return err
}

// OfPerson implements [Decisions].
func (f *FileDecisions) OfPerson(ctx context.Context, person string) ([]Record, error) {
	return f.memory.OfPerson(ctx, person)
}

// OfEntry implements [Decisions].
func (f *FileDecisions) OfEntry(ctx context.Context, list, id string) ([]Record, error) {
	return f.memory.OfEntry(ctx, list, id)
}

// Close gives the file back.
func (f *FileDecisions) Close() error { return f.file.Close() }

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"bonafide"
)

// whole writes a file that is there as a whole or not at all; "-" is standard output.
// What is no file, a device or a pipe, is written to as it stands: nothing may take its
// place.
func (e *env) whole(path string, write func(io.Writer) error) (err error) {
	if path == "-" || path == "" {
		out := bufio.NewWriterSize(e.out, 1<<16)
		return errors.Join(write(out), out.Flush())
	}
	if special(path) {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("write %s: %w", path, err)
		}
		out := bufio.NewWriterSize(f, 1<<16)
		return errors.Join(write(out), out.Flush(), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if errors.Is(err, fs.ErrNotExist) {
		return bonafide.NotFoundf("the folder of %s does not exist: make it first", path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	out := bufio.NewWriterSize(f, 1<<16)
	if err = write(out); err != nil {
		return err
	}
	if err = errors.Join(out.Flush(), f.Sync(), f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// special reports a path at which something stands that is no file.
func special(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular()
}

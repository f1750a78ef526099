//go:build unix

package jetstream

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// lockFile takes the file for this process until it is closed or the process ends;
// fs.ErrExist where another has it.
func lockFile(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return fs.ErrExist
	}
	return err
}

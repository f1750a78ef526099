package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"bonafide"
)

// The exit codes, for scripts.
const (
	exitOK       = 0
	exitFailed   = 1  // it could not be done, or records were refused
	exitUsage    = 2  // the call is wrong
	exitFindings = 3  // somebody reached the band of --fail-on
	exitNotFound = 4  // a file, person or entry does not exist
	exitTryAgain = 75 // not now: a service is away, or the run was interrupted
)

// usageError is a call that cannot be meant.
type usageError struct {
	command *cobra.Command
	err     error
}

func (u usageError) Error() string { return u.err.Error() }
func (u usageError) Unwrap() error { return u.err }

// quietError ends a command with a code after it has said everything itself.
type quietError struct{ code int }

func (q quietError) Error() string { return fmt.Sprintf("exit %d", q.code) }

// exit says an error in one line and turns it into the code.
func (e *env) exit(err error) int {
	if err == nil {
		return exitOK
	}
	var quiet quietError
	if errors.As(err, &quiet) {
		return quiet.code
	}
	message := strings.Join(strings.Fields(err.Error()), " ")
	var usage usageError
	switch {
	case errors.As(err, &usage):
		fmt.Fprintf(e.err, "bonafide: %s\nusage: %s\n", message, usage.command.UseLine())
		return exitUsage
	case ofCobra(message):
		fmt.Fprintf(e.err, "bonafide: %s\nrun 'bonafide --help' for the commands\n", message)
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(e.err, "bonafide: interrupted; the same command goes on where nothing is lost")
		return exitTryAgain
	}
	fmt.Fprintf(e.err, "bonafide: %s\n", message)
	switch {
	case errors.Is(err, bonafide.ErrNotFound):
		return exitNotFound
	case errors.Is(err, bonafide.ErrUnavailable):
		return exitTryAgain
	}
	return exitFailed
}

// ofCobra knows the usage errors that cobra makes itself, which have no type.
func ofCobra(message string) bool {
	for _, prefix := range []string{"unknown command", "required flag(s)", "if any flags in the group"} {
		if strings.HasPrefix(message, prefix) {
			return true
		}
	}
	return false
}

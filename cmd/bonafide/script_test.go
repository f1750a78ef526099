package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// exitsWith is the script command "code N PROGRAM ARGS...": the program must exit
// with exactly this code.
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N PROGRAM [ARGS...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// signs is the script command "sign VARIABLE SECRET FILE": the variable becomes the
// hex HMAC-SHA256 of the file, as applicant systems sign their deliveries. The line
// end that a file has and a delivery has not is left out.
func signs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: sign VARIABLE SECRET FILE")
	}
	mac := hmac.New(sha256.New, []byte(args[1]))
	mac.Write([]byte(strings.TrimSuffix(ts.ReadFile(args[2]), "\n")))
	ts.Setenv(args[0], hex.EncodeToString(mac.Sum(nil)))
}

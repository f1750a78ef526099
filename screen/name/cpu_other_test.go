//go:build !linux

package name

import "time"

var processStart = time.Now()

// cpuTime is wall time where no processor time of a thread is at hand.
func cpuTime() time.Duration { return time.Since(processStart) }

//go:build !linux

package screening

import "time"

// threadCPU is the processor time of the process where that of a thread is not at
// hand.
func threadCPU() time.Duration { return processCPU() }

//go:build !unix

package watch

import "time"

// processorTime is not known here.
func processorTime() time.Duration { return 0 }

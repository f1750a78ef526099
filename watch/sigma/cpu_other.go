//go:build !unix

package sigma

import "time"

// processorTime is not known here.
func processorTime() time.Duration { return 0 }

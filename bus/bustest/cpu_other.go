//go:build !unix

package bustest

import "time"

// cpu is not known here, and measured as nothing.
func cpu() time.Duration { return 0 }

package sim

import (
	"context"
	"testing"
)

func TestKeep(t *testing.T) {
	Write(context.Background(), Config{Seed: 1, People: 400, Days: 90, Dir: "/tmp/co1"})
}

package sim

import (
	"context"
	"testing"
)

func TestSmoke(t *testing.T) {
	s, err := Write(context.Background(), Config{Seed: 1, People: 400, Days: 90, Dir: t.TempDir() + "/c"})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", s)
}

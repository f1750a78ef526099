package sim_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"bonafide/sim"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "company")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := sim.Write(context.Background(), sim.Config{Seed: 1, People: 12, Days: 7, Dir: filepath.Join(dir, "firm")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.People, "people from", s.Start.Format("2006-01-02"), "until before", s.End.Format("2006-01-02"))
	fmt.Println(s.Operators > 0, s.Lines["okta"] > 0)
	// Output:
	// 12 people from 2026-03-02 until before 2026-03-09
	// true true
}

package intake_test

import (
	"context"
	"fmt"
	"strings"

	"bonafide/intake"
)

func ExampleReader() {
	in := intake.New(intake.Config{Stdin: strings.NewReader(`{"bonafide": "dossier/1", "person": "cand-1", "stage": "offer"}
{"bonafide": "dossier/1", "person": "cand-2", "stge": "offer"}
{"basics": {"name": "Adaeze Nwosu"}, "work": []}
`)})
	ctx := context.Background()
	for raw, err := range in.Scan(ctx, "-") {
		if err != nil {
			fmt.Println("refused:", err)
			continue
		}
		d, err := in.Decode(ctx, raw)
		if err == nil {
			err = in.Claim(d.Person, raw.Place)
		}
		if err != nil {
			fmt.Println("refused:", err)
			continue
		}
		fmt.Println(raw.Place, d.Person, d.Stage)
	}
	// Output:
	// standard input:1 cand-1 offer
	// refused: standard input:2 /stge: unknown field "stge"; did you mean "stage"?
	// standard input:3 resume:7459b6e523f8bd3e application
}

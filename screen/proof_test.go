package screen

import (
	"testing"

	"bonafide/proof"
)

func TestProof(t *testing.T) {
	e, err := SampleExaminer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	proof.Test(t, e)
}

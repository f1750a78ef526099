package contact

import (
	"testing"

	"bonafide/proof"
)

func examiner(t testing.TB, c Config) *Examiner {
	t.Helper()
	e, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestCasesProveEveryIndicator(t *testing.T) { proof.Test(t, examiner(t, Config{})) }

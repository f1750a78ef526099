package ats_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"bonafide/intake/ats"
)

// A receiver of live deliveries checks the signature first, turns repetitions away,
// and only then reads.
func ExampleVerify() {
	now := func() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }
	guard := ats.NewReplayGuard(10_000, 24*time.Hour, now)
	receive := func(header http.Header, body []byte) {
		if err := ats.Verify(ats.Greenhouse, []string{"old", "new"}, header, body, now()); err != nil {
			fmt.Println("refused:", err)
			return
		}
		if !guard.Accept(ats.EventID(ats.Greenhouse, header, body)) {
			fmt.Println("had it already")
			return
		}
		d, err := ats.Decode(ats.Greenhouse, "webhook", body, "")
		if err != nil {
			fmt.Println("refused:", err)
			return
		}
		fmt.Println(d.Person, d.Stage)
	}

	body := []byte(`{"action":"hire_candidate","payload":{"application":{"candidate":{"id":42}}}}`)
	mac := hmac.New(sha256.New, []byte("new"))
	mac.Write(body)
	header := http.Header{}
	header.Set("Signature", "sha256 "+hex.EncodeToString(mac.Sum(nil)))
	header.Set("Greenhouse-Event-ID", "e-1")

	receive(header, body)
	receive(header, body)
	receive(header, append(body, ' '))
	// Output:
	// greenhouse:42 onboarding
	// had it already
	// refused: its signature matches none of the secrets; check the secret; a body that was reformatted no longer matches
}

package ats

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"bonafide"
	"bonafide/strict"
)

// Window is how far the time that a live delivery was signed at may lie from now.
const Window = 5 * time.Minute

// ErrSignature is a delivery that nobody could be shown to have sent: unsigned,
// signed with another secret, changed on its way, or too old.
var ErrSignature = errors.New("signature not verified")

// signatureError reads as a sentence and answers errors.Is.
type signatureError struct{ why, remedy string }

func (e *signatureError) Error() string   { return e.why + "; " + e.remedy }
func (e *signatureError) Unwrap() []error { return []error{ErrSignature, bonafide.ErrInvalid} }

// Reason is the error in two parts, as a [bonafide.Refusal] has them.
func (e *signatureError) Reason() (why, remedy string) { return e.why, e.remedy }

// Reason takes an error of [Verify] apart into what is wrong and what to do.
func Reason(err error) (why, remedy string) {
	var e *signatureError
	if errors.As(err, &e) {
		return e.Reason()
	}
	return err.Error(), ""
}

// Verify checks the signature of a delivery before anything of it is believed:
// HMAC-SHA256 (RFC 2104) over the raw body, byte for byte, compared in constant
// time with each of the secrets, of which there are two while one is replaced.
//
// Lever signs token and time instead of the body; for a live delivery now is the
// present and the time must lie within [Window] of it. For a delivery that was kept
// and is read later, now is the zero time and its age is not held against it.
// Greenhouse and Ashby sign no time: guard them by a [ReplayGuard].
//
// Errors are of kind [ErrSignature] and [bonafide.ErrInvalid].
func Verify(v Vendor, secrets []string, header http.Header, body []byte, now time.Time) error {
	usable := 0
	for _, s := range secrets {
		if s != "" {
			usable++
		}
	}
	if usable == 0 {
		return &signatureError{fmt.Sprintf("no %s secret is set to check the signature with", v), "set it, or accept unsigned deliveries by setting none"}
	}
	switch v {
	case Greenhouse:
		return verifyHeader("Signature", "sha256 ", secrets, header, body)
	case Ashby:
		return verifyHeader("Ashby-Signature", "sha256=", secrets, header, body)
	case Lever:
		return verifyLever(secrets, body, now)
	}
	return &signatureError{fmt.Sprintf("applicant system %q is not known", clip(string(v))), "known: greenhouse, ashby, lever"}
}

func verifyHeader(name, prefix string, secrets []string, header http.Header, body []byte) error {
	values := header.Values(name)
	switch {
	case len(values) == 0:
		return &signatureError{"it carries no " + name + " header, and a secret is set", "keep the delivery with its headers, or give the header beside it"}
	case len(values) > 1:
		return &signatureError{"it carries more than one " + name + " header", "keep the delivery as it was sent"}
	}
	digest, ok := strings.CutPrefix(strings.TrimSpace(values[0]), prefix)
	if !ok {
		return &signatureError{fmt.Sprintf("its %s header does not begin with %q", name, prefix), "keep the header as it was sent"}
	}
	return match(digest, secrets, body)
}

type leverSignature struct {
	Token       string    `json:"token"`
	TriggeredAt rawNumber `json:"triggeredAt"`
	Signature   string    `json:"signature"`
}

// rawNumber keeps the digits as they were sent, since they are signed as text.
type rawNumber string

func (n *rawNumber) UnmarshalJSON(b []byte) error {
	s, err := plain(b)
	if err != nil {
		return errors.New("a number is wanted here")
	}
	*n = rawNumber(s)
	return nil
}

func verifyLever(secrets []string, body []byte, now time.Time) error {
	var in leverSignature
	if err := strict.Lenient("", body, &in); err != nil {
		return &signatureError{"its signature could not be read", "keep the delivery as it was sent"}
	}
	if in.Signature == "" || in.Token == "" || in.TriggeredAt == "" {
		return &signatureError{"it carries no signature, token and triggeredAt, and a secret is set", "generate a signature token in Lever's webhook settings"}
	}
	if err := match(in.Signature, secrets, []byte(in.Token+string(in.TriggeredAt))); err != nil {
		return err
	}
	if now.IsZero() {
		return nil
	}
	var at moment
	if err := at.UnmarshalJSON([]byte(in.TriggeredAt)); err != nil || at.unread != "" {
		return &signatureError{"its triggeredAt is not a time in milliseconds", "keep the delivery as it was sent"}
	}
	if age := now.Sub(at.Time); age > Window || age < -Window {
		return &signatureError{fmt.Sprintf("it was signed at %s, more than %d minutes from now", at.UTC().Format(time.RFC3339), int(Window.Minutes())),
			"have it sent again, and check this machine's clock"}
	}
	return nil
}

func match(digest string, secrets []string, signed []byte) error {
	given, err := hex.DecodeString(strings.TrimSpace(digest))
	if err != nil || len(given) != sha256.Size {
		return &signatureError{"its signature is not a SHA-256 in hex", "keep the delivery as it was sent"}
	}
	found := false
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(signed)
		// Every secret is tried, so that time does not tell which one matched.
		found = hmac.Equal(mac.Sum(nil), given) || found
	}
	if !found {
		return &signatureError{"its signature matches none of the secrets", "check the secret; a body that was reformatted no longer matches"}
	}
	return nil
}

// EventID is the id of a delivery for a [ReplayGuard]: Greenhouse's header, Lever's
// id or else its token; empty where the vendor gives none (Ashby).
func EventID(v Vendor, header http.Header, body []byte) string {
	switch v {
	case Greenhouse:
		return clipID(v, header.Get("Greenhouse-Event-ID"))
	case Lever:
		var in struct {
			ID    ident  `json:"id"`
			Token string `json:"token"`
		}
		if strict.Lenient("", body, &in) != nil {
			return ""
		}
		if in.ID != "" {
			return clipID(v, string(in.ID))
		}
		return clipID(v, in.Token)
	}
	return ""
}

func clipID(v Vendor, id string) string {
	if id == "" || len(id) > 200 {
		return ""
	}
	return string(v) + ":" + id
}

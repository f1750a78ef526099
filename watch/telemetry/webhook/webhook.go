// Package webhook takes events that vendors deliver by HTTP. In comes a POST with
// one JSON object, a list of them, or one a line; out go its lines to a sink, and
// the answer says whether they were taken. Nothing is answered with success before
// the sink has taken it.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// Sink takes the lines of one delivery, all of them or none. An error of kind
// [bonafide.ErrUnavailable] asks the vendor to come again, one of kind
// [bonafide.ErrInvalid] tells it that the delivery was wrong.
type Sink func(ctx context.Context, source string, lines [][]byte) error

// Verify judges a delivery by its header and body; an error refuses it. The reason
// goes to the log and not to whoever sent it.
type Verify func(h http.Header, body []byte, now time.Time) error

// Handler is an [http.Handler] for the deliveries of one source.
type Handler struct {
	Source string
	Sink   Sink
	Verify Verify // nil takes every delivery: only behind a gateway that verifies
	Now    func() time.Time
	// MaxBody bounds a delivery, in bytes; 0 is 8 MiB. MaxLines bounds its events; 0
	// is 10,000.
	MaxBody  int64
	MaxLines int
	// Challenge answers a vendor's test of the address, nil and false where the
	// request is none. It is asked after Verify but for the Okta form, which is a GET.
	Challenge func(r *http.Request, body []byte) (answer []byte, header http.Header, ok bool)
	// Refused is told of every delivery that was not taken; nil where nobody listens.
	Refused func(r *http.Request, why error)
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && h.Challenge != nil {
		if answer, header, ok := h.Challenge(r, nil); ok {
			reply(w, answer, header)
			return
		}
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(w, r, http.StatusMethodNotAllowed, bonafide.Invalidf("the method is %s", r.Method))
		return
	}
	limit := h.MaxBody
	if limit <= 0 {
		limit = 8 << 20
	}
	if r.ContentLength > limit {
		h.refuse(w, r, http.StatusRequestEntityTooLarge, bonafide.Invalidf("the delivery has %d bytes, more than the %d allowed", r.ContentLength, limit))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		h.refuse(w, r, http.StatusRequestEntityTooLarge, bonafide.Invalidf("the delivery has more than the %d bytes allowed", limit))
		return
	case err != nil:
		h.refuse(w, r, http.StatusBadRequest, bonafide.Invalidf("the delivery broke off: %w", err))
		return
	}
	if h.Verify != nil {
		if err := h.Verify(r.Header, body, h.Now()); err != nil {
			h.refuse(w, r, http.StatusUnauthorized, err)
			return
		}
	}
	if h.Challenge != nil {
		if answer, header, ok := h.Challenge(r, body); ok {
			reply(w, answer, header)
			return
		}
	}
	most := h.MaxLines
	if most <= 0 {
		most = 10_000
	}
	lines, err := Split(body, most)
	if err != nil {
		h.refuse(w, r, http.StatusBadRequest, err)
		return
	}
	switch err := h.Sink(r.Context(), h.Source, lines); {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, bonafide.ErrInvalid):
		h.refuse(w, r, http.StatusBadRequest, err)
	case errors.Is(err, bonafide.ErrUnavailable):
		w.Header().Set("Retry-After", "30")
		h.refuse(w, r, http.StatusServiceUnavailable, err)
	default:
		h.refuse(w, r, http.StatusInternalServerError, err)
	}
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, code int, why error) {
	if h.Refused != nil {
		h.Refused(r, why)
	}
	http.Error(w, http.StatusText(code), code)
}

func reply(w http.ResponseWriter, answer []byte, header http.Header) {
	for k, v := range header {
		w.Header()[k] = v
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(answer) // who asked has gone; nothing depends on it
}

// envelope has the members under which vendors send lists: Okta's event hooks
// under data.events, Graph under value. CloudTrail's Records are its parser's own
// affair, and Google's "events" are parts of one activity.
var envelope = jsonline.NewShape(jsonline.At("data.events", 0), jsonline.At("value", 1), jsonline.At("*", 0), jsonline.At("data.*", 0))

// Split takes a delivery apart into its events.
func Split(body []byte, most int) ([][]byte, error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil, bonafide.Invalidf("the delivery is empty")
	}
	var lines [][]byte
	add := func(b []byte) error {
		if len(lines) == most {
			return bonafide.Invalidf("the delivery has more than %d events", most)
		}
		if len(b) > telemetry.MaxLine {
			return bonafide.Invalidf("event %d has more than 4 MiB", len(lines)+1)
		}
		lines = append(lines, b)
		return nil
	}
	text := string(body)
	var v jsonline.Values
	if body[0] == '[' {
		text = `{"value":` + text + `}`
	}
	if err := envelope.Read(text, &v); err == nil {
		for slot := range 2 {
			list := v.At(slot)
			if list.Kind() != jsonline.Array {
				continue
			}
			for x := list.Elements(); x.Next(); {
				if x.Value().Kind() != jsonline.Object {
					return nil, bonafide.Invalidf("event %d is no object", len(lines)+1)
				}
				if err := add([]byte(x.Value().Raw())); err != nil {
					return nil, err
				}
			}
			return lines, nil
		}
		return lines, add(body)
	} else if !bytes.ContainsRune(body, '\n') || body[0] == '[' {
		return nil, bonafide.Invalidf("the delivery is no JSON: %w", err)
	}
	for line := range bytes.SplitSeq(body, []byte{'\n'}) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := add(line); err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

// GitHub verifies X-Hub-Signature-256: the HMAC-SHA-256 of the body.
func GitHub(secret []byte) Verify {
	return func(h http.Header, body []byte, _ time.Time) error {
		given, ok := strings.CutPrefix(h.Get("X-Hub-Signature-256"), "sha256=")
		return compare(secret, body, given, ok)
	}
}

// Zoom verifies x-zm-signature: the HMAC-SHA-256 of "v0:timestamp:body", for five
// minutes.
func Zoom(secret []byte) Verify {
	return func(h http.Header, body []byte, now time.Time) error {
		stamp := h.Get("X-Zm-Request-Timestamp")
		if err := recent(stamp, now); err != nil {
			return err
		}
		given, ok := strings.CutPrefix(h.Get("X-Zm-Signature"), "v0=")
		return compare(secret, append([]byte("v0:"+stamp+":"), body...), given, ok)
	}
}

// Bearer verifies a secret in the Authorization header, as Okta's event hooks send
// it.
func Bearer(secret string) Verify {
	return func(h http.Header, _ []byte, _ time.Time) error {
		given := strings.TrimPrefix(h.Get("Authorization"), "Bearer ")
		a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(secret))
		if secret == "" || !hmac.Equal(a[:], b[:]) {
			return bonafide.Invalidf("the secret is wrong or missing")
		}
		return nil
	}
}

func compare(secret, body []byte, given string, ok bool) error {
	sum, err := hex.DecodeString(given)
	if !ok || err != nil || len(secret) == 0 {
		return bonafide.Invalidf("the signature is missing or malformed")
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), sum) {
		return bonafide.Invalidf("the signature does not fit the delivery")
	}
	return nil
}

func recent(stamp string, now time.Time) error {
	n, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return bonafide.Invalidf("the time of signing is missing or malformed")
	}
	if d := now.Sub(time.Unix(n, 0)); d > 5*time.Minute || d < -5*time.Minute {
		return bonafide.Invalidf("it was signed %s from now", d.Abs().Round(time.Second))
	}
	return nil
}

// OktaChallenge answers Okta's one-time verification of an event hook.
func OktaChallenge(r *http.Request, _ []byte) ([]byte, http.Header, bool) {
	c := r.Header.Get("X-Okta-Verification-Challenge")
	if r.Method != http.MethodGet || c == "" || len(c) > 512 {
		return nil, nil, false
	}
	for i := 0; i < len(c); i++ {
		if c[i] < 0x21 || c[i] > 0x7e || c[i] == '"' || c[i] == '\\' {
			return nil, nil, false
		}
	}
	return []byte(`{"verification":"` + c + `"}`), http.Header{"Content-Type": {"application/json"}}, true
}

var plainToken = jsonline.NewShape(jsonline.At("event", 0), jsonline.At("payload.plainToken", 1), jsonline.At("*", 0), jsonline.At("payload.*", 0))

// ZoomChallenge answers Zoom's validation of an address.
func ZoomChallenge(secret []byte) func(*http.Request, []byte) ([]byte, http.Header, bool) {
	return func(_ *http.Request, body []byte) ([]byte, http.Header, bool) {
		var v jsonline.Values
		if len(body) > 4096 || plainToken.Read(string(body), &v) != nil || v.Text(0) != "endpoint.url_validation" {
			return nil, nil, false
		}
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(v.Text(1)))
		return []byte(`{"plainToken":` + v.At(1).JSON() + `,"encryptedToken":"` + hex.EncodeToString(mac.Sum(nil)) + `"}`), http.Header{"Content-Type": {"application/json"}}, true
	}
}

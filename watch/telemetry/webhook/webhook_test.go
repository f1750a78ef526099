package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bonafide"
)

var now = time.Date(2026, 5, 13, 12, 0, 0, 0, time.UTC)

func sign(secret, text string) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(text))
	return hex.EncodeToString(m.Sum(nil))
}

func TestDeliveries(t *testing.T) {
	secret := []byte("s3")
	var sinkErr error
	var got []string
	sink := func(_ context.Context, source string, lines [][]byte) error {
		for _, l := range lines {
			got = append(got, source+" "+string(l))
		}
		return sinkErr
	}
	github := &Handler{Source: "github", Sink: sink, Verify: GitHub(secret), Now: func() time.Time { return now }, MaxBody: 200, MaxLines: 3}
	zoom := &Handler{Source: "zoom", Sink: sink, Verify: Zoom(secret), Now: func() time.Time { return now }, Challenge: ZoomChallenge(secret)}
	okta := &Handler{Source: "okta", Sink: sink, Verify: Bearer("hook"), Now: func() time.Time { return now }, Challenge: OktaChallenge}
	stamp := fmt.Sprint(now.Unix())
	old := fmt.Sprint(now.Add(-time.Hour).Unix())
	validation := `{"event":"endpoint.url_validation","payload":{"plainToken":"q1"}}`
	tests := []struct {
		name   string
		h      *Handler
		method string
		body   string
		header []string
		sink   error
		code   int
		lines  int
		answer string
	}{
		{"signed", github, "POST", `{"a":1}`, []string{"X-Hub-Signature-256", "sha256=" + sign("s3", `{"a":1}`)}, nil, 204, 1, ""},
		{"another secret", github, "POST", `{"a":1}`, []string{"X-Hub-Signature-256", "sha256=" + sign("s4", `{"a":1}`)}, nil, 401, 0, ""},
		{"no signature", github, "POST", `{"a":1}`, nil, nil, 401, 0, ""},
		{"no hexadecimal", github, "POST", `{"a":1}`, []string{"X-Hub-Signature-256", "sha256=zz"}, nil, 401, 0, ""},
		{"too large", github, "POST", strings.Repeat("x", 201), nil, nil, 413, 0, ""},
		{"another method", github, "PUT", ``, nil, nil, 405, 0, ""},
		{"signed, no JSON", github, "POST", `hello`, []string{"X-Hub-Signature-256", "sha256=" + sign("s3", `hello`)}, nil, 400, 0, ""},
		{"signed, empty", github, "POST", ``, []string{"X-Hub-Signature-256", "sha256=" + sign("s3", ``)}, nil, 400, 0, ""},
		{"too many", github, "POST", `[{},{},{},{}]`, []string{"X-Hub-Signature-256", "sha256=" + sign("s3", `[{},{},{},{}]`)}, nil, 400, 0, ""},
		{"not now", github, "POST", `{"a":1}`, []string{"X-Hub-Signature-256", "sha256=" + sign("s3", `{"a":1}`)}, bonafide.Unavailablef("the disk is full"), 503, 1, ""},
		{"never", github, "POST", `{"a":1}`, []string{"X-Hub-Signature-256", "sha256=" + sign("s3", `{"a":1}`)}, bonafide.Invalidf("x"), 400, 1, ""},
		{"broken", github, "POST", `{"a":1}`, []string{"X-Hub-Signature-256", "sha256=" + sign("s3", `{"a":1}`)}, errors.New("x"), 500, 1, ""},
		{"zoom", zoom, "POST", `{"event":"x"}`, []string{"X-Zm-Request-Timestamp", stamp, "X-Zm-Signature", "v0=" + sign("s3", "v0:"+stamp+`:{"event":"x"}`)}, nil, 204, 1, ""},
		{"replayed", zoom, "POST", `{"event":"x"}`, []string{"X-Zm-Request-Timestamp", old, "X-Zm-Signature", "v0=" + sign("s3", "v0:"+old+`:{"event":"x"}`)}, nil, 401, 0, ""},
		{"zoom asks", zoom, "POST", validation, []string{"X-Zm-Request-Timestamp", stamp, "X-Zm-Signature", "v0=" + sign("s3", "v0:"+stamp+":"+validation)}, nil, 200, 0, `{"plainToken":"q1","encryptedToken":"` + sign("s3", "q1") + `"}`},
		{"okta", okta, "POST", `{"data":{"events":[{"uuid":"1"},{"uuid":"2"}]}}`, []string{"Authorization", "hook"}, nil, 204, 2, ""},
		{"okta, wrong secret", okta, "POST", `{}`, []string{"Authorization", "hock"}, nil, 401, 0, ""},
		{"okta asks", okta, "GET", "", []string{"X-Okta-Verification-Challenge", "c1"}, nil, 200, 0, `{"verification":"c1"}`},
		{"okta asks for a script", okta, "GET", "", []string{"X-Okta-Verification-Challenge", `"}<script>`}, nil, 405, 0, ""},
		{"lines", okta, "POST", "{\"a\":1}\n\n{\"b\":2}\n", []string{"Authorization", "Bearer hook"}, nil, 204, 2, ""},
		{"list of numbers", okta, "POST", "[1]", []string{"Authorization", "hook"}, nil, 400, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, sinkErr = nil, tt.sink
			r := httptest.NewRequest(tt.method, "/hook", strings.NewReader(tt.body))
			for i := 0; i+1 < len(tt.header); i += 2 {
				r.Header.Set(tt.header[i], tt.header[i+1])
			}
			refused := false
			tt.h.Refused = func(*http.Request, error) { refused = true }
			w := httptest.NewRecorder()
			tt.h.ServeHTTP(w, r)
			if w.Code != tt.code || len(got) != tt.lines || tt.answer != "" && w.Body.String() != tt.answer || refused != (tt.code >= 400) {
				t.Errorf("%d %s, %d lines, told %v", w.Code, w.Body, len(got), refused)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the reason is shown to the sender: %s", w.Body)
			}
		})
	}
}

func FuzzSplit(f *testing.F) {
	f.Add([]byte(`{"data":{"events":[{}]}}`))
	f.Add([]byte("{}\n{}"))
	f.Add([]byte(`[{},{"a":[1]}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, err := Split(b, 5)
		if err == nil && len(lines) > 5 {
			t.Fatal(len(lines))
		}
	})
}

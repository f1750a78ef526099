package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"bonafide"
	"bonafide/bus/jetstream"
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/pull"
	"bonafide/watch/telemetry/webhook"
)

// deliveries opens the ways by which vendors' logs come in: a listener for what they
// deliver, and a puller for each interface that is to be asked.
func (r *running) deliveries(ctx context.Context, g *errgroup.Group) error {
	if err := r.listen(ctx, g); err != nil {
		return err
	}
	for i, c := range r.app.config.Watch.Pull {
		p, err := r.puller(i, c)
		if err != nil {
			return err
		}
		g.Go(func() error {
			if err := p.Run(ctx); ctx.Err() == nil {
				return err
			}
			return nil
		})
	}
	for _, c := range r.app.config.Watch.NATS {
		l := jetstream.Lines{URL: c.URL, CredentialsFile: c.CredentialsFile, Stream: c.Stream, Subject: c.Subject, Durable: consumerName, Log: r.run.Log}
		take := r.lines(c.Stream)
		g.Go(func() error { return l.Follow(ctx, take) })
	}
	return nil
}

// lines puts lines of any source on the bus, all of a run or none.
func (r *running) lines(place string) func(ctx context.Context, lines [][]byte) error {
	p := r.publisher()
	var s *telemetry.Stream
	return func(ctx context.Context, lines [][]byte) (err error) {
		if s == nil {
			if s, err = r.decoder.Stream(place, ""); err != nil {
				return err
			}
		}
		return p.all(ctx, s, lines)
	}
}

// sink puts a page or delivery on the bus: all of it, or the vendor comes again.
func (r *running) sink() func(ctx context.Context, source string, lines [][]byte) error {
	var mu sync.Mutex
	p := r.publisher()
	return func(ctx context.Context, source string, lines [][]byte) error {
		mu.Lock()
		defer mu.Unlock()
		s, err := r.decoder.Stream(source+" delivery", source)
		if err != nil {
			return err
		}
		return p.all(ctx, s, lines)
	}
}

// all puts lines on the bus that come again, all of them, where that fails.
func (p *publisher) all(ctx context.Context, s *telemetry.Stream, lines [][]byte) (err error) {
	for _, l := range lines {
		if err = p.line(ctx, s, l); err != nil {
			break
		}
	}
	if err == nil {
		err = p.flush(ctx)
	}
	if err != nil {
		p.empty()
	}
	return err
}

func (r *running) listen(ctx context.Context, g *errgroup.Group) error {
	c := &r.app.config.Watch
	if c.Listen == "" {
		return nil
	}
	mux := http.NewServeMux()
	for _, vendor := range slices.Sorted(maps.Keys(c.Webhooks)) {
		lines, err := secretLines(c.Webhooks[vendor])
		if err != nil {
			return err
		}
		h := &webhook.Handler{Source: vendor, Sink: r.sink(), Now: r.run.Now, Refused: func(_ *http.Request, why error) {
			r.trouble(bonafide.Trouble{Kind: bonafide.LineRefused, At: r.run.Now().UTC(), Source: vendor, Words: telemetry.Title(vendor) + ": a delivery was refused: " + why.Error()})
		}}
		switch vendor {
		case "github":
			h.Verify = webhook.GitHub([]byte(lines[0]))
		case "zoom":
			h.Verify, h.Challenge = webhook.Zoom([]byte(lines[0])), webhook.ZoomChallenge([]byte(lines[0]))
		case "okta":
			h.Verify, h.Challenge = webhook.Bearer(lines[0]), webhook.OktaChallenge
		default:
			return bonafide.Invalidf("watch.webhooks names %q; known are github, okta and zoom", vendor)
		}
		mux.Handle("/"+vendor, h)
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening for webhooks: %w", err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, MaxHeaderBytes: 64 << 10}
	g.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("webhooks: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		return server.Shutdown(ctx)
	})
	return nil
}

func (r *running) puller(i int, c PullConfig) (*pull.Puller, error) {
	var api pull.API
	switch c.API {
	case "okta":
		api = pull.Okta{Base: c.Base}
	case "entra":
		api = pull.Graph{Base: c.Base, List: c.Of}
	case "workspace":
		api = pull.Google{Base: c.Base, Application: c.Of}
	case "github":
		api = pull.GitHub{Base: c.Base, Org: c.Of}
	case "zoom":
		api = pull.Zoom{Base: c.Base, Report: c.Of}
	default:
		return nil, bonafide.Invalidf("watch.pull names the interface %q; known are entra, github, okta, workspace and zoom", c.API)
	}
	cursors := filepath.Join(r.state, "cursors")
	if err := os.MkdirAll(cursors, 0o700); err != nil {
		return nil, err
	}
	return pull.New(pull.Config{
		API: api, Client: &http.Client{Timeout: time.Minute}, Sink: r.sink(),
		Memory: pull.FileMemory(filepath.Join(cursors, fmt.Sprintf("pull-%02d-%s-%s.json", i, c.API, strings.Map(plainRune, c.Of)))),
		Token: func(context.Context) (string, error) {
			lines, err := secretLines(c.TokenFile)
			if err != nil {
				return "", err
			}
			return lines[0], nil
		},
		Now: r.run.Now, Sleep: r.run.Sleep,
		Notify: func(x pull.Report) {
			switch x.State {
			case pull.Running:
			default:
				r.trouble(bonafide.Trouble{Kind: bonafide.SourceBroken, At: r.run.Now().UTC(), Source: x.Source, Words: x.Words})
			}
		},
	})
}

func plainRune(c rune) rune {
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
		return c
	}
	return '-'
}

package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"bonafide"
)

// fetch offers what lies at an http(s) address: a served folder where it ends in
// a slash, else one file.
func fetch(ctx context.Context, from string, opt *Options) ([]offer, error) {
	u, err := url.Parse(from)
	if err != nil || u.Host == "" {
		return nil, bonafide.Invalidf("%q is no address of a mirror", clip(from))
	}
	shown := u.Redacted()
	if u.User != nil {
		// A manifest is no place for a password.
		bare := *u
		bare.User = nil
		shown = bare.String()
	}
	client := opt.HTTP
	if client == nil {
		client = &http.Client{Timeout: 5 * time.Minute, CheckRedirect: checkRedirect}
	}
	if strings.HasSuffix(u.Path, "/") || u.Path == "" {
		if u.Path == "" {
			u.Path = "/"
		}
		offers, err := offerMirror(opt, "mirror", func(name string, limit int64) ([]byte, error) {
			var body []byte
			err := download(ctx, client, u.ResolveReference(&url.URL{Path: name}), limit, func(r io.Reader) (err error) {
				body, err = io.ReadAll(r)
				return err
			})
			return body, err
		})
		for i := range offers {
			offers[i].manifest.Source = shown
		}
		return offers, err
	}
	return fetchFile(ctx, client, u, shown, opt)
}

// fetchFile downloads one file and reads it at once, so that nothing is left over.
func fetchFile(ctx context.Context, client *http.Client, u *url.URL, shown string, opt *Options) ([]offer, error) {
	limit := opt.MaxBytes
	if limit == 0 {
		limit = maxFile
	}
	tmp, err := os.MkdirTemp("", "bonafide-data-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	base := path.Base(u.Path)
	if strings.ContainsAny(base, `\:`) || base == "." || base == ".." {
		return nil, bonafide.Invalidf("%s does not end in the name of a file", shown)
	}
	file := filepath.Join(tmp, base)
	err = download(ctx, client, u, limit, func(r io.Reader) error {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, r)
		return errors.Join(err, f.Close())
	})
	if err != nil {
		return nil, err
	}
	o, err := offerFile(file, opt)
	if err != nil {
		return nil, err
	}
	o.manifest.Source = shown
	complete(&o.manifest, opt)
	if o.ready, err = o.read(ctx, opt); err != nil {
		return nil, err
	}
	return []offer{o}, nil
}

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > 3 {
		return errors.New("more than three redirects")
	}
	if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
		return errors.New("a redirect leaves https")
	}
	return nil
}

func download(ctx context.Context, client *http.Client, u *url.URL, limit int64, take func(io.Reader) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return bonafide.Invalidf("%s: %w", u.Redacted(), err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return bonafide.Unavailablef("fetch %s: %w", u.Redacted(), err)
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone:
		return bonafide.NotFoundf("fetch %s: the mirror does not have it", u.Redacted())
	case resp.StatusCode != http.StatusOK:
		return bonafide.Unavailablef("fetch %s: the mirror answered %s", u.Redacted(), resp.Status)
	case resp.ContentLength > limit:
		return bonafide.Invalidf("fetch %s: it has %d bytes, more than the %d that are taken in", u.Redacted(), resp.ContentLength, limit)
	}
	if err := take(&bounded{resp.Body, limit, limit}); err != nil {
		return fmt.Errorf("fetch %s: %w", u.Redacted(), err)
	}
	return nil
}

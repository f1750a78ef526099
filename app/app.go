// Package app wires the product: a configuration comes in, everything that the
// commands need comes out, built in one straight line and closed in reverse. It
// alone knows every capability.
package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"bonafide"
	"bonafide/assess"
	"bonafide/catalog"
	"bonafide/dataset"
	"bonafide/flow"
	"bonafide/intake"
	"bonafide/intake/resume"
	"bonafide/proof"
	"bonafide/screen"
	"bonafide/store/postgres"
	"bonafide/store/sqlite"
	"bonafide/verify/contact"
	"bonafide/verify/history"
	"bonafide/verify/network"
	"bonafide/watch"
)

// World is what the product touches beside its configuration.
type World struct {
	// Now is the clock.
	Now func() time.Time
	// In is standard input.
	In io.Reader
	// Headers came with a delivery that is given as a file.
	Headers http.Header
}

// App is the product, wired.
type App struct {
	Catalogue *bonafide.Catalogue
	Intake    *intake.Reader
	Flow      *flow.Flow
	// Store is nil where none is configured.
	Store bonafide.Store

	config    Config
	examiners []proof.Prover
	networks  *network.Examiner
	cleanups  []cleanup
}

// cleanup is something to undo, with its name for the error.
type cleanup struct {
	name string
	undo func() error
}

// New wires the product. What it opened it closes again where it fails.
func New(ctx context.Context, config Config, world World) (_ *App, err error) {
	a := &App{config: config}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if a.Catalogue, err = Catalogue(config); err != nil {
		return nil, err
	}
	assessor, err := assess.New(a.Catalogue, config.assess())
	if err != nil {
		return nil, err
	}
	tables, err := openTables(config.Data.Folder)
	if err != nil {
		return nil, err
	}
	networks, exits, err := newNetwork(config.Network, tables)
	if err != nil {
		return nil, err
	}
	contacts, err := newContact(config.Contact, tables, exits)
	if err != nil {
		return nil, err
	}
	histories, err := history.New(history.Config{})
	if err != nil {
		return nil, err
	}
	lists := newListed(config, world.Now)
	a.networks = networks
	a.examiners = []proof.Prover{contacts, networks, histories}
	a.Flow = flow.New(assessor, contacts, networks, histories, lists)
	secrets, err := webhookSecrets(config.Intake.WebhookSecrets)
	if err != nil {
		return nil, err
	}
	a.Intake = intake.New(intake.Config{
		Now: world.Now, Stdin: world.In, Headers: world.Headers, Secrets: secrets,
		Resume: resume.New(resume.Config{PDFToText: strings.TrimPrefix(config.Intake.Pdftotext, "auto")}),
	})
	if err := a.openStore(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// Close undoes what New did, last first.
func (a *App) Close() error {
	var errs []error
	for _, c := range slices.Backward(a.cleanups) {
		if err := c.undo(); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", c.name, err))
		}
	}
	a.cleanups = nil
	return errors.Join(errs...)
}

// Catalogue is the one that the configuration names.
func Catalogue(config Config) (*bonafide.Catalogue, error) {
	if config.Catalog.Folder == "" {
		return catalog.Load()
	}
	return catalog.LoadFS(os.DirFS(config.Catalog.Folder))
}

// Examine runs a batch, with the store where there is one.
func (a *App) Examine(ctx context.Context, b flow.Batch) (flow.Summary, error) {
	if a.Store != nil {
		if err := a.Store.RecordCatalogue(ctx, a.Catalogue); err != nil {
			return flow.Summary{}, err
		}
		b.Recorder = a.Store
	}
	return a.Flow.Run(ctx, a.Intake, b)
}

// Reassess makes a person's assessment again from what was recorded by knownAt,
// as of another moment, with the catalogue that was in use then.
func (a *App) Reassess(ctx context.Context, id bonafide.PersonID, knownAt, asOf time.Time) (bonafide.Examined, error) {
	known, err := a.Store.Known(ctx, id, knownAt)
	if err != nil {
		return bonafide.Examined{}, err
	}
	x := known.Examined
	c, err := a.Store.Catalogue(ctx, x.Assessment.CatalogVersion)
	if err != nil {
		return bonafide.Examined{}, err
	}
	assessor, err := assess.New(c, a.config.assess())
	if err != nil {
		return bonafide.Examined{}, err
	}
	x.Assessment = flow.Assess(assessor, &x, asOf)
	return x, nil
}

// Coverage runs the proofs of every examiner and of the watch, now. What several
// compute has the names of all of them.
func (a *App) Coverage(ctx context.Context) (catalog.Report, error) {
	// Screening proves itself over lists of its own: the operator's change daily.
	screening, err := screen.SampleExaminer(ctx)
	if err != nil {
		return catalog.Report{}, err
	}
	proofs := map[bonafide.IndicatorID]catalog.Proof{}
	add := func(id bonafide.IndicatorID, p catalog.Proof) {
		was := proofs[id]
		if was.Examiner != "" {
			p.Examiner = was.Examiner + ", " + p.Examiner
		}
		p.Fires, p.Quiet, p.Failed = p.Fires+was.Fires, p.Quiet+was.Quiet, append(was.Failed, p.Failed...)
		proofs[id] = p
	}
	for _, e := range append(slices.Clone(a.examiners), screening) {
		if err := examinerProofs(ctx, e, add); err != nil {
			return catalog.Report{}, err
		}
	}
	watched, err := watch.Prove(ctx, a.config.Watch.Rules...)
	if err != nil {
		return catalog.Report{}, err
	}
	for _, w := range watched {
		add(w.Indicator, catalog.Proof{Examiner: w.By, Fires: w.Fires, Quiet: w.Quiet, Failed: w.Failed})
	}
	return catalog.Coverage(a.Catalogue, proofs), nil
}

// examinerProofs runs an examiner's cases and adds one proof for each indicator that
// it declares or has a case of.
func examinerProofs(ctx context.Context, e proof.Prover, add func(bonafide.IndicatorID, catalog.Proof)) error {
	info := e.Describe()
	cases, err := e.Cases()
	if err != nil {
		return fmt.Errorf("%s: %w", info.Name, err)
	}
	proofs := map[bonafide.IndicatorID]catalog.Proof{}
	for _, id := range info.Indicators {
		proofs[id] = catalog.Proof{Examiner: info.Name}
	}
	for _, r := range proof.Run(ctx, e, cases) {
		p := proofs[r.Case.Indicator]
		p.Examiner = info.Name
		switch {
		case r.Err != nil:
			p.Failed = append(p.Failed, r.Case.Name+": "+r.Err.Error())
		case r.Case.Fires:
			p.Fires++
		default:
			p.Quiet++
		}
		proofs[r.Case.Indicator] = p
	}
	for id, p := range proofs {
		add(id, p)
	}
	return nil
}

func (a *App) openStore(ctx context.Context) error {
	url, err := a.config.StoreURL()
	if err != nil || url == "" {
		return err
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		s, err := postgres.Open(ctx, url)
		if err != nil {
			return err
		}
		a.Store = s
	} else {
		s, err := sqlite.Open(ctx, url)
		if err != nil {
			return err
		}
		a.Store = s
	}
	a.cleanups = append(a.cleanups, cleanup{"store", a.Store.Close})
	return nil
}

// webhookSecrets reads the files that the configuration names.
func webhookSecrets(files map[string]string) (map[string][]string, error) {
	secrets := map[string][]string{}
	for vendor, path := range files {
		lines, err := secretLines(path)
		if err != nil {
			return nil, err
		}
		secrets[vendor] = lines
	}
	return secrets, nil
}

// openTables opens the operator's reference tables; none is not an error, since
// every examiner says what it lacked.
func openTables(folder string) (*dataset.Folder, error) {
	tables, err := dataset.Open(folder)
	if errors.Is(err, bonafide.ErrNotFound) {
		return nil, nil
	}
	return tables, err
}

// read reads a table through parse; nil where it is not installed.
func read[T any](tables *dataset.Folder, kind dataset.Kind, parse func([]byte, bonafide.Dataset) (*T, error)) (*T, error) {
	if tables == nil {
		return nil, nil
	}
	data, from, err := tables.Open(kind)
	if errors.Is(err, bonafide.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	table, err := parse(data, from)
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", kind, err)
	}
	return table, nil
}

func domains(data []byte, from bonafide.Dataset) (*contact.Domains, error) {
	return contact.ReadDomains(bytes.NewReader(data), from)
}

func newContact(c ContactConfig, tables *dataset.Folder, exits contact.Relays) (*contact.Examiner, error) {
	config := contact.Config{KnownFirms: c.KnownFirms, Deadline: time.Duration(c.Timeout), Relays: exits}
	var err error
	if config.Disposable, err = read(tables, dataset.DisposableDomains, domains); err != nil {
		return nil, err
	}
	if config.FreeMail, err = read(tables, dataset.FreeMailDomains, domains); err != nil {
		return nil, err
	}
	if c.Resolver != "" {
		dns, err := contact.NewDNS(contact.DNSConfig{Server: c.Resolver})
		if err != nil {
			return nil, err
		}
		config.Resolver = dns
	}
	if c.Registry != "" {
		rdap, err := contact.NewRDAP(contact.RDAPConfig{Bootstrap: c.Registry})
		if err != nil {
			return nil, err
		}
		config.Registry = rdap
	}
	return contact.New(config)
}

// sharedExits tells contact which addresses many unrelated people leave through.
type sharedExits struct {
	networks *network.Examiner
	table    bonafide.Dataset
}

func (s sharedExits) Relay(a netip.Addr) bool {
	answer, err := s.networks.Lookup(a)
	return err == nil && (answer.Relay || answer.VPN)
}

func (s sharedExits) Dataset() bonafide.Dataset { return s.table }

// newNetwork returns the examiner, and its knowledge of shared exits; nil where
// neither table of them is installed.
func newNetwork(c NetworkConfig, tables *dataset.Folder) (_ *network.Examiner, exits contact.Relays, err error) {
	config := network.Config{Restricted: c.RestrictedCountries}
	for _, n := range c.Egress {
		config.Egress = append(config.Egress, n.Prefix)
	}
	for _, t := range []struct {
		kind dataset.Kind
		into **network.Ranges
	}{
		{dataset.IPCountry, &config.Countries}, {dataset.IPASN, &config.Operators}, {dataset.VPNRanges, &config.VPN},
		{dataset.RelayRanges, &config.Relay}, {dataset.HostingRanges, &config.Hosting},
	} {
		if *t.into, err = read(tables, t.kind, network.ReadRanges); err != nil {
			return nil, nil, err
		}
	}
	if config.HostingASNs, err = read(tables, dataset.HostingASNs, network.ReadASNs); err != nil {
		return nil, nil, err
	}
	e, err := network.New(config)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range []*network.Ranges{config.Relay, config.VPN} {
		if t != nil {
			return e, sharedExits{e, t.Dataset()}, nil
		}
	}
	return e, nil, nil
}

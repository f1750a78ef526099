package contact

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"bonafide"
)

// lookups are the answers of the network for one dossier, by domain.
type lookups struct {
	mx         map[string]mxAnswer
	registered map[string]dateAnswer
}

type mxAnswer struct {
	hosts []string
	err   error
}

type dateAnswer struct {
	at  time.Time
	err error
}

var errTooMany = bonafide.Unavailablef("more than %d look-ups in one dossier; the rest was not made", maxLookups)

// lookUp asks the resolver and the registry for everything that the rules will
// want to know: side by side, within one deadline. What is not allowed is noted.
func (x *examination) lookUp(ctx context.Context) {
	var mx []string
	for i := range x.mails {
		d := x.mails[i].Domain
		if !slices.Contains(mx, d) && !x.ordinary(d) {
			mx = append(mx, d)
		}
	}
	slices.Sort(mx)
	sites, employers := x.datable()
	dates := slices.Concat(sites, employers)
	slices.Sort(dates)
	dates = slices.Compact(dates)
	if x.config.Resolver == nil && len(mx) > 0 {
		x.miss("mail exchanger of "+names(mx), "no resolver is allowed here; set contact.resolver", disposableMail)
		mx = nil
	}
	if x.config.Registry == nil && len(dates) > 0 {
		const why = "no registry is allowed here; set contact.registry"
		if len(sites) > 0 {
			x.miss("registration date of "+names(sites), why, portfolioSite)
		}
		if len(employers) > 0 {
			x.miss("registration date of "+names(employers), why, employerDomain)
		}
		dates = nil
	}
	if len(mx)+len(dates) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, x.config.Deadline)
	defer cancel()

	hosts, moments := make([]mxAnswer, len(mx)), make([]dateAnswer, len(dates))
	// Both share one bound; the dates come second and lose first.
	tasks := make([]func(), 0, maxLookups)
	for i, d := range mx {
		if len(tasks) == maxLookups {
			hosts[i].err = errTooMany
			continue
		}
		tasks = append(tasks, func() {
			hosts[i].err = guarded(func() (err error) { hosts[i].hosts, err = x.config.Resolver.MX(ctx, d); return err })
		})
	}
	for i, d := range dates {
		if len(tasks) == maxLookups {
			moments[i].err = errTooMany
			continue
		}
		tasks = append(tasks, func() {
			moments[i].err = guarded(func() (err error) { moments[i].at, err = x.config.Registry.Registered(ctx, d); return err })
		})
	}
	queue := make(chan func())
	var workers sync.WaitGroup
	for range min(x.config.Concurrency, len(tasks)) {
		workers.Go(func() {
			for task := range queue {
				task()
			}
		})
	}
	for _, task := range tasks {
		queue <- task
	}
	close(queue)
	workers.Wait()

	x.look.mx = make(map[string]mxAnswer, len(mx))
	for i, d := range mx {
		x.look.mx[d] = hosts[i]
		if err := hosts[i].err; err != nil && !isNotFound(err) {
			x.miss("mail exchanger of "+d, clip(err.Error(), 200)+"; examine again later", disposableMail)
		}
	}
	x.look.registered = make(map[string]dateAnswer, len(dates))
	for i, d := range dates {
		x.look.registered[d] = moments[i]
		switch err := moments[i].err; {
		case err == nil:
		case isNotFound(err):
			// Of a site that is a finding; of an employer it says only that the
			// domain is gone, and not since when.
			if slices.Contains(employers, d) {
				x.miss("registration date of "+d, "the domain is not registered now; look for it in an archive of the web", employerDomain)
			}
		default:
			x.miss("registration date of "+d, clip(err.Error(), 200)+"; ask its registrar, or examine again later", wantedBy(d, sites, employers)...)
		}
	}
	if len(mx) > 0 {
		x.consulted(x.live("dns"))
	}
	if len(dates) > 0 {
		x.consulted(x.live("rdap"))
	}
}

// wantedBy are the indicators that read a domain's registration date.
func wantedBy(domain string, sites, employers []string) (ids []bonafide.IndicatorID) {
	if slices.Contains(sites, domain) {
		ids = append(ids, portfolioSite)
	}
	if slices.Contains(employers, domain) {
		ids = append(ids, employerDomain)
	}
	return ids
}

// guarded turns a panic of an adapter, whose peers are strangers, into an error.
func guarded(ask func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = bonafide.Unavailablef("the answer could not be read: %s", clip(fmt.Sprint(p), 80))
		}
	}()
	return ask()
}

// live names a service of the network as of the examination.
func (x *examination) live(service string) bonafide.Dataset {
	return bonafide.Dataset{Name: service, Version: "live", Date: bonafide.DateOf(x.asOf)}
}

// ordinary reports whether a mail domain is on one of the lists, so that nobody
// needs to be asked whether it takes mail.
func (x *examination) ordinary(domain string) bool {
	if _, ok := x.config.FreeMail.Match(domain); ok {
		return true
	}
	_, ok := x.config.Disposable.Match(domain)
	return ok
}

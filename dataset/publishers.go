package dataset

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"bonafide"
)

// publisher is a known form in which a table is given away.
type publisher struct {
	name    string // of the npm package or the project
	kind    Kind
	licence string
	// attribution is the text that the licence asks for.
	attribution string
	// files are patterns of the files that hold the table, below the package's
	// folder: the first list of which a file exists is taken.
	files [][]string
	// rank decides between publishers of one kind that are found together; the
	// lowest wins. It is the order of the list below.
	rank int
}

const (
	creditNRO   = "Contains statistics of the Number Resource Organization (nro.net), CC BY 4.0."
	creditASN   = "IP address data powered by Route Views (routeviews.org) and DB-IP (https://db-ip.com), CC BY 4.0, modified by ip-location-db."
	creditDBIP  = "IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0."
	maxPackages = 10_000
)

func locationDB(pkg string, kind Kind, licence, credit string) []publisher {
	return []publisher{
		{name: "@ip-location-db/" + pkg + "-mmdb", kind: kind, licence: licence, attribution: credit,
			files: [][]string{{pkg + ".mmdb"}, {pkg + "-ipv4.mmdb", pkg + "-ipv6.mmdb"}}},
		{name: "@ip-location-db/" + pkg, kind: kind, licence: licence, attribution: credit,
			files: [][]string{{pkg + "-ipv4.csv", pkg + "-ipv6.csv"}}},
	}
}

// packages are the npm packages that are known, best first within a kind. The
// MaxMind data of the same family is left out on purpose: its licence obliges to
// delete old copies, which this folder does not promise.
func packages() []publisher {
	all := []publisher{
		{name: "disposable-email-domains-js", kind: DisposableDomains, licence: "CC0-1.0",
			files: [][]string{{"dist/dict/disposable_email_blocklist.json"}}},
		{name: "disposable-email-domains", kind: DisposableDomains, licence: "MIT",
			files: [][]string{{"index.json", "wildcard.json"}}},
		{name: "free-email-domains", kind: FreeMailDomains, licence: "MIT", files: [][]string{{"domains.json"}}},
	}
	all = append(all, locationDB("geo-whois-asn-country", IPCountry, "CC0-1.0", creditNRO)...)
	all = append(all, locationDB("iptoasn-country", IPCountry, "PDDL-1.0", "")...)
	all = append(all, locationDB("asn-country", IPCountry, "CC0-1.0", creditNRO)...)
	all = append(all, locationDB("dbip-country", IPCountry, "CC-BY-4.0", creditDBIP)...)
	all = append(all, locationDB("asn", IPASN, "CC-BY-4.0", creditASN)...)
	all = append(all, locationDB("iptoasn-asn", IPASN, "PDDL-1.0", "")...)
	for i := range all {
		all[i].rank = i
	}
	return all
}

// looseFile is a file that is known by its name alone.
type looseFile struct {
	name, licence string
	kind          Kind
	pattern       *regexp.Regexp
}

func looseFiles() []looseFile {
	return []looseFile{
		{"X4BNet lists_vpn: vpn", "MIT", VPNRanges, regexp.MustCompile(`(^|/)(output/vpn/ipv[46]|vpn_ipv[46])\.txt(\.gz)?$`)},
		{"X4BNet lists_vpn: datacenter", "MIT", HostingRanges, regexp.MustCompile(`(^|/)(output/datacenter/ipv[46]|datacenter_ipv[46])\.txt(\.gz)?$`)},
		{"Apple iCloud Private Relay egress ranges", "", RelayRanges, regexp.MustCompile(`(^|/)egress-ip-ranges\.csv(\.gz)?$`)},
		{"X4BNet lists_vpn: apple relay", "MIT", RelayRanges, regexp.MustCompile(`(^|/)input/vpn/ips/apple\.txt$`)},
		{"bad-asn-list", "MIT", HostingASNs, regexp.MustCompile(`(^|/)bad-asn-list\.csv(\.gz)?$`)},
		{"disposable-email-domains blocklist", "CC0-1.0", DisposableDomains, regexp.MustCompile(`(^|/)disposable_email_blocklist\.(json|conf|txt)$`)},
	}
}

// offer is a table that was found and not yet read.
type offer struct {
	manifest Manifest
	rank     int
	files    []string
	// ready is set where the table is canonical already, from another folder.
	ready *content
}

const (
	maxDepth   = 8
	maxEntries = 200_000
	maxFile    = 512 << 20
)

// find looks for known tables at a path: a file, or a folder with all below it.
// Of several publishers of one kind the first by rank is offered.
func find(ctx context.Context, from string, opt *Options) ([]offer, error) {
	info, err := os.Stat(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil, bonafide.NotFoundf("%s does not exist", from)
	}
	if err != nil {
		return nil, fmt.Errorf("look for data: %w", err)
	}
	if !info.IsDir() {
		o, err := offerFile(from, opt)
		if err != nil {
			return nil, err
		}
		return []offer{o}, nil
	}
	if mirrored(from) {
		return offerFolder(ctx, from, opt)
	}
	found, err := search(ctx, from)
	if err != nil {
		return nil, err
	}
	best := map[Kind]offer{}
	for _, o := range found {
		if opt.Kind != "" && o.manifest.Kind != opt.Kind {
			continue
		}
		if was, ok := best[o.manifest.Kind]; !ok || o.rank < was.rank {
			best[o.manifest.Kind] = o
		}
	}
	var offers []offer
	for _, k := range Kinds {
		if o, ok := best[k]; ok {
			offers = append(offers, o)
		}
	}
	if len(offers) == 0 {
		return nil, bonafide.NotFoundf("nothing known below %s; known are the npm packages and lists named in the documentation of reference data, and any plain list given as a file with --kind", from)
	}
	return offers, nil
}

func search(ctx context.Context, from string) ([]offer, error) {
	known := map[string]publisher{}
	for _, p := range packages() {
		known[p.name] = p
	}
	dates, err := published(from)
	if err != nil {
		return nil, err
	}
	var found []offer
	loose := looseFiles()
	group := map[int]*offer{}
	seen := 0
	err = filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if seen++; seen > maxEntries {
			return bonafide.Invalidf("more than %d files below %s; name a smaller folder", maxEntries, from)
		}
		rel, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && (d.Name() == ".git" || strings.Count(rel, "/") >= maxDepth):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil // links are not followed
		case d.Name() == "package.json":
			if o, ok := npmPackage(p, known, dates); ok {
				found = append(found, o)
			}
			return nil
		case strings.HasPrefix(rel, "tests/") || strings.Contains(rel, "node_modules/"):
			return nil
		}
		for i, l := range loose {
			if l.pattern.MatchString(rel) {
				if group[i] == nil {
					group[i] = &offer{rank: 1000 + i, manifest: Manifest{Name: l.name, Kind: l.kind, Licence: l.licence, Source: l.name}}
				}
				group[i].files = append(group[i].files, p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range loose {
		if group[i] != nil {
			found = append(found, *group[i])
		}
	}
	return found, nil
}

// npmPackage recognises a package by the name and version in its package.json.
func npmPackage(file string, known map[string]publisher, dates map[string]bonafide.Date) (offer, bool) {
	data, err := readBounded(file, 1<<20)
	if err != nil {
		return offer{}, false
	}
	var pkg struct{ Name, Version string }
	if json.Unmarshal(data, &pkg) != nil {
		return offer{}, false
	}
	p, ok := known[pkg.Name]
	if !ok {
		return offer{}, false
	}
	o := offer{rank: p.rank, manifest: Manifest{
		Name: p.name, Kind: p.kind, Version: pkg.Version, Licence: p.licence, Attribution: p.attribution,
		Source: "npm:" + p.name + "@" + clip(pkg.Version),
	}}
	// A day in the version is that of the data itself; the day of publication, which
	// a registry's mirror may change, only stands in for it.
	if o.manifest.Date = dateInVersion(pkg.Version); o.manifest.Date.IsZero() {
		o.manifest.Date = dates[p.name+"@"+pkg.Version]
	}
	for _, files := range p.files {
		for _, f := range files {
			full := filepath.Join(filepath.Dir(file), filepath.FromSlash(f))
			if info, err := os.Lstat(full); err == nil && info.Mode().IsRegular() {
				o.files = append(o.files, full)
			}
		}
		if len(o.files) > 0 {
			break
		}
	}
	// A package without its files is still an offer: reading it says what is missing.
	if len(o.files) == 0 {
		o.files = []string{filepath.Join(filepath.Dir(file), filepath.FromSlash(p.files[0][0]))}
	}
	return o, true
}

// dateInVersion reads the day in versions such as 2.3.2026061719.
func dateInVersion(version string) bonafide.Date {
	last := version[strings.LastIndexByte(version, '.')+1:]
	if len(last) != 8 && len(last) != 10 {
		return bonafide.Date{}
	}
	d, err := bonafide.ParseDate(last[:4] + "-" + last[4:6] + "-" + last[6:8])
	if err != nil {
		return bonafide.Date{}
	}
	return d
}

// published reads the dates of publication that scripts/data.sh leaves beside
// node_modules, where it does: name, version and date, tab-separated.
func published(dir string) (map[string]bonafide.Date, error) {
	dates := map[string]bonafide.Date{}
	f, err := os.Open(filepath.Join(dir, "published.tsv"))
	if os.IsNotExist(err) {
		return dates, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan() && n <= maxPackages; n++ {
		parts := strings.Split(sc.Text(), "\t")
		if len(parts) != 3 {
			continue
		}
		if d, err := bonafide.ParseDate(strings.TrimSpace(parts[2])); err == nil {
			dates[parts[0]+"@"+parts[1]] = d
		}
	}
	return dates, sc.Err()
}

// offerFile recognises one file by its name, or takes it as what opt.Kind says.
func offerFile(file string, opt *Options) (offer, error) {
	base := filepath.Base(file)
	o := offer{files: []string{file}, manifest: Manifest{Name: strings.TrimSuffix(base, path.Ext(base)), Kind: opt.Kind, Source: base}}
	for _, l := range looseFiles() {
		if l.pattern.MatchString(filepath.ToSlash(file)) && (opt.Kind == "" || opt.Kind == l.kind) {
			o.manifest.Name, o.manifest.Kind, o.manifest.Licence, o.manifest.Source = l.name, l.kind, l.licence, base
			return o, nil
		}
	}
	if opt.Kind != "" {
		return o, nil
	}
	lower := strings.ToLower(strings.TrimSuffix(base, ".gz"))
	switch ext := path.Ext(lower); {
	case (ext == ".csv" || ext == ".mmdb") && strings.Contains(lower, "country"):
		o.manifest.Kind = IPCountry
	case (ext == ".csv" || ext == ".mmdb") && strings.Contains(lower, "asn"):
		o.manifest.Kind = IPASN
	default:
		return o, bonafide.Invalidf("%s: its name does not say what it is; add --kind with one of %s", base, kindWords())
	}
	return o, nil
}

func kindWords() string {
	words := make([]string, len(Kinds))
	for i, k := range Kinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

// read brings an offer into canonical form.
func (o *offer) read(ctx context.Context, opt *Options) (*content, error) {
	if o.ready != nil {
		return o.ready, nil
	}
	limit := opt.MaxBytes
	if limit == 0 {
		limit = maxFile
	}
	var domains domainList
	var numbers numberList
	ranges := newRangeList(o.manifest.Kind)
	slices.Sort(o.files)
	for _, file := range o.files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		good := func() int {
			return domains.tally.seen - domains.tally.odd + numbers.tally.seen - numbers.tally.odd + ranges.tally.seen - ranges.tally.odd
		}
		before := good()
		err := o.readFile(file, limit, &domains, &numbers, ranges)
		if err == nil && good() == before {
			err = errors.New("it is empty")
		}
		if err != nil {
			return nil, bonafide.Invalidf("%s: %w", filepath.Base(file), err)
		}
		domains.tally.lastOdd, numbers.tally.lastOdd, ranges.tally.lastOdd = false, false, false
	}
	var c *content
	var err error
	switch o.manifest.Kind {
	case DisposableDomains, FreeMailDomains:
		c, err = domains.finish()
	case HostingASNs:
		c, err = numbers.finish()
	default:
		c, err = ranges.finish()
	}
	if err != nil {
		return nil, bonafide.Invalidf("%s: %w", o.manifest.Name, err)
	}
	return c, nil
}

func (o *offer) readFile(file string, limit int64, domains *domainList, numbers *numberList, ranges *rangeList) error {
	kind := o.manifest.Kind
	name := strings.ToLower(filepath.Base(file))
	if strings.HasSuffix(name, ".mmdb") {
		if kind != IPCountry && kind != IPASN {
			return fmt.Errorf("a MaxMind DB holds countries or operators, not %s", kind)
		}
		data, err := readBounded(file, limit)
		if err != nil {
			return err
		}
		return ranges.readMMDB(data)
	}
	r, err := openBounded(file, limit)
	if err != nil {
		return err
	}
	defer r.Close()
	switch kind {
	case DisposableDomains, FreeMailDomains:
		return domains.read(r)
	case HostingASNs:
		return numbers.read(r)
	case IPCountry, IPASN:
		return ranges.readCSV(r)
	default:
		return ranges.readNetworks(r)
	}
}

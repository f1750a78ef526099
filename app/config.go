package app

import (
	"fmt"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bonafide"
	"bonafide/assess"
	"bonafide/strict"
)

// Config is everything an operator can set, with its defaults in [Defaults]. Each
// package sees only its own part. Unknown keys are errors with their line.
type Config struct {
	// Assess is the arithmetic.
	Assess AssessConfig `json:"assess"`
	// Catalog is what is looked for.
	Catalog CatalogConfig `json:"catalog"`
	// Store is where examinations are kept; without one, nothing is.
	Store StoreConfig `json:"store"`
	// Data has the reference tables.
	Data DataConfig `json:"data"`
	// Intake bounds and recognises what comes in.
	Intake IntakeConfig `json:"intake"`
	// Contact is what may be asked of the outside about contact details.
	Contact ContactConfig `json:"contact"`
	// Network is what the compliance team says of places.
	Network NetworkConfig `json:"network"`
	// Screen has the watch lists.
	Screen ScreenConfig `json:"screen"`
	// Watch is what workers' systems are watched by.
	Watch WatchConfig `json:"watch"`
}

// AssessConfig is the arithmetic.
type AssessConfig struct {
	// Prior is the base rate among the people examined: a number, or "1/343".
	Prior Probability `json:"prior"`
	// ReviewAt and UrgentAt are the posteriors from which a band may be given.
	ReviewAt Probability `json:"review_at"`
	UrgentAt Probability `json:"urgent_at"`
}

// CatalogConfig is what is looked for.
type CatalogConfig struct {
	// Folder holds the operator's own catalogue; empty is the built-in one.
	Folder string `json:"folder"`
}

// StoreConfig is where examinations are kept.
type StoreConfig struct {
	// URL is a file (SQLite) or postgres://…; empty keeps nothing.
	URL string `json:"url"`
	// URLFile is a file that holds the URL, for one with a password.
	URLFile string `json:"url_file"`
}

// DataConfig has the reference tables.
type DataConfig struct {
	// Folder is where `bonafide data update` installs them.
	Folder string `json:"folder"`
}

// IntakeConfig bounds and recognises what comes in.
type IntakeConfig struct {
	// Pdftotext is "auto" (used when installed) or "off" (the built-in reader).
	Pdftotext string `json:"pdftotext"`
	// WebhookSecrets are files with the secrets of Greenhouse, Ashby and Lever;
	// two lines during rotation.
	WebhookSecrets map[string]string `json:"webhook_secrets"`
}

// ContactConfig is what may be asked of the outside.
type ContactConfig struct {
	// Resolver is the DNS server to ask for mail exchangers ("9.9.9.9:53"); empty
	// asks nobody, and says so in every assessment.
	Resolver string `json:"resolver"`
	// Registry is the folder with the registry of RDAP servers (RFC 9224), such as
	// https://data.iana.org/rdap/; empty asks nobody for registration dates.
	Registry string `json:"registry"`
	// Timeout bounds all look-ups of one dossier.
	Timeout Duration `json:"timeout"`
	// KnownFirms are further domains that look-alikes imitate: the operator's own,
	// its clients'.
	KnownFirms []string `json:"known_firms"`
}

// NetworkConfig is what the compliance team says of places.
type NetworkConfig struct {
	// RestrictedCountries is the compliance team's list, ISO 3166-1 alpha-2. It is
	// a legal duty, not a score: it applies to undeclared sign-ins only.
	RestrictedCountries []string `json:"restricted_countries"`
	// Egress are the firm's own exits (192.0.2.0/24): a connection from there says
	// nothing of where somebody is.
	Egress []Network `json:"egress"`
}

// ScreenConfig has the watch lists.
type ScreenConfig struct {
	// Lists is the folder where `bonafide lists` keeps them.
	Lists string `json:"lists"`
	// Decisions is the file of hits that were raised and of what was decided.
	Decisions string `json:"decisions"`
}

// WatchConfig is what workers' systems are watched by.
type WatchConfig struct {
	// Approved are tools that the firm allows to everybody: vendors, names or kinds
	// ("TeamViewer", "tunnel").
	Approved []string `json:"approved"`
	// Offices are addresses to which equipment for many people goes.
	Offices []string `json:"offices"`
	// Rules are folders of the operator's own rules, beside those of the product.
	Rules []string `json:"rules"`
	// Logs are files and folders to read and to follow.
	Logs []string `json:"logs"`
	// Bindings are tables that say whose accounts and devices are (CSV or JSON).
	Bindings []string `json:"bindings"`
	// State is the folder of what a live watch remembers.
	State string `json:"state"`
	// Bus is where events travel; without an address one runs in the process.
	Bus BusConfig `json:"bus"`
	// Role is all, or read: this process reads and leaves the judging to others on
	// the same bus.
	Role string `json:"role"`
	// Listen is where vendors deliver webhooks to, such as 127.0.0.1:8460; empty
	// listens to nobody. It is plain HTTP, for a gateway in front of it.
	Listen string `json:"listen"`
	// Webhooks are files with the secrets of github, zoom and okta.
	Webhooks map[string]string `json:"webhooks"`
	// Pull are vendors' interfaces to ask.
	Pull []PullConfig `json:"pull"`
	// NATS are streams that somebody else writes lines of logs to.
	NATS []NATSConfig `json:"nats"`
	// Silence is after how long without an event a source counts as silent at least.
	Silence Duration `json:"silence"`
}

// BusConfig is a NATS cluster.
type BusConfig struct {
	// URL is its addresses: nats://one:4222,nats://two:4222.
	URL string `json:"url"`
	// CredentialsFile is NATS's own kind of file, where the servers ask for one.
	CredentialsFile string `json:"credentials_file"`
	// Replicas is on how many servers everything is written, 1 or 3.
	Replicas int `json:"replicas"`
}

// Roles of a process of a watch.
const (
	DoesAll   = "all"
	OnlyReads = "read"
)

// PullConfig is a vendor's interface to ask for its log.
type PullConfig struct {
	// API is okta, entra, workspace, github or zoom.
	API string `json:"api"`
	// Base is the address: https://corp.okta.example.
	Base string `json:"base"`
	// Of is what of it: entra's list (signIns, directoryAudits), workspace's
	// application (login, drive, ...), github's organisation, zoom's report.
	Of string `json:"of"`
	// TokenFile holds the token; it is read anew when it changes.
	TokenFile string `json:"token_file"`
}

// NATSConfig is a stream of lines on somebody else's NATS server.
type NATSConfig struct {
	URL string `json:"url"`
	// CredentialsFile is NATS's own kind of file, where the server asks for one.
	CredentialsFile string `json:"credentials_file"`
	Stream          string `json:"stream"`
	// Subject narrows the stream; empty takes all.
	Subject string `json:"subject"`
}

// Defaults are the shipped settings. Relative folders are below the user's data folder.
func Defaults() Config {
	d := assess.Defaults()
	return Config{
		Assess:  AssessConfig{Prior: Probability(d.Prior), ReviewAt: Probability(d.ReviewAt), UrgentAt: Probability(d.UrgentAt)},
		Data:    DataConfig{Folder: filepath.Join(home(), "data")},
		Intake:  IntakeConfig{Pdftotext: "auto", WebhookSecrets: map[string]string{}},
		Contact: ContactConfig{Timeout: Duration(10 * time.Second), KnownFirms: []string{}},
		Network: NetworkConfig{RestrictedCountries: []string{}, Egress: []Network{}},
		Screen:  ScreenConfig{Lists: filepath.Join(home(), "lists"), Decisions: filepath.Join(home(), "decisions.jsonl")},
		Watch: WatchConfig{
			Approved: []string{}, Offices: []string{}, Rules: []string{}, Logs: []string{}, Bindings: []string{}, Webhooks: map[string]string{}, Pull: []PullConfig{}, NATS: []NATSConfig{},
			State: filepath.Join(home(), "watch"), Bus: BusConfig{Replicas: 1}, Role: DoesAll, Silence: Duration(40 * time.Minute),
		},
	}
}

// home is where the product keeps what it installs for this user.
func home() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "bonafide")
	}
	if dir, err := os.UserHomeDir(); err == nil {
		return filepath.Join(dir, ".local", "share", "bonafide")
	}
	return "."
}

// ConfigPath is where the configuration is looked for: the path given, else
// $BONAFIDE_CONFIG, else the user's configuration folder. named reports whether
// somebody asked for this very file, so that its absence is an error.
func ConfigPath(flag string) (path string, named bool) {
	if flag != "" {
		return flag, true
	}
	if env := os.Getenv("BONAFIDE_CONFIG"); env != "" {
		return env, true
	}
	if dir, err := os.UserConfigDir(); err == nil {
		return filepath.Join(dir, "bonafide", "bonafide.yaml"), false
	}
	return "", false
}

// LoadConfig reads the configuration over the defaults. No file is the defaults.
func LoadConfig(flag string) (Config, error) {
	c := Defaults()
	path, named := ConfigPath(flag)
	if path != "" {
		data, err := os.ReadFile(path)
		switch {
		case os.IsNotExist(err) && !named:
		case os.IsNotExist(err):
			return c, bonafide.NotFoundf("configuration %s does not exist", path)
		case err != nil:
			return c, fmt.Errorf("read configuration: %w", err)
		default:
			if err := parseConfig(path, data, &c); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

func parseConfig(path string, data []byte, c *Config) error {
	if onlyComments(data) {
		return nil
	}
	if err := strict.YAML(path, data, c); err != nil {
		return err
	}
	if err := c.Validate(); err != nil {
		return &bonafide.Refusal{Place: path, Why: err.Error()}
	}
	// A configuration is passed around and printed; a secret has a file of its own.
	if hasPassword(c.Store.URL) {
		return &bonafide.Refusal{Place: path, Path: "/store/url", Why: "store.url holds a password",
			Remedy: "put the address in a file of its own and name it in store.url_file"}
	}
	return nil
}

func onlyComments(data []byte) bool {
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

// Validate says what cannot be meant.
func (c *Config) Validate() error {
	if err := c.assess().Validate(); err != nil {
		return err
	}
	if c.Store.URL != "" && c.Store.URLFile != "" {
		return bonafide.Invalidf("store.url and store.url_file are both set; keep one")
	}
	if c.Intake.Pdftotext != "auto" && c.Intake.Pdftotext != "off" {
		return bonafide.Invalidf("intake.pdftotext is %q; it is auto or off", c.Intake.Pdftotext)
	}
	for _, vendor := range slices.Sorted(maps.Keys(c.Intake.WebhookSecrets)) {
		if !slices.Contains(vendors, vendor) {
			return bonafide.Invalidf("intake.webhook_secrets names %q; known are %s", vendor, strings.Join(vendors, ", "))
		}
	}
	if c.Contact.Timeout <= 0 || c.Contact.Timeout > Duration(10*time.Minute) {
		return bonafide.Invalidf("contact.timeout is %s; it lies between 1ms and 10m", time.Duration(c.Contact.Timeout))
	}
	switch w := &c.Watch; {
	case w.Role != DoesAll && w.Role != OnlyReads:
		return bonafide.Invalidf("watch.role is %q; it is all or read", w.Role)
	case w.Role == OnlyReads && w.Bus.URL == "":
		return bonafide.Invalidf("watch.role is read, and there is no watch.bus.url: nobody would judge what is read")
	case w.Bus.Replicas != 1 && w.Bus.Replicas != 3:
		return bonafide.Invalidf("watch.bus.replicas is %d; it is 1 or 3", w.Bus.Replicas)
	case hasPassword(w.Bus.URL):
		return bonafide.Invalidf("watch.bus.url holds a password; name a file in watch.bus.credentials_file")
	}
	for _, vendor := range slices.Sorted(maps.Keys(c.Watch.Webhooks)) {
		if !slices.Contains(deliverers, vendor) {
			return bonafide.Invalidf("watch.webhooks names %q; known are github, okta and zoom", vendor)
		}
	}
	for _, country := range c.Network.RestrictedCountries {
		if len(country) != 2 || strings.ToUpper(country) != country {
			return bonafide.Invalidf("network.restricted_countries has %q; write ISO 3166-1 alpha-2, such as US", country)
		}
	}
	return nil
}

// vendors deliver applications, deliverers what a watch reads.
var (
	vendors    = []string{"ashby", "greenhouse", "lever"}
	deliverers = []string{"github", "okta", "zoom"}
)

func (c *Config) assess() assess.Config {
	return assess.Config{Prior: float64(c.Assess.Prior), ReviewAt: float64(c.Assess.ReviewAt), UrgentAt: float64(c.Assess.UrgentAt)}
}

func hasPassword(address string) bool {
	_, rest, isURL := strings.Cut(address, "://")
	user, _, hasUser := strings.Cut(rest, "@")
	return isURL && hasUser && strings.Contains(user, ":")
}

// StoreURL is the store's address, read from its file where it stands in one.
func (c *Config) StoreURL() (string, error) {
	if c.Store.URLFile == "" {
		return c.Store.URL, nil
	}
	lines, err := secretLines(c.Store.URLFile)
	if err != nil {
		return "", err
	}
	return lines[0], nil
}

// secretLines reads the lines of a secret's file, at least one.
func secretLines(path string) ([]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil, bonafide.Invalidf("secret %s is empty", path)
	}
	return lines, nil
}

// Probability is a number between 0 and 1, or a fraction of whole numbers: "1/343".
type Probability float64

// UnmarshalJSON reads a number or a text with a fraction.
func (p *Probability) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	over, under, fraction := strings.Cut(s, "/")
	x, err := strconv.ParseFloat(strings.TrimSpace(over), 64)
	if err == nil && fraction {
		var y float64
		if y, err = strconv.ParseFloat(strings.TrimSpace(under), 64); err == nil {
			x /= y
		}
	}
	if err != nil {
		return fmt.Errorf("%s is no probability; write 0.003 or 1/343", b)
	}
	*p = Probability(x)
	return nil
}

// MarshalJSON writes 1/n where that is exact, else the number.
func (p Probability) MarshalJSON() ([]byte, error) {
	if n := 1 / float64(p); n >= 2 && n < 1e9 && Probability(1/float64(int(n+0.5))) == p {
		return fmt.Appendf(nil, `"1/%d"`, int(n+0.5)), nil
	}
	return strconv.AppendFloat(nil, float64(p), 'g', -1, 64), nil
}

// Duration is written as Go writes durations: "10s".
type Duration time.Duration

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is no duration; write 10s or 2m", b)
	}
	*d = Duration(v)
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Network is an address range, written as 192.0.2.0/24.
type Network struct{ netip.Prefix }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (n *Network) UnmarshalText(b []byte) error {
	p, err := netip.ParsePrefix(string(b))
	if err != nil {
		return fmt.Errorf("%q is no network; write 192.0.2.0/24", b)
	}
	n.Prefix = p.Masked()
	return nil
}

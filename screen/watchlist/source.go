package watchlist

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"bonafide"
)

// Source says where a list comes from and what is asked of a new version.
type Source struct {
	// Name names the list in the folder and in every answer. Letters, digits, dots,
	// dashes and underscores.
	Name string `json:"name"`
	// Files are the list's files: one, or those of an OFAC CSV set.
	Files []Origin `json:"files"`
	// Format is the format that the content must have; empty for any.
	Format Format `json:"format,omitempty"`
	// MaxShrink is the share of the entries in force that a new version may lack, and by
	// which it may have fewer entries or names: 0.1 for a tenth, and 0 where nothing may
	// go. nil is [DefaultMaxShrink].
	MaxShrink *float64 `json:"max_shrink,omitempty"`
	// MaxAgeHours is the age in hours, counted from the last check that went well,
	// after which the list is stale. 0 is [DefaultMaxAge]. Of a list that is taken from
	// files it bounds the age since publication as well, where 0 is [DefaultMaxPublished].
	MaxAgeHours int `json:"max_age_hours,omitempty"`
	// Keep is the number of versions kept; 0 is [DefaultKeep].
	Keep int `json:"keep,omitempty"`
	// Sentinels are the entries of the self-test; nil takes [DefaultSentinels].
	Sentinels []Sentinel `json:"sentinels,omitempty"`
}

// Defaults of a source. The wallets of a list may shrink by
// DefaultWalletShrink: a single delisting has taken a tenth of them at once.
const (
	DefaultMaxShrink    = 0.10
	DefaultWalletShrink = 0.25
	DefaultMaxAge       = 48 * time.Hour
	DefaultKeep         = 30
)

// Origin is where one file comes from: an address or a path.
type Origin struct {
	// Name is the file's name in the list; empty takes the last part of the address
	// or path.
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
	Path string `json:"path,omitempty"`
}

func (o Origin) fileName() string {
	name := o.Name
	if name == "" && o.URL != "" {
		if u, err := url.Parse(o.URL); err == nil {
			name = filepath.Base(u.Path)
		}
	}
	if name == "" {
		name = filepath.Base(o.Path)
	}
	if !plainName(name) {
		return ""
	}
	return name
}

func plainName(s string) bool {
	if s == "" || len(s) > 100 || s[0] == '.' {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

// Validate checks a source by itself.
func (s *Source) Validate() error {
	if !plainName(s.Name) {
		return bonafide.Invalidf("the name of a list is letters, digits, dots, dashes and underscores, not %q", s.Name)
	}
	if len(s.Files) == 0 || len(s.Files) > 8 {
		return bonafide.Invalidf("list %s: give one file, or the files of an OFAC CSV set", s.Name)
	}
	seen := map[string]bool{}
	for _, f := range s.Files {
		name := f.fileName()
		switch {
		case (f.URL == "") == (f.Path == ""):
			return bonafide.Invalidf("list %s: give each file either an address or a path", s.Name)
		case name == "":
			return bonafide.Invalidf("list %s: a file has no plain name; give it one", s.Name)
		case seen[name]:
			return bonafide.Invalidf("list %s: two files are named %s", s.Name, name)
		}
		seen[name] = true
		if f.URL != "" {
			if err := secure(f.URL); err != nil {
				return bonafide.Invalidf("list %s: %w", s.Name, err)
			}
		}
	}
	if s.MaxShrink != nil && !(*s.MaxShrink < 1) {
		return bonafide.Invalidf("list %s: max_shrink is a share below 1", s.Name)
	}
	return nil
}

// secure refuses addresses at which somebody on the way could change the list.
func secure(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("address %q: %w", address, err)
	}
	if u.Scheme == "https" && u.Host != "" {
		return nil
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("address %q: lists are fetched by https only", address)
}

func (s *Source) maxShrink() float64 {
	if s.MaxShrink == nil || *s.MaxShrink < 0 { // sources that were kept before may hold a negative one
		return DefaultMaxShrink
	}
	return *s.MaxShrink
}

func (s *Source) maxAge() time.Duration {
	if s.MaxAgeHours <= 0 {
		return DefaultMaxAge
	}
	return time.Duration(s.MaxAgeHours) * time.Hour
}

func (s *Source) sentinels() []Sentinel {
	if s.Sentinels == nil {
		return DefaultSentinels(s.Name)
	}
	return s.Sentinels
}

// official are the names that a list takes from its own content. A source of such a
// name must have that content.
var official = map[string]bool{"ofac-sdn": true, "ofac-cons": true, "un": true, "eu": true, "uk": true}

// Official are the sources of the official lists at their publishers' addresses.
// The EU's address wants a token that its publisher gives to registered users: add
// "?token=..." to it.
func Official() []Source {
	const ofac = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
	return []Source{
		{Name: "ofac-sdn", Format: OFACAdvanced, Files: []Origin{{URL: ofac + "SDN_ADVANCED.XML"}}},
		{Name: "ofac-cons", Format: OFACAdvanced, Files: []Origin{{URL: ofac + "CONS_ADVANCED.XML"}}},
		{Name: "un", Format: UNXML, Files: []Origin{{URL: "https://scsanctions.un.org/resources/xml/en/consolidated.xml"}}},
		{Name: "eu", Format: EUXML, Files: []Origin{{Name: "eu.xml", URL: "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content"}}},
		{Name: "uk", Format: UKXML, Files: []Origin{{URL: "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml"}}},
	}
}

// OfficialNames are the names of [Official], parted by commas.
func OfficialNames() string {
	var names []string
	for _, s := range Official() {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

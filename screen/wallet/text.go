package wallet

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText bounds a text with its URI parameters; maxBody what is left without them.
const (
	maxText = 4096
	maxBody = 512
)

// cleaned is a text with everything around the address removed.
type cleaned struct {
	body  string
	notes Notes
	// said is the chain that a scheme named; named tells whether one did.
	said  chain
	named bool
	// chainID is the text after @, as EIP-681 has it.
	chainID string
}

// plain reports a text of printable ASCII alone, with nothing around it to remove.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>' || c == ',' || c == ';' {
			return false
		}
	}
	return s != ""
}

// clean takes away what people and programs put around an address.
func clean(s string) (cleaned, error) {
	var c cleaned
	if len(s) > maxText {
		return c, refuse(ErrForm, s, fmt.Sprintf("%d bytes, more than the %d that an address with its parameters may have", len(s), maxText))
	}
	t := s
	if !plain(t) {
		var err error
		if t, c.notes, err = visible(t); err != nil {
			return c, err
		}
	}
	if t == "" {
		return c, refuse(ErrForm, s, "it is empty")
	}
	if strings.IndexByte(t, ':') >= 0 || strings.IndexByte(t, '?') >= 0 || strings.IndexByte(t, '@') >= 0 {
		if err := c.uri(t); err != nil {
			return c, err
		}
	} else {
		c.body = t
	}
	if c.body == "" {
		return c, refuse(ErrForm, s, "it is empty behind its prefix")
	}
	if len(c.body) > maxBody {
		return c, refuse(ErrForm, c.body, fmt.Sprintf("%d characters, no form of address has more than %d", len(c.body), maxBody))
	}
	return c, nil
}

// visible removes what does not show and what stands around, and refuses what looks
// like a letter of the Latin alphabet and is none.
func visible(s string) (string, Notes, error) {
	if !utf8.ValidString(s) {
		return "", 0, refuse(ErrForm, s, "it is not valid UTF-8")
	}
	var notes Notes
	if strings.ContainsFunc(s, hidden) {
		notes |= Invisible
		s = strings.Map(func(r rune) rune {
			if hidden(r) {
				return -1
			}
			return r
		}, s)
	}
	t := strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'`<>,;“”‘’«»", r) })
	if len(t) != len(s) {
		notes |= Trimmed
	}
	words, place := 0, 0
	for _, r := range t {
		place++
		if unicode.IsSpace(r) {
			words++
		}
	}
	if words >= 11 {
		return "", 0, refuse(ErrSecret, "", "many words: a recovery phrase is a secret and no address; whoever sent it should move the money")
	}
	place = 0
	for _, r := range t {
		place++
		switch {
		case unicode.IsSpace(r):
			return "", 0, refuse(ErrForm, s, "it has a blank inside; give one address at a time")
		case r < ' ' || r == 0x7F:
			return "", 0, refuse(ErrForm, s, fmt.Sprintf("it has the control character U+%04X at place %d", r, place))
		case r > '~':
			return "", 0, refuse(ErrForm, s, fmt.Sprintf("it has U+%04X at place %d; addresses are written in ASCII, and this may only look like a letter of it", r, place))
		}
	}
	return t, notes, nil
}

// hidden reports characters that do not show: format characters, soft hyphens, fillers
// and variation selectors.
func hidden(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return true
	}
	switch r {
	case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0:
		return true
	}
	return false
}

// uri takes scheme, chain id and parameters off. CAIP-10 ("eip155:1:0x...") and
// "TICKER:address" are read the same way. Parameters are only what has their form:
// a wrong character that happens to be a question mark must not cut an address short
// and leave another one.
func (c *cleaned) uri(t string) error {
	whole := t
	scheme, rest, found := strings.Cut(t, ":")
	if found && !isWorkchain(scheme) {
		named := strings.ToLower(scheme)
		switch named {
		case "http", "https":
			return refuse(ErrUnsupported, whole, "a web address; give the address of the account itself")
		case "lightning", "lnurl":
			return refuse(ErrUnsupported, whole, "a Lightning invoice names no address that a list could hold")
		case "bchtest", "bchreg":
			return refuse(ErrUnsupported, whole, "an address of a test network, which no list holds")
		case "ripple", "xrpl":
			scheme = "xrp"
		}
		if c.said, c.named = chainOf(scheme); !c.named {
			return refuse(ErrUnsupported, whole, fmt.Sprintf("nobody here knows the prefix %s; give the address without it", quote(scheme)))
		}
		c.notes |= Scheme
		t = strings.TrimPrefix(rest, "//")
		switch named {
		case "ton":
			t = strings.TrimPrefix(t, "transfer/")
		case "ethereum":
			t = strings.TrimPrefix(t, "pay-")
		case "eip155", "bip122", "solana", "tron", "cosmos", "polkadot", "xrpl":
			// CAIP-10 has the network between its colons.
			if network, account, more := strings.Cut(t, ":"); more {
				if c.said.in == inEVM {
					c.chainID = network
				}
				t = account
			}
		}
	}
	if !c.named && !strings.HasPrefix(t, "0x") {
		c.body = t
		return nil
	}
	target, query, asked := strings.Cut(t, "?")
	if asked && query != "" && !strings.Contains(query, "=") {
		target, query, asked = t, "", false
	}
	call := ""
	if strings.HasPrefix(target, "0x") {
		target, call, _ = strings.Cut(target, "/")
		if account, id, ok := strings.Cut(target, "@"); ok {
			target, c.chainID = account, id
		}
	}
	c.body = target
	if asked || call != "" {
		c.notes |= Parameters
	}
	if call == "transfer" {
		// The money goes to the parameter, not to the token's contract.
		for asked {
			var pair string
			pair, query, asked = strings.Cut(query, "&")
			if to, ok := strings.CutPrefix(pair, "address="); ok {
				c.body = to
				c.notes |= Recipient
				return nil
			}
		}
		return refuse(ErrForm, whole, "a token transfer without the address of its recipient")
	}
	return nil
}

// isWorkchain reports the number before the colon of a raw TON address.
func isWorkchain(s string) bool { return s == "0" || s == "-1" }

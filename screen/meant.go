package screen

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bonafide/screen/wallet"
)

// addressLike reports a text that can be meant as an address of a digital currency.
func addressLike(s string) bool {
	s = strings.TrimSpace(s)
	if noName(s) {
		return true
	}
	return len(s) >= 24 && len(s) <= 300 && !strings.ContainsAny(s, " \t\r\n") && strings.ContainsAny(s, "0123456789") &&
		(strings.Contains(s, ":") || !strings.Contains(s, "@"))
}

// meantAsAddress reports whether a text that [addressLike] takes, and that could not be
// read for this reason, is meant as an address all the same: then nobody may take it for
// looked up. A web site is written like a chain's name and is none.
func meantAsAddress(text string, err error) bool {
	switch {
	case noName(text):
		return true
	case errors.Is(err, wallet.ErrChecksum):
		return true
	case errors.Is(err, wallet.ErrUnsupported):
		return strings.Contains(text, ":") || !strings.Contains(text, ".")
	}
	return false
}

// recoveryPhrase tells a text that is written as the words of a wallet's recovery: twelve,
// fifteen and so on up to twenty-four, each of three to eight small letters (BIP 39). It
// is a secret, whoever pasted it, and nobody's name.
func recoveryPhrase(text string) bool {
	words := 0
	for w := range strings.FieldsSeq(text) {
		if words++; words > 24 || len(w) < 3 || len(w) > 8 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return words >= 12 && words%3 == 0
}

// leastAddress is the length of the shortest address that is looked for in a text.
const leastAddress = 25

// addressesWithin are the addresses that stand in a text beside other words, as people
// write them down: "ETH: 0x…", "0x… (ERC20)", two in a row, one broken over two lines. A
// text that is one word and nothing else has none.
func addressesWithin(text string) []string {
	if len(text) > 4096 || !utf8.ValidString(text) {
		return nil
	}
	narrow := strings.Map(narrowed, text)
	pieces := strings.FieldsFunc(narrow, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("()[]{}<>|,;=/?&\"'`“”‘’«»", r)
	})
	var out []string
	for _, p := range pieces {
		if at := strings.LastIndexAny(p, ":-_"); at >= 0 && at < leastAddress && len(p)-at > leastAddress {
			p = p[at+1:] // behind a ticker or a word
		}
		p = strings.Trim(p, ".:!-_*")
		if p != text && standsForAddress(p) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	if broken := strings.Join(strings.Fields(narrow), ""); len(out) == 0 && len(pieces) > 1 && len(pieces) <= 4 && standsForAddress(broken) {
		if _, err := wallet.Parse(broken); err == nil {
			return []string{broken}
		}
	}
	return out
}

// standsForAddress reports a word that is an address, or is meant as one and has a slip.
func standsForAddress(word string) bool {
	if len(word) < leastAddress {
		return false
	}
	_, err := wallet.Parse(word)
	return err == nil || errors.Is(err, wallet.ErrSecret) || strings.ContainsAny(word, "0123456789") && meantAsAddress(word, err)
}

// narrowed is a full-width letter or digit as its ASCII form.
func narrowed(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// noName reports a text that is written as no person or firm is called: hexadecimal
// digits behind 0x, however many, whole or shortened, and names of chains.
func noName(text string) bool {
	text = strings.TrimSpace(text)
	return hexadecimal(text) || chainName(text)
}

// leastHexadecimal is from how many digits on a text behind 0x is meant as an address;
// shorter ones are account names too.
const leastHexadecimal = 16

// hexadecimal reports 0x with digits behind it, of which one in eight may be a slip of
// another character; and 0x with digits and three dots, which is a shortened address.
func hexadecimal(text string) bool {
	if len(text) < 2 || len(text) > 300 || text[0] != '0' || text[1]|0x20 != 'x' {
		return false
	}
	digits, others, dots := 0, 0, strings.Contains(text, "...")
	for _, r := range text[2:] {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'f', r >= 'A' && r <= 'F':
			digits++
		case r == '\u2026':
			dots = true
		case r == '.':
		case unicode.IsSpace(r):
			return false
		default:
			others++
		}
	}
	if dots {
		return digits >= 4 && others == 0
	}
	return digits >= leastHexadecimal && others <= digits/8
}

// chainEnds are the last parts of the names that chains give to addresses. None of them
// is a domain of the internet.
var chainEnds = map[string]bool{
	"eth": true, "sol": true, "bnb": true, "crypto": true, "nft": true, "wallet": true, "bitcoin": true, "btc": true, "dao": true, "zil": true,
	"blockchain": true, "polygon": true, "arb": true, "avax": true, "lens": true, "ton": true, "near": true, "tez": true, "trx": true,
}

// chainName reports a name such as example.eth, which leads to an address.
func chainName(text string) bool {
	dot := strings.LastIndexByte(text, '.')
	if dot < 1 || len(text) > 300 || !utf8.ValidString(text) || !chainEnds[strings.ToLower(text[dot+1:])] {
		return false
	}
	return !strings.ContainsFunc(text[:dot], func(r rune) bool { return unicode.IsSpace(r) || r == '@' || r == '/' || r == ':' || r == ',' })
}

package wallet

import "strings"

// Family is the chain, or the group of chains, whose rules decoded an address.
type Family uint8

// The families.
const (
	// Unknown is a form that was decoded or kept, of no chain in particular.
	Unknown Family = iota
	// EVM is Ethereum and every chain with its addresses.
	EVM
	Bitcoin
	BitcoinCash
	BitcoinSV
	BitcoinGold
	Litecoin
	Dogecoin
	Dash
	Zcash
	Verge
	Tron
	Monero
	XRP
	Solana
	// BNB is the Beacon Chain with its bnb1 addresses. BNB Smart Chain is EVM.
	BNB
	// Cosmos is any chain with bech32 addresses under a prefix of its own.
	Cosmos
	TON
	Cardano
	// Polkadot is any chain with SS58 addresses.
	Polkadot
	families
)

var familyNames = [families]string{"unknown", "evm", "bitcoin", "bitcoin-cash", "bitcoin-sv", "bitcoin-gold", "litecoin",
	"dogecoin", "dash", "zcash", "verge", "tron", "monero", "xrp", "solana", "bnb-beacon", "cosmos", "ton", "cardano", "polkadot"}

// String is the family's name in lower case.
func (f Family) String() string {
	if f < families {
		return familyNames[f]
	}
	return "unknown"
}

// MarshalText implements [encoding.TextMarshaler].
func (f Family) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// Kind is what sort of address of its family it is.
type Kind uint8

// The kinds.
const (
	// Account is an address that knows no sorts: EVM, Tron, XRP, Solana and others.
	Account Kind = iota
	// PubKeyHash pays to the hash of a key.
	PubKeyHash
	// ScriptHash pays to the hash of a script.
	ScriptHash
	// WitnessKey is version 0 with 20 bytes.
	WitnessKey
	// WitnessScript is version 0 with 32 bytes.
	WitnessScript
	// Taproot is version 1 with 32 bytes.
	Taproot
	// WitnessFuture is any other version or length that BIP-350 allows.
	WitnessFuture
	// Standard is a Monero wallet's main address.
	Standard
	// Integrated is a Monero main address with a payment id; its key is the main
	// address's.
	Integrated
	// Subaddress is a Monero wallet's further address.
	Subaddress
	// Byron is a Cardano address of the first era.
	Byron
	// Hex32 is 32 bytes in hexadecimal: an account on some chains, but a transaction,
	// a view key or a payment id on others.
	Hex32
	// Opaque is kept as it stands, because nothing here can decode it.
	Opaque
	kinds
)

var kindNames = [kinds]string{"account", "p2pkh", "p2sh", "p2wpkh", "p2wsh", "p2tr", "witness", "standard", "integrated", "subaddress", "byron", "hex32", "opaque"}

// String is the kind's usual short name.
func (k Kind) String() string {
	if k < kinds {
		return kindNames[k]
	}
	return "opaque"
}

// MarshalText implements [encoding.TextMarshaler].
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Checksum says how far the text vouches for itself.
type Checksum uint8

// The kinds of checksum.
const (
	// NoChecksum is a form without one: a wrong character gives another address.
	NoChecksum Checksum = iota
	// CaseFree is a form whose checksum lies in its capitals, written in one case:
	// there was nothing to check.
	CaseFree
	// Verified is a checksum that held.
	Verified
)

// String is "none", "case-free" or "verified".
func (c Checksum) String() string {
	switch c {
	case Verified:
		return "verified"
	case CaseFree:
		return "case-free"
	default:
		return "none"
	}
}

// MarshalText implements [encoding.TextMarshaler].
func (c Checksum) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Notes is what had to be removed from a text or assumed about it.
type Notes uint16

// The notes.
const (
	// Trimmed: blanks, quotes or a closing comma around the text were removed.
	Trimmed Notes = 1 << iota
	// Invisible: characters that do not show were removed.
	Invisible
	// Scheme: a URI scheme or a CAIP-10 prefix was removed.
	Scheme
	// Parameters: the amount, label or other parameters of a URI were left out.
	Parameters
	// Recipient: the URI orders a token transfer; its recipient was read, not the
	// token's contract that stands in the address's place.
	Recipient
	// OneCase: the capitals hold no checksum, a typing error would go unseen.
	OneCase
	// NoPrefix: the usual prefix is missing and was assumed.
	NoPrefix
	// Legacy: the older of two spellings of the same address.
	Legacy
	// PaymentID: a payment id or destination tag that the text carries was left out.
	PaymentID
	// Unchecked: the form has no checksum, a typing error would go unseen.
	Unchecked
	// Ambiguous32: 32 bytes in hexadecimal need not be an address at all.
	Ambiguous32
	// OtherChain: the ticker or the prefix of the text names another chain than the
	// address shows. The address is believed.
	OtherChain
)

var noteTexts = [...]string{
	"blanks or quotes around it were removed",
	"invisible characters were removed",
	"a URI scheme was removed",
	"URI parameters were left out",
	"a token transfer: the recipient was read, not the token contract",
	"one letter case: it holds no checksum, a typing error goes unseen",
	"the prefix is missing and was assumed",
	"the older spelling of the address",
	"the payment id or destination tag was left out",
	"the form has no checksum, a typing error goes unseen",
	"32 bytes in hexadecimal: it may also be a transaction, a key or a payment id",
	"the ticker or prefix names another chain than the address shows; the address is believed",
}

// Texts lists the notes as sentences.
func (n Notes) Texts() []string {
	var out []string
	for i, t := range noteTexts {
		if n&(1<<i) != 0 {
			out = append(out, t)
		}
	}
	return out
}

// String joins the sentences with "; ".
func (n Notes) String() string { return strings.Join(n.Texts(), "; ") }

// Address is one reading of a text.
type Address struct {
	Family   Family
	Kind     Kind
	Checksum Checksum
	Notes    Notes
	// Chain is the chain inside the family that the ticker or URI named, such as
	// "BSC" or "chain 56"; empty where nothing did. It never steers a match.
	Chain string
	// Key is the canonical form, by which addresses are compared.
	Key Key
}

// Payload is what the address decodes to, without prefix and checksum: 20 bytes for
// EVM, Tron and hashes, the program of a witness address, both public keys for
// Monero, the text itself where it is opaque. Payloads past 70 bytes are kept as
// their SHA-256 only, and Payload returns that.
func (a *Address) Payload() []byte { return a.Key.Payload() }

// legacyLitecoin reports a 3... reading, whose text is Bitcoin's letter for letter.
func (a *Address) legacyLitecoin() bool {
	return a.Family == Litecoin && a.Kind == ScriptHash && a.Notes&Legacy != 0
}

// keys is everything that the text may be listed under.
func (a *Address) keys() (k [2]Key, n int) {
	k[0], n = a.Key, 1
	if a.legacyLitecoin() {
		k[1], n = hash20Key([]byte{versionP2SH}, a.Payload()), 2
	}
	return k, n
}

// String writes the address in its family's canonical spelling: EIP-55 capitals,
// M... for Litecoin scripts, cashaddr with prefix, the classic form for XRP, the raw
// form for TON. Payloads that are kept as a digest only are written as their [Key].
func (a *Address) String() string {
	p := a.Payload()
	switch a.Key.form() {
	case formEVM:
		return encodeEVM(p)
	case formBase58:
		if v := a.Key.version(); a.Family == BitcoinCash && len(v) == 1 && (v[0] == versionP2PKH || v[0] == versionP2SH) {
			typ := byte(0)
			if v[0] == versionP2SH {
				typ = 1
			}
			return encodeCash("bitcoincash", typ, p)
		}
		return encodeBase58Check(append(a.Key.version(), p...), &bitcoinAlphabet)
	case formCash:
		return encodeCash("bitcoincash", a.Key.body()[0], p)
	case formWitness:
		b := a.Key.body()
		return encodeWitness(witnessPrefixes[b[0]].hrp, b[1], p)
	case formBNB:
		return encodeBech32("bnb", regroup(nil, p, 8, 5, true), bech32Const)
	case formBech32:
		if a.Key.digested() {
			break
		}
		b := a.Key.body()
		hrp, data, _ := strings.Cut(string(b[1:]), "1")
		checksum := uint32(bech32Const)
		if b[0] == 'm' {
			checksum = bech32mConst
		}
		return encodeBech32(hrp, fromCharset(data), checksum)
	case formMonero:
		net := byte(moneroStandard)
		if a.Kind == Subaddress {
			net = moneroSub
		}
		return encodeMonero(net, p)
	case formHex32:
		return lowerHex(p)
	case formXRP:
		return encodeBase58Check(append([]byte{0}, p...), &rippleAlphabet)
	case formSolana:
		return encodeBase58(p, &bitcoinAlphabet)
	case formTON:
		return encodeTON(p)
	case formPolkadot:
		return encodeSS58(42, p)
	case formCardano:
		if a.Key.digested() {
			break
		}
		if a.Kind == Byron {
			return encodeByron(p)
		}
		if len(p) > 0 {
			hrp := "addr"
			if p[0]>>4 == 14 || p[0]>>4 == 15 {
				hrp = "stake"
			}
			return encodeBech32(hrp, regroup(nil, p, 8, 5, true), bech32Const)
		}
	case formText:
		if !a.Key.digested() {
			return string(p)
		}
	}
	return a.Key.String()
}

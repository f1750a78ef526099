// Package wallet reads cryptocurrency addresses and says whether a list holds them.
// In come texts as people and lists write them, rows of sanctions lists and sets of
// labels; out come decoded addresses and, for each, what is known of it at a moment.
//
// # Reading an address
//
// [Parse] decodes a text and checks whatever can be checked; [ParseAs] does so
// knowing the chain or ticker. What comes back are readings: a Bitcoin address of
// the old form is, letter for letter, one of Bitcoin Cash as well, and a 3... may be
// Litecoin's. Each [Address] says its [Family], its [Kind], how far its text vouches
// for itself ([Checksum]) and what had to be removed or assumed ([Notes]).
//
// One wrong character is an error of kind [ErrChecksum] and never a near match. Where
// a form carries no checksum, as Solana's or an Ethereum address in lower case, the
// reading says so: there a typing error goes unseen. A text that holds a private key
// is refused, and the refusal does not repeat it.
//
//	form                        checked by                        standard
//	EVM, 0x and 40 digits       capitals, where they are mixed    EIP-55
//	base58check                 4 bytes of double SHA-256         Bitcoin, and those below
//	bech32, bech32m             30-bit BCH code                   BIP-173, BIP-350
//	cashaddr                    40-bit BCH code                   Bitcoin Cash specification
//	Monero                      4 bytes of Keccak-256             CryptoNote base58
//	XRP, classic and X          4 bytes of double SHA-256         XLS-5 for X-addresses
//	Polkadot                    2 bytes of BLAKE2b                SS58
//	TON                         CRC-16; none in the raw form      TEP-2
//	Cardano                     bech32; CRC-32 in the Byron form  CIP-19
//	Solana, 32 hex bytes        nothing
//
// Base58check covers Bitcoin, Litecoin, Dogecoin, Dash, Zcash t, Bitcoin Gold, Verge,
// Tron, the old Bitcoin Cash and SV forms, and keeps any other version byte as it is.
// Bech32 with an unknown prefix is kept whole under that prefix, as the chains of the
// Cosmos use it. Test networks, invoices and names (ENS) are said and not looked up.
//
// # The key
//
// Texts are never compared. The [Key] of an address is its form and its decoded
// payload: the same 20 bytes are one key on every EVM chain, and another on Tron,
// whose version byte tells it apart. A Bitcoin Cash address has one key in all its
// three spellings. What only shares the payload, and so perhaps the private key, is a
// twin: [Set.Twins] reports it apart from the hits.
//
// # The list
//
// A [Builder] takes [Listing] and [Label] rows and makes a [Set], which is immutable
// and safe for concurrent use. A ticker that nobody knows is an error of kind
// [ErrTicker]: new ones come unannounced, and dropping one silently loses the
// addresses under it. A known ticker that the address contradicts is kept with the
// hit and does not steer the search: lists put Tron addresses under XBT. A listed
// text that cannot be decoded is kept and found by the exact text, and counted.
//
// [Set.Lookup] answers for one address at a moment: what lists it now, what listed it
// formerly and from when to when, what will, and the labels beside it. Where there is
// nothing the status is [NotFound]. It means that these lists do not hold it, and
// there is no word here that means more. Many keys at once go through [Set.Find],
// which allocates nothing.
//
// # Reading files
//
// [ReadTagPack] reads GraphSense TagPacks, [ReadLabelJSON] the combined account labels
// of block explorers, [ReadLabelCSV] and [ReadListingCSV] tables with a header,
// [ReadAddressLines] one address a line. Each bounds what it takes and names the line
// of what it refuses. [ScreenLines] answers a stream of texts with a stream of JSON.
package wallet

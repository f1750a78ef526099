// Package screen says whether a person, a firm or a wallet stands on a list.
//
// In come lists as package watchlist reads them, and queries: a name in any
// script, an address of a digital currency, or details such as birth date,
// documents, e-mail addresses and account names. Out come graded hits, each with
// the listed name that was met and a sentence for everything that speaks for or
// against it, and the versions and hashes of the lists that answered.
//
// # What a hit is
//
// A hit is a lead for somebody to judge and never a verdict. It has a score and a
// band:
//
//   - weak: worth a look where somebody asks for more. A weak alias alone stays here.
//   - possible: a name at or above the threshold. A name alone is never more.
//   - strong: a name and a second detail that agrees, or a detail that by itself
//     belongs to one holder: a document of one country, an e-mail address, a wallet.
//
// Names are found by package name, whose index misses nothing that its comparison
// would score. Details are compared exactly, after their spelling has been brought
// to one form. Further details only subtract from a score, or lift or lower a band,
// in the ways that [Query] states; none of them erases the hit of a detail.
// Nationality lifts nothing in the examiner, and a weak alias that is written like an
// account name is compared with account names and never with a person's name.
//
// # What no hit is
//
// Where nothing is found at or above the threshold the answer carries a [Proof]: the
// query as it was compared, the lists with their hashes, the threshold, the version
// of the engine, and the nearest entries that were rejected. Where a list was not
// there, the answer says that it is incomplete.
//
// # Again and again
//
// [Monitor] re-screens, when a list changes, only the people whom the change can
// touch; [Decisions] keeps what was raised and what was decided, so that the same
// hit is asked once.
package screen

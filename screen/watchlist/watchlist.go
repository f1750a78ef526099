// Package watchlist reads the lists that people, firms and wallets are screened
// against, and keeps them.
//
// In come list files as their publishers give them: the OFAC lists (advanced XML,
// or the CSV set), the consolidated list of the UN Security Council, the EU and
// the UK sanctions lists, FollowTheMoney JSON lines, bare lists of wallet
// addresses, and an operator's own CSV; plain, gzip, bzip2 or zip. Out come [List]
// values: entries in one model, with every name and its quality, every birth date
// with its precision, and the hash of the bytes that they were read from.
//
// A file is read whole or not at all. What is damaged, cut short, empty or of
// another format is refused with the place and the reason, because a list that is
// only partly there answers "no match" where it should not. What a reader had to
// pass over, and what it was told to do without, stands in [List.Notes], which whoever
// answers from the list passes on.
//
// [Folder] keeps lists on disk: every version with its hash and date, updated by
// URL or file, swapped atomically, and never replaced by a partial one.
package watchlist

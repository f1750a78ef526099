// Package name compares names of people and organisations with names on lists,
// across scripts, romanisations, orders and spellings, and finds them in an
// index that misses none.
//
// In come names as people write them: Parse makes one ready, once, whatever
// script it is in. Compare gives a graded score with an explanation; Index
// holds tens of thousands of listed names and answers a query in a fraction of
// a millisecond.
//
// # What the score says
//
// A score is 0 to 1, never 1 itself, and tells how likely it is, by the name
// alone, that two spellings are one name. It says nothing about whether two
// people are one: a namesake scores like the listed person. At or above
// Threshold a match is a hit, which somebody then has to judge with dates,
// places and documents. All kinds of names are treated alike: what spellings of
// one origin are granted (variants by sound, order, joining, initials), those
// of every other are granted by the same rules and at the same cost.
//
// # How names are compared
//
//   - Homoglyphs are folded before the script of a word is decided, invisible
//     marks and emoji vanish, invalid UTF-8 vanishes.
//   - Words of any script are spelt in Latin letters by tables; what the script
//     leaves open (vowels of Arabic and Hebrew, syllables of kana) is granted to
//     that script only.
//   - A word meets another by equality, by sound (one name in two
//     romanisations), within an edit budget that grows with the logarithm of
//     the length and has a cliff (none for words of three letters), by initial,
//     by nickname, joined with its neighbour, or as the same legal form or trade
//     word (LLC, ООО, GmbH; bank, банк).
//   - Korean and Chinese names are read as syllables, each a set of Hangul or
//     pinyin syllables; names in characters are read both ways. Sets are
//     compared position by position, and no syllable is ever edited into
//     another.
//   - What is left over costs: in the query more than in the listed name, and on
//     both sides, more than on one. Rare words weigh more than common ones.
//   - In an Index, a difference costs more where by chance many listed parties
//     are met as nearly, and less where none is; and it costs more where what is
//     alike is an ending that many listed words have.
//
// Tables and their origins are named in the file NOTICE of this folder; what
// was learnt from labelled data stands in docs/screening-names.md.
package name

package assess

import (
	"math/bits"

	"bonafide"
)

// independent is the largest set of categories, a bit each, that can each be shown
// by an evidence group of its own: a maximum matching of groups and categories, by
// augmenting paths. One fact read twice never stands for two categories.
func independent(groups []group) uint16 {
	var open uint16 // shown, and not yet by a group of its own
	for g := range groups {
		open |= groups[g].edges
	}
	shown := open
	var owner [16]int // category to group+1
	for g := range groups {
		if open == 0 {
			break
		}
		if groups[g].edges == 0 {
			continue
		}
		var seen uint16
		augment(groups, &owner, g, &seen)
		// A category that has an owner keeps one.
		for c := open; c != 0; c &= c - 1 {
			if n := bits.TrailingZeros16(c); owner[n] != 0 {
				open &^= 1 << n
			}
		}
	}
	return shown &^ open
}

func augment(groups []group, owner *[16]int, g int, seen *uint16) bool {
	for open := groups[g].edges &^ *seen; open != 0; open = groups[g].edges &^ *seen {
		c := bits.TrailingZeros16(open)
		*seen |= 1 << c
		if owner[c] == 0 || augment(groups, owner, owner[c]-1, seen) {
			owner[c] = g + 1
			return true
		}
	}
	return false
}

// appendCategories writes the names of a set of categories.
func appendCategories(text []byte, set uint16) []byte {
	rest := false
	for i, c := range bonafide.Categories {
		if set&(1<<i) == 0 {
			continue
		}
		if rest {
			text = append(text, ", "...)
		}
		rest = true
		text = append(text, c...)
	}
	return text
}

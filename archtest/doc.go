// Package archtest holds the walls of the house: which package may import which,
// and why. It has tests only. A wall that is in the way is moved here, in the
// open, with its new reason.
package archtest

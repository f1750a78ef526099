// Package examine measures the whole of bonafide examine on the built binary: how
// many dossiers a second, with how much memory, and how soon the first output
// comes. It has benchmarks only; `make bench` runs them.
package examine

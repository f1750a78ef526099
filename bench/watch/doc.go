// Package watch measures the watching: from rules over events to a file whose lines
// end as findings in the store. `make bench-watch` runs all of it, with the
// benchmarks of watch/sigma, watch/rules and watch/telemetry, and prints one table
// with the target beside each figure (see [Table]).
//
// A company whose logs are written here ([Company]) comes in; benchmark lines go
// out, which the table reads. It judges nothing: the floors stand in the tests of the
// packages.
package watch

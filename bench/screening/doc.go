// Package screening measures the screening engine on the public data beside the
// repository, on one thread and in processor time, and prints the whole table:
//
//	go test -run TestBenchScreening -v ./bench/screening
//
// A row whose target is missed ends with MISS. How evenly invented people of many
// origins and scripts are hit, with intervals, and by whom:
//
//	BONAFIDE_BENCH_POPULATIONS=20000 go test -timeout 30m -run TestBenchPopulations -v ./bench/screening
//
// Without -v, under -short, and where the data is absent it is skipped. It judges
// nothing: the floors stand in the tests of the packages.
package screening

// Package screening measures the screening engine on the public data beside the
// repository, on one thread and in processor time, and prints the whole table:
//
//	go test -run TestBenchScreening -v ./bench/screening
//
// Without -v, under -short, and where the data is absent it is skipped. It judges
// nothing: the floors stand in the tests of the packages.
package screening

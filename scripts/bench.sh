#!/usr/bin/env bash
# Runs the benchmarks; compare two runs with benchstat:
#   make bench >old.txt; …; make bench >new.txt
#   go tool -modfile=tools/go.mod benchstat old.txt new.txt
set -euo pipefail
cd "$(dirname "$0")/.."
go test -run '^$' -bench . -benchmem ./assess ./intake ./verify/... ./report ./store/sqlite
go test -run '^$' -bench . -benchtime 3x ./bench/...

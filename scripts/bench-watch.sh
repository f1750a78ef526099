#!/usr/bin/env bash
# Measures the watch and prints one table with the target beside each figure. What
# each part printed stands in build/bench-watch.txt. Figures a core are of processor
# time; those of the clock want an idle machine.
#   EVAL_SEEDS="1 2 3"  companies that `eval company` is held against; "" leaves it out
#   BENCH_EVENTS=400000 lines of the end-to-end run; BENCH_RATE, BENCH_SECONDS of the alerts
set -euo pipefail
cd "$(dirname "$0")/.."
seeds=${EVAL_SEEDS-"101 102 103"}
raw=build/bench-watch.txt
mkdir -p build
: >"$raw"
measure() {
    echo "measuring: $*" >&2
    "$@" >>"$raw" 2>&1 || echo "failed: $*" | tee -a "$raw" >&2
}
one() { GOMAXPROCS=1 measure go test -run '^$' -benchmem "$@"; }
two() { GOMAXPROCS=2 measure go test -run '^$' -timeout 30m "$@"; }

one -bench 'RulesLoad' -benchtime 3x ./bench/watch
one -bench 'SaaS' ./bench/watch
one -bench 'WindowsEvents$' ./watch/sigma
one -bench 'Stream' ./watch/rules
one -bench 'Sources' ./watch/telemetry/sources
measure go test -count=1 -v -run 'TestRegressionEvents|TestEngineAgreesOnRealEvents' ./watch/sigma
measure go test -count=1 -v -run 'TestSamplesAreRead' ./watch/telemetry/sources
measure go test -count=1 -v -run 'TestSampleVerdicts' ./bench/watch
# Each in a process of its own: memory is the most that the process held.
BENCH_EVENTS=${BENCH_EVENTS:-400000} two -bench 'EndToEnd' -benchtime 1x ./bench/watch
two -bench 'AlertLatency' -benchtime 1x ./bench/watch
if [ -n "$seeds" ]; then
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
    go build -o "$dir/bonafide" ./cmd/bonafide
    for s in $seeds; do
        measure "$dir/bonafide" sim company --seed "$s" --out "$dir/seed-$s"
    done
    # Two companies or more give the line of the sum; one is named twice.
    set -- "$dir"/seed-*
    [ $# -gt 1 ] || set -- "$1" "$1"
    measure "$dir/bonafide" eval company "$@"
fi
echo "load of the machine: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || uptime), $(nproc) cores" | tee -a "$raw"
go run ./bench/watch/table <"$raw"

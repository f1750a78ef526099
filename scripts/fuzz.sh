#!/usr/bin/env bash
# Runs every fuzz target of the product for a moment: fuzz.sh DURATION
set -euo pipefail
cd "$(dirname "$0")/.."
duration=${1:-3s}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
count=0
# In CI each run begins from the seeds in the code, so that it takes the same time.
[ "${CI:-}" != true ] || go clean -fuzzcache

# Go ends a target with "context deadline exceeded" where its time runs out at an
# unlucky moment, and writes no failing input: that is no finding, and is tried again.
fuzz() { # PACKAGE TARGET
    for try in 1 2 3; do
        if go test -run '^$' -fuzz "^$2\$" -fuzztime "$duration" -fuzzminimizetime 1x "$1" >"$log" 2>&1; then
            return 0
        fi
        if grep -q 'Failing input' "$log" || ! grep -q 'context deadline exceeded' "$log"; then
            break
        fi
        echo "  ended at its deadline, try $try"
    done
    cat "$log"
    return 1
}

while read -r package; do
    targets=$(go test -list '^Fuzz' "$package" 2>/dev/null | grep '^Fuzz' || true)
    for target in $targets; do
        echo "fuzz $package $target"
        fuzz "$package" "$target"
        count=$((count + 1))
    done
done < <(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u)
if [ "$count" -eq 0 ]; then
    echo "no fuzz target was found" >&2
    exit 1
fi
echo "$count fuzz targets, $duration each: nothing found"

#!/usr/bin/env bash
# Runs every fuzz target of the product for a moment: fuzz.sh DURATION
set -euo pipefail
cd "$(dirname "$0")/.."
duration=${1:-3s}
count=0
while read -r package; do
    targets=$(go test -list '^Fuzz' "$package" 2>/dev/null | grep '^Fuzz' || true)
    for target in $targets; do
        echo "fuzz $package $target"
        go test -run '^$' -fuzz "^$target\$" -fuzztime "$duration" "$package" >/tmp/bonafide-fuzz.$$ 2>&1 ||
            { cat /tmp/bonafide-fuzz.$$; rm -f /tmp/bonafide-fuzz.$$; exit 1; }
        count=$((count + 1))
    done
done < <(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u)
rm -f /tmp/bonafide-fuzz.$$
if [ "$count" -eq 0 ]; then
    echo "no fuzz target was found" >&2
    exit 1
fi
echo "$count fuzz targets, $duration each: nothing found"

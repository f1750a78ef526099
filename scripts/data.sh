#!/bin/sh
# Fetches the free packages of reference data with npm and installs them into the
# operator's folder. Nothing of them is run, and nothing is sent anywhere: the
# packages come from the registry that npm is configured for.
#
#   scripts/data.sh [DIR]     DIR is the folder of reference data; without it the
#                             program's own default is used
#
# It expects of the program:
#   bonafide data update --from PATH [--data DIR] [--kind KIND] [--allow-shrink]
#   bonafide data status [--data DIR]
set -eu
cd "$(dirname "$0")/.."
out=build/data-npm

packages="
disposable-email-domains-js
free-email-domains
@ip-location-db/geo-whois-asn-country-mmdb
@ip-location-db/asn
"

mkdir -p "$out"
# npm looks upwards for a project; this file makes the folder one of its own.
[ -f "$out/package.json" ] || printf '{"private": true}\n' > "$out/package.json"
# shellcheck disable=SC2086 # the list is meant to be split
(cd "$out" && npm install --ignore-scripts --no-audit --no-fund --no-save --omit=dev $packages)

# The day on which each version was published: a package does not carry it.
: > "$out/published.tsv"
for name in $packages; do
	version=$(node -p "require('./$out/node_modules/$name/package.json').version")
	date=$(npm view "$name" time --json | node -p "(JSON.parse(require('fs').readFileSync(0, 'utf8'))['$version'] || '').slice(0, 10)")
	printf '%s\t%s\t%s\n' "$name" "$version" "$date" >> "$out/published.tsv"
done

if [ $# -gt 0 ]; then
	set -- --data "$1"
fi
go run ./cmd/bonafide data update --from "$out" "$@"
go run ./cmd/bonafide data status "$@"

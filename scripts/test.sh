#!/usr/bin/env bash
# Runs go test with the given arguments, with what the tests need beside Go:
# a scratch PostgreSQL and poppler's pdftotext. With CI=true they are installed and
# nothing is skipped; elsewhere a test whose part is absent says so and is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${CI:-}" = true ]; then
    scripts/install.sh postgresql poppler-utils
fi
if scripts/postgres.sh available; then
    exec scripts/postgres.sh run go test "$@"
fi
echo "note: no PostgreSQL here; its tests are skipped (scripts/install.sh postgresql brings it)" >&2
exec go test "$@"

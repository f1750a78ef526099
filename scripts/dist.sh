#!/usr/bin/env bash
# Builds the release: static binaries for TARGETS, a CycloneDX SBOM and checksums
# in dist/. Each binary is built twice, in two places, and must come out the same.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${VERSION:-devel}
rm -rf dist
mkdir -p dist
build() { # OUTPUT GOOS GOARCH
    CGO_ENABLED=0 GOOS=$2 GOARCH=$3 go build -trimpath -buildvcs=false \
        -ldflags "-s -w -buildid= -X main.version=$version" -o "$1" ./cmd/bonafide
}
for target in ${TARGETS:-linux/amd64}; do
    os=${target%/*} arch=${target#*/}
    out=dist/bonafide-$version-$os-$arch
    build "$out" "$os" "$arch"
    again=$(mktemp -d)
    cp -r . "$again/elsewhere" 2>/dev/null
    (cd "$again/elsewhere" && build "$again/second" "$os" "$arch")
    cmp "$out" "$again/second" || { echo "$target is not reproducible" >&2; exit 1; }
    rm -rf "$again"
    echo "$out: the same twice"
done
go tool -modfile=tools/go.mod cyclonedx-gomod app -json -licenses=true -std=true \
    -main cmd/bonafide -output "dist/bonafide-$version.cdx.json" . 2>dist/sbom.log || { cat dist/sbom.log >&2; exit 1; }
rm dist/sbom.log
(cd dist && sha256sum bonafide-* >SHA256SUMS)
cat dist/SHA256SUMS

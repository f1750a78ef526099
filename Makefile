# bonafide. `make run` shows the main job, `make test` passes the tests,
# `make check` does what CI does.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
BUILD    = build
FLAGS    = -trimpath -buildvcs=false
LDFLAGS  = -s -w -buildid= -X main.version=$(VERSION)
TOOL     = $(GO) tool -modfile=tools/go.mod
FUZZTIME ?= 1s
TARGETS ?= linux/amd64 linux/arm64 darwin/arm64

.PHONY: run build test check format vet lint race fuzz bench bench-watch data dist generate clean

# Build, and examine the sample records.
run: build
	./$(BUILD)/bonafide examine --as-of 2026-06-15 samples

build:
	CGO_ENABLED=0 $(GO) build $(FLAGS) -ldflags '$(LDFLAGS)' -o $(BUILD)/bonafide ./cmd/bonafide

# All tests, with a PostgreSQL and poppler of their own where they can be had.
test:
	scripts/test.sh ./...

check: format vet lint race fuzz build

format:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "run gofmt -w on:"; echo "$$out"; exit 1; fi

vet:
	$(GO) vet ./...

lint:
	$(TOOL) staticcheck ./...

# With the race detector; measurements on real lists, which `make test` takes, are
# not taken again.
race:
	scripts/test.sh -race -short ./...

# Every fuzz target for a moment; FUZZTIME=10m for a night.
fuzz:
	scripts/fuzz.sh $(FUZZTIME)

bench:
	scripts/bench.sh

# The watch: rules, telemetry, file to findings, fictional companies, in one table.
bench-watch:
	scripts/bench-watch.sh

# The free reference tables, through npm's client.
data: build
	scripts/data.sh

# Static binaries that come out the same twice, with SBOM and checksums.
dist:
	VERSION=$(VERSION) TARGETS="$(TARGETS)" scripts/dist.sh

generate:
	$(GO) generate ./...

clean:
	rm -rf $(BUILD) dist

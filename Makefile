# What a developer types. `make` alone lists it.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
IMAGE ?= pledgewatch
FUZZTIME ?= 10s
PKG ?= ./...

# The linters have a go.mod of their own, so that what they stand on stays out of ours.
LINT = go tool -modfile=tools/go.mod golangci-lint

# The race detector watches our code and what it stands on, but not inside SQLite, which is C in Go's clothes: it shares no
# memory of Go's, and would be ten times slower.
RACE = -race -gcflags=modernc.org/sqlite/lib=-race=false

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: need ## install what the tests need, where it can, and pass all tests
	go vet $(PKG)
	CGO_ENABLED=1 go test $(RACE) -shuffle=on $(PKG)

.PHONY: need
need: ## find a C compiler, a Redis server and a browser, or install them
	@scripts/need

.PHONY: lint
lint: ## hold the code against the rules of .golangci.yml, its layout included
	@bad=0; scripts/awake || bad=1; $(LINT) run $(PKG) || bad=1; exit $$bad

.PHONY: fmt
fmt: ## lay the code out
	$(LINT) fmt

.PHONY: tidy
tidy: ## check that go.mod and go.sum hold what is needed, and no more
	go mod tidy -diff
	cd tools && go mod tidy -diff

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (10s)
	FUZZTIME=$(FUZZTIME) scripts/fuzz

.PHONY: bench
bench: ## run the benchmarks
	go test -run='^$$' -bench=. -benchmem $(PKG)

.PHONY: teach
teach: ## learn from the golden questions anew how to answer (twenty minutes, 11 GB)
	cd internal/knowledge && go run ./golden/fit -out weights.go testdata/golden.jsonl testdata/golden-tune-*.jsonl
	cd internal/knowledge && go run ./golden/teach -out reader.bin testdata/golden.jsonl testdata/golden-tune-*.jsonl
	chmod 644 internal/knowledge/weights.go internal/knowledge/reader.bin

.PHONY: build
build: ## build bin/bot
	CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags '-s -w -X main.version=$(VERSION)' -o bin/bot ./cmd/bot

.PHONY: image
image: ## build the container image IMAGE (pledgewatch)
	docker build --build-arg VERSION=$(VERSION) --tag $(IMAGE):$(VERSION) --tag $(IMAGE):latest .

.PHONY: clean
clean: ## remove what build made
	rm -rf bin

# make test is everything that has to hold before a change lands. Each step can be run alone.
SHELL := /bin/bash
GO ?= go
# gin without its msgpack renderer: a smaller program. Without the tag everything works as well.
TAGS := -tags nomsgpack
BUILD := build
BIOME := test/tools/node_modules/.bin/biome
VERSION = $(shell git describe --tags --always --dirty 2>/dev/null)

.PHONY: test build release vuln format scripts vet lint unit shortfuzz cross nested browser bench bench-r oracle torture fuzz screenshots run tools clean

test: tools format vet lint unit shortfuzz cross nested
	@echo "make test: all steps passed"

# The program for this machine, with its version (khaosat --version).
build:
	CGO_ENABLED=0 $(GO) build $(TAGS) -trimpath -ldflags "-s -w -X main.stamped=$(VERSION)" -o $(BUILD)/khaosat ./cmd/khaosat

# The program with what it is made of beside it: an SBOM (CycloneDX) read out of the binary itself.
release: build
	$(GO) tool -modfile=test/tools/go.mod cyclonedx-gomod bin -json -output $(BUILD)/khaosat.cdx.json $(BUILD)/khaosat
	@echo "$(BUILD)/khaosat, $(BUILD)/khaosat.cdx.json"

# Known faults of what the program calls, by https://vuln.go.dev. Where that cannot be had nothing was looked at, and this fails.
vuln:
	@$(GO) tool -modfile=test/tools/go.mod govulncheck $(TAGS) ./... || { echo "make vuln: faults, or the database could not be had: see above"; exit 1; }

# Chromium for the browser test, a C compiler for the race detector, PSPP for .sav files, Biome for the scripts: installed by apt and
# npm where we may, else named.
tools:
	@test/tools/ensure.sh

format:
	@bad=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$bad" ]; then echo "not gofmt'ed:"; echo "$$bad"; exit 1; fi

# What Biome can mend by itself in the scripts, and what phones load of them.
scripts: tools
	$(BIOME) check --write
	$(GO) generate ./web/respond

vet:
	$(GO) vet $(TAGS) ./...
	cd test && $(GO) vet ./...

# Staticcheck for Go; Biome, as biome.jsonc says, for the scripts and styles, their form included. What phones load of them is made
# again and compared.
lint:
	$(GO) tool -modfile=test/tools/go.mod staticcheck $(TAGS) ./...
	cd test && $(GO) tool -modfile=tools/go.mod staticcheck ./...
	@test -x $(BIOME) || { echo "Biome is not here: make tools installs it"; exit 1; }
	$(BIOME) check --error-on-warnings
	cd test/tools && $(GO) test -count=1 ./bundle

# What works on one goroutine is the same without the race detector, five to ten times as fast: rooms (CALM), and tests that go
# through a whole corpus or make the whole demo (ALONE). A name that is no longer there is raced with the rest; make torture races
# them all.
ALONE := ^(TestCorpusRuns|TestDrawnFormsRun|TestHostileTextIsInert|TestHostileTextIsInertAtTheDesk|TestReference|TestRunning|TestLaws|TestResidualsGiveTheVariancesOfR|TestDemoOnce|TestNobodyIsFoundByTheOrderOfAnswers|TestNothingTellsTheOrderOfArrival|TestNothingIsLost.*)$$
CALM := /(export|xlsform|docs|survey/xlsx|web/desk|web/respond)(/|$$)
unit:
	CGO_ENABLED=1 $(GO) test -race -count=1 -timeout 30m $(TAGS) -skip '$(ALONE)' $$($(GO) list $(TAGS) ./... | grep -vE '$(CALM)')
	$(GO) test -count=1 $(TAGS) -skip '$(ALONE)' $$($(GO) list $(TAGS) ./... | grep -E '$(CALM)')
	$(GO) test -count=1 $(TAGS) -run '$(ALONE)' ./web/... ./stats/... ./survey/sqlitestore ./cmd/khaosat

cross:
	@for os in linux windows darwin; do echo "build $$os"; CGO_ENABLED=0 GOOS=$$os GOARCH=amd64 $(GO) build $(TAGS) -trimpath -o $(BUILD)/$$os/ ./cmd/khaosat || exit 1; done

# The store suite on a MongoDB-wire server, the compose file, the browsers, the corpus: modules that the product does not need. Some
# wait while others work, so they run beside each other.
nested:
	cd test && $(GO) test -count=1 -timeout 30m ./...

# Of those the one in which a person walks through everything.
browser:
	cd test && $(GO) test -count=1 ./browser/...

# Every fuzz target for a count of executions, not a time.
shortfuzz:
	FUZZTIME=1000x test/tools/fuzz.sh

# Ten minutes for each fuzz target. docs/benchmarks.md has the log of the last long one.
fuzz:
	test/tools/fuzz.sh

# What takes longer than make test may: the race detector over and over on everything that shares memory or a database.
torture:
	CGO_ENABLED=1 $(GO) test -race -count=10 ./survey ./survey/form ./survey/service ./survey/memstore ./survey/sqlitestore ./stats/live
	CGO_ENABLED=1 $(GO) test -race -count=1 -timeout 30m $(TAGS) $$($(GO) list $(TAGS) ./... | grep -E '$(CALM)')
	CGO_ENABLED=1 $(GO) test -race -count=1 -timeout 30m $(TAGS) -run '$(ALONE)' ./web/... ./stats/... ./survey/sqlitestore ./cmd/khaosat
	cd test && $(GO) test -count=3 ./mongo/... ./fault/...
	KHAOSAT_ARRIVALS=10000x3 $(GO) test $(TAGS) -count=1 -timeout 1h -run TestNothingTellsTheOrderOfArrival ./survey/sqlitestore
	KHAOSAT_LOSSES=many $(GO) test $(TAGS) -count=1 -v -timeout 4h -run TestNothingIsLost ./cmd/khaosat
	KHAOSAT_ATTACKS=5 $(GO) test $(TAGS) -count=1 -timeout 1h -run TestNobodyIsFoundByTheOrderOfAnswers ./web
	KHAOSAT_HISTORIES=20x400 $(GO) test $(TAGS) -timeout 4h ./export/histories
	cd test && KHAOSAT_HISTORIES=5x200 $(GO) test -timeout 4h -run TestHistories ./mongo

# Figures, as ratios to something measured in the same run; docs/benchmarks.md keeps them with method and machine.
bench:
	test/tools/bench.sh
	cd test/bench && $(GO) test -run '^$$' -bench . -benchtime 1x .

# R's survey package on the same work, for comparison: minutes.
bench-r:
	@command -v Rscript >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends r-base-core r-cran-survey; }
	Rscript test/bench/survey.R

# The reference of package stats asked of R again, and compared with what is committed: two minutes.
oracle:
	@command -v Rscript >/dev/null && Rscript -e 'library(survey); library(jsonlite)' >/dev/null 2>&1 || { apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends r-base-core r-cran-survey r-cran-jsonlite; }
	Rscript stats/testdata/reference/make/oracle.R stats/testdata/reference $(BUILD)/oracle

# Pictures of the pages for the README and for looking.
screenshots:
	cd test && KHAOSAT_SCREENSHOTS=$(CURDIR)/docs $(GO) test -count=1 -run TestFirstScreen ./browser/

run:
	$(GO) run $(TAGS) ./cmd/khaosat demo

clean:
	rm -rf $(BUILD)

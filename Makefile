# What a person does with memc, a verb each. A fresh machine needs 'make example' and 'make test'.

SWIFT  ?= swift
PREFIX ?= /usr/local
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# An import that the manifest does not declare is an error.
FLAGS   := --explicit-target-dependency-import-check error
# One static file: it starts in two milliseconds and needs neither a toolchain nor libyaml where it runs.
RELEASE := -c release --static-swift-stdlib -Xswiftc -static-executable -Xlinker -s $(FLAGS)
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Benchmarks

.PHONY: all deps example test lint format release install golden schemas bench fuzz docs clean

all: example

deps:
	@if ! [ -e /usr/include/yaml.h ] && ! pkg-config --exists yaml-0.1 2>/dev/null; then \
	  echo "libyaml's headers are missing: installing libyaml-dev through apt"; \
	  $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq libyaml-dev; \
	fi

example: deps
	$(SWIFT) build $(FLAGS) --product memc
	.build/debug/memc compile examples/gap-straddle.yaml

test: deps
	$(SWIFT) build $(FLAGS) --build-tests
	$(SWIFT) test $(FLAGS) --skip-build --parallel

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(wildcard $(SOURCES))

format:
	$(SWIFT) format --in-place --parallel --recursive $(wildcard $(SOURCES))

release: deps
	$(SWIFT) build $(RELEASE) --product memc

install: release
	install -D -m 755 .build/release/memc $(DESTDIR)$(PREFIX)/bin/memc

# After a change that is meant to change artifacts: writes golden/ anew; read the difference before committing it.
golden: deps
	$(SWIFT) build $(FLAGS) --product memc
	.build/debug/memc golden update

schemas: deps
	$(SWIFT) build $(FLAGS) --product memc
	for schema in topology memslots layout; do \
	  .build/debug/memc schema $$schema > schemas/$$schema.schema.json || exit; \
	done

bench: release
	Benchmarks/run

# Every fuzz target for so many seconds, after everything that was found before.
SECONDS_PER_TARGET ?= 60

fuzz: deps
	Tests/Fuzz/run $(SECONDS_PER_TARGET)

clean:
	rm -rf .build .build-docs Benchmarks/.build Tests/Fuzz/.build Tests/Fuzz/.build-corpus Tests/Fuzz/.build-findings *.memc

# The documentation of every library product: an archive each, from the symbol graphs that the compiler writes.
DOCUMENTED := Diagnostics YAMLTree Topology Lowering FieldCoding FirmwareTables Artifacts

docs: deps
	rm -rf .build-docs && mkdir -p .build-docs/symbols
	$(SWIFT) build $(FLAGS) --scratch-path .build-docs/build --product memc \
	  -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc $(CURDIR)/.build-docs/symbols
	for module in $(DOCUMENTED); do \
	  mkdir -p .build-docs/graphs/$$module && \
	  cp .build-docs/symbols/$$module.symbols.json .build-docs/graphs/$$module/ && \
	  docc convert $$([ -d Sources/$$module/$$module.docc ] && echo Sources/$$module/$$module.docc) \
	    --fallback-display-name $$module --fallback-bundle-identifier memc.$$module \
	    --additional-symbol-graph-dir .build-docs/graphs/$$module --warnings-as-errors \
	    --output-path .build-docs/$$module.doccarchive || exit; \
	done

# What a person does with memc, a verb each. A fresh machine needs 'make example' and 'make test'.

SWIFT  ?= swift
PREFIX ?= /usr/local
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# An import that the manifest does not declare is an error.
FLAGS   := --explicit-target-dependency-import-check error
# One static file: it starts in little more than a millisecond and needs neither a toolchain nor a library where it runs.
# Generic code is made for the types that it is used with across modules, too: a small topology compiles in less time.
# Values are copied and destroyed by code of their own, and types are made by code that knows their parts: otherwise the runtime
# would read what they are from their names, which takes longer than all else about a small compilation. And what the runtime
# finds out of types has no places of its own beforehand, by which what a start writes to would lie in six times as many pages.
# What a start runs through lies together, in the order that 'make order' found it in: a page of the executable that is not
# there yet costs more than what is done in it.
STATIC  := -c release --static-swift-stdlib -Xswiftc -static-executable -Xswiftc -cross-module-optimization \
           -Xswiftc -Xfrontend -Xswiftc -disable-type-layout \
           -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors \
           -Xswiftc -Xfrontend -Xswiftc -disable-preallocated-instantiation-caches \
           -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -use-ld=lld \
           -Xlinker --symbol-ordering-file=Distribution/functions.order -Xlinker --no-warn-symbol-ordering $(FLAGS)
RELEASE := $(STATIC) -Xlinker -s
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Benchmarks

# Where what is installed beside the program is looked for by who reads it.
MANUALS          ?= $(PREFIX)/share/man
BASH_COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS  ?= $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS ?= $(PREFIX)/share/fish/vendor_completions.d
LIBRARIES        ?= $(PREFIX)/lib
HEADERS          ?= $(PREFIX)/include

VERSION := $(shell sed -n 's/.* number = "\(.*\)"/\1/p' Sources/Artifacts/Compile/Version.swift)

# What is packed is dated by its commit, so that it can be made again to the byte.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || stat -c %Y Package.swift)
COMMIT            ?= $(shell git log -1 --format=%h)
MAINTAINER        ?= $(shell git log -1 --format='%an <%ae>')

.PHONY: all deps example test lab lint format release library pages install install-built dist dist-built golden schemas pictures grammar order bench fuzz docs clean

all: example

deps:
	@if ! [ -e /usr/include/yaml.h ] && ! pkg-config --exists yaml-0.1 2>/dev/null; then \
	  echo "libyaml's headers are missing: installing libyaml-dev through apt"; \
	  $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq libyaml-dev; \
	fi
	@if ! [ -e /usr/include/expat.h ] && ! pkg-config --exists expat 2>/dev/null; then \
	  echo "expat's headers are missing: installing libexpat1-dev through apt"; \
	  $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq libexpat1-dev; \
	fi

example: deps
	$(SWIFT) build $(FLAGS) --product memc
	.build/debug/memc compile examples/gap-straddle.yaml

test: deps
	$(SWIFT) build $(FLAGS) --build-tests
	$(SWIFT) test $(FLAGS) --skip-build --parallel
	Tests/Browser/run

# Linux reads what memc makes, in machines that QEMU emulates. Error 77: something is missing, and nothing was judged.
lab: release
	cd Lab && python3 -m lab

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(wildcard $(SOURCES))
	Tests/check-imports
	Tests/check-imports --planted

format:
	$(SWIFT) format --in-place --parallel --recursive $(wildcard $(SOURCES))

release: deps
	$(SWIFT) build $(RELEASE) --product memc

# memc for programs in any language: memc.h, libmemc.so and libmemc.a in .build/library, of the objects of the command.
library: deps
	$(SWIFT) build $(STATIC) --product CInterface
	Distribution/library/build .build/release/libCInterface.a .build/library

# What memc says of itself: its manual page, and what completes its command lines in a shell.
pages: release
	$(SWIFT) build $(FLAGS) --product ManualPage
	mkdir -p .build/pages
	.build/debug/ManualPage .build/release/memc Distribution/memc.1.in \
	  $$(date -u -d @$(SOURCE_DATE_EPOCH) +%Y-%m-%d) > .build/pages/memc.1
	for shell in bash zsh fish; do \
	  .build/release/memc --generate-completion-script $$shell > .build/pages/memc.$$shell || exit; \
	done
	sed -i '1,2{/^#!/d;/^$$/d}' .build/pages/memc.bash # It is read by a shell, not run.

install: pages library
	$(MAKE) install-built

# Builds nothing: for root, who need not have a toolchain.
install-built:
	install -D -m 755 .build/release/memc $(DESTDIR)$(PREFIX)/bin/memc
	install -D -m 644 .build/pages/memc.1 $(DESTDIR)$(MANUALS)/man1/memc.1
	install -D -m 644 .build/pages/memc.bash $(DESTDIR)$(BASH_COMPLETIONS)/memc
	install -D -m 644 .build/pages/memc.zsh $(DESTDIR)$(ZSH_COMPLETIONS)/_memc
	install -D -m 644 .build/pages/memc.fish $(DESTDIR)$(FISH_COMPLETIONS)/memc.fish
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/memc schemas/*.json
	install -D -m 644 -t $(DESTDIR)$(LIBRARIES) .build/library/libmemc.so.1 .build/library/libmemc.a
	ln -sf libmemc.so.1 $(DESTDIR)$(LIBRARIES)/libmemc.so
	install -D -m 644 -t $(DESTDIR)$(HEADERS) .build/library/memc.h
	install -d $(DESTDIR)$(LIBRARIES)/pkgconfig
	sed -e 's|@PREFIX@|$${pcfiledir}/$(shell realpath -m --relative-to=$(LIBRARIES)/pkgconfig $(PREFIX))|' \
	  -e 's|@LIBRARIES@|$(LIBRARIES:$(PREFIX)/%=$${prefix}/%)|' -e 's|@HEADERS@|$(HEADERS:$(PREFIX)/%=$${prefix}/%)|' \
	  -e 's|@VERSION@|$(VERSION)|' Distribution/library/memc.pc.in > $(DESTDIR)$(LIBRARIES)/pkgconfig/memc.pc

# A tarball and a Debian package of the same, in dist/.
dist: pages library
	$(MAKE) dist-built

dist-built:
	SOURCE_DATE_EPOCH='$(SOURCE_DATE_EPOCH)' COMMIT='$(COMMIT)' MAINTAINER='$(MAINTAINER)' Distribution/build

# After a change that is meant to change artifacts: writes golden/ anew; read the difference before committing it.
golden: deps
	$(SWIFT) build $(FLAGS) --product memc
	.build/debug/memc golden update

schemas: deps
	$(SWIFT) build $(FLAGS) --product memc
	for schema in topology memslots layout report state verification diagnostics dump show answer diff capture; do \
	  .build/debug/memc schema $$schema > schemas/$$schema.schema.json || exit; \
	done

# After a change of what 'memc show' draws.
pictures: deps
	$(SWIFT) build $(FLAGS) --product memc
	.build/debug/memc show examples/cxl-tiers.yaml --svg docs/commands/cxl-tiers.svg

# After a change of a command's arguments: writes the table by which command lines are read quickly.
grammar: deps
	MEMC_WRITE_GRAMMAR=1 $(SWIFT) test $(FLAGS) --filter 'CommandTableTests.table'

# Now and then, as functions come and go: writes anew in which order those are linked that small commands run through.
order: deps
	$(SWIFT) build $(STATIC) --product memc
	Distribution/order .build/release/memc > .build/functions.order
	mv .build/functions.order Distribution/functions.order

bench: release library
	Benchmarks/run

# Every fuzz target for so many seconds, after everything that was found before.
SECONDS_PER_TARGET ?= 60

fuzz: deps
	Tests/Fuzz/run $(SECONDS_PER_TARGET)

clean:
	rm -rf .build .build-docs dist Benchmarks/.build Tests/Fuzz/.build Tests/Fuzz/.build-corpus Tests/Fuzz/.build-findings *.memc

# The documentation of every library product in Swift: an archive each, from the symbol graphs that the compiler writes. What the
# modules have for each other alone is in it, for those who work on memc.
DOCUMENTED := $(shell sed -n 's/^ *\.library.name: "\([A-Za-z]*\)", targets.*/\1/p' Package.swift)

docs: deps
	@# None is left out: the manifest's products, counted by the package manager, are those that were read from it above.
	[ $(words $(DOCUMENTED)) = "$$($(SWIFT) package dump-package | grep -c '"automatic"')" ]
	rm -rf .build-docs && mkdir -p .build-docs/symbols
	$(SWIFT) build $(FLAGS) --scratch-path .build-docs/build --product memc \
	  -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc $(CURDIR)/.build-docs/symbols \
	  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc package
	for module in $(DOCUMENTED); do \
	  mkdir -p .build-docs/graphs/$$module && \
	  cp .build-docs/symbols/$$module.symbols.json .build-docs/graphs/$$module/ && \
	  docc convert $$([ -d Sources/$$module/$$module.docc ] && echo Sources/$$module/$$module.docc) \
	    --fallback-display-name $$module --fallback-bundle-identifier memc.$$module \
	    --additional-symbol-graph-dir .build-docs/graphs/$$module --warnings-as-errors \
	    --output-path .build-docs/$$module.doccarchive || exit; \
	done

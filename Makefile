# pgtune-auto. Variables a packager sets: CC CFLAGS LDFLAGS PREFIX DESTDIR TRIPLET.
.SUFFIXES:
.DELETE_ON_ERROR:

NAME    := pgtune-auto
VERSION := $(shell cat VERSION)
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
ifeq ($(origin CC),default)
CC      := gcc
endif
STRIP   := strip
CFLAGS  ?= -Os -g
TRIPLET ?= $(shell uname -m)-linux# Debian's musl-dev; empty where cc itself targets musl (Alpine)
B       ?= build

# Ours, whatever CFLAGS says. -Werror only where it is asked for: make W=-Werror
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wwrite-strings \
	-Wformat=2 -Wvla -Wundef -Wswitch-enum -Wimplicit-fallthrough $(W)
HARD := -fPIE -fstack-protector-strong -fstack-clash-protection \
	-ftrivial-auto-var-init=zero -fno-common -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -fno-unwind-tables
LINK := -static-pie -Wl,-z,relro,-z,now,-z,noexecstack,--gc-sections,--build-id=none
OWN  := -std=c11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -iquote src -Wa,-I$B,-Isrc -MMD -MP \
	'-ffile-prefix-map=$(subst ','\'',$(CURDIR))=.'

# Packed relocations: src/base/start.c says why.
ifeq ($(firstword $(subst -, ,$(TRIPLET))),x86_64)
LINK += -Wl,-z,pack-relative-relocs,-e,start_packed
$B/obj/base/start.o: OWN += -DPACKED_RELOCATIONS -fno-stack-protector
endif

SRC  := $(sort $(wildcard src/*/*.c))
OBJ  := $(SRC:src/%.c=$B/obj/%.o)
LIB  := $(filter-out src/cmd/main.c,$(SRC))# what unit tests and fuzzers link

##@ Build
all: $B/$(NAME) ## the static binary, stripped, in build/

$B/$(NAME): $B/$(NAME).debug
	$(STRIP) -o $@ $<

$B/$(NAME).debug: $(OBJ)
	$(CC) $(SPECS) $(HARD) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $(OBJ)
	@! readelf -lW $@ | grep -q INTERP || { echo "$@ wants a loader: it is not static"; exit 1; }

$B/obj/%.o: src/%.c Makefile VERSION
	@mkdir -p $(@D)
	$(CC) $(SPECS) $(OWN) $(WARN) $(HARD) $(CFLAGS) -c -o $@ $<

# The shared object that boot/shim.c carries: no libc, preloaded into initdb.
$B/shim.so: src/boot/shim/getpw.c Makefile
	@mkdir -p $(@D)
	$(CC) $(SPECS) -std=c11 -D_GNU_SOURCE $(WARN) -O2 -fPIC -shared -nostdlib -fvisibility=hidden -fno-stack-protector \
		-Wl,-z,noexecstack,-z,noseparate-code,--build-id=none,--hash-style=both -o $@ $<
	$(STRIP) $@
$B/obj/boot/shim.o $B/san/boot/shim.o: $B/shim.so
$B/obj/boot/sourcer.o $B/san/boot/sourcer.o: src/boot/sourcer.bash

ifneq ($(TRIPLET),)
SPECS := -specs=$B/musl.specs
$(OBJ) $B/shim.so: | $B/musl.specs
endif
$B/musl.specs: tools/static-pie.sed
	@mkdir -p $(@D)
	@test -r /usr/lib/$(TRIPLET)-musl/musl-gcc.specs || { echo "no musl for $(TRIPLET) is installed: on Debian musl-tools" \
		"(make arm64: see make deps); TRIPLET= where $(CC) itself makes musl programs" >&2; exit 1; }
	@$(CC) -dumpspecs >/dev/null 2>&1 || { echo "CC=$(CC) is no gcc that runs here, and only gcc reads the specs that" \
		"link musl; TRIPLET= where CC itself makes musl programs" >&2; exit 1; }
	sed -E -f $< /usr/lib/$(TRIPLET)-musl/musl-gcc.specs > $@

arm64: ## the arm64 binary, cross-built, in build/arm64/
	$(MAKE) B=$B/arm64 TRIPLET=aarch64-linux CC=aarch64-linux-gnu-gcc-12 STRIP=aarch64-linux-gnu-strip all

# Unit tests and fuzzers: the host's libc with sanitizers (musl has none).
SAN  := -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
UNIT := $(patsubst tests/unit/%.c,$B/unit/%,$(wildcard tests/unit/*.c))
FUZZ := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
SANOBJ := $(LIB:src/%.c=$B/san/%.o)

$B/san/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	gcc $(OWN) $(WARN) $(SAN) -c -o $@ $<
$B/san.a: $(SANOBJ)
	rm -f $@ && ar rcs $@ $^
$B/unit/%: tests/unit/%.c tests/unit/t.h $B/san.a
	@mkdir -p $(@D)
	gcc $(filter-out -MMD -MP,$(OWN)) $(WARN) $(SAN) -iquote tests/unit -o $@ $< $B/san.a
$B/replay/%: tests/fuzz/%.c tests/fuzz/replay.c $B/san.a
	@mkdir -p $(@D)
	gcc $(filter-out -MMD -MP,$(OWN)) $(SAN) -o $@ $< tests/fuzz/replay.c $B/san.a
CLANG := clang -std=c11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -iquote src $(SAN)
$B/fz/%.o: src/%.c Makefile $B/shim.so
	@mkdir -p $(@D)
	$(CLANG) -Wa,-I$B,-Isrc -fsanitize=fuzzer-no-link -c -o $@ $<
$B/fz.a: $(LIB:src/%.c=$B/fz/%.o)
	rm -f $@ && ar rcs $@ $^
$B/fuzz/%: tests/fuzz/%.c $B/fz.a
	@mkdir -p $(@D)
	$(CLANG) -fsanitize=fuzzer -o $@ $< $B/fz.a

##@ Test
MANUALS := $(wildcard man/*.[1-8])
SHELLED := tests/run .ci/run src/boot/sourcer.bash tests/e2e/lib/base-root tests/golden/check-init/run \
	$(shell find docker stacks tests tools -path tests/golden -prune -o \( -name '*.sh' -o -name '*.bats' -o -name '*.bash' \) -print)# golden scripts are bad on purpose

check: deps ## everything: lint, unit, replay, command line, real servers and machines
	@echo "building and linting"
	@$(MAKE) -s --no-print-directory all lint tests
	tests/run unit replay cli e2e

check-fast: all lint-fast tests ## the quick tests, in seconds: unit tests, seeds of the fuzzers, what the command line calls, whole plans
	tests/run unit replay tests/cli/dispatch.bats tests/cli/golden.bats

tests: $(UNIT) $(FUZZ:%=$B/replay/%) ## build the unit tests and the programs that replay the fuzzers' seeds

deps: ## install what check needs (Debian, root; nothing to do on a machine that has it)
	tests/e2e/lib/install.sh

lint-fast: all ## the part of lint that takes seconds: layers, purity, banned functions
	awk -f tools/layers.awk src/LAYERS $$(find src -name '*.[ch]')
	sh tools/purity.sh $B
	sh tools/banned.sh

lint: lint-fast ## all of it: format, headers, cppcheck, shellcheck, manuals and what they say of the tables
	clang-format --dry-run -Werror $$(find src tests -name '*.[ch]')
	for h in src/*/*.h; do gcc $(filter-out -MMD -MP,$(OWN)) $(WARN) -Werror -fsyntax-only -x c $$h || exit; done
	cppcheck -q -j2 --std=c11 --enable=warning,performance,portability --inline-suppr \
		--suppress=missingIncludeSystem --error-exitcode=1 -I src src
	shellcheck -x -S warning $(SHELLED)
	$(if $(MANUALS),mandoc -Tlint -Wwarning $(MANUALS))
	$(if $(wildcard man/pgtune-auto.7),sh tools/docs-agree.sh $B/$(NAME))

fuzz: $(FUZZ:%=$B/fuzz/%) ## run each fuzzer for FUZZ_SECONDS (30)
	for f in $(FUZZ); do mkdir -p $B/fuzz/$$f.found && $B/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 -verbosity=0 \
		-artifact_prefix=$B/fuzz/$$f. $B/fuzz/$$f.found tests/fuzz/seed/$$f tests/golden/check-init tests/golden/pgbouncer || exit; done
FUZZ_SECONDS ?= 30

golden: all ## rewrite the golden files; review the difference
	tests/golden/plan.sh write
	UPDATE=1 bats -f golden tests/cli/check_init.bats tests/cli/pgbouncer_check.bats

bench: all ## speed and size, as ratios to an empty static binary and the least shell entrypoint
	tests/bench/start.sh
	tests/bench/boot.sh
	tests/bench/check-init.sh
	tests/bench/pgbouncer.sh

bench-oom: all ## plans held at peak in limited containers: nothing is OOM-killed
	tests/bench/oom.sh

##@ Run
COMPOSE := docker compose --env-file .env.dev -f compose.yml -f compose.dev.yml
ENGINE  = $(shell docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1 && echo yes)

image: all ## both images, from this tree's binary; IMAGE_ARGS="--build-arg EXTENSIONS=packages" …
	docker build -f docker/postgres/Dockerfile --build-arg PREBUILT=yes $(IMAGE_ARGS) -t pgtune-auto/postgres:18 .
	docker build -f docker/pgbouncer/Dockerfile --build-arg PREBUILT=yes $(PGBOUNCER_IMAGE_ARGS) -t pgtune-auto/pgbouncer:1.26.1 .

up: ## installs what it needs, builds, starts the development stack; without an engine and Compose a PostgreSQL of its own
	@tests/e2e/lib/install.sh up
	@echo "building $B/$(NAME)"
	@$(MAKE) -s --no-print-directory all
	@if [ "$(ENGINE)" = yes ]; then \
		$(COMPOSE) up --wait && \
		echo "psql postgresql://app:dev_app_test_2025@$$($(COMPOSE) port pgbouncer 6432)/app"; \
	else tools/local.sh up; fi

down: ## stop it; the data stays
	@if [ "$(ENGINE)" = yes ]; then $(COMPOSE) down; fi; tools/local.sh down

purge: ## stop it and remove its data, after a question (YES=1 answers it)
	@[ -n "$(YES)" ] || { printf 'Remove the data of the development stack and of the local server? [y/N] '; \
		read -r answer && case $$answer in [Yy] | [Yy][Ee][Ss]) ;; *) false ;; esac; } || { echo 'nothing removed'; exit 1; }
	@if [ "$(ENGINE)" = yes ]; then $(COMPOSE) down --volumes; fi; tools/local.sh purge

##@ Install
install: all ## into $(DESTDIR)$(PREFIX)
	install -D -m 755 $B/$(NAME) "$(DESTDIR)$(BINDIR)/$(NAME)"
	for m in $(MANUALS); do install -D -m 644 $$m "$(DESTDIR)$(MANDIR)/man$${m##*.}/$${m#man/}" || exit; done

uninstall: ## what install put there
	rm -f "$(DESTDIR)$(BINDIR)/$(NAME)" $(foreach m,$(MANUALS),"$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $m))/$(notdir $m)")

dist: ## the source as it is committed, in build/
	@mkdir -p $B
	git archive --format=tar --prefix=$(NAME)-$(VERSION)/ -o $B/$(NAME)-$(VERSION).tar HEAD
	gzip -nf $B/$(NAME)-$(VERSION).tar

distcheck: dist ## the archive builds twice to the same bytes, passes its quick tests, installs and uninstalls
	tools/distcheck.sh $B/$(NAME)-$(VERSION).tar.gz

clean: ## remove what was built; the data of make up goes with make purge
	[ ! -d $B ] || find -H $B -mindepth 1 -maxdepth 1 ! -name local -exec rm -rf {} +

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { print "\n" substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: all arm64 check check-fast tests deps lint lint-fast fuzz golden bench bench-oom image up down purge install uninstall dist distcheck clean help

-include $(OBJ:.o=.d) $(SANOBJ:.o=.d)

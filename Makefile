# plaint - build, test, install. `make help` lists the targets.
# SPDX-License-Identifier: ISC

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share/plaint
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/plaint
USERUNITDIR ?= $(PREFIX)/lib/systemd/user
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d
BUILD ?= build
CC ?= cc
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
INSTALL ?= install
VERSION := 0.1.0

PACKAGES = glib-2.0 gio-2.0 gmime-3.0 sqlite3 libetpan gnutls libcurl libical jansson libxml-2.0 libpsl
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES))

override CPPFLAGS += -D_GNU_SOURCE -Iinclude $(PKG_CFLAGS) \
	-DPLAINT_VERSION='"$(VERSION)"' -DPLAINT_DATADIR='"$(DATADIR)"'
override CFLAGS += -std=c17 -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-missing-field-initializers -fstack-protector-strong
# Some library of ours hands on a GCC specs file, which clang refuses.
override LDLIBS += $(filter-out -specs=%,$(PKG_LIBS)) -lm -lpthread

# The sanitized build is a build like any other, in a folder of its own.
SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ = -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined

MAINS := $(wildcard src/plaint.c src/plaintd.c)
PROGRAMS := $(MAINS:src/%.c=$(BUILD)/%)
LIB_SRC := $(filter-out $(MAINS),$(wildcard src/*.c src/*/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
TEST_SRC := $(wildcard tests/*/*.c)
UNIT := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test-*.c))
HELPERS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/e2e/*.c))
BENCH := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
FUZZERS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))

ifeq ($(V),1)
quiet =
else
quiet = @echo "  $(1)	$(2)";
endif

.PHONY: all
all: $(PROGRAMS) etc/verdicts/model.bin ## build plaint into the build folder; it runs from there

$(PROGRAMS): $(BUILD)/%: $(BUILD)/src/%.o $(BUILD)/libplaint.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libplaint.a: $(LIB_OBJ)
	$(call quiet,AR,$@)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(UNIT) $(HELPERS) $(BENCH): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libplaint.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(FUZZERS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libplaint.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The share folder is compiled in: another PREFIX is another program.
$(BUILD)/.datadir: FORCE
	@mkdir -p $(@D)
	@echo '$(DATADIR)' | cmp -s - $@ || echo '$(DATADIR)' > $@
$(BUILD)/src/core/data.o: $(BUILD)/.datadir
.PHONY: FORCE

.PHONY: deps
deps: ## install what building and testing need (Debian; asks first)
	contrib/install-deps --tests

$(BUILD)/train-verdicts: $(BUILD)/contrib/train-verdicts.o $(BUILD)/contrib/train-network.o $(BUILD)/libplaint.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# What is held back for the score (tests/corpus/verdicts/*-held.txt) is not trained with.
TRAINING = $(filter-out %-held.txt %/replies-dev.txt,$(sort $(wildcard tests/corpus/verdicts/*.txt)))

.PHONY: model
model: $(BUILD)/train-verdicts ## train etc/verdicts/model.tsv anew from tests/corpus/verdicts
	PLAINT_DATA=etc $< train $(TRAINING) > $(BUILD)/model.tsv
	cp $(BUILD)/model.tsv etc/verdicts/model.tsv

# The model as a table that is mapped into memory. Without it the text is read, which takes longer.
etc/verdicts/model.bin: etc/verdicts/model.tsv src/reply/verdict-model.c src/reply/verdict-text.c | $(BUILD)/train-verdicts
	$(call quiet,MODEL,$@)PLAINT_DATA=etc $(BUILD)/train-verdicts compile $< > $(BUILD)/model.bin && mv $(BUILD)/model.bin $@

.PHONY: unit
unit: $(UNIT) ## build the unit tests
.SECONDARY: $(TEST_SRC:%.c=$(BUILD)/%.o)

.PHONY: helpers
helpers: $(HELPERS)

.PHONY: sanitized
sanitized: ## build everything under AddressSanitizer and UBSan in build/san
	+@$(MAKE) --no-print-directory BUILD=$(BUILD)/san CFLAGS="$(SANITIZE)" all unit helpers

# prove runs two tests at a time and its summary is the last thing printed. The slow ones go first.
# TESTS="tests/e2e/story.t" (or build/san/tests/unit/test-x) runs those alone.
JOBS ?= 2
TESTS ?= $(wildcard tests/static/*.t) $(wildcard tests/e2e/*.t) \
	$(patsubst tests/%.c,$(BUILD)/san/tests/%,$(wildcard tests/unit/test-*.c))
.PHONY: check
check: ## run every test: unit, end to end and static; installs what they need
	contrib/install-deps --tests
	+@$(MAKE) --no-print-directory -j$(JOBS) sanitized
	@PLAINT=$(abspath $(BUILD))/san/plaint PLAINT_HELPERS=$(abspath $(BUILD))/san/tests/e2e \
		PLAINT_DEPS=$(abspath $(BUILD))/deps \
		prove -j$(JOBS) --timer --exec tests/tap $(TESTS)

# Windows against a slow model of them that shares no code; make check tries 20000 cases.
MODEL_CASES ?= 200000
.PHONY: check-model
check-model: $(BUILD)/tests/unit/test-window ## count MODEL_CASES (200000) random windows in two ways
	@PLAINT_MODEL_CASES=$(MODEL_CASES) $< -p /window/model

.PHONY: static
static: ## run the static checks alone
	@prove -j$(JOBS) --timer --exec tests/tap $(wildcard tests/static/*.t)

.PHONY: demo
demo: ## play a complaint's life against private mail servers, and show it
	contrib/install-deps --tests
	+@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@PLAINT=$(abspath $(BUILD))/plaint PLAINT_DEPS=$(abspath $(BUILD))/deps tests/e2e/demo.sh

.PHONY: bench bench-programs
bench-programs: $(BENCH)
bench: ## measure plaint beside its limits and peers, and print ratios
	contrib/install-deps --bench
	+@$(MAKE) --no-print-directory -s -j$(JOBS) all bench-programs
	@PLAINT=$(abspath $(BUILD))/plaint PLAINT_BENCH=$(abspath $(BUILD))/tests/bench \
		PLAINT_DEPS=$(abspath $(BUILD))/deps tests/bench/run

FUZZ_SECONDS ?= 60
.PHONY: fuzz fuzzers
fuzzers: $(FUZZERS)
fuzz: ## run each fuzzer for FUZZ_SECONDS (60), from the mails of tests/corpus on; needs clang
	+@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CFLAGS="$(FUZZ)" fuzzers
	@for f in $(patsubst %.c,%,$(wildcard tests/fuzz/*.c)); do \
		mkdir -p $(BUILD)/fuzz/found/$${f##*/} || exit 1; \
		$(BUILD)/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 \
			-max_len=65536 -dict=tests/fuzz/mail.dict \
			-artifact_prefix=$(BUILD)/fuzz/found/$${f##*/}- -print_final_stats=1 \
			$(BUILD)/fuzz/found/$${f##*/} $(sort $(dir $(wildcard tests/corpus/*/*.eml))) || exit 1; \
	done

.PHONY: install
install: all completions ## install under PREFIX (/usr/local), below DESTDIR
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(DOCDIR)/contrib
	$(INSTALL) -m 755 $(PROGRAMS) $(DESTDIR)$(BINDIR)
	cd etc && find . -type f | while read -r f; do \
		$(INSTALL) -D -m 644 "$$f" "$(DESTDIR)$(DATADIR)/$$f" || exit 1; done
	cd man && find . -name '*.[1-8]' | while read -r f; do d=$$(dirname "$$f"); \
		$(INSTALL) -D -m 644 "$$f" "$(DESTDIR)$(MANDIR)/$$d/man$${f##*.}/$${f##*/}" || exit 1; done
	$(INSTALL) -D -m 644 $(BUILD)/completion/plaint.bash $(DESTDIR)$(BASHCOMPDIR)/plaint
	$(INSTALL) -D -m 644 $(BUILD)/completion/plaint.zsh $(DESTDIR)$(ZSHCOMPDIR)/_plaint
	$(INSTALL) -D -m 644 $(BUILD)/completion/plaint.fish $(DESTDIR)$(FISHCOMPDIR)/plaint.fish
	$(INSTALL) -d $(DESTDIR)$(USERUNITDIR)
	for f in plaint.service plaint.timer; do \
		sed 's|@BINDIR@|$(BINDIR)|g' contrib/systemd/$$f > $(DESTDIR)$(USERUNITDIR)/$$f || exit 1; \
		chmod 644 $(DESTDIR)$(USERUNITDIR)/$$f; done
	$(INSTALL) -m 644 contrib/cron/crontab $(DESTDIR)$(DOCDIR)/contrib
	$(INSTALL) -m 644 LICENSE $(wildcard README.md NEWS.md) $(DESTDIR)$(DOCDIR)

.PHONY: uninstall
uninstall: ## remove what install put there
	rm -f $(patsubst $(BUILD)/%,$(DESTDIR)$(BINDIR)/%,$(PROGRAMS))
	rm -rf $(DESTDIR)$(DATADIR) $(DESTDIR)$(DOCDIR)
	cd man && find . -name '*.[1-8]' | while read -r f; do d=$$(dirname "$$f"); \
		rm -f "$(DESTDIR)$(MANDIR)/$$d/man$${f##*.}/$${f##*/}"; done
	rm -f $(DESTDIR)$(BASHCOMPDIR)/plaint $(DESTDIR)$(ZSHCOMPDIR)/_plaint \
		$(DESTDIR)$(FISHCOMPDIR)/plaint.fish \
		$(DESTDIR)$(USERUNITDIR)/plaint.service $(DESTDIR)$(USERUNITDIR)/plaint.timer

.PHONY: completions
completions: all ## write the shell completions from the command table
	@mkdir -p $(BUILD)/completion
	@$(BUILD)/plaint --commands > $(BUILD)/completion/commands
	@for shell in bash zsh fish; do contrib/completion/generate $$shell \
		< $(BUILD)/completion/commands > $(BUILD)/completion/plaint.$$shell || exit 1; done

.PHONY: format
format: ## lay out the sources with clang-format
	clang-format -i $(wildcard src/*.c src/*/*.[ch] include/plaint/*.h tests/*/*.[ch])

.PHONY: tags
tags: ## index the sources for editors
	ctags -R src include tests

.PHONY: compile_commands.json
compile_commands.json: ## describe each compilation to clangd and clang-tidy
	@{ echo '['; comma=; for f in $(MAINS) $(LIB_SRC) $(TEST_SRC); do \
		printf '%s{"directory":"%s","file":"%s","arguments":["cc"' "$$comma" '$(CURDIR)' "$$f"; \
		for a in $(CPPFLAGS) $(CFLAGS) -c "$$f"; do \
			printf ',"%s"' "$$(printf %s "$$a" | sed 's/\\/\\\\/g; s/"/\\"/g')"; done; \
		printf ']}\n'; comma=,; done; echo ']'; } > $@

.PHONY: clean
clean: ## remove the build folder
	rm -rf $(BUILD) etc/verdicts/model.bin

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z_.-]+:.*## / { printf "  %-22s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

-include $(shell find $(BUILD) -path $(BUILD)/deps -prune -o -type f -name '*.d' -print 2>/dev/null)

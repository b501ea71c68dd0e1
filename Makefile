# plaint - build, test, install. `make help` lists the targets.
# SPDX-License-Identifier: ISC

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share/plaint
MANDIR ?= $(PREFIX)/share/man
BUILD ?= build
CC ?= cc
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
VERSION := 0.1.0

PACKAGES = glib-2.0 gio-2.0 gmime-3.0 sqlite3 libetpan gnutls libcurl libical jansson libxml-2.0 libpsl
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES))

override CPPFLAGS += -D_GNU_SOURCE -Iinclude $(PKG_CFLAGS) \
	-DPLAINT_VERSION='"$(VERSION)"' -DPLAINT_DATADIR='"$(DATADIR)"'
override CFLAGS += -std=c17 -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-missing-field-initializers -fstack-protector-strong
override LDLIBS += $(PKG_LIBS) -lm -lpthread

# The sanitized build is a build like any other, in a folder of its own.
SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined

MAINS := src/plaint.c
LIB_SRC := $(filter-out $(MAINS),$(wildcard src/*.c src/*/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
UNIT_SRC := $(wildcard tests/unit/test-*.c)
UNIT := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/unit/%)

ifeq ($(V),1)
quiet =
else
quiet = @echo "  $(1)	$(2)";
endif

.PHONY: all
all: $(BUILD)/plaint

$(BUILD)/plaint: $(MAINS:%.c=$(BUILD)/%.o) $(BUILD)/libplaint.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libplaint.a: $(LIB_OBJ)
	$(call quiet,AR,$@)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libplaint.a
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

.PHONY: unit
unit: $(UNIT) ## build the unit tests
.SECONDARY: $(UNIT:%=%.o)

.PHONY: sanitized
sanitized: ## build everything under AddressSanitizer and UBSan in $(BUILD)/san
	+@$(MAKE) --no-print-directory BUILD=$(BUILD)/san CFLAGS="$(SANITIZE)" all unit

.PHONY: clean
clean: ## remove the build folder
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

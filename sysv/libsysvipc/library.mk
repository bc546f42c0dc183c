# sysv/libsysvipc/library.mk - part of the Makefile: the library libsysvipc and its SDK

LIBRARY = $(OUT)sysv/libsysvipc/libsysvipc
VERSION = $(shell sed -n 's/.*SYSVIPC_VERSION "\(.*\)"/\1/p' sysv/libsysvipc/sysvipc.h)
SONAME  = libsysvipc.so.$(firstword $(subst ., ,$(VERSION)))
OBJECTS = $(patsubst %.c,$(OUT)%.o,$(wildcard sysv/libsysvipc/lib/*.c))

all: library

library: $(LIBRARY).a $(LIBRARY).so

# One set of objects for both: what is hidden costs the static library nothing.
$(OBJECTS): $(OUT)%.o: %.c $(OUT).flags
	@mkdir -p '$(@D)'
	@$(COMPILE) -fPIC -fvisibility=hidden -MMD -MP -MF '$@.d' -c -o '$@' $<

$(LIBRARY).a: $(OBJECTS)
	@printf '  AR  %s\n' '$@'
	@rm -f '$@'
	@$(AR) rcs '$@' $^

$(LIBRARY).so: $(OBJECTS)
	@printf '  LD  %s\n' '$@'
	@$(COMPILE) -shared -Wl,-soname,$(SONAME) -o '$@' $^ $(LDLIBS)

# The programs that stand on the library.
$(filter $(OUT)sysv/libsysvipc/%,$(PROGRAMS)) $(OUT)tests/unit/sysvipc_test: $(LIBRARY).a

-include $(wildcard $(OBJECTS:=.d))

.PHONY: library

# ---- the SDK: the library for programs outside the lab (sysv/libsysvipc/README.md) ---------------

PREFIX      ?= /usr/local
DESTDIR     ?=
includedir   = $(PREFIX)/include
libdir       = $(PREFIX)/lib
pkgconfigdir = $(libdir)/pkgconfig
mandir       = $(PREFIX)/share/man
docdir       = $(PREFIX)/share/doc/sysvipc
INSTALL      = install
DOXYGEN      = doxygen
DOC          = $(OUT)sysv/libsysvipc/doc
MANUALS      = $(wildcard sysv/libsysvipc/man/*.[37])
EXAMPLE      = sysv/libsysvipc/sdk_example/Makefile sysv/libsysvipc/sdk_example/sdk_example.c

# The names in a page's first section are its functions; each is a link to that page.
FUNCTIONS_OF = sed -n '/^\.SH NAME/{n;s/ .-.*//;s/,//g;p;}'

# A directory as a variable of pkg-config's, so that PREFIX can be changed there (pkg-config(1)).
UNDER_PREFIX = $(patsubst $(PREFIX)/%,$${prefix}/%,$(1))

define PC_FILE
prefix=$(PREFIX)
includedir=$(call UNDER_PREFIX,$(includedir))
libdir=$(call UNDER_PREFIX,$(libdir))

Name: sysvipc
Description: SysV shared memory, semaphores and message queues, without their traps
Version: $(VERSION)
Cflags: -I$${includedir}
Libs: -L$${libdir} -lsysvipc
endef

install: export SYSVIPC_PC_FILE = $(PC_FILE)

install: library  ## install the SysV wrapper library as an SDK (PREFIX=/usr/local, DESTDIR=)
	@umask 022; mkdir -p $(foreach dir,$(includedir) $(libdir) $(pkgconfigdir) $(mandir)/man3 \
		$(mandir)/man7 $(docdir)/example,'$(DESTDIR)$(dir)')
	@$(INSTALL) -m 644 sysv/libsysvipc/sysvipc.h '$(DESTDIR)$(includedir)'
	@$(INSTALL) -m 644 $(LIBRARY).a '$(DESTDIR)$(libdir)'
	@$(INSTALL) -m 755 $(LIBRARY).so '$(DESTDIR)$(libdir)/libsysvipc.so.$(VERSION)'
	@ln -sf libsysvipc.so.$(VERSION) '$(DESTDIR)$(libdir)/$(SONAME)'
	@ln -sf $(SONAME) '$(DESTDIR)$(libdir)/libsysvipc.so'
	@umask 022; printf '%s\n' "$$SYSVIPC_PC_FILE" >'$(DESTDIR)$(pkgconfigdir)/sysvipc.pc'
	@for page in $(MANUALS); do \
		section=$${page##*.}; \
		for name in $$($(FUNCTIONS_OF) $$page); do \
			ln -sf $${page##*/} '$(DESTDIR)$(mandir)'/man$$section/$$name.$$section || exit; \
		done; \
		rm -f '$(DESTDIR)$(mandir)'/man$$section/$${page##*/}; \
		$(INSTALL) -m 644 $$page '$(DESTDIR)$(mandir)'/man$$section || exit; \
	done
	@$(INSTALL) -m 644 $(EXAMPLE) '$(DESTDIR)$(docdir)/example'
	@if command -v $(DOXYGEN) >/dev/null; then \
		$(MAKE) --no-print-directory -s api && rm -rf '$(DESTDIR)$(docdir)/html' && \
		umask 022 && cp -r '$(DOC)/html' '$(DESTDIR)$(docdir)'; \
	else \
		echo '$(DOXYGEN) is not installed: no API documentation in $(docdir)/html'; \
	fi
	@echo 'libsysvipc $(VERSION) is installed in $(DESTDIR)$(PREFIX)'

uninstall:  ## ... and remove it again (with the same PREFIX and DESTDIR)
	@for page in $(MANUALS); do \
		section=$${page##*.}; \
		for name in $$($(FUNCTIONS_OF) $$page); do \
			rm -f '$(DESTDIR)$(mandir)'/man$$section/$$name.$$section; \
		done; \
	done
	@rm -f '$(DESTDIR)$(includedir)/sysvipc.h' '$(DESTDIR)$(pkgconfigdir)/sysvipc.pc' \
		'$(DESTDIR)$(libdir)/libsysvipc.a' '$(DESTDIR)$(libdir)/libsysvipc.so' \
		'$(DESTDIR)$(libdir)/$(SONAME)' '$(DESTDIR)$(libdir)/libsysvipc.so.$(VERSION)'
	@rm -rf '$(DESTDIR)$(docdir)'

# The API documentation; with WARN_AS_ERROR=YES it fails when anything is undocumented.
WARN_AS_ERROR ?= NO

api:
	@rm -rf '$(DOC)' && mkdir -p '$(DOC)'
	@umask 022; SYSVIPC_DOC='$(DOC)' SYSVIPC_VERSION='$(VERSION)' SYSVIPC_WARN_AS_ERROR='$(WARN_AS_ERROR)' \
		$(DOXYGEN) sysv/libsysvipc/lib/Doxyfile

.PHONY: install uninstall api

# IPC Lab: one Makefile for everything. `make help` is its manual.
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are respected;
# O=DIR builds into DIR instead of beside the sources;
# SANITIZE=address,undefined (or thread) builds with sanitizers.

CFLAGS   ?= -O2 -g
WARNINGS  = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
LDLIBS   ?= -pthread -lrt
SANITIZE ?=
O        ?=

OUT       = $(if $(O),$(O:/=)/)
COMPILE   = $(CC) -std=gnu11 $(WARNINGS) $(CPPFLAGS) $(CFLAGS) $(SANITIZER) $(LDFLAGS)
SANITIZER = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)

# The rooms of the lab: each .c file in one of them, and in lab/, is a program.
ROOMS     = process pipe fifo unix_socket mq shm sem signal mmap sysv lock event server \
	    sysv/libsysvipc
SOURCES   = $(wildcard lab/*.c $(ROOMS:=/*.c))
PROGRAMS  = $(SOURCES:%.c=$(OUT)%)
TOOLS     = $(patsubst %.c,$(OUT)%,$(wildcard tests/tools/*.c))
UNITS     = $(patsubst %.c,$(OUT)%,$(wildcard tests/unit/*_test.c))

all: $(PROGRAMS)  ## build every program (needs a C compiler and make)

$(PROGRAMS) $(TOOLS): $(OUT)%: %.c $(OUT).flags
	@printf '  CC  %s\n' '$@'
	@mkdir -p '$(@D)'
	@$(COMPILE) -MMD -MP -MT '$@' -MF '$@.d' -o '$@' $< $(filter %.a,$^) $(LDLIBS)

define room
$(1): $(filter $(OUT)$(1)/%,$(PROGRAMS))
endef
$(foreach name,$(ROOMS),$(eval $(call room,$(name))))

$(UNITS): $(OUT)%: %.c $(OUT).flags
	@printf '  CC  %s\n' '$@'
	@mkdir -p '$(@D)'
	@$(COMPILE) -MMD -MP -MT '$@' -MF '$@.d' -o '$@' $< $(filter %.a,$^) -lcmocka $(LDLIBS)

# Another compiler or other flags than last time: everything is built anew.
$(OUT).flags: FORCE
	@mkdir -p '$(@D)'
	@echo '$(COMPILE) $(LDLIBS)' | cmp -s - '$@' || echo '$(COMPILE) $(LDLIBS)' >'$@'

include sysv/libsysvipc/library.mk
include server/systemd/systemd.mk

-include $(wildcard $(PROGRAMS:=.d) $(TOOLS:=.d) $(UNITS:=.d))

## try
demo: all  ## show each hello, and run every pair on a few messages
	@./demo.sh '$(O)'

demo-%: all  ## ... of one mechanism: make demo-fifo
	@./demo.sh '$(O)' '$*'

list:  ## list every program and its one line, in reading order
	@tools/list

## practise
leftovers:  ## list what your programs left behind: after kill -9, say
	@LAB='$(or $(O),.)' tools/leftovers

sweep:  ## ... and remove it
	@LAB='$(or $(O),.)' tools/leftovers -r

## teach
check: all  ## run all tests (first installs bats and what else is missing)
	@tests/requirements check
	@$(MAKE) --no-print-directory check-programs
	@tests/run '$(O)'

check-%: all  ## ... the tests of one directory: make check-fifo; those that take long: make check-long
	@tests/requirements check
	@$(MAKE) --no-print-directory check-programs
	@tests/run '$(O)' '$*'

check-programs: all $(TOOLS) $(UNITS)

## develop
lint:  ## clang-format, clang-tidy, cppcheck and shellcheck, with no finding
	@tests/requirements lint
	@tests/lint

clean:  ## remove what was built (with O=DIR: in DIR)
	@rm -f $(foreach p,$(PROGRAMS) $(SYSTEMD_PROGRAMS) $(TOOLS) $(UNITS) $(OBJECTS) \
		$(LIBRARY).a $(LIBRARY).so,'$(p)' '$(p).d') '$(OUT).flags'
	@rm -rf '$(DOC)'
	@$(if $(O),! [ -d '$(O)' ] || find '$(O)' -depth -type d -empty -exec rmdir {} \;)

# A target's line is its help, behind two #; a line of two # and a word begins a group.
help:  ## show this
	@echo 'make               build every program'
	@echo 'make fifo          ... of one directory; make fifo/producer: one program'
	@sed -n 's/^## //p; s/^\([a-z%-]*\):.*  ## /\1\t/p' Makefile sysv/libsysvipc/library.mk | \
		awk -F '\t' '$$1 == "all" { next } NF == 1 { group = $$1; next } \
		group { printf "\nto %s\n", group; group = "" } \
		{ sub(/%/, "NAME", $$1); printf "make %-13s %s\n", $$1, $$2 }'
	@echo; echo 'NAME is one of: $(ROOMS)'
	@sed -n '3,5s/^# /  /p' Makefile

.PHONY: $(ROOMS) all demo list leftovers sweep check check-programs lint clean help FORCE

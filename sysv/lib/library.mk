# sysv/lib/library.mk - part of the Makefile: the library libsysvipc and its SDK

LIBRARY = $(OUT)sysv/libsysvipc
VERSION = $(shell sed -n 's/.*SYSVIPC_VERSION "\(.*\)"/\1/p' sysv/sysvipc.h)
SONAME  = libsysvipc.so.$(firstword $(subst ., ,$(VERSION)))
OBJECTS = $(patsubst %.c,$(OUT)%.o,$(wildcard sysv/lib/*.c))

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

# A program of sysv/ takes from the library what it needs, most of them nothing.
$(filter $(OUT)sysv/%,$(PROGRAMS)) $(OUT)tests/unit/sysvipc_test: $(LIBRARY).a

-include $(wildcard $(OBJECTS:=.d))

.PHONY: library

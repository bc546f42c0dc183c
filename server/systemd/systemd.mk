# server/systemd/systemd.mk - part of the Makefile: programs that need libsystemd
#
# They are built where the compiler finds it, and otherwise left out, with a line that says why.

SYSTEMD_SOURCES  = $(wildcard server/systemd/*.c)
SYSTEMD_PROGRAMS = $(SYSTEMD_SOURCES:%.c=$(OUT)%)
SYSTEMD_LIBS    := $(shell pkg-config --cflags --libs libsystemd 2>/dev/null || echo -lsystemd)
SYSTEMD_MISSING := $(shell echo 'int main(void) { return sd_listen_fds(0); }' | \
	$(COMPILE) -include systemd/sd-daemon.h -x c -o /dev/null - $(SYSTEMD_LIBS) 2>&1 || echo ' missing')

all: $(if $(filter missing,$(SYSTEMD_MISSING)),systemd-missing,$(SYSTEMD_PROGRAMS))

$(SYSTEMD_PROGRAMS): $(OUT)%: %.c $(OUT).flags
	@printf '  CC  %s\n' '$@'
	@mkdir -p '$(@D)'
	@$(COMPILE) -MMD -MP -MT '$@' -MF '$@.d' -o '$@' $< $(LDLIBS) $(SYSTEMD_LIBS)

systemd-missing:
	@echo '  --  server/systemd/ is left out: $(CC) finds no libsystemd (apt install libsystemd-dev, dnf install systemd-devel)'

-include $(wildcard $(SYSTEMD_PROGRAMS:=.d))

.PHONY: systemd-missing

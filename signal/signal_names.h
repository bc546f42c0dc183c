/*
 * signal/signal_names.h - the names of signals, as kill -l lists them
 *
 * glibc would tell (sigabbrev_np(3)), musl would not.
 */
#ifndef SIGNAL_NAMES_H
#define SIGNAL_NAMES_H

#include <signal.h>
#include <stdio.h>

#define SIGNAL_MAX 64 /* Linux numbers them from 1 to 64 (128 on MIPS) */

/* clang-format off */
#define NAME(name) [SIG##name] = "SIG" #name

static const char *const signal_names[] = {
	NAME(HUP), NAME(INT), NAME(QUIT), NAME(ILL), NAME(TRAP), NAME(ABRT), NAME(BUS), NAME(FPE),
	NAME(KILL), NAME(USR1), NAME(SEGV), NAME(USR2), NAME(PIPE), NAME(ALRM), NAME(TERM),
#ifdef SIGSTKFLT
	NAME(STKFLT),
#endif
	NAME(CHLD), NAME(CONT), NAME(STOP), NAME(TSTP), NAME(TTIN), NAME(TTOU), NAME(URG),
	NAME(XCPU), NAME(XFSZ), NAME(VTALRM), NAME(PROF), NAME(WINCH), NAME(IO), NAME(PWR),
	NAME(SYS),
};
/* clang-format on */

/*
 * Returns the name of signal SIG: "SIGINT", "SIGRTMIN+1". Those that the C library
 * keeps for itself, from 32 to below SIGRTMIN, have none: "SIG32".
 */
static inline const char *signal_name(int sig)
{
	static char names[SIGNAL_MAX + 1][32];

	if (sig < 0 || sig > SIGNAL_MAX)
		return "no signal";
	if (sig < (int)(sizeof(signal_names) / sizeof(signal_names[0])) && signal_names[sig])
		return signal_names[sig];
	if (sig == SIGRTMIN)
		return "SIGRTMIN";
	snprintf(names[sig], sizeof(names[sig]), sig < SIGRTMIN ? "SIG%d" : "SIGRTMIN+%d",
		 sig < SIGRTMIN ? sig : sig - SIGRTMIN);
	return names[sig];
}

#endif

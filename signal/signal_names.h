/*
 * signal/signal_names.h - the names of signals, as kill -l lists them
 *
 * glibc would tell (sigabbrev_np(3)), musl would not.
 */
#ifndef SIGNAL_NAMES_H
#define SIGNAL_NAMES_H

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGNAL_MAX 64 /* Linux numbers them from 1 to 64 (128 on MIPS) */

static const char *const signal_names[] = {
	[SIGHUP] = "SIGHUP",       [SIGINT] = "SIGINT",   [SIGQUIT] = "SIGQUIT",
	[SIGILL] = "SIGILL",       [SIGTRAP] = "SIGTRAP", [SIGABRT] = "SIGABRT",
	[SIGBUS] = "SIGBUS",       [SIGFPE] = "SIGFPE",   [SIGKILL] = "SIGKILL",
	[SIGUSR1] = "SIGUSR1",     [SIGSEGV] = "SIGSEGV", [SIGUSR2] = "SIGUSR2",
	[SIGPIPE] = "SIGPIPE",     [SIGALRM] = "SIGALRM", [SIGTERM] = "SIGTERM",
#ifdef SIGSTKFLT
	[SIGSTKFLT] = "SIGSTKFLT",
#endif
	[SIGCHLD] = "SIGCHLD",     [SIGCONT] = "SIGCONT", [SIGSTOP] = "SIGSTOP",
	[SIGTSTP] = "SIGTSTP",     [SIGTTIN] = "SIGTTIN", [SIGTTOU] = "SIGTTOU",
	[SIGURG] = "SIGURG",       [SIGXCPU] = "SIGXCPU", [SIGXFSZ] = "SIGXFSZ",
	[SIGVTALRM] = "SIGVTALRM", [SIGPROF] = "SIGPROF", [SIGWINCH] = "SIGWINCH",
	[SIGIO] = "SIGIO",         [SIGPWR] = "SIGPWR",   [SIGSYS] = "SIGSYS",
};

#define SIGNAL_NAMES ((int)(sizeof(signal_names) / sizeof(signal_names[0])))

/*
 * Returns the name of signal SIG: "SIGINT", "SIGRTMIN+1". Those that the C library
 * keeps for itself, from 32 to below SIGRTMIN, have none: "SIG32".
 */
static inline const char *signal_name(int sig)
{
	static char names[SIGNAL_MAX + 1][32];

	if (sig < 0 || sig > SIGNAL_MAX)
		return "no signal";
	if (sig < SIGNAL_NAMES && signal_names[sig])
		return signal_names[sig];
	if (sig > SIGRTMIN)
		snprintf(names[sig], sizeof(names[sig]), "SIGRTMIN+%d", sig - SIGRTMIN);
	else if (sig == SIGRTMIN)
		snprintf(names[sig], sizeof(names[sig]), "SIGRTMIN");
	else
		snprintf(names[sig], sizeof(names[sig]), "SIG%d", sig);
	return names[sig];
}

/*
 * Returns the signal that TEXT means: "INT", "SIGINT", "2", "RTMIN+1", or "RTMAX-1" as
 * kill -l of bash calls the upper half. 0 is none, and a way to ask whether a process
 * exists (kill(2)). -1 if it means nothing.
 */
static inline int signal_number(const char *text)
{
	const char *const name = text + (strncmp(text, "SIG", 3) == 0 ? 3 : 0);
	char *end, from_end[32];

	for (int sig = 1; sig <= SIGRTMAX; sig++) {
		snprintf(from_end, sizeof(from_end), "RTMAX-%d", SIGRTMAX - sig);
		if (strcmp(name, signal_name(sig) + 3) == 0 ||
		    (sig > SIGRTMIN && strcmp(name, from_end) == 0))
			return sig;
	}
	if (strcmp(name, "RTMAX") == 0)
		return SIGRTMAX;
	const long number = strtol(text, &end, 10);
	return isdigit((unsigned char)*text) && !*end && number <= SIGNAL_MAX ? (int)number : -1;
}

#endif

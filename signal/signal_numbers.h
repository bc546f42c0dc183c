/*
 * signal/signal_numbers.h - the signal that a name or a number means, as kill(1) takes it
 */
#ifndef SIGNAL_NUMBERS_H
#define SIGNAL_NUMBERS_H

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "signal_names.h"

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

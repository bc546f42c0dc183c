/*
 * status.h - how a child has ended, in words and as the shell would put it
 *
 * pipe/wait.c takes a status apart step by step.
 */
#ifndef STATUS_H
#define STATUS_H

#include "../lab.h"

/* Says how the child NAME ended, and returns its status as a shell would. */
static inline int report(const char *name, int status)
{
	if (WIFSIGNALED(status)) {
		warnx("%s was killed by signal %d (%s)", name, WTERMSIG(status),
		      strsignal(WTERMSIG(status)));
		return 128 + WTERMSIG(status);
	}
	warnx("%s exited with status %d", name, WEXITSTATUS(status));
	return WEXITSTATUS(status);
}

#endif

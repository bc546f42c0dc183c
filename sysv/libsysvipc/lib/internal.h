/* sysv/libsysvipc/lib/internal.h - what the files of libsysvipc share, and its users do not see */
#ifndef SYSVIPC_INTERNAL_H
#define SYSVIPC_INTERNAL_H

#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <time.h>

#include "../sysvipc.h"

/* Sets errno and returns -1. */
static inline int fail(int error)
{
	errno = error;
	return -1;
}

/* Did a call fail because the object is not there any more? Its number then is nobody's. */
static inline bool is_gone(void)
{
	return errno == EIDRM || errno == EINVAL;
}

/* Removes by COMMAND, a call of one of the *ctl(2), and keeps errno. */
#define keeping_errno(command)                                                                     \
	do {                                                                                       \
		const int kept = errno;                                                            \
		(void)(command);                                                                   \
		errno = kept;                                                                      \
	} while (0)

/* Milliseconds of a clock that nobody sets. */
static inline long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Lets MS milliseconds pass: for what the kernel can only be asked, again and again, as it
 * tells nobody. Returns -1 if a signal handler was called.
 */
static inline int nap(long ms)
{
	const struct timespec length = { .tv_nsec = ms * 1000000 };

	return nanosleep(&length, NULL);
}

#endif

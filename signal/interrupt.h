/*
 * signal/interrupt.h - interrupt a process for certain while a call of it waits
 *
 * A signal that is sent too early comes before the call and does not interrupt it.
 * So it is sent when /proc says that the process sleeps.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a handler writes into when it has run; made by pipe(2) before a fork(2). */
static int acknowledgements[2];
static volatile sig_atomic_t acknowledged;

static inline void acknowledge(int sig)
{
	const int saved_errno = errno;

	(void)sig;
	acknowledged = write(acknowledgements[1], "!", 1) == 1;
	errno = saved_errno;
}

/* Returns the state of process PID as ps(1) shows it: R runs, S sleeps, Z zombie. */
static inline char process_state(pid_t pid)
{
	char path[64], text[512] = "";

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	FILE *stat = fopen(path, "re");
	if (!stat)
		err(EXIT_FAILURE, "open %s", path);
	const size_t n = fread(text, 1, sizeof(text) - 1, stat);
	fclose(stat);
	text[n] = '\0';
	const char *const name_end = strrchr(text, ')'); /* its name may hold anything */
	if (!name_end || strlen(name_end) < 3)
		errx(EXIT_FAILURE, "read %s: no state in it", path);
	return name_end[2];
}

/* Sends SIGUSR1 to process PID once it sleeps, and returns when its handler has run. */
static inline void interrupt(pid_t pid)
{
	char mark, state;

	while ((state = process_state(pid)) != 'S') {
		if (state == 'Z')
			errx(EXIT_FAILURE, "kill %ld: it has ended instead of waiting", (long)pid);
		poll(NULL, 0, 1);
	}
	if (kill(pid, SIGUSR1) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)pid);
	if (read(acknowledgements[0], &mark, 1) != 1)
		err(EXIT_FAILURE, "read acknowledgement");
}

#endif

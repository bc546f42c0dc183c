/*
 * signal/asleep.h - wait until another process waits, to interrupt it there for certain
 *
 * Behind it: /proc/PID/stat, proc(5). A signal that is sent too early comes before the call
 * that it is to interrupt. process/zombie.c shows the states of a process.
 */
#ifndef ASLEEP_H
#define ASLEEP_H

#include <err.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Returns true once process PID sleeps in a system call, false if it has ended. A process
 * that is sent a signal with a handler is awake from then on; so after kill(2) this waits
 * until its handler has run and it waits again.
 */
static inline bool wait_until_asleep(pid_t pid)
{
	char path[64], state;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	do {
		FILE *const stat = fopen(path, "re");
		if (!stat)
			err(EXIT_FAILURE, "open %s", path);
		if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
			errx(EXIT_FAILURE, "read %s: no state in it", path);
		fclose(stat);
		if (state != 'S' && state != 'Z')
			poll(NULL, 0, 1);
	} while (state != 'S' && state != 'Z');
	return state == 'S';
}

#endif

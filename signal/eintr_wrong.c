/*
 * signal/eintr_wrong - take an interrupted read for a failed one
 *
 *     $ ./signal/eintr_wrong; echo "status $?"
 *     eintr_wrong: read pipe: Interrupted system call
 *     status 1
 *
 * The program checks its system calls, as one should, and gives up when read(2)
 * fails. It does, because a signal came while it waited: any signal with a handler,
 * a resized window (SIGWINCH), a child that ended (SIGCHLD), in a library a timer.
 * "hello" would have come a moment later. Without handlers there is no EINTR, so
 * the mistake sleeps until somebody adds the first.
 *
 * See also: signal/eintr.c, signal/interrupt.h; signal(7), read(2)
 */
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "interrupt.h"

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = acknowledge };
	char text[64];
	int ends[2];
	ssize_t n;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: eintr_wrong [-h]\nReads, and is interrupted.\n");
	if (pipe(ends) == -1 || pipe(acknowledgements) == -1)
		err(EXIT_FAILURE, "pipe");
	sigaction(SIGUSR1, &action, NULL);

	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		interrupt(parent); /* while it waits in read(2) */
		_exit(write(ends[1], "hello", 5) == 5 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	close(ends[1]);
	n = read(ends[0], text, sizeof(text));
	if (n == -1) /* wrong: EINTR is no failure of the pipe */
		err(EXIT_FAILURE, "read pipe");
	printf("%s\n", acknowledged ? "handled a signal" : "no signal came");
	printf("read %zd bytes: %.*s\n", n, (int)n, text);
	return lab_wait_for_children();
}

/*
 * signal/eintr_wrong - take an interrupted read for a failed one
 *
 *     $ ./signal/eintr_wrong; echo "status $?"
 *     eintr_wrong: read pipe: Interrupted system call
 *     status 1
 *
 * The program checks its system calls, as one should, and gives up when read(2)
 * fails. It fails because a signal came while it waited: any signal with a handler,
 * a resized window (SIGWINCH), a child that ended (SIGCHLD), in a library a timer.
 * "hello" would have come a moment later. Without handlers there is no EINTR, so
 * the mistake sleeps until somebody adds the first.
 *
 * See also: signal/eintr.c, signal/asleep.h; signal(7), read(2)
 */
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "asleep.h"
#include "inherited.h"

static volatile sig_atomic_t come;

static void handler(int sig)
{
	come = sig;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	const pid_t parent = getpid();
	char text[64];
	int ends[2];
	ssize_t n;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: eintr_wrong [-h]\nReads, and is interrupted.\n");
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	let_through(SIGUSR1);
	sigaction(SIGUSR1, &action, NULL);
	if (lab_fork() == 0) {
		/* It sends the signal while the parent waits in read(2), and the text when it waits again. */
		if (!wait_until_asleep(parent) || kill(parent, SIGUSR1) == -1 ||
		    !wait_until_asleep(parent) || write(ends[1], "hello", 5) != 5)
			err(EXIT_FAILURE, "kill %ld, or write", (long)parent);
		_exit(EXIT_SUCCESS);
	}

	close(ends[1]);
	n = read(ends[0], text, sizeof(text));
	if (n == -1) /* wrong: EINTR is no failure of the pipe */
		err(EXIT_FAILURE, "read pipe");
	printf("%s\n", come ? "handled a signal" : "no signal came");
	printf("read %zd bytes: %.*s\n", n, (int)n, text);
	return lab_wait_for_children();
}

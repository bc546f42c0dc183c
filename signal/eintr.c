/*
 * signal/eintr - go on reading when a signal has interrupted it
 *
 *     $ ./signal/eintr
 *     handled a signal
 *     read 5 bytes: hello
 *
 * A call that waits, for a pipe, a terminal, a lock, a child, is woken by a signal.
 * The handler runs, and then the call returns -1 with errno EINTR: nothing is
 * wrong, nothing was read; the program has the chance to look what the signal was
 * for. A program that has nothing to look at calls again. With SA_RESTART in
 * sigaction(2) the kernel does that itself, for read, write and wait, but never for
 * poll(2) or pause(2) (signal/restart.c asks it).
 *
 * See also: signal/eintr_wrong.c, signal/asleep.h, signal/restart.c; signal(7)
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
	lab_getopt(argc, argv, "", false, "usage: eintr [-h]\nReads, and is interrupted.\n");
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
	do
		n = read(ends[0], text, sizeof(text));
	while (n == -1 && errno == EINTR);
	if (n == -1)
		err(EXIT_FAILURE, "read pipe");
	printf("%s\n", come ? "handled a signal" : "no signal came");
	printf("read %zd bytes: %.*s\n", n, (int)n, text);
	return lab_wait_for_children();
}

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
 * for. Who has nothing to look at calls again. With SA_RESTART in sigaction(2)
 * the kernel does that itself, for read, write and wait, but never for
 * poll(2) or pause(2) (signal/restart.c asks it).
 *
 * See also: signal/eintr_wrong.c, signal/interrupt.h, signal/restart.c; signal(7)
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
	lab_getopt(argc, argv, "", false, "usage: eintr [-h]\nReads, and is interrupted.\n");
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
	do
		n = read(ends[0], text, sizeof(text));
	while (n == -1 && errno == EINTR);
	if (n == -1)
		err(EXIT_FAILURE, "read pipe");
	printf("%s\n", acknowledged ? "handled a signal" : "no signal came");
	printf("read %zd bytes: %.*s\n", n, (int)n, text);
	return lab_wait_for_children();
}

/*
 * signal/block - keep a signal waiting while it would disturb
 *
 *     $ ./signal/block
 *     SIGUSR1 is blocked
 *     SIGUSR1 was sent: handled 0 times, pending
 *     SIGUSR1 is let through
 *     handled 1 time, not pending
 *     SIGUSR2 was sent while blocked, ignored for a moment: not pending
 *
 * A blocked signal is neither lost nor handled: it is pending, until the process
 * lets it through. Then the handler runs before sigprocmask(2) returns. So a
 * process guards the few lines that a handler must not interrupt, because it uses
 * the same data. To ignore is something else: a process that ignores a signal that is
 * pending has thrown it away.
 *
 * See also: signal/coalesce.c, signal/suspend.c, signal/state.c; sigprocmask(2),
 * sigpending(2)
 */
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static volatile sig_atomic_t handled;

static void handler(int sig)
{
	(void)sig;
	handled++;
}

static const char *state_of(int sig)
{
	sigset_t pending;

	sigpending(&pending);
	return sigismember(&pending, sig) ? "pending" : "not pending";
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	sigset_t both, before;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: block [-h]\nBlocks a signal, sends it, lets it through.\n");
	let_through(SIGUSR1);
	let_through(SIGUSR2);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);

	sigemptyset(&both);
	sigaddset(&both, SIGUSR1);
	sigaddset(&both, SIGUSR2);
	sigprocmask(SIG_BLOCK, &both, &before);
	puts("SIGUSR1 is blocked");

	raise(SIGUSR1);
	printf("SIGUSR1 was sent: handled %d times, %s\n", (int)handled, state_of(SIGUSR1));

	raise(SIGUSR2);
	signal(SIGUSR2, SIG_IGN);
	sigaction(SIGUSR2, &action, NULL);

	puts("SIGUSR1 is let through");
	sigprocmask(SIG_SETMASK, &before, NULL);
	printf("handled %d time, %s\n", (int)handled, state_of(SIGUSR1));
	printf("SIGUSR2 was sent while blocked, ignored for a moment: %s\n", state_of(SIGUSR2));
	return EXIT_SUCCESS;
}

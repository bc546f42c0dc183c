/*
 * signal/suspend - wait for a signal that comes before the waiting has begun
 *
 *     $ ./signal/suspend
 *     SIGUSR1 has not come yet: wait for it
 *     SIGUSR1 has come
 *
 * The signal is blocked while the program looks whether it has come. If it comes
 * now, it stays pending. sigsuspend(2) lets it through and waits, both in one step
 * that nothing can get between; when it returns, the signal is blocked again. Here
 * raise(3) sends it between the looking and the waiting, each time.
 *
 * So a parent and a child may take turns by signals: block first, then fork.
 *
 * See also: signal/suspend_wrong.c, signal/ping_pong.c, event/ppoll.c; sigsuspend(2)
 */
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"

static volatile sig_atomic_t come;

static void handler(int sig)
{
	(void)sig;
	come = 1;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	sigset_t sigusr1, before;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: suspend [-h]\nWaits for a signal.\n");
	if (sigaction(SIGUSR1, &action, NULL) == -1)
		err(EXIT_FAILURE, "sigaction SIGUSR1");
	sigemptyset(&sigusr1);
	sigaddset(&sigusr1, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &sigusr1, &before) == -1)
		err(EXIT_FAILURE, "sigprocmask");
	sigdelset(&before, SIGUSR1); /* it may have been blocked from the start */

	while (!come) {
		puts("SIGUSR1 has not come yet: wait for it");
		if (raise(SIGUSR1) != 0) /* from another process it could come here as well */
			err(EXIT_FAILURE, "raise SIGUSR1");
		if (sigsuspend(&before) == -1 && errno != EINTR)
			err(EXIT_FAILURE, "sigsuspend");
	}
	puts("SIGUSR1 has come");
	return EXIT_SUCCESS;
}

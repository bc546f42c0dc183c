/*
 * signal/suspend_wrong - look whether a signal has come, then wait for it with pause(2)
 *
 *     $ ./signal/suspend_wrong; echo "status $?"
 *     SIGUSR1 has not come yet: wait for it
 *     suspend_wrong: still waiting after a second, for a signal that has come
 *     status 1
 *
 * Between looking and waiting there is a moment. If the signal comes then, its
 * handler runs, sets the variable, and all is done; only then pause(2) begins to
 * wait, for the next signal, and there will be none. It is rare, so it passes all
 * tests and happens to the customer. Here raise(3) sends the signal in that moment,
 * each time. The same hole is between a look at the variable and read(2) or poll(2).
 *
 * See also: signal/suspend.c, event/ppoll.c; pause(2)
 */
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static volatile sig_atomic_t come;

static void handler(int sig)
{
	(void)sig;
	come = 1;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: suspend_wrong [-h]\nWaits for a signal.\n");
	if (sigaction(SIGUSR1, &action, NULL) == -1)
		err(EXIT_FAILURE, "sigaction SIGUSR1");
	lab_time_limit(1, "still waiting after a second, for a signal that has come");

	while (!come) {
		puts("SIGUSR1 has not come yet: wait for it");
		if (raise(SIGUSR1) != 0) /* from another process it could come here as well */
			err(EXIT_FAILURE, "raise SIGUSR1");
		pause(); /* wrong: it has come already */
	}
	puts("SIGUSR1 has come");
	return EXIT_SUCCESS;
}

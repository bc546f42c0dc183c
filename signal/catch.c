/*
 * signal/catch - catch SIGINT three times instead of ending by it
 *
 *     $ ./signal/catch &
 *     catch: waiting for SIGINT (Ctrl-C), three times
 *     $ kill -s INT $!
 *     SIGINT number 1
 *     $ kill -s INT $!
 *     SIGINT number 2
 *     $ kill -s INT $!; wait $!; echo "status $?"
 *     SIGINT number 3
 *     status 0
 *
 * sigaction(2) names a handler: a function that the kernel calls between any two
 * instructions of the program when the signal comes. As it may come in the middle
 * of anything, the handler does next to nothing: it counts, in a variable that is
 * volatile (the compiler must look at it each time) and sig_atomic_t (it changes
 * in one step). The work is done outside, where the program has waited for it.
 *
 * See also: signal/suspend.c (why not pause(2)), signal/handler_wrong.c,
 * signal/volatile_wrong.c; signal(7), sigaction(2), sigsuspend(2)
 */
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"

static volatile sig_atomic_t caught;

static void count(int sig)
{
	(void)sig;
	caught++;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = count };
	sigset_t sigint, before;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: catch [-h]\nCatches SIGINT three times.\n");
	sigaction(SIGINT, &action, NULL);

	/* It may come only where we wait for it: so none is missed. */
	sigemptyset(&sigint);
	sigaddset(&sigint, SIGINT);
	sigprocmask(SIG_BLOCK, &sigint, &before);
	sigdelset(&before, SIGINT);

	warnx("waiting for SIGINT (Ctrl-C), three times");
	while (caught < 3) {
		sigsuspend(&before); /* lets it through, and returns when the handler has */
		printf("SIGINT number %d\n", (int)caught);
	}
	return EXIT_SUCCESS;
}

/*
 * signal/volatile_wrong - wait in a loop for a flag that the compiler reads only once
 *
 *     $ ./signal/volatile_wrong; echo "status $?"
 *     volatile_wrong: the flag is set, but the loop does not look at it
 *     status 1
 *
 * Nothing in "while (!done) rounds++;" changes done, says the compiler, and with
 * -O2 it reads the variable once, before the loop, and keeps the value in a
 * register. The handler sets the variable in memory; the loop never sees it. With
 * -O0 the program works, so that one blames the optimiser.
 *
 * The compiler may do so but need not. So that it happens with every compiler and
 * option, the copy that it would make is written out here: in_register.
 * (The lab sheet lets the real compiler make it.)
 *
 * See also: signal/volatile.c; setitimer(2)
 */
#include <signal.h>
#include <sys/time.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "inherited.h"

static sig_atomic_t done; /* wrong: not volatile */
static volatile unsigned long rounds;

static void handler(int sig)
{
	(void)sig;
	done = 1;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	const struct itimerval soon = { .it_value.tv_usec = 10000 };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: volatile_wrong [-h]\nWaits in a loop for a handler to set a flag.\n");
	let_through(SIGVTALRM);
	sigaction(SIGVTALRM, &action, NULL);
	lab_time_limit(1, "the flag is set, but the loop does not look at it");
	const sig_atomic_t in_register = done; /* what -O2 makes of it */
	if (setitimer(ITIMER_VIRTUAL, &soon, NULL) == -1)
		err(EXIT_FAILURE, "setitimer ITIMER_VIRTUAL");

	while (!in_register) /* NOLINT(bugprone-infinite-loop): that is the point */
		rounds++;
	printf("the loop has seen the flag, after %lu rounds\n", rounds);
	return EXIT_SUCCESS;
}

/*
 * signal/volatile - see in a loop that a handler has set a variable
 *
 *     $ ./signal/volatile
 *     the loop has seen the flag, after ... rounds
 *
 * volatile tells the compiler that a variable may change behind its back: each
 * time the program says "read it", it is read from memory, and each write is
 * written. sig_atomic_t is an integer that is read and written in one step. Together
 * they are what a handler and its program may share, and no more: volatile does
 * not help between threads or processes, which need _Atomic or a lock.
 *
 * The signal is that of a timer that counts the CPU time which the loop uses.
 *
 * See also: signal/volatile_wrong.c; setitimer(2), signal-safety(7)
 */
#include <signal.h>
#include <sys/time.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static volatile sig_atomic_t done;
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
		   "usage: volatile [-h]\nWaits in a loop for a handler to set a flag.\n");
	let_through(SIGVTALRM);
	sigaction(SIGVTALRM, &action, NULL);
	if (setitimer(ITIMER_VIRTUAL, &soon, NULL) == -1)
		err(EXIT_FAILURE, "setitimer ITIMER_VIRTUAL");

	while (!done)
		rounds++;
	printf("the loop has seen the flag, after %lu rounds\n", rounds);
	return EXIT_SUCCESS;
}

/*
 * signal/flags - see what a handler's mask and flags change
 *
 *     $ ./signal/flags
 *     no flags:      SIGUSR1 in its own handler waits: 1 deep, handled 2 times
 *     SA_NODEFER:    SIGUSR1 in its own handler: 2 deep, handled 2 times
 *     no flags:      SIGUSR2 in SIGUSR1's handler: 2 deep, handled 2 times
 *     sa_mask:       SIGUSR2 in SIGUSR1's handler waits: 1 deep, handled 2 times
 *     SA_RESETHAND:  handled 1 time, then the default action is back
 *
 * While a handler runs, its own signal is blocked, and those in sa_mask with it; the
 * others may interrupt it. So a handler that shares data with that of another
 * signal names it in sa_mask. SA_NODEFER lets a handler interrupt itself.
 * SA_RESETHAND is for one time only: a second Ctrl-C ends the program, while the
 * first is still being answered. (That is what signal(2) did in the first Unixes;
 * on Linux it does as sigaction(2) with SA_RESTART.)
 *
 * See also: signal/catch.c, signal/restart.c; sigaction(2)
 */
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static volatile sig_atomic_t handled, depth, deepest;
static volatile sig_atomic_t sent_inside; /* what the first handler sends */

static void handler(int sig)
{
	(void)sig;
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (handled++ == 0 && sent_inside)
		raise(sent_inside);
	depth--;
}

/* Handles SIGUSR1 with FLAGS and with MASKED (or 0) in sa_mask, while it sends INSIDE (or 0). */
static void try(int flags, int masked, int inside)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigaction(SIGUSR2, &action, NULL);
	if (masked)
		sigaddset(&action.sa_mask, masked);
	sigaction(SIGUSR1, &action, NULL);
	handled = depth = deepest = 0;
	sent_inside = inside;
	raise(SIGUSR1);
}

int main(int argc, char **argv)
{
	struct sigaction after;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: flags [-h]\nHandles signals with several masks and flags.\n");
	let_through(SIGUSR1);
	let_through(SIGUSR2);
	try(0, 0, SIGUSR1);
	printf("no flags:      SIGUSR1 in its own handler waits: %d deep, handled %d times\n",
	       (int)deepest, (int)handled);
	try(SA_NODEFER, 0, SIGUSR1);
	printf("SA_NODEFER:    SIGUSR1 in its own handler: %d deep, handled %d times\n",
	       (int)deepest, (int)handled);
	try(0, 0, SIGUSR2);
	printf("no flags:      SIGUSR2 in SIGUSR1's handler: %d deep, handled %d times\n",
	       (int)deepest, (int)handled);
	try(0, SIGUSR2, SIGUSR2);
	printf("sa_mask:       SIGUSR2 in SIGUSR1's handler waits: %d deep, handled %d times\n",
	       (int)deepest, (int)handled);
	try((int)SA_RESETHAND, 0, 0);
	sigaction(SIGUSR1, NULL, &after);
	printf("SA_RESETHAND:  handled %d time, then %s\n", (int)handled,
	       after.sa_handler == SIG_DFL ? "the default action is back" : "the same again");
	return EXIT_SUCCESS;
}

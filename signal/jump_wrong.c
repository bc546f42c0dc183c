/*
 * signal/jump_wrong - leave a handler by longjmp(3), and have its signal blocked for ever
 *
 *     $ ./signal/jump_wrong; echo "status $?"
 *     SIGUSR1 handled 1 time
 *     jump_wrong: SIGUSR1 was sent, but it is blocked
 *     status 1
 *
 * While a handler runs, its signal is blocked, and only its return lets it through
 * again. longjmp(3) leaves without returning. So the first signal is
 * handled and the second stays pending for ever: a program that recovers from an
 * error once. (BSD's setjmp notes what is blocked; on Linux it does not.)
 *
 * See also: signal/jump.c; setjmp(3)
 */
#include <setjmp.h>
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static jmp_buf again;
static volatile sig_atomic_t handled;

static void handler(int sig)
{
	(void)sig;
	handled++;
	longjmp(again, 1); /* wrong: SIGUSR1 stays blocked */
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: jump_wrong [-h]\nJumps out of a handler, twice.\n");
	let_through(SIGUSR1);
	sigaction(SIGUSR1, &action, NULL);

	if (setjmp(again) > 0) /* back from the handler */
		printf("SIGUSR1 handled %d time%s\n", (int)handled, handled == 1 ? "" : "s");
	if (handled < 2) {
		raise(SIGUSR1);
		errx(EXIT_FAILURE, "SIGUSR1 was sent, but it is blocked");
	}
	return EXIT_SUCCESS;
}

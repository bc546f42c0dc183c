/*
 * signal/jump - leave a handler by siglongjmp(3), which restores the signal mask
 *
 *     $ ./signal/jump
 *     SIGUSR1 handled 1 time
 *     SIGUSR1 handled 2 times
 *
 * While a handler runs, its signal is blocked; when it returns, the kernel restores
 * what was blocked before. A jump out of the handler is no return. So
 * sigsetjmp(3) notes what is blocked (its second argument), and siglongjmp(3) puts
 * that back. A jump out of a handler is right only where nothing was interrupted
 * that is half done: in a loop of one's own, not in malloc(3).
 *
 * See also: signal/jump_wrong.c, signal/segv.c; sigsetjmp(3)
 */
#include <setjmp.h>
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static sigjmp_buf again;
static volatile sig_atomic_t handled;

static void handler(int sig)
{
	(void)sig;
	handled++;
	siglongjmp(again, 1);
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: jump [-h]\nJumps out of a handler, twice.\n");
	let_through(SIGUSR1);
	sigaction(SIGUSR1, &action, NULL);

	if (sigsetjmp(again, 1) > 0) /* back from the handler */
		printf("SIGUSR1 handled %d time%s\n", (int)handled, handled == 1 ? "" : "s");
	if (handled < 2) {
		raise(SIGUSR1);
		errx(EXIT_FAILURE, "SIGUSR1 was sent, but it is blocked");
	}
	return EXIT_SUCCESS;
}

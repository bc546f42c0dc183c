/*
 * signal/handler_wrong - call gmtime(3) in a handler, in the middle of another gmtime
 *
 *     $ ./signal/handler_wrong; echo "status $?"
 *     SIGUSR1 came in the year 2000
 *     the first man on the moon: in the year 2000
 *     handler_wrong: the handler changed what the main program was using
 *     status 1
 *
 * gmtime(3) returns a pointer to its own, only struct tm. The handler calls it too,
 * and comes just between the main program's call and the use of its result. That is
 * what "not async-signal-safe" means: the function keeps something, a buffer, a
 * list, a lock, that is not in order at any time. printf(3) and malloc(3) are such,
 * and with them nearly all of the C library: what they do then is anything, a
 * deadlock among it. signal-safety(7) lists the few that are safe.
 *
 * A signal comes at the worst moment once in a million runs. Here raise(3) sends it
 * there each time.
 *
 * See also: signal/handler.c, event/self_pipe.c; signal-safety(7), gmtime_r(3)
 */
#include <signal.h>
#include <time.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static const time_t moon_landing = -14182940, millennium = 946684800;
static volatile sig_atomic_t year;

static void handler(int sig)
{
	(void)sig;
	/* wrong: not async-signal-safe */
	/* NOLINTNEXTLINE(bugprone-signal-handler) */
	year = gmtime(&millennium)->tm_year + 1900;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: handler_wrong [-h]\nHandles a signal at the worst moment.\n");
	let_through(SIGUSR1);
	sigaction(SIGUSR1, &action, NULL);

	const struct tm *const landing = gmtime(&moon_landing);
	raise(SIGUSR1); /* from another process it could come here as well */
	const int landing_year = landing->tm_year + 1900;

	printf("SIGUSR1 came in the year %d\n", (int)year);
	printf("the first man on the moon: in the year %d\n", landing_year);
	if (landing_year != 1969)
		errx(EXIT_FAILURE, "the handler changed what the main program was using");
	return EXIT_SUCCESS;
}

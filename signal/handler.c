/*
 * signal/handler - note the signal in the handler, and do the work in the main program
 *
 *     $ ./signal/handler
 *     SIGUSR1 came in the year 2000
 *     the first man on the moon: in the year 1969
 *
 * The handler sets a variable, and nothing else. The main program looks at it where
 * it is between two pieces of work, and calls whatever it likes. So the signal may
 * come in the middle of gmtime(3), of printf(3), of malloc(3). What a handler may
 * do: set a volatile sig_atomic_t, call what signal-safety(7) lists, write(2) above
 * all, and keep errno as it was.
 *
 * See also: signal/handler_wrong.c, event/self_pipe.c, event/signalfd.c;
 * signal-safety(7)
 */
#include <signal.h>
#include <time.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static const time_t moon_landing = -14182940, millennium = 946684800;
static volatile sig_atomic_t year, come;

static void handler(int sig)
{
	(void)sig;
	come = 1;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: handler [-h]\nHandles a signal at the worst moment.\n");
	let_through(SIGUSR1);
	sigaction(SIGUSR1, &action, NULL);

	const struct tm *const landing = gmtime(&moon_landing);
	raise(SIGUSR1); /* from another process it could come here as well */
	const int landing_year = landing->tm_year + 1900;
	if (come)
		year = gmtime(&millennium)->tm_year + 1900;

	printf("SIGUSR1 came in the year %d\n", (int)year);
	printf("the first man on the moon: in the year %d\n", landing_year);
	if (landing_year != 1969)
		errx(EXIT_FAILURE, "the handler changed what the main program was using");
	return EXIT_SUCCESS;
}

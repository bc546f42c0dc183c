/*
 * signal/ignore - run a command that SIGHUP does not end, as nohup(1) does
 *
 *     $ ./signal/ignore sh -c 'kill -s HUP $$; echo "still here"'
 *     still here
 *     $ ./signal/ignore -c sh -c 'kill -s HUP $$; echo "still here"'; echo "status $?"
 *     status 129
 *
 * A closed terminal sends SIGHUP to what was started in it. The kernel drops an
 * ignored signal as soon as it is sent; no code runs. That is kept over exec(3),
 * so one program can ignore a signal for another that knows nothing of it. With -c
 * SIGHUP is not ignored but caught: a handler cannot be kept, for its code is gone
 * when another program takes the process over. So SIGHUP is back at its default
 * action, and the command ends by it (128 + 1).
 *
 * See also: signal/catch.c, signal/default_actions.c; nohup(1), signal(7),
 * sigaction(2), execve(2)
 */
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: ignore [-ch] COMMAND [ARGUMENT...]\n"
			    "Runs COMMAND with SIGHUP ignored; with -c caught, which is lost.\n";

static void handler(int sig)
{
	(void)sig;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = SIG_IGN };

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "c", true, usage) == 'c')
		action.sa_handler = handler;
	if (!argv[optind])
		lab_wrong_usage("no command");

	sigaction(SIGHUP, &action, NULL);
	execvp(argv[optind], argv + optind);
	err(EXIT_FAILURE, "exec %s", argv[optind]);
}

/*
 * signal/uncatchable - try to keep off SIGKILL and SIGSTOP, in vain
 *
 *     $ ./signal/uncatchable
 *     catch SIGKILL: Invalid argument
 *     catch SIGSTOP: Invalid argument
 *     ignore SIGKILL: Invalid argument
 *     ignore SIGSTOP: Invalid argument
 *     block all: all but SIGKILL and SIGSTOP
 *     SIGTERM to a child that blocks all: nothing
 *     SIGSTOP: it stopped
 *     SIGCONT: it continued
 *     SIGKILL: it ended
 *
 * Every process must be stoppable, or nobody could be master of the machine. So
 * these two are not for the process but for the kernel alone. To catch or to
 * ignore them is an error; to block them is no error, but it is silently not done.
 * And SIGCONT continues a stopped process even if it blocks it: only a handler for it
 * would have to wait.
 *
 * See also: signal/default_actions.c, signal/stop_continue.c; signal(7),
 * sigaction(2), sigprocmask(2)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static void handler(int sig)
{
	(void)sig;
}

static void try(const char *what, void (*action)(int), int sig)
{
	const struct sigaction how = { .sa_handler = action };
	const int result = sigaction(sig, &how, NULL);

	printf("%s %s: %s\n", what, signal_name(sig), result == -1 ? strerror(errno) : "possible");
}

/* Waits for the next thing that happens to CHILD, and says what. */
static const char *what_happens_to(pid_t child)
{
	int status;

	if (waitpid(child, &status, WUNTRACED | WCONTINUED) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	return WIFSTOPPED(status) ? "stopped" : WIFCONTINUED(status) ? "continued" : "ended";
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	sigset_t all, mask;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: uncatchable [-h]\nTries to catch, ignore and block every signal.\n");
	try("catch", handler, SIGKILL);
	try("catch", handler, SIGSTOP);
	try("ignore", SIG_IGN, SIGKILL);
	try("ignore", SIG_IGN, SIGSTOP);

	sigfillset(&all);
	if (sigprocmask(SIG_BLOCK, &all, NULL) == -1)
		err(EXIT_FAILURE, "sigprocmask");
	sigprocmask(SIG_BLOCK, NULL, &mask);
	printf("block all: all but");
	for (int sig = 1, n = 0; sig < SIGNAL_NAMES; sig++)
		if (signal_names[sig] && !sigismember(&mask, sig))
			printf("%s %s", n++ ? " and" : "", signal_name(sig));
	putchar('\n');

	const pid_t child = fork(); /* it inherits what is blocked */
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		for (;;)
			pause();
	}
	kill(child, SIGTERM);
	kill(child, SIGSTOP);
	const char *const happened = what_happens_to(child); /* SIGTERM's effect would be first */
	printf("SIGTERM to a child that blocks all: %s\n",
	       strcmp(happened, "stopped") == 0 ? "nothing" : happened);
	printf("SIGSTOP: it %s\n", happened);
	kill(child, SIGCONT);
	printf("SIGCONT: it %s\n", what_happens_to(child));
	kill(child, SIGKILL);
	printf("SIGKILL: it %s\n", what_happens_to(child));
	return EXIT_SUCCESS;
}

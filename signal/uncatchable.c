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
 * There must be a sure way to stop any process, so the kernel lets none refuse these two.
 * To catch or to ignore them is an error; to block them is no error, but it is silently not
 * done. And SIGCONT continues a stopped process even if it blocks it: only a handler for it
 * would have to wait.
 *
 * See also: signal/default_actions.c, signal/stop_continue.c; signal(7),
 * sigaction(2), sigprocmask(2)
 */
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static void handler(int sig)
{
	(void)sig;
}

static const char *name(int sig)
{
	return sig == SIGKILL ? "SIGKILL" : sig == SIGSTOP ? "SIGSTOP" : strsignal(sig);
}

static void try(const char *what, void (*action)(int), int sig)
{
	const struct sigaction how = { .sa_handler = action };
	const int result = sigaction(sig, &how, NULL);

	printf("%s %s: %s\n", what, name(sig), result == -1 ? strerror(errno) : "possible");
}

/* Sends SIG to CHILD, and says what it did to it. */
static const char *send_signal(pid_t child, int sig)
{
	int status;

	if (kill(child, sig) == -1 || waitpid(child, &status, WUNTRACED | WCONTINUED) == -1)
		err(EXIT_FAILURE, "kill or waitpid %ld", (long)child);
	return WIFSTOPPED(status) ? "stopped" : WIFCONTINUED(status) ? "continued" : "ended";
}

int main(int argc, char **argv)
{
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
	/* from 32 there are the C library's own, then the real-time signals */
	for (int sig = 1, n = 0; sig < 32; sig++)
		if (!sigismember(&mask, sig))
			printf("%s %s", n++ ? " and" : "", name(sig));
	putchar('\n');

	const pid_t child = lab_fork(); /* it inherits what is blocked */
	if (child == 0)
		for (;;)
			pause();
	if (kill(child, SIGTERM) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)child);
	const char *const happened =
		send_signal(child, SIGSTOP); /* SIGTERM's effect would be first */
	printf("SIGTERM to a child that blocks all: %s\n",
	       strcmp(happened, "stopped") == 0 ? "nothing" : happened);
	printf("SIGSTOP: it %s\n", happened);
	printf("SIGCONT: it %s\n", send_signal(child, SIGCONT));
	printf("SIGKILL: it %s\n", send_signal(child, SIGKILL));
	return EXIT_SUCCESS;
}

/*
 * signal/child - collect every child that has ended, however often SIGCHLD comes
 *
 *     $ ./signal/child
 *     5 children have ended, SIGCHLD came 1 time, 5 collected
 *
 * SIGCHLD tells that a child has ended. Like every standard signal it is one bit:
 * when several children end before the parent looks, it comes once. So the handler
 * does not believe its own signal: it collects until none is left, with WNOHANG,
 * so that it does not wait for those that still run. waitpid(2) is async-signal-safe,
 * but it sets errno, and that belongs to the line that was interrupted.
 *
 * Here the signal is blocked while the children end: that makes it come once. (A parent
 * that does not care how they ended ignores SIGCHLD: then none becomes a zombie.)
 *
 * See also: signal/child_wrong.c, signal/coalesce.c; waitpid(2), SA_NOCLDSTOP in
 * sigaction(2)
 */
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

enum { CHILDREN = 5 };

static volatile sig_atomic_t signals, collected;

static void on_child(int sig)
{
	const int saved_errno = errno;

	(void)sig;
	signals++;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		collected++;
	errno = saved_errno;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = on_child, .sa_flags = SA_NOCLDSTOP };
	pid_t children[CHILDREN];
	siginfo_t info;
	sigset_t sigchld, before;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: child [-h]\nCollects five children in a handler of SIGCHLD.\n");
	let_through(SIGCHLD);
	sigaction(SIGCHLD, &action, NULL);
	sigemptyset(&sigchld);
	sigaddset(&sigchld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &sigchld, &before);

	for (int i = 0; i < CHILDREN; i++) {
		children[i] = lab_fork();
		if (children[i] == 0)
			_exit(EXIT_SUCCESS);
	}
	for (int i = 0; i < CHILDREN; i++)
		if (waitid(P_PID, (id_t)children[i], &info, WEXITED | WNOWAIT) == -1)
			err(EXIT_FAILURE, "waitid %ld", (long)children[i]);

	sigprocmask(SIG_SETMASK, &before, NULL); /* here the handler runs */
	printf("%d children have ended, SIGCHLD came %d time, %d collected\n", CHILDREN,
	       (int)signals, (int)collected);
	if (collected < CHILDREN)
		errx(EXIT_FAILURE, "%d children stay zombies: nobody will collect them",
		     CHILDREN - (int)collected);
	return EXIT_SUCCESS;
}

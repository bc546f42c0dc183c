/*
 * signal/child_wrong - collect one child for each SIGCHLD, and leave zombies behind
 *
 *     $ ./signal/child_wrong; echo "status $?"
 *     5 children have ended, SIGCHLD came 1 time, 1 collected
 *     child_wrong: 4 children stay zombies: nobody will collect them
 *     status 1
 *
 * The handler takes the signal for a message: one signal, one child. But several
 * children that end at nearly the same time make one signal. The others stay as
 * zombies for as long as the parent lives, each with its entry in the process
 * table. A server that forks for each client fills that table, under load first.
 *
 * See also: signal/child.c, signal/coalesce.c; waitpid(2)
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
	if (waitpid(-1, NULL, WNOHANG) > 0) /* wrong: there may be more */
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
		   "usage: child_wrong [-h]\nCollects five children in a handler of SIGCHLD.\n");
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

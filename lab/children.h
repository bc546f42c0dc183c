/*
 * lab/children.h - child processes, for demos whose subject is something else
 *
 * Behind it: fork(2), wait(2), prctl(2). process/ shows them bare.
 */
#ifndef LAB_CHILDREN_H
#define LAB_CHILDREN_H

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output.h"

/* In a child: it is killed when PARENT, the process that forked it, ends. */
static inline void lab_die_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 || getppid() != parent)
		_exit(EXIT_FAILURE);
}

/*
 * fork(2), or the end of the program. The child, in which it returns 0, is killed
 * when its parent ends. That SIGCHLD is ignored may be inherited: then no status of a
 * child would be kept (wait(2)).
 */
static inline pid_t lab_fork(void)
{
	struct sigaction at_end;

	if (sigaction(SIGCHLD, NULL, &at_end) == 0 && at_end.sa_handler == SIG_IGN)
		signal(SIGCHLD, SIG_DFL);
	const pid_t parent = getpid();
	const pid_t child = fork();

	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0)
		lab_die_with(parent);
	return child;
}

/*
 * Ends a child; with status 1, and says so, if a line that it printed is lost. What its
 * parent has registered with atexit(3) does not run.
 */
static inline _Noreturn void lab_end_child(void)
{
	lab_check_output();
	_exit(EXIT_SUCCESS);
}

/*
 * Waits for all children of the process. Returns EXIT_SUCCESS if each has exited
 * with status 0. Returns EXIT_FAILURE as soon as one has not, and says so if a signal
 * has killed it: the others may wait for that one for ever. The caller should end, and
 * they die with it.
 */
static inline int lab_wait_for_children(void)
{
	int status;
	pid_t child;

	while ((child = wait(&status)) != -1 || errno == EINTR) {
		if (child == -1 || status == 0)
			continue;
		if (WIFSIGNALED(status))
			warnx("child %ld was killed by signal %d (%s)", (long)child,
			      WTERMSIG(status), strsignal(WTERMSIG(status)));
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/*
 * Says how the child NAME ended, which STATUS tells (wait(2)), and returns its status as
 * a shell would. process/wait.c takes a status apart step by step.
 */
static inline int lab_report(const char *name, int status)
{
	if (WIFSIGNALED(status)) {
		warnx("%s was killed by signal %d (%s)", name, WTERMSIG(status),
		      strsignal(WTERMSIG(status)));
		return 128 + WTERMSIG(status);
	}
	warnx("%s exited with status %d", name, WEXITSTATUS(status));
	return WEXITSTATUS(status);
}

/* In a child that a signal is to kill: it leaves no file "core". */
static inline void lab_no_core(void)
{
	if (prctl(PR_SET_DUMPABLE, 0) == -1)
		err(EXIT_FAILURE, "prctl PR_SET_DUMPABLE");
}

#endif

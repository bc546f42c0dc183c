/*
 * signal/inherited.h - a signal as it is by default, whatever the program has inherited
 *
 * What is blocked or ignored stays so over fork(2) and execve(2): a shell, nohup(1) or a
 * test may have done it. signal/ignore.c shows that.
 */
#ifndef INHERITED_H
#define INHERITED_H

#include <signal.h>

/* From now on SIG is neither ignored nor blocked. */
static inline void let_through(int sig)
{
	sigset_t one;

	signal(sig, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, sig);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
}

#endif

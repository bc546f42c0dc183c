/*
 * lab/stop.h - Ctrl-C and its kin: clear up, then end by the signal; time limits
 *
 * Behind it: sigaction(2), sigprocmask(2), raise(3), alarm(2). signal/ shows them
 * bare: signal/catch.c, signal/block.c, signal/alarm.c. Read this after those.
 */
#ifndef LAB_STOP_H
#define LAB_STOP_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What asks a program to end: Ctrl-C, kill(1) or the system, a closed terminal. */
static const int lab_stop_signals[] = { SIGINT, SIGTERM, SIGHUP };
enum { LAB_STOP_SIGNALS = sizeof(lab_stop_signals) / sizeof(lab_stop_signals[0]) };

static inline sigset_t lab_stop_set(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	for (int i = 0; i < LAB_STOP_SIGNALS; i++)
		sigaddset(&signals, lab_stop_signals[i]);
	return signals;
}

/* Blocks these signals or unblocks them: HOW as in sigprocmask(2). */
static inline void lab_mask_stop(int how)
{
	const sigset_t signals = lab_stop_set();

	sigprocmask(how, &signals, NULL);
}

/*
 * Holds them back until lab_on_stop(): while a program makes what its handler will
 * remove. Sooner, without the handler, they would leave that behind; and a handler
 * set sooner could remove what turns out to be another's.
 */
static inline void lab_hold_stop(void)
{
	lab_mask_stop(SIG_BLOCK);
}

/*
 * Calls HANDLER when the user or the system asks the program to end (SIGINT,
 * SIGTERM, SIGHUP), each time that it does: timeout(1) sends its signal twice, and
 * the second must not end what is just clearing up. While HANDLER runs the others
 * wait. It, or main() after it, ends the program with lab_end_by(). A signal that
 * was ignored stays ignored, as nohup(1) and a shell's '&' want it. System
 * calls are interrupted (EINTR), not restarted.
 */
static inline void lab_on_stop(void (*handler)(int))
{
	const struct sigaction action = { .sa_handler = handler, .sa_mask = lab_stop_set() };
	struct sigaction old;

	for (int i = 0; i < LAB_STOP_SIGNALS; i++)
		if (sigaction(lab_stop_signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(lab_stop_signals[i], &action, NULL);
	lab_mask_stop(SIG_UNBLOCK);
}

/*
 * Ends the program as SIG does that has no handler, so that whoever waits for it
 * sees why. In the handler of SIG itself, where it is blocked, that is when the
 * handler returns. Async-signal-safe.
 */
static inline void lab_end_by(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
}

/* The program's name, as err(3) prints it: program_invocation_name(3). */
extern char *program_invocation_short_name;

static char lab_too_late[256]; /* what lab_end_too_late() says */

static inline void lab_end_too_late(int sig)
{
	(void)sig;
	while (write(STDERR_FILENO, lab_too_late, strlen(lab_too_late)) == -1 && errno == EINTR)
		continue;
	_exit(EXIT_FAILURE);
}

/*
 * Ends the program with status 1 after SECONDS, saying WHAT went wrong: for those
 * that would wait for ever. It uses alarm(2), also where whoever started the program
 * had SIGALRM blocked; a child inherits the handler, but no alarm. Nothing is cleaned
 * up, as at a crash.
 */
static inline void lab_time_limit(unsigned int seconds, const char *what)
{
	struct sigaction action = { .sa_handler = lab_end_too_late };
	sigset_t alarm_only;

	snprintf(lab_too_late, sizeof(lab_too_late), "%s: %s\n", program_invocation_short_name,
		 what);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
	alarm(seconds);
}

#endif

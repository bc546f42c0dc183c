/*
 * signal/coalesce - send the same signal five times: it comes once, or each time
 *
 *     $ ./signal/coalesce
 *     SIGUSR1 sent 5 times, SIGRTMIN+1 and SIGRTMIN 5 times with values 1 to 5
 *     SIGUSR1 came 1 time
 *     SIGRTMIN came 5 times: 1 2 3 4 5
 *     SIGRTMIN+1 came 5 times: 1 2 3 4 5
 *     with a limit of 10 for the queue: ... more, then: Resource temporarily unavailable
 *
 * For a standard signal the kernel has one bit: pending or not. It says that
 * something has happened, never how often: a program that is told so looks for all that
 * may have happened. Real-time signals wait in a queue, each with its value, and come in the
 * order in which they were sent, the lowest number first. A queue needs memory, so
 * it has a limit (RLIMIT_SIGPENDING), which all processes of the user share.
 *
 * See also: signal/child.c, signal/producer.c; signal(7), sigqueue(3),
 * sigtimedwait(2), getrlimit(2)
 */
#define _GNU_SOURCE /* RLIMIT_SIGPENDING */
#include <signal.h>
#include <sys/resource.h>

#include "../lab/options.h"
#include "../lab/output.h"

enum { TIMES = 5, LIMIT = 10 };

/* Takes all SIG that are pending, and says how many there were of that NAME. */
static void take(int sig, const char *name)
{
	const struct timespec at_once = { 0 };
	siginfo_t info;
	sigset_t one;
	int values[TIMES], n = 0;

	sigemptyset(&one);
	sigaddset(&one, sig);
	while (n < TIMES && sigtimedwait(&one, &info, &at_once) == sig)
		values[n++] = info.si_value.sival_int;
	printf("%s came %d time%s", name, n, n == 1 ? "" : "s:");
	for (int i = 0; n > 1 && i < n; i++)
		printf(" %d", values[i]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	const struct rlimit limit = { .rlim_cur = LIMIT, .rlim_max = LIMIT };
	union sigval value = { 0 };
	sigset_t all;
	int n = 0;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: coalesce [-h]\nSends signals faster than they are taken.\n");
	sigfillset(&all);
	sigdelset(&all, SIGINT);
	sigprocmask(SIG_BLOCK, &all, NULL);

	for (value.sival_int = 1; value.sival_int <= TIMES; value.sival_int++)
		if (sigqueue(getpid(), SIGUSR1, value) == -1 ||
		    sigqueue(getpid(), SIGRTMIN + 1, value) == -1 ||
		    sigqueue(getpid(), SIGRTMIN, value) == -1)
			err(EXIT_FAILURE, "sigqueue to %ld", (long)getpid());
	printf("SIGUSR1 sent %d times, SIGRTMIN+1 and SIGRTMIN %d times with values 1 to %d\n",
	       TIMES, TIMES, TIMES);
	take(SIGUSR1, "SIGUSR1");
	take(SIGRTMIN, "SIGRTMIN");
	take(SIGRTMIN + 1, "SIGRTMIN+1");

	if (setrlimit(RLIMIT_SIGPENDING, &limit) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_SIGPENDING");
	while (sigqueue(getpid(), SIGRTMIN, value) == 0)
		n++;
	printf("with a limit of %d for the queue: %d more, then: %s\n", LIMIT, n, strerror(errno));
	return EXIT_SUCCESS;
}

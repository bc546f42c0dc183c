/*
 * signal/ping_pong - let a parent and a child take turns by signals, and time it
 *
 *     $ ./signal/ping_pong -n 1000
 *     1000 round trips, ... microseconds each
 *
 * Both block what they expect before there is anybody who could send it: before
 * fork(2). So a signal that comes early is pending, and not lost. sigwaitinfo(2)
 * takes it, without a handler. The parent waits for SIGCHLD as well: a child that
 * dies would else never answer. (Not for SIGCHLD of a child that has only stopped, by
 * Ctrl-Z say: SA_NOCLDSTOP.) The child is killed with its parent.
 *
 * A round is two signals, and two switches from one process to the other.
 *
 * See also: signal/suspend.c, signal/producer.c, sem/ping_pong.c; sigwaitinfo(2)
 */
#include <signal.h>
#include <time.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

/* Waits for one of the signals SIGS. */
static int take(const sigset_t *sigs)
{
	int sig;

	while ((sig = sigwaitinfo(sigs, NULL)) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sigwaitinfo");
	return sig;
}

int main(int argc, char **argv)
{
	const struct sigaction at_end = { .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP };
	const pid_t parent = getpid();
	struct timespec begin, end;
	sigset_t ping, pong, both;
	long rounds = 10000;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n:", false,
			  "usage: ping_pong [-h] [-n ROUNDS]\nTakes turns by signals.\n") == 'n')
		rounds = lab_number(optarg, 1, 1000000000, "rounds");
	sigemptyset(&ping);
	sigaddset(&ping, SIGUSR1);
	sigemptyset(&pong);
	sigaddset(&pong, SIGUSR2);
	sigaddset(&pong, SIGCHLD);
	both = pong;
	sigaddset(&both, SIGUSR1);
	sigprocmask(SIG_BLOCK, &both, NULL);
	sigaction(SIGCHLD, &at_end, NULL);

	const pid_t child = lab_fork();
	if (child == 0) {
		for (;;) {
			take(&ping);
			if (kill(parent, SIGUSR2) == -1)
				err(EXIT_FAILURE, "kill %ld", (long)parent);
		}
	}

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (long i = 0; i < rounds; i++) {
		if (kill(child, SIGUSR1) == -1)
			err(EXIT_FAILURE, "kill %ld", (long)child);
		if (take(&pong) == SIGCHLD)
			errx(EXIT_FAILURE, "sigwaitinfo: the child has died");
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	kill(child, SIGKILL);
	if (waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);

	const double seconds =
		(double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
	printf("%ld round trips, %.1f microseconds each\n", rounds, seconds * 1e6 / (double)rounds);
	return EXIT_SUCCESS;
}

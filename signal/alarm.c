/*
 * signal/alarm - stop waiting when a time is up
 *
 *     $ ./signal/alarm
 *      ... ms  alarm ...: waiting for a message, 100 ms at most
 *      ... ms  alarm ...: read pipe: Interrupted system call
 *     $ ./signal/alarm -t 300
 *      ... ms  alarm ...: waiting for a message, 300 ms at most
 *      ... ms  alarm ...: read pipe: Interrupted system call
 *
 * A timer sends SIGALRM when the time is up, and with a handler for it (and without
 * SA_RESTART) the waiting read(2) returns with EINTR. alarm(2) is the same timer in
 * whole seconds, once. But once is not enough: if the signal comes after the timer
 * was set and before read has begun to wait, on a busy machine, then nothing is
 * interrupted and read waits for ever. So this timer goes on ringing, every 10 ms.
 * Without any signal: poll(2) has a time limit of its own.
 *
 * See also: signal/eintr.c, signal/timers.c, event/timerfd.c; alarm(2), setitimer(2)
 */
#include <signal.h>
#include <sys/time.h>

#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static void handler(int sig)
{
	(void)sig; /* has only to be there: by default SIGALRM ends, ignored it interrupts nothing */
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	const struct itimerval off = { 0 };
	long limit = 100;
	char byte;
	int ends[2];

	lab_prepare_streams();
	lab_start_clock();
	while (lab_getopt(argc, argv, "t:", false,
			  "usage: alarm [-h] [-t MILLISECONDS]\nWaits, but not for ever.\n") == 't')
		limit = lab_number(optarg, 1, 60000, "time");
	const struct itimerval timer = { .it_value = { .tv_sec = limit / 1000,
						       .tv_usec = limit % 1000 * 1000 },
					 .it_interval.tv_usec = 10000 };
	if (pipe(ends) == -1) /* nobody writes into it */
		err(EXIT_FAILURE, "pipe");
	let_through(SIGALRM);
	sigaction(SIGALRM, &action, NULL);

	lab_say("alarm", "waiting for a message, %ld ms at most", limit);
	if (setitimer(ITIMER_REAL, &timer, NULL) == -1)
		err(EXIT_FAILURE, "setitimer");
	if (read(ends[0], &byte, 1) != -1)
		errx(EXIT_FAILURE, "read pipe: a message came");
	const int error = errno;
	setitimer(ITIMER_REAL, &off, NULL);
	lab_say("alarm", "read pipe: %s", strerror(error));
	return EXIT_SUCCESS;
}

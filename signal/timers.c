/*
 * signal/timers - have a timer send a real-time signal again and again, and miss some
 *
 *     $ ./signal/timers
 *      ... ms  timers ...: timer 7 expired
 *      ... ms  timers ...: timer 7 expired
 *      ... ms  timers ...: timer 7 expired
 *      ... ms  timers ...: no time for it, 5 periods long
 *      ... ms  timers ...: timer 7 expired, and ... times more since the last
 *
 * A process may have many POSIX timers: each sends the signal that it was given,
 * with a value to tell which timer it was. One timer never has more than one signal
 * in the queue. If it expires again before that is taken, the kernel only counts
 * (si_overrun, or timer_getoverrun(2)): so a slow program is not flooded, and still
 * knows how late it is. Instead of a signal a timer may start a function in a thread
 * of its own (SIGEV_THREAD). setitimer(2) is older: for a process one timer each of
 * real and of CPU time (SIGALRM, SIGVTALRM, SIGPROF), and no count.
 *
 * See also: signal/alarm.c, event/timerfd.c; timer_create(2), timer_getoverrun(2)
 */
#include <signal.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: timers [-h] [-t MILLISECONDS]\n"
			    "Takes the signals of a timer that expires every MILLISECONDS (20).\n";

int main(int argc, char **argv)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGRTMIN,
				  .sigev_value.sival_int = 7 };
	long period = 20;
	struct timespec now;
	siginfo_t info;
	sigset_t signal;
	timer_t timer;

	lab_prepare_streams();
	lab_start_clock();
	while (lab_getopt(argc, argv, "t:", false, usage) == 't')
		period = lab_number(optarg, 1, 999, "period");
	const struct itimerspec times = { .it_value.tv_nsec = period * 1000000,
					  .it_interval.tv_nsec = period * 1000000 };
	sigemptyset(&signal);
	sigaddset(&signal, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &signal, NULL); /* taken by sigwaitinfo(2), without a handler */
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) == -1)
		err(EXIT_FAILURE, "timer_create");
	if (timer_settime(timer, 0, &times, NULL) == -1)
		err(EXIT_FAILURE, "timer_settime");

	for (int i = 0; i < 4; i++) {
		if (i == 3) {
			lab_say("timers", "no time for it, 5 periods long");
			const struct timespec end = lab_in(CLOCK_MONOTONIC, 5 * period);
			do
				clock_gettime(CLOCK_MONOTONIC, &now);
			while (now.tv_sec < end.tv_sec ||
			       (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec));
		}
		while (sigwaitinfo(&signal, &info) == -1)
			if (errno != EINTR)
				err(EXIT_FAILURE, "sigwaitinfo");
		if (i < 3)
			lab_say("timers", "timer %d expired", info.si_value.sival_int);
		else
			lab_say("timers", "timer %d expired, and %d times more since the last",
				info.si_value.sival_int, info.si_overrun);
	}
	timer_delete(timer);
	return EXIT_SUCCESS;
}

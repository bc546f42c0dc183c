/*
 * event/timerfd - read from a descriptor how often a timer has expired
 *
 *     $ ./event/timerfd
 *      ... ms  timerfd ...: expired: ...
 *      ... ms  timerfd ...: expired: ...
 *      ... ms  timerfd ...: expired: ...
 *      ... ms  timerfd ...: no time for it, 5 periods long
 *      ... ms  timerfd ...: expired: ...
 *
 * A timer without a signal: its descriptor becomes readable when it expires, so it
 * can stand in one poll(2) with sockets, queues and pidfds. read(2) returns how often
 * that was since the last time: mostly 1, and more when the program was late. Not one
 * is lost, nothing is interrupted, no handler is needed.
 *
 * See also: signal/timers.c, event/eventfd.c, event/signalfd.c; timerfd_create(2)
 */
#include <inttypes.h>
#include <poll.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: timerfd [-h] [-t MILLISECONDS]\n"
			    "Reads from a timer that expires every MILLISECONDS (20).\n";

int main(int argc, char **argv)
{
	long period = 20;
	uint64_t times;

	lab_prepare_streams();
	lab_start_clock();
	while (lab_getopt(argc, argv, "t:", false, usage) == 't')
		period = lab_number(optarg, 1, 999, "period");
	const struct itimerspec every = { .it_value.tv_nsec = period * 1000000,
					  .it_interval.tv_nsec = period * 1000000 };
	struct pollfd timer = { .fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC),
				.events = POLLIN };
	if (timer.fd == -1)
		err(EXIT_FAILURE, "timerfd_create");
	if (timerfd_settime(timer.fd, 0, &every, NULL) == -1)
		err(EXIT_FAILURE, "timerfd_settime");

	for (int i = 0; i < 4; i++) {
		if (i == 3) {
			lab_say("timerfd", "no time for it, 5 periods long");
			if (poll(NULL, 0, (int)(5 * period)) == -1)
				err(EXIT_FAILURE, "poll");
		}
		if (poll(&timer, 1, -1) == -1) /* beside it others could stand */
			err(EXIT_FAILURE, "poll timerfd");
		if (read(timer.fd, &times, sizeof(times)) != sizeof(times))
			err(EXIT_FAILURE, "read timerfd");
		lab_say("timerfd", "expired: %" PRIu64 "%s", times,
			times == 1 ? " time" : " times");
	}
	close(timer.fd);
	return EXIT_SUCCESS;
}

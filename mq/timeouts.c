/*
 * mq/timeouts - wait for a message, or for room, until a time, or not at all
 *
 *     $ ./mq/timeouts
 *     ... ms  empty queue ...: mq_receive, O_NONBLOCK: Resource temporarily unavailable
 *     ... ms  empty queue ...: mq_timedreceive, 100 ms from now: ... timed out
 *     ... ms  empty queue ...: mq_timedreceive, a time long past: ... timed out
 *     ... ms  full queue ...: mq_send, O_NONBLOCK: Resource temporarily unavailable
 *     ... ms  full queue ...: mq_timedsend, 100 ms from now: ... timed out
 *     ... ms  full queue ...: mq_timedreceive, a time long past: received
 *
 * An empty queue makes the receiver wait, a full one the sender. A process that cannot
 * wait for ever has two ways: O_NONBLOCK, which is one of the descriptor's attributes and
 * can be set and cleared, gives EAGAIN at once; the timed calls give ETIMEDOUT, at a
 * time. That is a time of the clock CLOCK_REALTIME, no duration: so a call that was
 * interrupted can be made again as it was. If nobody has to wait it does not matter.
 *
 * See also: lab/clock.h, mq/producer.c, sem/timed.c; mq_receive(3), mq_send(3), mq_getattr(3)
 */
#include <fcntl.h>
#include <mqueue.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: timeouts [-h] [-p MILLISECONDS]\n"
			    "Waits MILLISECONDS (100) at an empty queue and at a full one.\n";

static mqd_t queue;

/* O_NONBLOCK is the only attribute of a queue that can be changed. */
static void set_flags(long flags)
{
	struct mq_attr attr = { .mq_flags = flags };

	if (mq_setattr(queue, &attr, NULL) == -1)
		err(EXIT_FAILURE, "mq_setattr");
}

int main(int argc, char **argv)
{
	const struct timespec past = { .tv_sec = 0 };
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 32 };
	char text[32];
	long pause = 100;

	lab_prepare_streams();
	lab_start_clock();
	while (lab_getopt(argc, argv, "p:", false, usage) != -1)
		pause = lab_number(optarg, 0, 60000, "milliseconds");
	const char *name = lab_name("timeouts");
	mq_unlink(name); /* a run that was killed may have left one */
	queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	mq_unlink(name);

	set_flags(O_NONBLOCK);
	ssize_t n = mq_receive(queue, text, sizeof(text), NULL);
	lab_say("empty queue", "mq_receive, O_NONBLOCK: %s",
		n == -1 ? strerror(errno) : "received");
	set_flags(0);
	struct timespec deadline = lab_in(CLOCK_REALTIME, pause);
	n = mq_timedreceive(queue, text, sizeof(text), NULL, &deadline);
	lab_say("empty queue", "mq_timedreceive, %ld ms from now: %s", pause,
		n == -1 ? strerror(errno) : "received");
	n = mq_timedreceive(queue, text, sizeof(text), NULL, &past);
	lab_say("empty queue", "mq_timedreceive, a time long past: %s",
		n == -1 ? strerror(errno) : "received");

	if (mq_send(queue, "fills it", 8, 0) == -1)
		err(EXIT_FAILURE, "mq_send %s", name);
	set_flags(O_NONBLOCK);
	int result = mq_send(queue, "too much", 8, 0);
	lab_say("full queue", "mq_send, O_NONBLOCK: %s", result == -1 ? strerror(errno) : "sent");
	set_flags(0);
	deadline = lab_in(CLOCK_REALTIME, pause);
	result = mq_timedsend(queue, "too much", 8, 0, &deadline);
	lab_say("full queue", "mq_timedsend, %ld ms from now: %s", pause,
		result == -1 ? strerror(errno) : "sent");
	n = mq_timedreceive(queue, text, sizeof(text), NULL, &past);
	lab_say("full queue", "mq_timedreceive, a time long past: %s",
		n == -1 ? strerror(errno) : "received");
	return EXIT_SUCCESS;
}

/*
 * mq/consumer - print each message from a POSIX message queue
 *
 *     $ ./mq/consumer &
 *     consumer: waiting for a producer on /ipc-lab...mq
 *     $ ./mq/producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * One mq_receive(3) returns one message, the oldest of the highest priority. The end
 * has the lowest, so it comes last. A queue outlives the processes that use it, and
 * says nothing of their death. So the consumer waits for half a second at a time, and
 * then looks whether the producer still has its lock on the queue.
 *
 * See also: mq/producer.c, mq/partner.h, mq/message.h; mq_overview(7), mq_receive(3),
 * flock(2), fcntl(2) ("Open file description locks")
 */
#define _GNU_SOURCE
#include <signal.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/stop.h"
#include "message.h"
#include "partner.h"

static const char usage[] = "usage: consumer [-h]\n"
			    "Prints each message from a message queue, then removes it.\n";

static const char *name;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_queue(void)
{
	mq_unlink(name);
}

int main(int argc, char **argv)
{
	struct mq_attr size = { .mq_maxmsg = MESSAGES, .mq_msgsize = MESSAGE_MAX };
	unsigned int priority = NOTHING_YET;
	char message[MESSAGE_MAX];

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	name = lab_name("mq");
	lab_on_stop(stop);

	mqd_t queue = mq_open(name, O_RDONLY); /* another consumer's: a dead one has left it */
	if (queue != -1 && become_consumer(queue, name))
		mq_unlink(name);
	if (queue != -1)
		mq_close(queue);
	queue = mq_open(name, O_RDONLY | O_CREAT | O_EXCL, 0600, &size);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s%s", name,
		    errno == EMFILE ? " (queues fill all the user may have: ulimit -q)" : "");
	if (!become_consumer(queue, name))
		errx(EXIT_FAILURE, "flock %s: another consumer has it", name);
	atexit(remove_queue);

	warnx("waiting for a producer on %s", name);
	while (!stopped && priority != END) {
		const struct timespec deadline = lab_deadline();
		const bool lives = producer_lives(queue); /* before the queue is found empty */
		const ssize_t len =
			mq_timedreceive(queue, message, sizeof(message), &priority, &deadline);
		if (len == -1 && errno != ETIMEDOUT && errno != EINTR)
			err(EXIT_FAILURE, "mq_receive %s", name);
		if (len == -1 && priority != NOTHING_YET && !lives)
			errx(EXIT_FAILURE, "mq_receive %s: the producer ended early", name);
		if (len > 0 && priority == END)
			errx(EXIT_FAILURE, "mq_receive %s: the producer has given up", name);
		if (len >= 0 && priority == MESSAGE)
			lab_print(message, (size_t)len);
	}
	if (stopped) {
		remove_queue();
		lab_end_by(stopped);
	}
	return EXIT_SUCCESS;
}

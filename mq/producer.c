/*
 * mq/producer - send each message to a consumer through a POSIX message queue
 *
 *     $ ./mq/producer hello
 *     producer: no consumer on /ipc-lab...mq: start ./mq/consumer first
 *
 * The queue keeps the messages apart and in order of priority, and it keeps them
 * when their sender has gone: sent means "in the queue". A queue has room for a
 * few messages of a fixed greatest size; when it is full, sending blocks.
 *
 * The queue itself tells nothing of the other side. But a queue descriptor is a
 * file descriptor here, and the consumer holds a lock on it that the kernel
 * releases at its death: a process that can get the lock knows that nobody reads.
 *
 * See also: mq/consumer.c, mq/partner.h, mq/message.h; mq_overview(7), mq_send(3),
 * flock(2)
 */
#define _GNU_SOURCE
#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "message.h"
#include "partner.h"

static const char usage[] =
	"usage: producer [-h] [MESSAGE...]\n"
	"Sends each MESSAGE, or else each line of standard input, to a message queue.\n";

static const char *name;
static mqd_t queue;

static void check_consumer(void)
{
	if (!consumer_lives(queue))
		errx(EXIT_FAILURE, "mq_send %s: the consumer has ended", name);
}

static void send_message(const char *message, size_t len, enum priority priority)
{
	struct timespec deadline = lab_deadline();

	while (mq_timedsend(queue, message, len, priority, &deadline) == -1) {
		if (errno != ETIMEDOUT)
			err(EXIT_FAILURE, "mq_send %s", name);
		check_consumer(); /* the queue is full: does anybody empty it? */
		deadline = lab_deadline();
	}
}

int main(int argc, char **argv)
{
	const char *message;
	struct mq_attr now;
	struct stat st;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	name = lab_name("mq");
	queue = mq_open(name, O_WRONLY);
	if (queue == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "mq_open %s", name);
	if (queue == -1 || fstat(queue, &st) == -1 || st.st_uid != geteuid() ||
	    !consumer_lives(queue))
		errx(EXIT_FAILURE, "no consumer on %s: start ./mq/consumer first", name);
	become_producer(queue, name);
	if (mq_getattr(queue, &now) == -1)
		err(EXIT_FAILURE, "mq_getattr %s", name);
	if (now.mq_curmsgs > 0) /* one that has gone is not read yet: its end would end us */
		errx(EXIT_FAILURE, "mq_getattr %s: another producer is yet to be read", name);

	send_message("", 0, HELLO);
	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > now.mq_msgsize) {
			warnx("message of %zd bytes, but a queue here takes %ld (mq/message.h)",
			      len, now.mq_msgsize);
			send_message("!", 1, END); /* or it would look like our death */
			exit(EXIT_FAILURE);
		}
		send_message(message, (size_t)len, MESSAGE);
	}
	send_message("", 0, END);
	mq_close(queue);
	return EXIT_SUCCESS;
}

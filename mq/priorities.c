/*
 * mq/priorities - the highest priority comes out first, and among equals the oldest
 *
 *     $ ./mq/priorities
 *     sent with priority 1: message 1
 *     sent with priority 5: message 2
 *     sent with priority 1: message 3
 *     sent with priority 0: message 4
 *     sent with priority 5: message 5
 *     received with priority 5: message 2
 *     received with priority 5: message 5
 *     received with priority 1: message 1
 *     received with priority 1: message 3
 *     received with priority 0: message 4
 *
 * A message has a priority from 0 to MQ_PRIO_MAX - 1, which is 32767 on Linux. The
 * queue is kept in order: what is urgent overtakes what waits already. mq_receive(3)
 * cannot ask for one priority; it gets the first message, and is told which it has.
 *
 * Name and queue are two things, as with a file: after mq_unlink(3) the queue lives
 * on until the last descriptor is closed, and cannot be left behind any more.
 *
 * See also: mq/message.h, sysv/msg_types.c; mq_send(3), mq_receive(3), mq_unlink(3)
 */
#include <fcntl.h>
#include <mqueue.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

#define MOST 8 /* 10 is what an ordinary user may have: see limits */

static const char usage[] = "usage: priorities [-h] [PRIORITY...]\n"
			    "Sends a message with each PRIORITY, up to 8, then receives them.\n";

int main(int argc, char **argv)
{
	struct mq_attr attr = { .mq_maxmsg = MOST, .mq_msgsize = 32 };
	char *defaults[] = { "1", "5", "1", "0", "5", NULL };
	unsigned int priorities[MOST], priority;
	int count = 0;
	char text[32];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	char **given = argv[optind] ? argv + optind : defaults;
	for (; given[count]; count++) {
		if (count == MOST)
			lab_wrong_usage("more than %d messages", MOST);
		priorities[count] = (unsigned int)lab_number(
			given[count], 0, sysconf(_SC_MQ_PRIO_MAX) - 1, "priority");
	}

	const char *name = lab_name("priorities");
	mq_unlink(name); /* a run that was killed may have left one */
	mqd_t queue = mq_open(name, O_RDWR | O_NONBLOCK | O_CREAT | O_EXCL, 0600, &attr);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	mq_unlink(name);

	for (int i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "message %d", i + 1);
		if (mq_send(queue, text, strlen(text), priorities[i]) == -1)
			err(EXIT_FAILURE, "mq_send %s", name);
		printf("sent with priority %u: %s\n", priorities[i], text);
	}

	ssize_t n;
	while ((n = mq_receive(queue, text, sizeof(text), &priority)) != -1)
		printf("received with priority %u: %.*s\n", priority, (int)n, text);
	if (errno != EAGAIN) /* which says that the queue is empty */
		err(EXIT_FAILURE, "mq_receive %s", name);
	mq_close(queue);
	return EXIT_SUCCESS;
}

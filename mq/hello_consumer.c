/*
 * mq/hello_consumer - receive one message from a queue, and remove the queue
 *
 *     $ ./mq/hello_consumer &
 *     hello_consumer: waiting for a producer on /ipc-lab...hello_mq
 *     $ ./mq/hello_producer; wait
 *     received 12 bytes: Hello World!
 *
 * mq_receive(3) waits for a message, and gets it whole: one mq_send(3), one mq_receive.
 * It wants room for the longest that the queue takes, however short the one that comes.
 * A queue stays until mq_unlink(3), be it empty or not.
 *
 * See also: mq/hello_producer.c, mq/consumer.c; mq_receive(3), mq_unlink(3),
 * mq_overview(7)
 */
#include <err.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *name = lab_name("hello_mq");
	struct mq_attr size = { .mq_maxmsg = 4, .mq_msgsize = 64 };
	struct stat st;
	char text[64];

	mqd_t queue = mq_open(name, O_RDONLY | O_CREAT, 0600, &size);
	if (queue == -1 || fstat(queue, &st) == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	if (st.st_uid != geteuid())
		errx(EXIT_FAILURE, "mq_open %s: another user's queue", name);
	fprintf(stderr, "hello_consumer: waiting for a producer on %s\n", name);
	ssize_t len = mq_receive(queue, text, sizeof(text), NULL);
	if (len == -1)
		err(EXIT_FAILURE, "mq_receive %s", name);
	if (printf("received %zd bytes: %.*s\n", len, (int)len, text) < 0 || fflush(stdout) == EOF)
		err(EXIT_FAILURE, "write standard output");
	if (mq_unlink(name) == -1)
		err(EXIT_FAILURE, "mq_unlink %s", name);
	return EXIT_SUCCESS;
}

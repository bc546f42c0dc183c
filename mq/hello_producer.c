/*
 * mq/hello_producer - send "Hello World!" to a message queue, and do not wait for a reader
 *
 *     $ ./mq/hello_producer && ./mq/hello_consumer
 *     hello_consumer: waiting for a producer on /ipc-lab...hello_mq
 *     received 12 bytes: Hello World!
 *
 * Either side may come first: the queue is made by whichever it is, with room for 4
 * messages of 64 bytes. mq_send(3) puts a message into it. The queue is in the kernel:
 * it keeps what is in it when the producer has ended.
 *
 * See also: mq/hello_consumer.c, mq/producer.c; mq_open(3), mq_send(3), mq_overview(7)
 */
#include <err.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *name = lab_name("hello_mq"), *text = "Hello World!";
	struct mq_attr size = { .mq_maxmsg = 4, .mq_msgsize = 64 };
	struct stat st;

	mqd_t queue = mq_open(name, O_WRONLY | O_CREAT, 0600, &size);
	if (queue == -1 || fstat(queue, &st) == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	if (st.st_uid != geteuid())
		errx(EXIT_FAILURE, "mq_open %s: another user's queue", name);
	if (mq_send(queue, text, strlen(text), 0) == -1)
		err(EXIT_FAILURE, "mq_send %s", name);
	return EXIT_SUCCESS;
}

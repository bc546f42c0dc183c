/*
 * mq/errors - what each call says that cannot be done
 *
 *     $ ./mq/errors
 *     a name with two slashes                  EACCES
 *     a name of 256 bytes                      ENAMETOOLONG
 *     a queue that is not there                ENOENT
 *     a new queue, but the name is taken       EEXIST
 *     a queue for no message                   EINVAL
 *     a queue for messages of no byte          EINVAL
 *     a message longer than mq_msgsize         EMSGSIZE
 *     a priority of MQ_PRIO_MAX                EINVAL
 *     a message too many, with O_NONBLOCK      EAGAIN
 *     a message too many, with a time limit    ETIMEDOUT
 *     a buffer shorter than mq_msgsize         EMSGSIZE
 *     a message that is not there, O_NONBLOCK  EAGAIN
 *     a notice that somebody has asked for     EBUSY
 *     sending what is open for reading         EBADF
 *     unlinking what is not there              ENOENT
 *
 * Most of these are mistakes in a program. EAGAIN and ETIMEDOUT are none: they say
 * "not now". Nor is EMFILE, the user's limit, which is not in the list: see limits.
 *
 * The one that surprises: mq_receive(3) wants a buffer for the longest message that
 * the queue takes, mq_msgsize bytes, however short the message that is there.
 *
 * See also: mq/limits.c, mq/timeouts.c; mq_open(3), mq_send(3), mq_receive(3), errno(3)
 */
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: errors [-h]\n"
			    "Makes the mistakes one can make with a message queue.\n";

/* WHAT has been tried, and has failed with ERROR, whose name is NAME. */
static void tried(const char *what, ssize_t result, int error, const char *name)
{
	if (result != -1)
		errx(EXIT_FAILURE, "%s: was no error", what);
	if (errno != error)
		err(EXIT_FAILURE, "%s: not %s", what, name);
	printf("%-40s %s\n", what, name);
}

#define FAILS(what, error, call) tried(what, call, error, #error)

int main(int argc, char **argv)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	struct mq_attr no_message = { .mq_maxmsg = 0, .mq_msgsize = 8 };
	struct mq_attr no_byte = { .mq_maxmsg = 1, .mq_msgsize = 0 };
	const struct sigevent nothing = { .sigev_notify = SIGEV_NONE };
	const struct timespec past = { .tv_sec = 0 };
	const unsigned int too_urgent = (unsigned int)sysconf(_SC_MQ_PRIO_MAX);
	char long_name[1 + 256 + 1] = "/", text[8];
	const int new = O_RDWR | O_CREAT | O_EXCL;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	const char *name = lab_name("errors"), *absent = lab_name("errors.absent");
	memset(long_name + 1, 'x', 256);
	mq_unlink(name); /* a run that was killed may have left one */
	mqd_t queue = mq_open(name, new | O_NONBLOCK, 0600, &attr);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	mqd_t reader = mq_open(name, O_RDONLY);
	mqd_t waiting = mq_open(name, O_WRONLY);
	if (reader == -1 || waiting == -1)
		err(EXIT_FAILURE, "mq_open %s", name);

	FAILS("a name with two slashes", EACCES, mq_open("/two/slashes", O_RDWR));
	FAILS("a name of 256 bytes", ENAMETOOLONG, mq_open(long_name, O_RDWR));
	FAILS("a queue that is not there", ENOENT, mq_open(absent, O_RDWR));
	FAILS("a new queue, but the name is taken", EEXIST, mq_open(name, new, 0600, &attr));
	mq_unlink(name);
	FAILS("a queue for no message", EINVAL, mq_open(absent, new, 0600, &no_message));
	FAILS("a queue for messages of no byte", EINVAL, mq_open(absent, new, 0600, &no_byte));
	FAILS("a message longer than mq_msgsize", EMSGSIZE, mq_send(queue, "nine byte", 9, 0));
	FAILS("a priority of MQ_PRIO_MAX", EINVAL, mq_send(queue, "text", 4, too_urgent));

	if (mq_send(queue, "text", 4, 0) == -1)
		err(EXIT_FAILURE, "mq_send %s", name);
	FAILS("a message too many, with O_NONBLOCK", EAGAIN, mq_send(queue, "text", 4, 0));
	FAILS("a message too many, with a time limit", ETIMEDOUT,
	      mq_timedsend(waiting, "text", 4, 0, &past));
	FAILS("a buffer shorter than mq_msgsize", EMSGSIZE, mq_receive(queue, text, 4, NULL));
	if (mq_receive(queue, text, sizeof(text), NULL) != 4)
		err(EXIT_FAILURE, "mq_receive %s", name);
	FAILS("a message that is not there, O_NONBLOCK", EAGAIN, mq_receive(queue, text, 8, NULL));

	if (mq_notify(queue, &nothing) == -1)
		err(EXIT_FAILURE, "mq_notify %s", name);
	FAILS("a notice that somebody has asked for", EBUSY, mq_notify(queue, &nothing));
	FAILS("sending what is open for reading", EBADF, mq_send(reader, "text", 4, 0));
	FAILS("unlinking what is not there", ENOENT, mq_unlink(name));
	return EXIT_SUCCESS;
}

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

static const char *name_of(int error)
{
	switch (error) {
	case EACCES:
		return "EACCES";
	case EAGAIN:
		return "EAGAIN";
	case EBADF:
		return "EBADF";
	case EBUSY:
		return "EBUSY";
	case EEXIST:
		return "EEXIST";
	case EINVAL:
		return "EINVAL";
	case EMSGSIZE:
		return "EMSGSIZE";
	case ENAMETOOLONG:
		return "ENAMETOOLONG";
	case ENOENT:
		return "ENOENT";
	case ETIMEDOUT:
		return "ETIMEDOUT";
	default:
		return strerror(error);
	}
}

/* WHAT has been tried, and RESULT should be -1. */
static void tried(const char *what, ssize_t result)
{
	if (result != -1)
		errx(EXIT_FAILURE, "%s: was no error", what);
	printf("%-40s %s\n", what, name_of(errno));
}

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

	tried("a name with two slashes", mq_open("/two/slashes", O_RDWR));
	tried("a name of 256 bytes", mq_open(long_name, O_RDWR));
	tried("a queue that is not there", mq_open(absent, O_RDWR));
	tried("a new queue, but the name is taken", mq_open(name, new, 0600, &attr));
	mq_unlink(name);
	tried("a queue for no message", mq_open(absent, new, 0600, &no_message));
	tried("a queue for messages of no byte", mq_open(absent, new, 0600, &no_byte));
	tried("a message longer than mq_msgsize", mq_send(queue, "nine byte", 9, 0));
	tried("a priority of MQ_PRIO_MAX", mq_send(queue, "text", 4, too_urgent));

	if (mq_send(queue, "text", 4, 0) == -1)
		err(EXIT_FAILURE, "mq_send %s", name);
	tried("a message too many, with O_NONBLOCK", mq_send(queue, "text", 4, 0));
	tried("a message too many, with a time limit", mq_timedsend(waiting, "text", 4, 0, &past));
	tried("a buffer shorter than mq_msgsize", mq_receive(queue, text, 4, NULL));
	if (mq_receive(queue, text, sizeof(text), NULL) != 4)
		err(EXIT_FAILURE, "mq_receive %s", name);
	tried("a message that is not there, O_NONBLOCK", mq_receive(queue, text, 8, NULL));

	if (mq_notify(queue, &nothing) == -1)
		err(EXIT_FAILURE, "mq_notify %s", name);
	tried("a notice that somebody has asked for", mq_notify(queue, &nothing));
	tried("sending what is open for reading", mq_send(reader, "text", 4, 0));
	tried("unlinking what is not there", mq_unlink(name));
	return EXIT_SUCCESS;
}

/*
 * mq/limits - how many queues, messages and bytes: what the queue, system and user may have
 *
 *     $ ./mq/limits
 *     this queue   mq_maxmsg ... messages, 1 in it
 *     this queue   mq_msgsize ... bytes in a message
 *     system       msg_default ...
 *     system       msg_max ...
 *     system       msgsize_default ...
 *     system       msgsize_max ...
 *     system       queues_max ...
 *     user         RLIMIT_MSGQUEUE ...
 *     a queue of the default size counts ... bytes of that
 *     opened again, for 100 messages: it takes 4, as it was made
 *     made for 65537 messages: Invalid argument
 *     made by a user who may have no byte: EMFILE, the same as for too many files
 *
 * A queue's size is fixed when it is made, and the kernel counts all of it at once,
 * full or empty, against what the user may have. By default that is 819200 bytes,
 * enough for nine queues of the default size: then mq_open(3) fails with EMFILE. Few
 * expect that there. Ask for the small queue that you need, and look for queues that
 * were left behind.
 *
 * The system's limits are files in /proc/sys/fs/mqueue. Those called _max do not
 * bind root; the user's do.
 *
 * See also: mq/errors.c, sysv/limits.c; mq_overview(7), mq_getattr(3), getrlimit(2)
 */
#include <fcntl.h>
#include <mqueue.h>
#include <sys/resource.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: limits [-h]\n"
			    "Prints the limits of message queues, and goes beyond some.\n";

static long system_limit(const char *limit)
{
	char path[64];
	long value;

	snprintf(path, sizeof(path), "/proc/sys/fs/mqueue/%s", limit);
	FILE *file = fopen(path, "r");
	if (!file || fscanf(file, "%ld", &value) != 1)
		err(EXIT_FAILURE, "read %s", path);
	fclose(file);
	printf("system       %s %ld\n", limit, value);
	return value;
}

int main(int argc, char **argv)
{
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 64 };
	struct mq_attr more = { .mq_maxmsg = 100, .mq_msgsize = 64 };
	struct mq_attr most = { .mq_maxmsg = 65537, .mq_msgsize = 1 }; /* also for root */
	struct rlimit user, none;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	const char *name = lab_name("limits"), *other = lab_name("limits.other");
	mq_unlink(name); /* a run that was killed may have left one */
	mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	mqd_t again = mq_open(name, O_RDWR | O_CREAT, 0600, &more);
	mq_unlink(name);
	if (again == -1)
		err(EXIT_FAILURE, "mq_open %s", name);

	if (mq_send(queue, "one", 3, 0) == -1 || mq_getattr(queue, &attr) == -1)
		err(EXIT_FAILURE, "mq_send %s", name);
	printf("this queue   mq_maxmsg %ld messages, %ld in it\n", attr.mq_maxmsg, attr.mq_curmsgs);
	printf("this queue   mq_msgsize %ld bytes in a message\n", attr.mq_msgsize);
	const long messages = system_limit("msg_default");
	system_limit("msg_max");
	const long bytes = system_limit("msgsize_default");
	system_limit("msgsize_max");
	system_limit("queues_max");
	if (getrlimit(RLIMIT_MSGQUEUE, &user) == -1)
		err(EXIT_FAILURE, "getrlimit RLIMIT_MSGQUEUE");
	if (user.rlim_cur == RLIM_INFINITY)
		puts("user         RLIMIT_MSGQUEUE unlimited");
	else
		printf("user         RLIMIT_MSGQUEUE %llu bytes in all\n",
		       (unsigned long long)user.rlim_cur);
	/* Beside its bytes each message has two small structures in a 64-bit kernel. */
	printf("a queue of the default size counts %ld bytes of that\n",
	       messages * (bytes + 48 + 48));

	if (mq_getattr(again, &more) == -1)
		err(EXIT_FAILURE, "mq_getattr %s", name);
	printf("opened again, for 100 messages: it takes %ld, as it was made\n", more.mq_maxmsg);

	if (mq_open(other, O_RDWR | O_CREAT | O_EXCL, 0600, &most) != -1)
		errx(EXIT_FAILURE, "mq_open %s: has room for 65537 messages", other);
	printf("made for 65537 messages: %s\n", strerror(errno));
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = user.rlim_max };
	if (setrlimit(RLIMIT_MSGQUEUE, &none) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_MSGQUEUE");
	if (mq_open(other, O_RDWR | O_CREAT | O_EXCL, 0600, &attr) != -1 || errno != EMFILE)
		errx(EXIT_FAILURE, "mq_open %s: no limit", other);
	puts("made by a user who may have no byte: EMFILE, the same as for too many files");
	return EXIT_SUCCESS;
}

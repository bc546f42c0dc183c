/*
 * mq/consumer - print each message from a POSIX message queue
 *
 *     $ ./mq/consumer &
 *     consumer: waiting for a producer on /ipc-lab...mq
 *     $ ./mq/producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * One mq_receive(3) returns one message, the oldest of the highest priority. The
 * end has the lowest, so it comes last. A queue outlives the processes that use
 * it, and says nothing of their death: the producer's first words are its
 * process ID, and poll(2) waits for the queue and for that process at once.
 *
 * See also: mq/producer.c, mq/protocol.h; mq_overview(7), mq_receive(3),
 * pidfd_open(2), poll(2), flock(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "protocol.h"

static const char usage[] = "usage: consumer [-h]\n"
			    "Prints each message from a message queue, then removes it.\n";

static const char *name;
static char *message;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_queue(void)
{
	mq_unlink(name);
}

/* Opens the queue and locks it. What a dead consumer left is removed, not read. */
static mqd_t open_queue(void)
{
	struct stat st;

	for (;;) {
		mqd_t queue = mq_open(name, O_RDONLY | O_NONBLOCK | O_CREAT | O_EXCL, 0600, NULL);
		bool fresh = queue != -1;

		if (!fresh && errno == EEXIST)
			queue = mq_open(name, O_RDONLY);
		if (queue == -1 && errno == ENOENT)
			continue; /* its consumer removed it just now */
		if (queue == -1 && errno == EMFILE)
			errx(EXIT_FAILURE, "mq_open %s: queues fill all the user may have (%s)",
			     name, "ulimit -q; other queues may have been left behind");
		if (queue == -1)
			err(EXIT_FAILURE, "mq_open %s", name);
		if (flock(queue, LOCK_EX | LOCK_NB) == -1)
			errx(EXIT_FAILURE, "flock %s: another consumer has it", name);
		if (fresh && fstat(queue, &st) == 0 && st.st_nlink > 0)
			return queue;
		if (!fresh)
			mq_unlink(name);
		mq_close(queue);
	}
}

int main(int argc, char **argv)
{
	struct mq_attr limits;
	unsigned int priority = MESSAGE;
	pid_t producer;
	bool died = false;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	name = lab_name("mq");
	lab_on_stop(stop);
	mqd_t queue = open_queue();
	atexit(remove_queue);
	if (mq_getattr(queue, &limits) == -1)
		err(EXIT_FAILURE, "mq_getattr %s", name);
	message = malloc((size_t)limits.mq_msgsize);
	if (!message)
		err(EXIT_FAILURE, "malloc %ld bytes for a message", limits.mq_msgsize);

	warnx("waiting for a producer on %s", name);
	struct pollfd waiting[] = { { .fd = queue, .events = POLLIN },
				    { .fd = -1 /* not known yet */, .events = POLLIN } };
	while (!stopped && priority != END) {
		if (poll(waiting, 2, LAB_PATIENCE) == -1 && errno != EINTR)
			err(EXIT_FAILURE, "poll %s", name);
		ssize_t len = mq_receive(queue, message, (size_t)limits.mq_msgsize, &priority);
		if (len == -1 && errno != EAGAIN)
			err(EXIT_FAILURE, "mq_receive %s", name);
		if (len == -1 && (died || waiting[1].revents))
			errx(EXIT_FAILURE, "mq_receive %s: the producer has died", name);
		if (len == -1)
			continue;
		if (priority == MESSAGE) {
			lab_print(message, (size_t)len);
		} else if (priority == HELLO && len == sizeof(producer)) {
			memcpy(&producer, message, sizeof(producer));
			waiting[1].fd = (int)syscall(SYS_pidfd_open, producer, 0);
			died = waiting[1].fd == -1; /* what it sent is in the queue all the same */
			if (died && errno != ESRCH)
				err(EXIT_FAILURE, "pidfd_open %ld", (long)producer);
		}
	}

	free(message);
	if (stopped) {
		remove_queue();
		lab_end_by(stopped);
	}
	return EXIT_SUCCESS;
}

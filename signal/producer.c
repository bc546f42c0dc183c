/*
 * signal/producer - send each message to a consumer by real-time signals
 *
 *     $ ./signal/producer hello
 *     producer: no consumer on /tmp/ipc-lab...signal: start ./signal/consumer first
 *
 * A real-time signal carries one int: four bytes of a message. It takes many to
 * say little, so signals are for telling, not for talking. The producer sends
 * one, then waits until it is acknowledged.
 *
 * A signal to a process ID that a dead process left and another got would hit the
 * wrong one, and kill it. So the ID comes from the lock that the consumer holds,
 * and a pidfd tells of its death whoever has its ID by then.
 *
 * See also: signal/consumer.c, signal/protocol.h; signal(7), sigqueue(3),
 * pidfd_open(2), F_GETLK in fcntl(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/syscall.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "protocol.h"

static const char usage[] =
	"usage: producer [-h] [MESSAGE...]\n"
	"Sends each MESSAGE, or else each line of standard input, by real-time signals.\n";

static pid_t consumer;
static int consumer_pidfd;

static void check_consumer(void)
{
	if (has_ended(consumer_pidfd))
		errx(EXIT_FAILURE, "sigqueue to %ld: the consumer has died", (long)consumer);
}

/* Returns the process that has the file FD locked, or 0. */
static pid_t lock_holder(int fd)
{
	struct flock whole = { .l_type = F_WRLCK };

	return fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK ? whole.l_pid : 0;
}

static void find_consumer(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "open %s", path);
	consumer = fd == -1 ? 0 : lock_holder(fd);
	if (consumer)
		consumer_pidfd = (int)syscall(SYS_pidfd_open, consumer, 0);
	if (consumer && consumer_pidfd == -1 && errno != ESRCH)
		err(EXIT_FAILURE, "pidfd_open %ld", (long)consumer);
	/* It holds the lock still, so the descriptor is its, and not a successor's. */
	if (!consumer || consumer_pidfd == -1 || lock_holder(fd) != consumer)
		errx(EXIT_FAILURE, "no consumer on %s: start ./signal/consumer first", path);
	close(fd);
}

/* Sends VALUE and waits until the consumer has taken it. */
static void send_value(int value)
{
	const struct timespec patience = { .tv_nsec = LAB_PATIENCE * 1000000L }, at_once = { 0 };
	bool said = false, ended = false;
	siginfo_t signal;
	sigset_t ack;

	check_consumer();
	while (sigqueue(consumer, SIGDATA, (union sigval){ .sival_int = value }) == -1) {
		if (errno != EAGAIN && errno != ESRCH)
			err(EXIT_FAILURE, "sigqueue to %ld", (long)consumer);
		check_consumer();
		if (!said)
			warnx("waiting for room in the user's signal queue (ulimit -i)");
		said = true;
		poll(NULL, 0, 10); /* others are to make it */
	}
	sigemptyset(&ack);
	sigaddset(&ack, SIGACK);
	do {
		/* Its last answer may have come just before it ended: look once more. */
		while (sigtimedwait(&ack, &signal, ended ? &at_once : &patience) == -1) {
			if (ended)
				check_consumer();
			ended = has_ended(consumer_pidfd);
		}
	} while (signal.si_code != SI_QUEUE || signal.si_pid != consumer);
	if (signal.si_value.sival_int == BUSY)
		errx(EXIT_FAILURE, "sigqueue to %ld: another producer is at work", (long)consumer);
}

int main(int argc, char **argv)
{
	const char *message;
	sigset_t ack;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	sigemptyset(&ack);
	sigaddset(&ack, SIGACK);
	sigprocmask(SIG_BLOCK, &ack, NULL); /* not blocked, the first would kill us */
	find_consumer(lab_path("signal"));

	send_value(HELLO);
	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > MESSAGE_MAX)
			errx(EXIT_FAILURE,
			     "message of %zd bytes, but a signal queue here takes %d (%s)", len,
			     MESSAGE_MAX, "MESSAGE_MAX in signal/protocol.h");
		send_value((int)len);
		for (ssize_t i = 0; i < len; i += (ssize_t)sizeof(int)) {
			const ssize_t rest = len - i;
			int four_bytes = 0;
			memcpy(&four_bytes, message + i,
			       rest < (ssize_t)sizeof(int) ? (size_t)rest : sizeof(int));
			send_value(four_bytes);
		}
	}
	send_value(END);
	return EXIT_SUCCESS;
}

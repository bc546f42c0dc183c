/*
 * signal/producer - send each message to a consumer by real-time signals
 *
 *     $ ./signal/producer hello
 *     producer: no consumer on /tmp/ipc-lab...signal: start ./signal/consumer first
 *
 * A real-time signal carries one value; here an int, four bytes of a message. It takes
 * many to say little, so signals are for telling, not for talking. The producer sends
 * one, then waits until it is acknowledged.
 *
 * Process IDs are reused: a signal to a dead consumer's ID could kill a stranger. So the
 * ID is taken from the lock that a living consumer holds, and a pidfd reports that very
 * process's death.
 *
 * See also: signal/consumer.c, signal/message.h; signal(7), sigqueue(3), sigtimedwait(2),
 * pidfd_open(2), F_GETLK in fcntl(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>

#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"

static pid_t consumer;
static int consumer_pidfd;

static bool consumer_lives(void)
{
	return poll(&(struct pollfd){ .fd = consumer_pidfd, .events = POLLIN }, 1, 0) == 0;
}

static void check_consumer(void)
{
	if (!consumer_lives())
		errx(EXIT_FAILURE, "sigqueue to %ld: the consumer has ended", (long)consumer);
}

/* Returns the process that has the file FD locked, or 0. */
static pid_t lock_holder(int fd)
{
	struct flock whole = { .l_type = F_WRLCK };

	return fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK ? whole.l_pid : 0;
}

static void find_consumer(void)
{
	const char *const path = lab_existing_path("signal");
	const int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "open %s", path);
	consumer = fd == -1 ? 0 : lock_holder(fd);
	consumer_pidfd = consumer ? (int)syscall(SYS_pidfd_open, consumer, 0) : -1;
	if (consumer && consumer_pidfd == -1 && errno != ESRCH)
		err(EXIT_FAILURE, "pidfd_open %ld", (long)consumer);
	/* If it holds the lock still, the descriptor is its own, and not a later process's. */
	if (consumer_pidfd == -1 || lock_holder(fd) != consumer)
		errx(EXIT_FAILURE, "no consumer on %s: start ./signal/consumer first", path);
}

/* Sends VALUE and waits until the consumer has taken it, which it says by an ACK. */
static void send_value(int value, const sigset_t *ack)
{
	const struct timespec patience = { .tv_nsec = LAB_PATIENCE * 1000000L }, at_once = { 0 };
	bool alive = true;
	siginfo_t answer;

	check_consumer();
	for (bool told = false;
	     sigqueue(consumer, SIGDATA, (union sigval){ .sival_int = value }) == -1; told = true) {
		if (errno != EAGAIN && errno != ESRCH)
			err(EXIT_FAILURE, "sigqueue to %ld", (long)consumer);
		check_consumer();
		if (!told)
			warnx("waiting for room in the user's signal queue (ulimit -i)");
		poll(NULL, 0, 10); /* others are to make it */
	}
	do {
		/* Its last answer may have come just before it ended: look once more. */
		while (sigtimedwait(ack, &answer, alive ? &patience : &at_once) == -1) {
			if (!alive)
				check_consumer();
			alive = consumer_lives();
		}
	} while (answer.si_code != SI_QUEUE || answer.si_pid != consumer);
	if (answer.si_value.sival_int == BUSY)
		errx(EXIT_FAILURE, "sigqueue to %ld: another producer is at work", (long)consumer);
}

int main(int argc, char **argv)
{
	const char *message;
	sigset_t ack;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: producer [-h] [MESSAGE...]\n"
		   "Sends each MESSAGE, or else each line of standard input, by signals.\n");
	sigemptyset(&ack);
	sigaddset(&ack, SIGACK);
	sigprocmask(SIG_BLOCK, &ack, NULL); /* not blocked, the first would kill us */
	find_consumer();
	send_value(HELLO, &ack);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > MESSAGE_MAX)
			errx(EXIT_FAILURE, "message of %zd bytes, but a queue here takes %d (%s)",
			     len, MESSAGE_MAX, "MESSAGE_MAX in signal/message.h");
		send_value((int)len, &ack);
		for (ssize_t i = 0; i < len; i += (ssize_t)sizeof(int)) {
			int four_bytes = 0;
			memcpy(&four_bytes, message + i, len - i < 4 ? (size_t)(len - i) : 4);
			send_value(four_bytes, &ack);
		}
	}
	send_value(END, &ack);
	return EXIT_SUCCESS;
}

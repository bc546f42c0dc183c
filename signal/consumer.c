/*
 * signal/consumer - print each message that a producer sends by real-time signals
 *
 *     $ ./signal/consumer &
 *     consumer: waiting for a producer on /tmp/ipc-lab...signal
 *     $ ./signal/producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * A signal says that something happened; a real-time signal sent with
 * sigqueue(3) also says which value goes with it, and who sent it. No handler is
 * needed: the signal is blocked, stays pending, and sigtimedwait(2) takes one
 * after the other off the queue. Each is answered, so that the producer never
 * fills the queue, whose limit all processes of a user share.
 *
 * To send a signal one must know the receiver's process ID. The consumer writes it
 * into a file and locks the file: the text may be stale, the lock's holder is not.
 *
 * See also: signal/producer.c, signal/message.h; signal(7), sigqueue(3),
 * sigtimedwait(2), pidfd_open(2), F_SETLK in fcntl(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "message.h"

static const char usage[] = "usage: consumer [-h]\n"
			    "Prints each message that a producer sends by real-time signals.\n";

static const char *path;
static pid_t producer; /* 0: none has come */
static int producer_pidfd;

static bool producer_lives(void)
{
	return poll(&(struct pollfd){ .fd = producer_pidfd, .events = POLLIN }, 1, 0) == 0;
}

static void remove_file(void)
{
	unlink(path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
}

static void stop(int sig)
{
	remove_file();
	lab_end_by(sig);
}

/* Makes the file that says which process is the consumer: we hold its lock for life. */
static void become_consumer(void)
{
	struct flock whole = { .l_type = F_WRLCK };
	struct stat st;

	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd == -1)
			err(EXIT_FAILURE, "open %s", path);
		if (fcntl(fd, F_SETLK, &whole) == -1)
			errx(EXIT_FAILURE, "fcntl %s: another consumer has it", path);
		if (fstat(fd, &st) == -1 || ftruncate(fd, 0) == -1 ||
		    dprintf(fd, "%ld\n", (long)getpid()) < 0)
			err(EXIT_FAILURE, "write %s", path);
		if (st.st_nlink > 0)
			return;
		close(fd); /* a consumer that ended just now removed it */
	}
}

/* Returns the next value from the producer, and acknowledges it. */
static int receive(void)
{
	const struct timespec patience = { .tv_nsec = LAB_PATIENCE * 1000000L };
	siginfo_t signal;
	sigset_t data;

	sigemptyset(&data);
	sigaddset(&data, SIGDATA);
	for (;;) {
		if (sigtimedwait(&data, &signal, &patience) == -1) {
			if (errno != EAGAIN && errno != EINTR)
				err(EXIT_FAILURE, "sigtimedwait %s", path);
			if (producer && !producer_lives())
				errx(EXIT_FAILURE, "sigtimedwait %s: the producer ended early",
				     path);
			continue;
		}
		if (signal.si_code != SI_QUEUE)
			continue; /* kill(1) carries no value */
		if (signal.si_pid != producer && signal.si_value.sival_int != HELLO)
			continue; /* no producer: an answer would kill it */
		if (!producer) {
			producer = signal.si_pid;
			producer_pidfd = (int)syscall(SYS_pidfd_open, producer, 0);
			if (producer_pidfd == -1)
				err(EXIT_FAILURE, "pidfd_open %ld", (long)producer);
		}
		const union sigval answer = { .sival_int = signal.si_pid == producer ? TAKEN
										     : BUSY };
		if (sigqueue(signal.si_pid, SIGACK, answer) == -1 && signal.si_pid == producer)
			err(EXIT_FAILURE, "sigqueue to the producer");
		if (signal.si_pid == producer)
			return signal.si_value.sival_int;
	}
}

int main(int argc, char **argv)
{
	char message[MESSAGE_MAX + sizeof(int)];
	sigset_t data;
	int len;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	sigemptyset(&data);
	sigaddset(&data, SIGDATA);
	sigprocmask(SIG_BLOCK, &data, NULL); /* not blocked, the first would kill us */
	lab_hold_stop();
	path = lab_path("signal");
	become_consumer();
	lab_on_stop(stop);
	atexit(remove_file);

	warnx("waiting for a producer on %s", path);
	while ((len = receive()) != END) {
		if (len == HELLO)
			continue;
		if (len < 0 || len > MESSAGE_MAX)
			errx(EXIT_FAILURE, "sigtimedwait %s: a length of %d makes no sense", path,
			     len);
		for (int i = 0; i < len; i += (int)sizeof(int)) {
			const int four_bytes = receive();
			memcpy(message + i, &four_bytes, sizeof(four_bytes));
		}
		lab_print(message, (size_t)len);
	}
	return EXIT_SUCCESS;
}

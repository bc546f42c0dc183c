/*
 * event/self_pipe - turn signals into bytes of a pipe, to wait for them beside descriptors
 *
 *     $ ./event/self_pipe
 *     signal: User defined signal 1
 *     message: hello
 *     end-of-file
 *
 * poll(2) waits for many descriptors, but a signal is none. So the handler writes
 * its number into a pipe of the process's own. write(2) is async-signal-safe, and
 * what was written before poll began is still there, so no signal is missed. All
 * else is done in the main loop, which may call what it likes. The pipe does not
 * block: a handler must not wait, and if the pipe is full enough is known.
 *
 * This is the oldest way and the most portable. Linux has shorter ones: ppoll, signalfd.
 *
 * See also: signal/handler_wrong.c, event/ppoll.c, event/signalfd.c, event/two_sources.h;
 * poll(2), pipe2(2), signal-safety(7)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "two_sources.h"

static int signal_pipe[2];

static void handler(int sig)
{
	const int saved_errno = errno;
	const unsigned char number = (unsigned char)sig;

	if (write(signal_pipe[1], &number, 1) == -1 && errno != EAGAIN)
		_exit(EXIT_FAILURE);
	errno = saved_errno;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	unsigned char number;
	sigset_t none;
	bool more = true;
	int fd;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: self_pipe [-h]\nWaits for signals and messages at once.\n");
	if (pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) == -1)
		err(EXIT_FAILURE, "pipe2");
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL); /* it may have been blocked from the start */
	sigaction(SIGUSR1, &action, NULL);
	start_two_sources(&fd);

	struct pollfd sources[] = { { .fd = signal_pipe[0], .events = POLLIN },
				    { .fd = fd, .events = POLLIN } };
	while (more) {
		if (poll(sources, 2, -1) == -1) {
			if (errno != EINTR)
				err(EXIT_FAILURE, "poll");
			continue; /* the handler has run: now its byte is there */
		}
		while (read(signal_pipe[0], &number, 1) == 1) {
			printf("signal: %s\n", strsignal(number));
			answer(fd);
		}
		more = !sources[1].revents || take_message(fd);
	}
	puts("end-of-file");
	return lab_wait_for_children();
}

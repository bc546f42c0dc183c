/*
 * event/self_pipe - turn signals into bytes of a pipe, to wait for them beside descriptors
 *
 *     $ ./event/self_pipe
 *     signal: SIGUSR1
 *     message: hello
 *     end-of-file
 *
 * poll(2) waits for many descriptors, but a signal is none. So the handler writes
 * its number into a pipe of the process's own: write(2) is async-signal-safe, and
 * what was written before poll began is still there: no signal is missed. All
 * else is done in the main loop, which may call what it likes. The pipe does not
 * block: if it is full, enough is known, and a handler must not wait.
 *
 * The oldest way and the most portable. Linux has shorter ones: ppoll, signalfd.
 *
 * See also: signal/handler_wrong.c, event/ppoll.c, event/signalfd.c; poll(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static int signal_pipe[2];

static void handler(int sig)
{
	const int saved_errno = errno;
	const unsigned char number = (unsigned char)sig;

	if (write(signal_pipe[1], &number, 1) == -1 && errno != EAGAIN)
		_exit(EXIT_FAILURE);
	errno = saved_errno;
}

/* Sends a signal, waits for the answer, sends a message. */
static void run_child(pid_t parent, int fd)
{
	char answer;

	lab_die_with(parent);
	if (kill(parent, SIGUSR1) == -1 || read(fd, &answer, 1) != 1 || write(fd, "hello", 5) != 5)
		err(EXIT_FAILURE, "child");
	_exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	unsigned char number;
	char text[64];
	int ends[2];
	ssize_t n;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: self_pipe [-h]\nWaits for signals and messages at once.\n");
	if (pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) == -1)
		err(EXIT_FAILURE, "pipe2");
	sigaction(SIGUSR1, &action, NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0)
		run_child(parent, ends[1]);
	close(ends[1]);

	struct pollfd fds[] = { { .fd = signal_pipe[0], .events = POLLIN },
				{ .fd = ends[0], .events = POLLIN } };
	do {
		n = 1;
		if (poll(fds, 2, -1) == -1) {
			if (errno != EINTR)
				err(EXIT_FAILURE, "poll");
			continue; /* the handler has run: now its byte is there */
		}
		while (fds[0].revents && read(signal_pipe[0], &number, 1) == 1) {
			printf("signal: %s\n", signal_name(number));
			if (write(ends[0], "!", 1) == -1)
				err(EXIT_FAILURE, "write socket");
		}
		if (fds[1].revents && (n = read(ends[0], text, sizeof(text))) > 0)
			printf("message: %.*s\n", (int)n, text);
	} while (n > 0);
	puts("end-of-file");
	return lab_wait_for_children();
}

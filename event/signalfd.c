/*
 * event/signalfd - read signals from a descriptor, without any handler
 *
 *     $ ./event/signalfd
 *     signal: SIGUSR1 from the child
 *     message: hello
 *     end-of-file
 *
 * The signal is blocked, so it stays pending, and the descriptor is readable as long
 * as one is. read(2) takes it, with what a siginfo_t holds: the sender, the value.
 * No handler runs, so nothing is interrupted, and nothing must be async-signal-safe.
 * Signals still coalesce, as each standard signal is one bit. And who forgets to
 * block them is ended by the first: signalfd does not change what a signal does.
 * The mask is kept over exec(3): unblock before running another program.
 *
 * See also: event/self_pipe.c, event/ppoll.c, signal/consumer.c (sigtimedwait),
 * event/queue_poll.c; signalfd(2)
 */
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

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
	struct signalfd_siginfo info;
	sigset_t sigusr1;
	char text[64];
	int ends[2];
	ssize_t n;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: signalfd [-h]\nWaits for signals and messages at once.\n");
	sigemptyset(&sigusr1);
	sigaddset(&sigusr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &sigusr1, NULL);
	const int fd = signalfd(-1, &sigusr1, SFD_CLOEXEC);
	if (fd == -1)
		err(EXIT_FAILURE, "signalfd");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0)
		run_child(parent, ends[1]);
	close(ends[1]);

	struct pollfd fds[] = { { .fd = fd, .events = POLLIN },
				{ .fd = ends[0], .events = POLLIN } };
	do {
		n = 1;
		if (poll(fds, 2, -1) == -1)
			err(EXIT_FAILURE, "poll");
		if (fds[0].revents) {
			if (read(fd, &info, sizeof(info)) != sizeof(info))
				err(EXIT_FAILURE, "read signalfd");
			printf("signal: %s from %s\n", signal_name((int)info.ssi_signo),
			       (pid_t)info.ssi_pid == child ? "the child" : "somebody else");
			if (write(ends[0], "!", 1) == -1)
				err(EXIT_FAILURE, "write socket");
		}
		if (fds[1].revents && (n = read(ends[0], text, sizeof(text))) > 0)
			printf("message: %.*s\n", (int)n, text);
	} while (n > 0);
	puts("end-of-file");
	close(fd);
	return lab_wait_for_children();
}

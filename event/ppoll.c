/*
 * event/ppoll - let a signal through only while waiting for descriptors
 *
 *     $ ./event/ppoll
 *     signal: SIGUSR1
 *     message: hello
 *     end-of-file
 *
 * ppoll(2) is to poll what sigsuspend(2) is to pause: it sets the signal mask, waits,
 * and sets it back, in one step. The signal is blocked everywhere else. So its
 * handler runs while the program waits, and nowhere else; then ppoll returns EINTR,
 * and a variable says why. pselect(2) and epoll_pwait(2) do the same.
 *
 * See also: signal/suspend.c, event/self_pipe.c, event/signalfd.c; ppoll(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static volatile sig_atomic_t come;

static void handler(int sig)
{
	come = sig;
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
	sigset_t sigusr1, before;
	char text[64];
	int ends[2];
	ssize_t n;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: ppoll [-h]\nWaits for signals and messages at once.\n");
	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&sigusr1);
	sigaddset(&sigusr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &sigusr1, &before);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0)
		run_child(parent, ends[1]);
	close(ends[1]);

	struct pollfd socket = { .fd = ends[0], .events = POLLIN };
	do {
		n = 1;
		if (ppoll(&socket, 1, NULL, &before) == -1) {
			if (errno != EINTR)
				err(EXIT_FAILURE, "ppoll");
			if (come)
				printf("signal: %s\n", signal_name(come));
			if (come && write(ends[0], "!", 1) == -1)
				err(EXIT_FAILURE, "write socket");
			come = 0;
		} else if ((n = read(ends[0], text, sizeof(text))) > 0) {
			printf("message: %.*s\n", (int)n, text);
		}
	} while (n > 0);
	puts("end-of-file");
	return lab_wait_for_children();
}

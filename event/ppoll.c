/*
 * event/ppoll - let a signal through only while waiting for descriptors
 *
 *     $ ./event/ppoll
 *     signal: User defined signal 1
 *     message: hello
 *     end-of-file
 *
 * ppoll(2) is to poll what sigsuspend(2) is to pause: it sets the signal mask, waits,
 * and sets it back, in one step. The signal is blocked everywhere else. So its
 * handler runs while the program waits, and nowhere else; then ppoll returns EINTR,
 * and a variable says why. pselect(2) and epoll_pwait(2) do the same.
 *
 * See also: signal/suspend.c, event/self_pipe.c, event/signalfd.c, event/two_sources.h;
 * ppoll(2)
 */
#define _GNU_SOURCE
#include <poll.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "two_sources.h"

static volatile sig_atomic_t come;

static void handler(int sig)
{
	come = sig;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handler };
	struct pollfd socket = { .events = POLLIN };
	sigset_t sigusr1, before;
	bool more = true;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: ppoll [-h]\nWaits for signals and messages at once.\n");
	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&sigusr1);
	sigaddset(&sigusr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &sigusr1, &before);
	sigdelset(&before, SIGUSR1);
	start_two_sources(&socket.fd);

	while (more) {
		if (ppoll(&socket, 1, NULL, &before) != -1) {
			more = take_message(socket.fd);
			continue;
		}
		if (errno != EINTR)
			err(EXIT_FAILURE, "ppoll");
		if (come) {
			printf("signal: %s\n", strsignal(come));
			answer(socket.fd);
		}
		come = 0;
	}
	puts("end-of-file");
	return lab_wait_for_children();
}

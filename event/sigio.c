/*
 * event/sigio - have the kernel send a signal when a descriptor becomes ready
 *
 *     $ ./event/sigio
 *     signal: User defined signal 1
 *     signal: descriptor ... can be read
 *     message: hello
 *     signal: descriptor ... is closed at the other end
 *     end-of-file
 *
 * With O_ASYNC a pipe, a socket or a terminal sends a signal to its owner (F_SETOWN)
 * when something happens: so here signals are all that is waited for. SIGIO says no
 * more than that. Another signal (F_SETSIG) brings a siginfo_t with it: which
 * descriptor, and what for; if it is a real-time one, it queues. Only when the queue
 * is full plain SIGIO comes: look at all descriptors then.
 *
 * The signal tells of an event, not of a state: nobody says it again if part of the
 * message is left. So the descriptor does not block, and is read until nothing is
 * there. Where many descriptors are waited for, epoll(7) has taken its place.
 *
 * See also: event/signalfd.c, event/epoll.c, event/two_sources.h; sigwaitinfo(2), O_ASYNC,
 * F_SETOWN, F_SETSIG in fcntl(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "two_sources.h"

int main(int argc, char **argv)
{
	char text[64];
	siginfo_t info;
	sigset_t signals;
	ssize_t n;
	int fd;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: sigio [-h]\nIs told of a message by a signal.\n");
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGRTMIN);
	sigaddset(&signals, SIGIO);
	sigprocmask(SIG_BLOCK, &signals, NULL); /* taken by sigwaitinfo(2), without a handler */
	start_two_sources(&fd);
	if (fcntl(fd, F_SETOWN, getpid()) == -1 || fcntl(fd, F_SETSIG, SIGRTMIN) == -1 ||
	    fcntl(fd, F_SETFL, O_ASYNC | O_NONBLOCK) == -1)
		err(EXIT_FAILURE, "fcntl socket");

	do {
		while (sigwaitinfo(&signals, &info) == -1)
			if (errno != EINTR)
				err(EXIT_FAILURE, "sigwaitinfo");
		if (info.si_signo == SIGRTMIN)
			printf("signal: descriptor %d %s\n", info.si_fd,
			       info.si_code == POLL_HUP ? "is closed at the other end"
							: "can be read");
		else
			printf("signal: %s\n", strsignal(info.si_signo));
		while ((n = read(fd, text, sizeof(text))) > 0)
			printf("message: %.*s\n", (int)n, text);
		if (n == -1 && errno != EAGAIN)
			err(EXIT_FAILURE, "read socket");
		if (n == -1)
			answer(fd);
	} while (n == -1);
	puts("end-of-file");
	return lab_wait_for_children();
}

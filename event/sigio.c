/*
 * event/sigio - have the kernel send a signal when a descriptor becomes ready
 *
 *     $ ./event/sigio
 *     SIGRTMIN: descriptor ... can be read
 *     message: hello
 *     SIGRTMIN: descriptor ... has been closed at the other end
 *     end-of-file
 *
 * With O_ASYNC a pipe, a socket or a terminal sends a signal to its owner (F_SETOWN)
 * when something happens: the program may do something else meanwhile. SIGIO says no
 * more than that. Another signal (F_SETSIG) brings a siginfo_t with it: which
 * descriptor, and what for; if it is a real-time one, it queues. Only when the queue
 * is full plain SIGIO comes: look at all descriptors then.
 *
 * The signal tells of an event, not of a state: nobody says it again if part of the
 * message is left. So the descriptor does not block, and is read until nothing is
 * there. Where many descriptors are waited for, epoll(7) has taken its place.
 *
 * See also: event/signalfd.c, event/ppoll.c; O_ASYNC, F_SETOWN, F_SETSIG in fcntl(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

/* Sends a message, waits for the answer, ends. */
static void run_child(pid_t parent, int fd)
{
	char answer;

	lab_die_with(parent);
	if (write(fd, "hello", 5) != 5)
		err(EXIT_FAILURE, "write socket");
	if (read(fd, &answer, 1) != 1)
		err(EXIT_FAILURE, "read socket");
	_exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
	siginfo_t info;
	sigset_t signals;
	char text[64];
	int ends[2];
	ssize_t n;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: sigio [-h]\nIs told of a message by a signal.\n");
	sigemptyset(&signals);
	sigaddset(&signals, SIGRTMIN);
	sigaddset(&signals, SIGIO);
	sigprocmask(SIG_BLOCK, &signals, NULL); /* taken by sigwaitinfo(2), without a handler */
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	if (fcntl(ends[0], F_SETOWN, getpid()) == -1 || fcntl(ends[0], F_SETSIG, SIGRTMIN) == -1 ||
	    fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK) == -1)
		err(EXIT_FAILURE, "fcntl socket");
	const pid_t parent = getpid(), child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0)
		run_child(parent, ends[1]);
	close(ends[1]);

	do {
		while (sigwaitinfo(&signals, &info) == -1)
			if (errno != EINTR)
				err(EXIT_FAILURE, "sigwaitinfo");
		if (info.si_signo == SIGIO)
			puts("SIGIO: some descriptor is ready");
		else
			printf("%s: descriptor %d %s\n", signal_name(info.si_signo), info.si_fd,
			       info.si_code == POLL_HUP ? "has been closed at the other end"
							: "can be read");
		while ((n = read(ends[0], text, sizeof(text))) > 0)
			printf("message: %.*s\n", (int)n, text);
		if (n == -1 && errno != EAGAIN)
			err(EXIT_FAILURE, "read socket");
		if (n == -1 && write(ends[0], "!", 1) == -1)
			err(EXIT_FAILURE, "write socket");
	} while (n == -1);
	puts("end-of-file");
	return lab_wait_for_children();
}

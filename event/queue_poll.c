/*
 * event/queue_poll - wait for a message, a signal and the end of a child, all in one poll
 *
 *     $ ./event/queue_poll
 *     queue: one
 *     queue: two
 *     signal: SIGUSR1 from the child
 *     child: exited with status 7
 *
 * On Linux a queue descriptor is a file descriptor, and poll(2) waits for it. POSIX
 * does not promise that; it offers mq_notify(3), with its race. signalfd(2) makes a
 * descriptor of signals, pidfd_open(2) one of a process. So one call waits for all
 * three, without a handler, a thread or a timer.
 *
 * What a child has sent before the signal, and before it died, is in the queue by
 * then. So what happened last is looked at first, and printed last, whichever made
 * poll return.
 *
 * See also: mq/consumer.c, event/signalfd.c, event/pidfd.c; poll(2), mq_overview(7),
 * signalfd(2), pidfd_open(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 32 };
	struct signalfd_siginfo info;
	bool running = true;
	char text[32];
	sigset_t usr1;
	ssize_t n;
	int status;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: queue_poll [-h]\n"
		   "Prints what a child sends: two messages, a signal, its status.\n");
	const char *const name = lab_name("poll");
	mq_unlink(name); /* a run that was killed may have left one */
	const mqd_t queue = mq_open(name, O_RDWR | O_NONBLOCK | O_CREAT | O_EXCL, 0600, &attr);
	if (queue == -1)
		err(EXIT_FAILURE, "mq_open %s", name);
	mq_unlink(name); /* a child inherits the descriptor, nobody needs the name */
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL); /* so that it goes to the descriptor only */
	const int signals = signalfd(-1, &usr1, SFD_NONBLOCK | SFD_CLOEXEC);
	if (signals == -1)
		err(EXIT_FAILURE, "signalfd");

	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	const pid_t child = lab_fork();
	if (child == 0)
		_exit(mq_send(queue, "one", 3, 0) == -1 || mq_send(queue, "two", 3, 0) == -1 ||
				      kill(getppid(), SIGUSR1) == -1
			      ? EXIT_FAILURE
			      : 7);
	const int death = (int)syscall(SYS_pidfd_open, child, 0);
	if (death == -1)
		err(EXIT_FAILURE, "pidfd_open %ld", (long)child);

	struct pollfd ends[] = { { .fd = queue, .events = POLLIN },
				 { .fd = signals, .events = POLLIN },
				 { .fd = death, .events = POLLIN } };
	while (running) {
		if (poll(ends, 3, -1) == -1)
			err(EXIT_FAILURE, "poll %s", name);
		running = !ends[2].revents;
		const bool signalled = read(signals, &info, sizeof(info)) == sizeof(info);
		while ((n = mq_receive(queue, text, sizeof(text), NULL)) != -1)
			printf("queue: %.*s\n", (int)n, text);
		if (errno != EAGAIN)
			err(EXIT_FAILURE, "mq_receive %s", name);
		if (signalled)
			printf("signal: SIGUSR1 from %s\n",
			       info.ssi_pid == (uint32_t)child ? "the child" : "somebody else");
	}
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	printf("child: exited with status %d\n", WEXITSTATUS(status));
	return EXIT_SUCCESS;
}

/*
 * event/signalfd - read signals from a descriptor, without any handler
 *
 *     $ ./event/signalfd
 *     signal: User defined signal 1, from the child
 *     message: hello
 *     end-of-file
 *
 * The signal is blocked, so it stays pending, and the descriptor is readable as long
 * as one is. read(2) takes it, with what a siginfo_t holds: the sender, the value.
 * No handler runs, so nothing is interrupted, and nothing must be async-signal-safe.
 * Signals still coalesce, as each standard signal is one bit. And a program that forgets
 * to block them is ended by the first: signalfd does not change what a signal does.
 * The mask is kept over exec(3): unblock before running another program.
 *
 * See also: event/self_pipe.c, event/ppoll.c, signal/consumer.c (sigtimedwait),
 * event/queue_poll.c, event/two_sources.h; signalfd(2)
 */
#include <poll.h>
#include <sys/signalfd.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "two_sources.h"

int main(int argc, char **argv)
{
	struct signalfd_siginfo info;
	sigset_t sigusr1;
	bool more = true;
	int fd;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: signalfd [-h]\nWaits for signals and messages at once.\n");
	sigemptyset(&sigusr1);
	sigaddset(&sigusr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &sigusr1, NULL);
	const int signals = signalfd(-1, &sigusr1, SFD_CLOEXEC);
	if (signals == -1)
		err(EXIT_FAILURE, "signalfd");
	const pid_t child = start_two_sources(&fd);

	struct pollfd sources[] = { { .fd = signals, .events = POLLIN },
				    { .fd = fd, .events = POLLIN } };
	while (more) {
		if (poll(sources, 2, -1) == -1)
			err(EXIT_FAILURE, "poll");
		if (sources[0].revents) {
			if (read(signals, &info, sizeof(info)) != sizeof(info))
				err(EXIT_FAILURE, "read signalfd");
			printf("signal: %s, from %s\n", strsignal((int)info.ssi_signo),
			       (pid_t)info.ssi_pid == child ? "the child" : "somebody else");
			answer(fd);
		}
		more = !sources[1].revents || take_message(fd);
	}
	puts("end-of-file");
	return lab_wait_for_children();
}

/*
 * event/pidfd - send a signal that cannot hit the wrong process
 *
 *     $ ./event/pidfd
 *     the child runs: its pidfd is not readable
 *     SIGKILL sent by the pidfd
 *     the child has ended: its pidfd is readable
 *     signal 9 ended it (Killed)
 *     one more SIGKILL: No such process
 *
 * A process ID is a number, and given again when its process has ended and was
 * collected. A program that keeps the number and calls kill(2) later may hit another
 * process. A pidfd is a descriptor of one process for ever: once that is collected, every
 * signal sent through it fails, whichever process has the number by then. And poll(2) says
 * when the process ends, also for a process that is not one's child.
 *
 * It is opened by a number, too. For one's own child that is safe, as it keeps its
 * number until it is waited for. For others: open, then make sure who it is.
 *
 * See also: signal/producer.c, signal/send.c, event/queue_poll.c; pidfd_open(2),
 * pidfd_send_signal(2), P_PIDFD in waitid(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static int send_by(int pidfd, int sig)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0);
}

int main(int argc, char **argv)
{
	int status;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: pidfd [-h]\nEnds a child by its descriptor.\n");
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	const pid_t child = lab_fork();
	if (child == 0)
		for (;;)
			pause();
	struct pollfd process = { .fd = (int)syscall(SYS_pidfd_open, child, 0), .events = POLLIN };
	if (process.fd == -1)
		err(EXIT_FAILURE, "pidfd_open %ld", (long)child);

	if (poll(&process, 1, 0) == 0)
		puts("the child runs: its pidfd is not readable");
	if (send_by(process.fd, SIGKILL) == -1)
		err(EXIT_FAILURE, "pidfd_send_signal %ld", (long)child);
	puts("SIGKILL sent by the pidfd");
	if (poll(&process, 1, -1) == 1)
		puts("the child has ended: its pidfd is readable");
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (WIFSIGNALED(status))
		printf("signal %d ended it (%s)\n", WTERMSIG(status), strsignal(WTERMSIG(status)));

	if (send_by(process.fd, SIGKILL) == -1)
		printf("one more SIGKILL: %s\n", strerror(errno));
	close(process.fd);
	return EXIT_SUCCESS;
}

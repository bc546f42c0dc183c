/*
 * sysv/msg_producer - send each message to a consumer through a SysV message queue
 *
 *     $ ./sysv/msg_producer hello
 *     msg_producer: no consumer on /tmp/ipc-lab...sysv_msg: start ./sysv/msg_consumer first
 *
 * msgsnd(2) puts a message into the queue, whole, and blocks while the queue is
 * full. What is in the queue stays there when its sender has gone: sent means "in
 * the queue". If the consumer removes the queue meanwhile, msgsnd fails with
 * EIDRM; if it dies, nothing happens at all, and only a semaphore tells. msgsnd has
 * no time limit, but a signal interrupts it: a timer's, twice a second, so that the
 * producer looks whether the consumer lives.
 *
 * See also: sysv/msg_consumer.c, sysv/message.h, sysv/partner.h; sysvipc(7), msgsnd(2), ftok(3),
 * SEM_UNDO in semop(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/time.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"
#include "partner.h"

static const char usage[] =
	"usage: msg_producer [-h] [MESSAGE...]\n"
	"Sends each MESSAGE, or else each line of standard input, to a SysV message queue.\n";

static const char *path;
static int set, queue;
static struct message *packet; /* what msgsnd takes */

static void check_consumer(void)
{
	if (!consumer_lives(set))
		errx(EXIT_FAILURE, "msgsnd %s: the consumer has ended", path);
}

static void interrupt(int sig)
{
	(void)sig; /* that msgsnd returns is all */
}

static void send_message(long type, const char *text, size_t len)
{
	packet->type = type;
	memcpy(packet->text, text, len);
	while (msgsnd(queue, packet, len, 0) == -1) {
		check_consumer();
		if (errno != EINTR)
			err(EXIT_FAILURE, "msgsnd %s", path);
	}
}

int main(int argc, char **argv)
{
	const struct timeval patience = { .tv_usec = LAB_PATIENCE * 1000 };
	const char *message;
	size_t most;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	path = lab_existing_path("sysv_msg");
	set = become_producer(path);
	queue = set == -1 ? -1 : msgget(ftok(path, 'm'), 0);
	if (queue == -1)
		errx(EXIT_FAILURE, "no consumer on %s: start ./sysv/msg_consumer first", path);
	packet = new_message(&most);
	signal(SIGALRM, interrupt); /* msgsnd never restarts, and all else does (signal(7)) */
	setitimer(ITIMER_REAL, &(struct itimerval){ patience, patience }, NULL);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if ((size_t)len > most)
			errx(EXIT_FAILURE, "message of %zd bytes, but a queue here takes %zu (%s)",
			     len, most, "/proc/sys/kernel/msgmax");
		send_message(MESSAGE, message, (size_t)len);
	}
	send_message(END, "", 0);
	return EXIT_SUCCESS;
}

/*
 * sysv/msg_producer - send each message to a consumer through a SysV message queue
 *
 *     $ ./sysv/msg_producer hello
 *     msg_producer: no consumer on /tmp/ipc-lab...sysv_msg: start ./sysv/msg_consumer first
 *
 * msgsnd(2) puts a message into the queue, whole, and blocks while the queue is
 * full. What is in the queue stays there when its sender has gone: sent means "in
 * the queue". If the consumer removes the queue meanwhile, msgsnd fails with
 * EIDRM; if it dies, nothing happens at all, and only the semaphore tells.
 *
 * See also: sysv/msg_consumer.c, sysv/channel.h; sysvipc(7), msgsnd(2), ftok(3),
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
#include "channel.h"

static const char usage[] =
	"usage: msg_producer [-h] [MESSAGE...]\n"
	"Sends each MESSAGE, or else each line of standard input, to a SysV message queue.\n";

static const char *path;
static int set, queue;
static struct message *packet; /* what msgsnd takes: a type, then the text */

static void check_consumer(void)
{
	if (!role_taken(set, CONSUMER))
		errx(EXIT_FAILURE, "msgsnd %s: the consumer has died", path);
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
	const struct itimerval patience = { { 0, LAB_PATIENCE * 1000 },
					    { 0, LAB_PATIENCE * 1000 } };
	const struct sigaction tick = { .sa_handler = interrupt, .sa_flags = SA_RESTART };
	const char *message;
	struct msginfo limits;
	ssize_t len;
	key_t key;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	path = lab_path("sysv_msg");
	set = find_set(path, "./sysv/msg_consumer", &key);
	queue = msgget(key, 0);
	if (queue == -1)
		errx(EXIT_FAILURE, "no consumer on %s: start ./sysv/msg_consumer first", path);
	if (!take_role(set, PRODUCER)) {
		if (errno != EAGAIN) /* the consumer has just gone, and its set */
			err(EXIT_FAILURE, "semop %s", path);
		errx(EXIT_FAILURE, "semop %s: another producer is at work", path);
	}
	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&limits) == -1)
		err(EXIT_FAILURE, "msgctl IPC_INFO");
	packet = malloc(sizeof(*packet) + (size_t)limits.msgmax);
	if (!packet)
		err(EXIT_FAILURE, "malloc %d bytes for a message", limits.msgmax);
	/* SA_RESTART lets the timer disturb no other call: msgsnd never restarts (signal(7)). */
	if (sigaction(SIGALRM, &tick, NULL) == -1 || setitimer(ITIMER_REAL, &patience, NULL) == -1)
		err(EXIT_FAILURE, "setitimer");

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > limits.msgmax)
			errx(EXIT_FAILURE, "message of %zd bytes, but a queue here takes %d (%s)",
			     len, limits.msgmax, "/proc/sys/kernel/msgmax");
		send_message(MESSAGE, message, (size_t)len);
	}
	send_message(END, "", 0);
	free(packet);
	return EXIT_SUCCESS;
}

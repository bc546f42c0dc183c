/*
 * sysv/msg_info - what the kernel knows of a queue: how full, who sent, who may
 *
 *     $ ./sysv/msg_info
 *     new              0 messages of    0 of ... bytes, sent by nobody, received by nobody
 *     msgsnd, msgsnd   2 messages of   11 of ... bytes, sent by us, received by nobody
 *     msgrcv in child  1 messages of    6 of ... bytes, sent by us, received by the child
 *     IPC_SET          1 messages of    6 of   10 bytes, sent by us, received by the child
 *     msgsnd 5 bytes: Resource temporarily unavailable
 *
 * msgctl(2) with IPC_STAT fills a struct msqid_ds: what is in the queue, what it
 * may hold, who was the last to send and to receive, and when; owner and mode.
 * ipcs -q shows some of it. The owner may change mode and capacity with IPC_SET;
 * more than /proc/sys/kernel/msgmnb only root may give it. A sender waits while
 * the bytes would be more than that, or with IPC_NOWAIT fails with EAGAIN.
 *
 * See also: sysv/limits.c, sysv/objects.c; msgctl(2), ipcs(1)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/msg.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

struct message {
	long type;
	char text[8];
};

static int queue = -1;
static pid_t child;

static void remove_queue(void)
{
	msgctl(queue, IPC_RMID, NULL);
}

static const char *who(pid_t pid)
{
	return pid == 0 ? "nobody" : pid == getpid() ? "us" : pid == child ? "the child" : "?";
}

static struct msqid_ds show(const char *what)
{
	struct msqid_ds ds;

	if (msgctl(queue, IPC_STAT, &ds) == -1)
		err(EXIT_FAILURE, "msgctl IPC_STAT");
	printf("%-16s %lu messages of %4lu of %4lu bytes, sent by %s, received by %s\n", what,
	       (unsigned long)ds.msg_qnum, (unsigned long)ds.msg_cbytes,
	       (unsigned long)ds.msg_qbytes, who(ds.msg_lspid), who(ds.msg_lrpid));
	return ds;
}

int main(int argc, char **argv)
{
	const struct message hello = { 1, "hello" }, world = { 1, "world!" };
	struct message received;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: msg_info [-h]\nShows the state of a queue.\n");
	lab_hold_stop(); /* to the end, a moment later: it would leave the queue behind */
	queue = msgget(IPC_PRIVATE, 0600);
	if (queue == -1)
		err(EXIT_FAILURE, "msgget");
	atexit(remove_queue);
	show("new");

	if (msgsnd(queue, &hello, 5, 0) == -1 || msgsnd(queue, &world, 6, 0) == -1)
		err(EXIT_FAILURE, "msgsnd");
	show("msgsnd, msgsnd");

	child = lab_fork();
	if (child == 0)
		_exit(msgrcv(queue, &received, sizeof(received.text), 0, 0) == -1);
	if (lab_wait_for_children() != EXIT_SUCCESS)
		errx(EXIT_FAILURE, "msgrcv failed in the child");
	struct msqid_ds ds = show("msgrcv in child");

	ds.msg_qbytes = 10;
	if (msgctl(queue, IPC_SET, &ds) == -1)
		err(EXIT_FAILURE, "msgctl IPC_SET");
	show("IPC_SET");
	if (msgsnd(queue, &hello, 5, IPC_NOWAIT) == 0)
		errx(EXIT_FAILURE, "msgsnd: 5 bytes have found room beside 6 of 10");
	printf("msgsnd 5 bytes: %s\n", strerror(errno));
	return EXIT_SUCCESS;
}

/*
 * sysv/msg_consumer - print each message from a SysV message queue
 *
 *     $ ./sysv/msg_consumer &
 *     msg_consumer: waiting for a producer on /tmp/ipc-lab...sysv_msg (SysV key 0x...)
 *     $ ./sysv/msg_producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * One msgrcv(2) returns one message. Each carries a number, its type, and a
 * receiver may ask for one type only; here the type tells the messages from the
 * end. msgrcv has no time limit, but a signal interrupts it: a timer's, twice a
 * second, so that the consumer looks whether the producer lives.
 *
 * The queue stays until somebody removes it: ipcs -q shows what was left behind.
 *
 * See also: sysv/msg_producer.c, sysv/channel.h; sysvipc(7), msgrcv(2), ftok(3),
 * setitimer(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/time.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "channel.h"

static const char usage[] = "usage: msg_consumer [-h]\n"
			    "Prints each message from a SysV message queue, then removes it.\n";

static const char *path;
static key_t key;
static int set = -1, queue = -1;
static struct message *message;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void interrupt(int sig)
{
	(void)sig; /* that msgrcv returns is all */
}

static void remove_all(void)
{
	semctl(set, 0, IPC_RMID); /* first: a queue alone would be seen to be stale */
	msgctl(queue, IPC_RMID, NULL);
	unlink(path); /* last: with the file the key is free for others */
	lab_leave();
}

/* Makes the queue. One that is there already is a dead consumer's, and so is its set. */
static void create_queue(void)
{
	for (;;) {
		set = create_set(key);
		queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
		if (queue != -1)
			return;
		if (errno != EEXIST)
			err(EXIT_FAILURE, "msgget 0x%08x", key);
		queue = msgget(key, 0);
		if (msgctl(queue, IPC_RMID, NULL) == -1 || semctl(set, 0, IPC_RMID) == -1)
			err(EXIT_FAILURE, "remove stale 0x%08x", key);
	}
}

int main(int argc, char **argv)
{
	const struct itimerval patience = { { 0, LAB_PATIENCE * 1000 },
					    { 0, LAB_PATIENCE * 1000 } };
	const struct sigaction tick = { .sa_handler = interrupt, .sa_flags = SA_RESTART };
	bool gone = false, ended = false;
	struct msginfo limits;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	path = lab_path("sysv_msg");
	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&limits) == -1)
		err(EXIT_FAILURE, "msgctl IPC_INFO");
	message = malloc(sizeof(*message) + (size_t)limits.msgmax);
	if (!message)
		err(EXIT_FAILURE, "malloc %d bytes for a message", limits.msgmax);
	lab_on_stop(stop);
	create_file(path);
	atexit(remove_all);
	key = key_of(path);
	create_queue();

	/* SA_RESTART lets the timer disturb no other call: msgrcv never restarts (signal(7)). */
	if (sigaction(SIGALRM, &tick, NULL) == -1 || setitimer(ITIMER_REAL, &patience, NULL) == -1)
		err(EXIT_FAILURE, "setitimer");
	warnx("waiting for a producer on %s (SysV key 0x%08x)", path, key);
	while (!stopped && !ended) {
		ssize_t len =
			msgrcv(queue, message, (size_t)limits.msgmax, 0, gone ? IPC_NOWAIT : 0);
		if (len == -1 && errno == ENOMSG)
			errx(EXIT_FAILURE, "msgrcv %s: the producer has died", path);
		if (len == -1 && errno != EINTR)
			err(EXIT_FAILURE, "msgrcv %s", path);
		if (len == -1)
			gone = producer_gone(set); /* what it had sent is still to be read */
		else if (message->type == END)
			ended = true;
		else
			lab_print(message->text, (size_t)len);
	}
	free(message);
	if (stopped) {
		remove_all();
		lab_end_by(stopped);
	}
	return EXIT_SUCCESS;
}

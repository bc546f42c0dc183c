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
 * See also: sysv/msg_producer.c, sysv/message.h, sysv/partner.h; sysvipc(7), msgrcv(2), ftok(3),
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
#include "key.h"
#include "message.h"
#include "partner.h"

static const char usage[] = "usage: msg_consumer [-h]\n"
			    "Prints each message from a SysV message queue, then removes it.\n";

static const char *path;
static int set = -1, queue = -1;
static struct message *message; /* what msgrcv fills */
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	if (sig != SIGALRM) /* the timer's only interrupts msgrcv */
		stopped = sig;
}

static void remove_all(void)
{
	semctl(set, 0, IPC_RMID); /* first: then no producer comes any more */
	msgctl(queue, IPC_RMID, NULL);
	unlink(path); /* last: with the file the key is free for others */
	lab_leave();
}

int main(int argc, char **argv)
{
	const struct timeval patience = { .tv_usec = LAB_PATIENCE * 1000 };
	bool gone = false;
	size_t most;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	message = new_message(&most);
	lab_hold_stop();
	path = lab_path("sysv_msg");
	lab_on_stop(stop);
	const key_t key = own_key(path, "consumer");
	atexit(remove_all);
	set = make_set(key);
	msgctl(msgget(key, 0), IPC_RMID, NULL); /* a dead consumer's, if there is one */
	queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
	if (queue == -1)
		err(EXIT_FAILURE, "msgget 0x%08x", key);
	become_consumer(set);
	signal(SIGALRM, stop); /* msgrcv never restarts, and all else does (signal(7)) */
	setitimer(ITIMER_REAL, &(struct itimerval){ patience, patience }, NULL);

	warnx("waiting for a producer on %s (SysV key 0x%08x)", path, key);
	while (!stopped) {
		ssize_t len = msgrcv(queue, message, most, 0, gone ? IPC_NOWAIT : 0);
		if (len == -1 && errno == ENOMSG)
			errx(EXIT_FAILURE, "msgrcv %s: the producer ended early", path);
		if (len == -1 && errno != EINTR)
			err(EXIT_FAILURE, "msgrcv %s", path);
		if (len == -1) /* what a dead producer had sent is still to be read */
			gone = producer_came(set) && !producer_lives(set);
		else if (message->type == END)
			return EXIT_SUCCESS;
		else
			lab_print(message->text, (size_t)len);
	}
	remove_all();
	lab_end_by(stopped);
}

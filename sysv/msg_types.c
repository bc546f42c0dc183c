/*
 * sysv/msg_types - a receiver chooses messages by their type
 *
 *     $ ./sysv/msg_types
 *     in the queue: 3 three, 1 one, 2 two, 1 uno, 9 a very long message
 *     type  2              : 2 two
 *     type -2              : 1 one
 *     type  1, MSG_EXCEPT  : 3 three
 *     type  0              : 1 uno
 *     type  9, 8 bytes     : Argument list too long
 *     type  9, MSG_NOERROR : 9 a very l
 *     type  0              : No message of desired type
 *
 * Every message has a type, a number over 0. msgrcv(2) takes the first of a given
 * type; with 0 the first of all; with a negative number the first of the lowest
 * type that is not over it without the sign: so types are priorities. MSG_EXCEPT
 * takes the first of any other type.
 *
 * A message longer than the receiver's room is an error, E2BIG, and stays in the
 * queue. With MSG_NOERROR it is cut, and its rest is lost. Nothing in a message
 * tells where its text ends: only what msgrcv returns.
 *
 * See also: sysv/libsysvipc/msg_regex.c, mq/priorities.c; msgop(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/msg.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

struct message {
	long type;
	char text[64];
};

static int queue = -1;

static void remove_queue(void)
{
	msgctl(queue, IPC_RMID, NULL);
}

static void send_message(long type, const char *text)
{
	struct message message = { .type = type };

	memcpy(message.text, text, strlen(text)); /* without its '\0' */
	if (msgsnd(queue, &message, strlen(text), 0) == -1)
		err(EXIT_FAILURE, "msgsnd");
	printf("%s%ld %s", type == 3 ? "in the queue: " : ", ", type, text);
}

/* Receives by TYPE and FLAGS into ROOM bytes, and shows WHAT was asked and what came. */
static void receive_message(const char *what, long type, size_t room, int flags)
{
	struct message message;
	const ssize_t len = msgrcv(queue, &message, room, type, flags | IPC_NOWAIT);

	if (len == -1 && errno != ENOMSG && errno != E2BIG)
		err(EXIT_FAILURE, "msgrcv");
	if (len == -1)
		printf("type %-15s : %s\n", what, strerror(errno));
	else
		printf("type %-15s : %ld %.*s\n", what, message.type, (int)len, message.text);
}

int main(int argc, char **argv)
{
	const size_t all = sizeof((struct message){ .type = 0 }.text);

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: msg_types [-h]\nReceives messages by type.\n");
	lab_hold_stop(); /* to the end, a moment later: it would leave the queue behind */
	queue = msgget(IPC_PRIVATE, 0600);
	if (queue == -1)
		err(EXIT_FAILURE, "msgget");
	atexit(remove_queue);

	send_message(3, "three");
	send_message(1, "one");
	send_message(2, "two");
	send_message(1, "uno");
	send_message(9, "a very long message");
	putchar('\n');

	receive_message(" 2", 2, all, 0);
	receive_message("-2", -2, all, 0);
	receive_message(" 1, MSG_EXCEPT", 1, all, MSG_EXCEPT);
	receive_message(" 0", 0, all, 0);
	receive_message(" 9, 8 bytes", 9, 8, 0);
	receive_message(" 9, MSG_NOERROR", 9, 8, MSG_NOERROR);
	receive_message(" 0", 0, all, 0);
	return EXIT_SUCCESS;
}

/*
 * sysv/msg_poll - wait for a SysV queue and for standard input at the same time
 *
 *     $ printf 'typed\n' | ./sysv/msg_poll one '' three | sort
 *     message: ''
 *     message: 'one'
 *     message: 'three'
 *     standard input: typed
 *
 * A SysV queue is no descriptor, so poll(2) cannot wait for it. The usual way round
 * is a child that receives for us, and sends what came through a socket. A packet
 * socket keeps each message whole; the type goes with it, so that an empty message
 * is not taken for the end.
 *
 * POSIX queues need no such thing: on Linux they are descriptors.
 *
 * See also: sysv/msg_types.c, event/queue_poll.c; msgrcv(2), socketpair(2), poll(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/msg.h>
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: msg_poll [-h] [MESSAGE...]\n"
			    "Sends MESSAGEs to itself, and prints them and standard input.\n";

enum { MESSAGE = 1, END = 2 };

struct message {
	long type;
	char text[256];
};

static int queue = -1;

static void remove_queue(void)
{
	msgctl(queue, IPC_RMID, NULL);
}

static void stop(int sig)
{
	remove_queue(); /* a bare system call: safe here, though not in the list of signal-safety(7) */
	lab_end_by(sig);
}

static void send_message(long type, const char *text)
{
	struct message message = { .type = type };
	const size_t len = strlen(text);

	if (len > sizeof(message.text))
		errx(EXIT_FAILURE, "message of %zu bytes, but struct message takes %zu", len,
		     sizeof(message.text));
	memcpy(message.text, text, len);
	if (msgsnd(queue, &message, len, IPC_NOWAIT) == -1)
		err(EXIT_FAILURE, "msgsnd");
}

/* Receives from the queue, and passes on: the type, and straight behind it the text. */
static int pass_on(int socket)
{
	struct message message = { .type = 0 };

	while (message.type != END) {
		const ssize_t len = msgrcv(queue, &message, sizeof(message.text), 0, 0);
		if (len == -1 || send(socket, &message, sizeof(long) + (size_t)len, 0) == -1)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct message message;
	int ends[2];

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", true, usage);
	lab_hold_stop();
	queue = msgget(IPC_PRIVATE, 0600);
	if (queue == -1)
		err(EXIT_FAILURE, "msgget");
	lab_on_stop(stop);
	atexit(remove_queue);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	for (char **text = argv + optind; *text; text++) /* another process could do that */
		send_message(MESSAGE, *text);
	send_message(END, "");

	if (lab_fork() == 0) {
		close(ends[0]);
		_exit(pass_on(ends[1]));
	}
	close(ends[1]);

	struct pollfd waiting[] = { { .fd = ends[0], .events = POLLIN },
				    { .fd = STDIN_FILENO, .events = POLLIN } };
	while (waiting[0].fd != -1 || waiting[1].fd != -1) {
		if (poll(waiting, 2, -1) == -1) {
			if (errno != EINTR)
				err(EXIT_FAILURE, "poll");
			continue;
		}
		if (waiting[0].revents) {
			const ssize_t n = recv(ends[0], &message, sizeof(message), 0);
			if (n < (ssize_t)sizeof(long))
				errx(EXIT_FAILURE, "recv: the child that receives has died");
			if (message.type == END)
				waiting[0].fd = -1; /* poll leaves it out from now on */
			else
				printf("message: '%.*s'\n", (int)n - (int)sizeof(long),
				       message.text);
		}
		if (waiting[1].revents) {
			const ssize_t n = read(STDIN_FILENO, message.text, sizeof(message.text));
			if (n == -1)
				err(EXIT_FAILURE, "read standard input");
			if (n == 0)
				waiting[1].fd = -1;
			else
				printf("standard input: %.*s", (int)n, message.text);
		}
	}
	return lab_wait_for_children();
}

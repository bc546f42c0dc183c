/*
 * unix_socket/datagram_producer - send each message to a consumer as a datagram
 *
 *     $ ./unix_socket/datagram_producer hello
 *     datagram_producer: no consumer on /tmp/ipc-lab...: start ./unix_socket/datagram_consumer first
 *
 * One send(2), one datagram. connect(2) makes no connection here, it only notes
 * where to send. To get an answer the producer needs an address too; bound to
 * none in particular, it is given an abstract one, which is no file and goes
 * when the producer does. The end is a datagram like any other. To a name that
 * no living process has bound, sending fails at once with ECONNREFUSED.
 *
 * See also: unix_socket/datagram_consumer.c, unix_socket/message.h; unix(7)
 * (Autobind feature), send(2), SO_SNDBUF in socket(7)
 */
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"

static struct sockaddr_un name = { .sun_family = AF_UNIX };
static int fd, probe;

/* Returns a socket that sends to the consumer. */
static int connect_to_consumer(void)
{
	const int new = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (new == -1)
		err(EXIT_FAILURE, "socket");
	if (connect(new, (const struct sockaddr *)&name, sizeof(name)) == 0)
		return new;
	if (errno == EPERM) /* it is connected to another address than ours */
		errx(EXIT_FAILURE, "connect %s: another producer is at work", name.sun_path);
	if (errno != ECONNREFUSED && errno != ENOENT)
		err(EXIT_FAILURE, "connect %s", name.sun_path);
	errx(EXIT_FAILURE, "no consumer on %s: start ./unix_socket/datagram_consumer first",
	     name.sun_path);
}

/*
 * Sending an empty datagram tells whether the consumer lives. (EPERM: it does, and is
 * connected to our other socket.) This takes a socket of its own: when a send fails, the
 * kernel empties the sender's queue, and the consumer's answer may be in it.
 */
static bool consumer_lives(void)
{
	return send(probe, NULL, 0, MSG_DONTWAIT) != -1 || errno == EPERM || errno == EAGAIN;
}

static void check_consumer(void)
{
	if (!consumer_lives())
		errx(EXIT_FAILURE, "send %s: the consumer has ended", name.sun_path);
}

static void send_datagram(char kind, const char *message, size_t len)
{
	struct iovec parts[] = { { &kind, 1 }, { (char *)message, len } };
	const struct msghdr datagram = { .msg_iov = parts, .msg_iovlen = 2 };
	socklen_t option_size = sizeof(int);
	int buffer_size;

	if (sendmsg(fd, &datagram, 0) != -1)
		return;
	if (errno != EMSGSIZE || getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer_size, &option_size))
		err(EXIT_FAILURE, "sendmsg %s", name.sun_path);
	errx(EXIT_FAILURE, "message of %zu bytes, but a socket here takes %d (%s)", len,
	     buffer_size - 32 - 1, "SO_SNDBUF, /proc/sys/net/core/wmem_default"); /* unix(7) */
}

int main(int argc, char **argv)
{
	const struct sockaddr_un any = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_usec = LAB_PATIENCE * 1000 };
	struct lab_input input = { .check = check_consumer };
	bool lives = true;
	const char *message;
	char answer;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: datagram_producer [-h] [MESSAGE...]\n"
		   "Sends each MESSAGE, or else each line of standard input, as a datagram.\n");
	input.arguments = argv + optind;
	strncpy(name.sun_path, lab_existing_path("datagram"), sizeof(name.sun_path) - 1);
	fd = connect_to_consumer();
	probe = connect_to_consumer();
	if (bind(fd, (const struct sockaddr *)&any, sizeof(any.sun_family)) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == -1)
		err(EXIT_FAILURE, "bind to an abstract address, setsockopt SO_RCVTIMEO");

	send_datagram(HELLO, "", 0);
	while ((len = lab_next(&input, &message)) != -1)
		send_datagram(MESSAGE, message, (size_t)len);
	send_datagram(END, "", 0);

	/* Once it has died, what has come from it before; EINTR: after SIGCONT (signal(7)) */
	while ((len = recv(fd, &answer, 1, lives ? 0 : MSG_DONTWAIT)) == -1 &&
	       (errno == EINTR || (errno == EAGAIN && lives)))
		lives = consumer_lives();
	if (len != 1 || answer != acknowledged)
		errx(EXIT_FAILURE, "recv %s: the consumer died before it had printed everything",
		     name.sun_path);
	return EXIT_SUCCESS;
}

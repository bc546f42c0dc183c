/*
 * unix_socket/seqpacket_producer - connect and send each message as one packet
 *
 *     $ ./unix_socket/seqpacket_producer hello
 *     seqpacket_producer: no consumer on /tmp/ipc-lab...: start ./unix_socket/seqpacket_consumer first
 *
 * One sendmsg(2), one packet: the kernel takes the message whole or not at all.
 * It gathers a packet from several places in memory, so the byte that says what
 * the packet is need not be copied in front of the message. A packet must fit
 * into the socket's send buffer.
 *
 * See also: unix_socket/seqpacket_consumer.c, unix_socket/message.h; unix(7),
 * sendmsg(2), SO_SNDBUF in socket(7)
 */
#include <poll.h>

#include "../lab/messages.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"
#include "partner.h"

static struct sockaddr_un name = { .sun_family = AF_UNIX };
static int fd;

static void check_consumer(void)
{
	struct pollfd connection = { .fd = fd };

	if (poll(&connection, 1, 0) == 1) /* asked for nothing: only POLLHUP can be told */
		errx(EXIT_FAILURE, "poll %s: the consumer has ended", name.sun_path);
}

static void send_packet(char kind, const char *message, size_t len)
{
	struct iovec parts[] = { { &kind, 1 }, { (char *)message, len } };
	const struct msghdr packet = { .msg_iov = parts, .msg_iovlen = 2 };
	socklen_t option_size = sizeof(int);
	int buffer_size;

	if (sendmsg(fd, &packet, MSG_NOSIGNAL) != -1)
		return;
	if (errno != EMSGSIZE || getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer_size, &option_size))
		err(EXIT_FAILURE, "sendmsg %s", name.sun_path);
	errx(EXIT_FAILURE, "message of %zu bytes, but a socket here takes %d (%s)", len,
	     buffer_size - 32 - 1, "SO_SNDBUF, /proc/sys/net/core/wmem_default"); /* unix(7) */
}

int main(int argc, char **argv)
{
	struct lab_input input = { .check = check_consumer };
	const char *message;
	char answer;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: seqpacket_producer [-h] [MESSAGE...]\nSends each MESSAGE, or else each "
		   "line of standard input, as a packet.\n");
	input.arguments = argv + optind;
	strncpy(name.sun_path, lab_existing_path("seqpacket"), sizeof(name.sun_path) - 1);
	fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (fd == -1 || connect(fd, (struct sockaddr *)&name, sizeof(name)) == -1) {
		if (errno != ECONNREFUSED && errno != ENOENT)
			err(EXIT_FAILURE, "connect %s", name.sun_path);
		if (consumer_lives(&name, SOCK_SEQPACKET)) /* but listens no more */
			errx(EXIT_FAILURE, "connect %s: another producer is at work",
			     name.sun_path);
		errx(EXIT_FAILURE,
		     "no consumer on %s: start ./unix_socket/seqpacket_consumer first",
		     name.sun_path);
	}

	while ((len = lab_next(&input, &message)) != -1)
		send_packet(MESSAGE, message, (size_t)len);
	send_packet(END, "", 0);
	if (recv(fd, &answer, 1, 0) != 1 || answer != acknowledged)
		errx(EXIT_FAILURE, "recv %s: the consumer died before it had printed everything",
		     name.sun_path);
	return EXIT_SUCCESS;
}

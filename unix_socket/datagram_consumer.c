/*
 * unix_socket/datagram_consumer - print each message that arrives as a datagram
 *
 *     $ ./unix_socket/datagram_consumer &
 *     datagram_consumer: waiting for a producer on /tmp/ipc-lab...datagram
 *     $ ./unix_socket/datagram_producer hello '' 안녕; wait
 *     hello
 *     
 *     안녕
 *
 * A datagram socket has no connection: any process of the user may send to its name, each
 * datagram comes with its sender's address, and nothing tells of a sender's end
 * or death. So the first byte of each says what it is, and when nothing comes for
 * a while the consumer connects to the producer's address once more: if nobody has that
 * bound any more, this fails. Between processes of one machine no datagram is lost or overtaken.
 *
 * See also: unix_socket/datagram_producer.c, unix_socket/message.h; unix(7),
 * recvfrom(2), connect(2)
 */
#include <sys/stat.h>
#include <sys/time.h>

#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"
#include "partner.h"
#include "socket_file.h"

static struct sockaddr_un name = { .sun_family = AF_UNIX }, producer;
static socklen_t producer_size = sizeof(producer);
static int fd;

/* For a datagram socket to connect is no more than to note an address, if it is somebody's. */
static bool producer_lives(void)
{
	return connect(fd, (struct sockaddr *)&producer, producer_size) == 0;
}

/* Returns the length of the next datagram, once there is one. */
static ssize_t wait_for_datagram(void)
{
	bool lives = true;
	ssize_t len;

	/* Once the producer has died: what is there already. EINTR: after SIGCONT (signal(7)) */
	while ((len = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC | (lives ? 0 : MSG_DONTWAIT))) == -1) {
		if (errno != EAGAIN && errno != EINTR)
			err(EXIT_FAILURE, "recv %s", name.sun_path);
		if (!lives)
			errx(EXIT_FAILURE, "connect %s: the producer ended early", name.sun_path);
		lives = producer_lives();
	}
	return len;
}

int main(int argc, char **argv)
{
	const struct timeval patience = { .tv_usec = LAB_PATIENCE * 1000 };
	struct sockaddr_un sender;
	static char *datagram;
	char kind = END;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: datagram_consumer [-h]\nPrints each datagram of one producer.\n");
	lab_hold_stop();
	strncpy(name.sun_path, lab_path("datagram"), sizeof(name.sun_path) - 1);
	become_consumer(&name, SOCK_DGRAM, "consumer");
	umask(0177); /* only the user may send, whatever it was */
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == -1)
		err(EXIT_FAILURE, "socket, bind, setsockopt %s", name.sun_path);
	remove_at_end(name.sun_path);
	lab_unlock_dir();

	warnx("waiting for a producer on %s", name.sun_path);
	while (kind != HELLO || producer_size == 0) { /* 0: a sender without an address */
		producer_size = sizeof(producer);
		if (recvfrom(fd, &kind, 1, 0, (struct sockaddr *)&producer, &producer_size) == -1 &&
		    errno != EAGAIN && errno != EINTR)
			err(EXIT_FAILURE, "recvfrom %s", name.sun_path);
	}
	producer_lives(); /* from now on the kernel takes no datagrams of others */

	for (kind = HELLO; kind != END;) {
		const ssize_t len = wait_for_datagram();
		socklen_t sender_size = sizeof(sender);

		datagram = realloc(datagram, (size_t)len + 1);
		if (!datagram)
			err(EXIT_FAILURE, "realloc %zd bytes for a datagram", len);
		if (recvfrom(fd, datagram, (size_t)len, 0, (struct sockaddr *)&sender,
			     &sender_size) != len)
			err(EXIT_FAILURE, "recvfrom %s", name.sun_path);
		if (sender_size != producer_size || memcmp(&sender, &producer, sender_size) != 0)
			continue; /* another's, which had come before */
		kind = datagram[0];
		if (kind == MESSAGE)
			lab_print(datagram + 1, (size_t)len - 1);
	}
	if (send(fd, &acknowledged, 1, 0) == -1)
		errx(EXIT_FAILURE, "send %s: the producer ended early", name.sun_path);
	return EXIT_SUCCESS;
}

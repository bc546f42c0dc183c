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
 * A datagram socket has no connection: whoever knows its name may send to it, each
 * datagram comes with its sender's address, and nothing tells of a sender's end
 * or death. So the first byte of each says what it is, and when nothing comes for
 * a while the consumer asks the kernel whether the producer's address is still
 * bound. Between processes of one machine no datagram is lost or overtaken.
 *
 * See also: unix_socket/datagram_producer.c, unix_socket/address.h; unix(7),
 * recvfrom(2), connect(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "address.h"

static const char usage[] = "usage: datagram_consumer [-h]\n"
			    "Prints each message that one producer sends as a datagram.\n";

static const char *path;

static void remove_socket(void)
{
	unlink(path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
}

static void stop(int sig)
{
	remove_socket();
	lab_end_by(sig);
}

int main(int argc, char **argv)
{
	const struct timeval patience = { .tv_usec = LAB_PATIENCE * 1000 };
	const char acknowledged = ACKNOWLEDGED;
	struct sockaddr_un producer, sender;
	socklen_t producer_size, sender_size;
	static char *datagram;
	char kind = END;
	bool producer_gone = false;
	ssize_t len, size = 0;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	path = lab_path("datagram");
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		err(EXIT_FAILURE, "socket");
	bind_unless_in_use(fd, SOCK_DGRAM, path, "consumer");
	lab_on_stop(stop);
	atexit(remove_socket);

	warnx("waiting for a producer on %s", path);
	do {
		producer_size = sizeof(producer);
		if (recvfrom(fd, &kind, 1, 0, (struct sockaddr *)&producer, &producer_size) == -1)
			err(EXIT_FAILURE, "recvfrom %s", path);
	} while (kind != HELLO || producer_size == 0); /* 0: a sender without an address */
	if (connect(fd, (struct sockaddr *)&producer, producer_size) == -1)
		producer_gone = true;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == -1)
		err(EXIT_FAILURE, "setsockopt SO_RCVTIMEO");

	for (;;) {
		/* Its whole length; once the producer has died, only what is there already. */
		len = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC | (producer_gone ? MSG_DONTWAIT : 0));
		if (len < 0) {
			if (errno == EINTR) /* with a time limit, after SIGCONT too (signal(7)) */
				continue;
			if (errno != EAGAIN)
				err(EXIT_FAILURE, "recv %s", path);
			if (producer_gone)
				errx(EXIT_FAILURE, "connect %s: the producer has died", path);
			producer_gone = connect(fd, (struct sockaddr *)&producer, producer_size) ==
					-1;
			continue;
		}
		if (len >= size) {
			size = len + 1;
			datagram = realloc(datagram, (size_t)size);
			if (!datagram)
				err(EXIT_FAILURE, "realloc %zd bytes for a datagram", size);
		}
		sender_size = sizeof(sender);
		if (recvfrom(fd, datagram, (size_t)size, 0, (struct sockaddr *)&sender,
			     &sender_size) == -1)
			err(EXIT_FAILURE, "recvfrom %s", path);
		if (len == 0 || sender_size != producer_size ||
		    memcmp(&sender, &producer, producer_size) != 0)
			continue; /* empty: a producer asked whether we live; or it is another's */
		if (datagram[0] == END)
			break;
		lab_print(datagram + 1, (size_t)len - 1);
	}
	if (send(fd, &acknowledged, 1, 0) == -1)
		errx(EXIT_FAILURE, "send %s: the producer has died", path);
	free(datagram);
	return EXIT_SUCCESS;
}

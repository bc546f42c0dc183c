/*
 * unix_socket/seqpacket_consumer - print each message that arrives as a packet
 *
 *     $ ./unix_socket/seqpacket_consumer &
 *     seqpacket_consumer: waiting for a producer on /tmp/ipc-lab...seqpacket
 *     $ ./unix_socket/seqpacket_producer 'two
 *     > lines' hello; wait
 *     two
 *     lines
 *     hello
 *
 * SOCK_SEQPACKET connects like a stream and delivers like a mailbox: one recv(2)
 * returns one message whole, newlines and all. A buffer too small would cut it
 * off and lose the rest, so the consumer first asks how long it is. Without a
 * first byte to tell them apart, an empty message would look like end-of-file:
 * both make recv return 0.
 *
 * See also: unix_socket/seqpacket_producer.c, unix_socket/address.h; unix(7), recv(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/socket.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "address.h"

static const char usage[] = "usage: seqpacket_consumer [-h]\n"
			    "Prints each message of one producer, received packet by packet.\n";

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
	const char acknowledged = ACKNOWLEDGED;
	static char *packet;
	ssize_t len, size = 0;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	path = lab_path("seqpacket");
	int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (listener == -1)
		err(EXIT_FAILURE, "socket");
	bind_unless_in_use(listener, SOCK_SEQPACKET, path, "consumer");
	lab_on_stop(stop);
	atexit(remove_socket);
	if (listen(listener, 1) == -1)
		err(EXIT_FAILURE, "listen %s", path);

	warnx("waiting for a producer on %s", path);
	int producer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (producer == -1)
		err(EXIT_FAILURE, "accept %s", path);
	shutdown(listener, SHUT_RD); /* a second producer is refused, and need not wait */

	for (;;) {
		len = recv(producer, NULL, 0, MSG_PEEK | MSG_TRUNC); /* its whole length */
		if (len >= size) {
			size = len + 1;
			packet = realloc(packet, (size_t)size);
			if (!packet)
				err(EXIT_FAILURE, "realloc %zd bytes for a packet", size);
		}
		if (len > 0)
			len = recv(producer, packet, (size_t)size, 0);
		if (len < 0)
			err(EXIT_FAILURE, "recv %s", path);
		if (len == 0)
			errx(EXIT_FAILURE, "recv %s: end-of-file, the producer has died", path);
		if (packet[0] == END)
			break;
		lab_print(packet + 1, (size_t)len - 1);
	}
	if (send(producer, &acknowledged, 1, MSG_NOSIGNAL) == -1)
		err(EXIT_FAILURE, "send %s", path);
	free(packet);
	return EXIT_SUCCESS;
}

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
 * See also: unix_socket/seqpacket_producer.c, unix_socket/message.h; unix(7), recv(2)
 */
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"
#include "partner.h"
#include "socket_file.h"

int main(int argc, char **argv)
{
	static struct sockaddr_un name = { .sun_family = AF_UNIX };
	static char *packet;
	ssize_t len;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: seqpacket_consumer [-h]\nPrints each packet of one producer.\n");
	lab_hold_stop();
	strncpy(name.sun_path, lab_path("seqpacket"), sizeof(name.sun_path) - 1);
	become_consumer(&name, SOCK_SEQPACKET, "consumer");
	umask(0177); /* only the user may connect, whatever it was */
	int listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (listener == -1 || bind(listener, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    listen(listener, 1) == -1)
		err(EXIT_FAILURE, "socket, bind, listen %s", name.sun_path);
	remove_at_end(name.sun_path);
	lab_unlock_dir();

	warnx("waiting for a producer on %s", name.sun_path);
	int producer = accept(listener, NULL, NULL);
	if (producer == -1)
		err(EXIT_FAILURE, "accept %s", name.sun_path);
	shutdown(listener, SHUT_RD); /* a second producer is refused, and need not wait */

	do {
		len = recv(producer, NULL, 0, MSG_PEEK | MSG_TRUNC); /* its whole length */
		if (len == 0)
			errx(EXIT_FAILURE, "recv %s: the producer ended early", name.sun_path);
		packet = len == -1 ? NULL : realloc(packet, (size_t)len);
		if (!packet || recv(producer, packet, (size_t)len, 0) != len)
			err(EXIT_FAILURE, "recv %s", name.sun_path);
		if (packet[0] == MESSAGE)
			lab_print(packet + 1, (size_t)len - 1);
	} while (packet[0] != END);
	if (send(producer, &acknowledged, 1, 0) == -1)
		err(EXIT_FAILURE, "send %s", name.sun_path);
	return EXIT_SUCCESS;
}

/*
 * unix_socket/consumer - print each message of a producer that connects
 *
 *     $ ./unix_socket/consumer &
 *     consumer: waiting for a producer on /tmp/ipc-lab...unix_socket
 *     $ ./unix_socket/producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * The consumer is a server: it binds a socket to a name, listens, and accepts a
 * connection. A stream socket carries bytes both ways, so a newline ends each
 * message. End-of-file comes when the producer has shut down its sending side, or
 * has died; only a living one can still be told that all was printed, and so the
 * consumer knows which it was.
 *
 * The name is a file that outlives the socket. What a dead consumer left there is
 * stale: connecting to it is refused, and it must go before the next can bind.
 *
 * See also: unix_socket/producer.c, unix_socket/partner.h; unix(7), bind(2), listen(2),
 * accept(2), shutdown(2)
 */
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"
#include "partner.h"
#include "socket_file.h"

int main(int argc, char **argv)
{
	static struct sockaddr_un name = { .sun_family = AF_UNIX };
	static char *message;
	size_t size = 0;
	ssize_t len;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: consumer [-h]\nPrints each message of one producer that connects.\n");
	lab_hold_stop();
	strncpy(name.sun_path, lab_path("unix_socket"), sizeof(name.sun_path) - 1);
	become_consumer(&name, SOCK_STREAM, "consumer");
	umask(0177); /* only the user may connect, whatever it was */
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener == -1 || bind(listener, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    listen(listener, 1) == -1)
		err(EXIT_FAILURE, "socket, bind, listen %s", name.sun_path);
	remove_at_end(name.sun_path);
	lab_unlock_dir();

	warnx("waiting for a producer on %s", name.sun_path);
	int connection = accept(listener, NULL, NULL);
	FILE *producer = connection == -1 ? NULL : fdopen(connection, "r");
	if (!producer)
		err(EXIT_FAILURE, "accept, fdopen %s", name.sun_path);
	shutdown(listener, SHUT_RD); /* a second producer is refused, and need not wait */
	while ((len = getline(&message, &size, producer)) != -1) {
		if (message[len - 1] != '\n')
			errx(EXIT_FAILURE, "read %s: the producer died in the middle of a message",
			     name.sun_path);
		lab_print(message, (size_t)len - 1);
	}
	if (!feof(producer)) /* an error of the socket, or no memory for a long message */
		err(EXIT_FAILURE, "read %s", name.sun_path);
	if (send(connection, &acknowledged, 1, 0) == -1)
		errx(EXIT_FAILURE, "send %s: the producer ended early", name.sun_path);
	return EXIT_SUCCESS;
}

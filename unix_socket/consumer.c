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
 * See also: unix_socket/producer.c, unix_socket/address.h; unix(7), bind(2), accept(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/socket.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "address.h"

static const char usage[] = "usage: consumer [-h]\n"
			    "Prints each message of one producer that connects to a Unix socket.\n";

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
	char *message = NULL;
	size_t size = 0;
	ssize_t len;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	path = lab_path("unix_socket");
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener == -1)
		err(EXIT_FAILURE, "socket");
	bind_unless_in_use(listener, SOCK_STREAM, path, "consumer");
	lab_on_stop(stop);
	atexit(remove_socket);
	if (listen(listener, 1) == -1)
		err(EXIT_FAILURE, "listen %s", path);

	warnx("waiting for a producer on %s", path);
	int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (connection == -1)
		err(EXIT_FAILURE, "accept %s", path);
	shutdown(listener, SHUT_RD); /* a second producer is refused, and need not wait */
	FILE *producer = fdopen(connection, "r");
	if (!producer)
		err(EXIT_FAILURE, "fdopen %s", path);

	while ((len = getline(&message, &size, producer)) != -1) {
		if (message[len - 1] != '\n')
			errx(EXIT_FAILURE, "read %s: the producer died in the middle of a message",
			     path);
		lab_print(message, (size_t)len - 1);
	}
	if (!feof(producer)) /* an error of the socket, or no memory for a long message */
		err(EXIT_FAILURE, "read %s", path);
	if (send(connection, &acknowledged, 1, MSG_NOSIGNAL) == -1)
		errx(EXIT_FAILURE, "send %s: the producer has died", path);

	free(message);
	fclose(producer);
	return EXIT_SUCCESS;
}

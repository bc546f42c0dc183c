/*
 * server/systemd/activated - a server that systemd starts when the first client comes
 *
 *     $ echo=$(./lab/path echo); dir=$(dirname "$echo"); mkdir -p -m 700 "$dir"
 *     $ systemd-socket-activate -l "$echo" ./server/systemd/activated -i 1 &
 *     Listening on ...echo as 3.
 *     $ ./unix_socket/echo_client hello; wait; rm -d "$echo" "$dir"
 *     ...
 *     HELLO
 *     ...
 *     activated: no client for 1 s: it ends, the socket stays
 *
 * Another program has bound the name and listens: systemd, or systemd-socket-activate(1),
 * which does the same for one program at a terminal. When the first client comes, it starts the
 * program, which inherits the listening socket as descriptor 3. The program need not know
 * the address, nor have the right to bind it, and there is no stale name.
 *
 * When no client has come for a while it ends. The socket stays open in systemd's hands, so
 * a client that comes in that moment waits in its queue, and the program is started anew.
 *
 * See also: server/systemd/each.c, server/systemd/README.md;
 * sd_listen_fds(3), sd_notify(3), systemd.socket(5)
 */
#include <ctype.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <systemd/sd-daemon.h>

#include "../../lab/options.h"
#include "../../lab/output.h"

static const char usage[] = "usage: activated [-h] [-i SECONDS]\n"
			    "Answers each line in capitals; ends after SECONDS without a client.\n";

/* Answers each line on CONNECTION; returns how many. */
static long serve(int connection, long idle)
{
	const struct timeval patience = { .tv_sec = idle }; /* with a client that says nothing */
	FILE *const client = fdopen(connection, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	long count = 0;

	if (!client)
		err(EXIT_FAILURE, "fdopen");
	setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	for (; (length = getline(&line, &size, client)) != -1; count++) {
		for (char *c = line; c < line + length; c++)
			*c = (char)toupper((unsigned char)*c);
		if (send(connection, line, (size_t)length, MSG_NOSIGNAL) != length)
			break; /* it has gone, or takes nothing */
	}
	free(line);
	fclose(client);
	return count;
}

int main(int argc, char **argv)
{
	const int listener = SD_LISTEN_FDS_START; /* 3, the first after standard error */
	struct pollfd door = { .fd = listener, .events = POLLIN };
	long idle = 10;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "i:", false, usage) != -1)
		idle = lab_number(optarg, 1, 86400, "seconds");
	if (sd_listen_fds(true) != 1 || sd_is_socket(listener, AF_UNSPEC, SOCK_STREAM, true) <= 0)
		errx(EXIT_FAILURE, "no listening socket: systemd starts this, see its README.md");

	/* Type=notify: until then systemd calls the service "activating". */
	sd_notify(false, "READY=1\nSTATUS=waiting for clients");
	while (poll(&door, 1, (int)idle * 1000) > 0) {
		const int connection = accept(listener, NULL, NULL);
		if (connection == -1)
			err(EXIT_FAILURE, "accept");
		printf("lines of a client: %ld\n", serve(connection, idle));
	}
	sd_notify(false, "STOPPING=1");
	warnx("no client for %ld s: it ends, the socket stays", idle);
	return EXIT_SUCCESS;
}

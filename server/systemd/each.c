/*
 * server/systemd/each - a server that systemd starts for each client
 *
 *     $ echo hello | ./server/systemd/each
 *     each: serves its standard input, which is no Unix socket
 *     HELLO
 *     $ echo=$(./lab/path echo); dir=$(dirname "$echo"); mkdir -p -m 700 "$dir"
 *     $ systemd-socket-activate -l "$echo" --accept --inetd ./server/systemd/each 2>&1 |
 *     >       grep --line-buffered Listening &
 *     Listening on ...echo as 3.
 *     $ ./unix_socket/echo_client hello
 *     HELLO
 *     $ kill %%; wait; rm -d "$echo" "$dir"
 *
 * With Accept=yes systemd not only listens, but accepts too, and starts an instance of
 * the service with the connection as its standard input and output. The program reads
 * and writes, and might be cat(1); any filter becomes a server. (inetd, the Internet superserver, began this.)
 * The price is a process for each client.
 *
 * See also: server/systemd/activated.c, server/web_server.c; systemd.socket(5),
 * SO_PEERCRED in unix(7)
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <sys/socket.h>

#include "../../lab/options.h"
#include "../../lab/output.h"

int main(int argc, char **argv)
{
	struct ucred client;
	int domain;
	socklen_t size_of_client = sizeof(client), size_of_domain = sizeof(domain);
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: each [-h]\nAnswers each line of standard input in capitals.\n");
	/* What goes to standard output is the client's; the journal gets standard error. */
	if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_DOMAIN, &domain, &size_of_domain) == -1 ||
	    domain != AF_UNIX)
		warnx("serves its standard input, which is no Unix socket");
	else if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_PEERCRED, &client, &size_of_client) == -1)
		err(EXIT_FAILURE, "getsockopt SO_PEERCRED");
	else
		warnx("serves process %ld of user %ld", (long)client.pid, (long)client.uid);

	while ((length = getline(&line, &size, stdin)) != -1) {
		for (char *c = line; c < line + length; c++)
			*c = (char)toupper((unsigned char)*c);
		if (fwrite(line, 1, (size_t)length, stdout) != (size_t)length)
			lab_fail_output();
	}
	if (!feof(stdin))
		err(EXIT_FAILURE, "read standard input");
	free(line);
	return EXIT_SUCCESS;
}

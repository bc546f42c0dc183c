/*
 * unix_socket/hello_client - send "Hello World!" to a server, and print what comes back
 *
 *     $ ./unix_socket/hello_server &
 *     hello_server: waiting for three clients on /tmp/ipc-lab...hello_server
 *     $ ./unix_socket/hello_client; ./unix_socket/hello_client
 *     Hello World!
 *     Hello World!
 *     $ ./unix_socket/hello_client; wait
 *     Hello World!
 *
 * The same descriptor is written to and read from: a socket carries bytes both ways.
 * shutdown(2) ends one direction. The server then meets end-of-file, knows that it has
 * heard everything, and can still answer.
 *
 * See also: unix_socket/hello_server.c, unix_socket/echo_client.c; unix(7), connect(2),
 * shutdown(2)
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	const char *text = "Hello World!\n";
	char bytes[64];
	ssize_t n;

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", lab_path("hello_server"));
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	if (server == -1 || connect(server, (struct sockaddr *)&name, sizeof(name)) == -1)
		err(EXIT_FAILURE, "connect %s", name.sun_path);
	if (write(server, text, strlen(text)) == -1 || shutdown(server, SHUT_WR) == -1)
		err(EXIT_FAILURE, "write %s", name.sun_path);
	while ((n = read(server, bytes, sizeof(bytes))) > 0)
		printf("%.*s", (int)n, bytes);
	if (n == -1)
		err(EXIT_FAILURE, "read %s", name.sun_path);
	if (fflush(stdout) == EOF || ferror(stdout))
		err(EXIT_FAILURE, "write standard output");
	return EXIT_SUCCESS;
}

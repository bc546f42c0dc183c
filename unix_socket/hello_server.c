/*
 * unix_socket/hello_server - send back what clients send, one client after the other
 *
 *     $ ./unix_socket/hello_server &
 *     hello_server: waiting for three clients on /tmp/ipc-lab...hello_server
 *     $ ./unix_socket/hello_client; ./unix_socket/hello_client
 *     Hello World!
 *     Hello World!
 *     $ ./unix_socket/hello_client; wait
 *     Hello World!
 *
 * An iterative server: accept a client, serve it to its end, accept the next. While it
 * serves one, others that connect wait in the kernel's queue; listen(2) says how many
 * may. (Most servers go on for ever. This one ends after three clients, so that it can
 * remove its name.)
 *
 * See also: unix_socket/hello_client.c, unix_socket/echo_server.c (serves all at once);
 * unix(7), listen(2), accept(2)
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	char bytes[64];

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", lab_path("hello_server"));
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener == -1 || bind(listener, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    listen(listener, 5) == -1)
		err(EXIT_FAILURE, "socket, bind, listen %s", name.sun_path);
	fprintf(stderr, "hello_server: waiting for three clients on %s\n", name.sun_path);
	for (int count = 0; count < 3; count++) {
		ssize_t n;
		int client = accept(listener, NULL, NULL);
		if (client == -1)
			err(EXIT_FAILURE, "accept %s", name.sun_path);
		while ((n = read(client, bytes, sizeof(bytes))) > 0 &&
		       write(client, bytes, (size_t)n) == n)
			continue;
		close(client); /* it has got all, or it has gone */
	}
	unlink(name.sun_path);
	return EXIT_SUCCESS;
}

/*
 * unix_socket/hello_consumer - print the bytes of one producer that connects to a Unix socket
 *
 *     $ ./unix_socket/hello_consumer &
 *     hello_consumer: waiting for a producer on /tmp/ipc-lab...hello_socket
 *     $ ./unix_socket/hello_producer; wait
 *     read 12 bytes: Hello World!
 *     read 0 bytes: end-of-file
 *
 * socket(2) makes one end of a connection that is not there yet. bind(2) gives it a
 * name, which is a file. listen(2) lets others connect to that name, and accept(2)
 * waits until one does: it returns a new socket, which is connected to that one. From
 * there on it is like a pipe, but in both directions. When the producer has closed its
 * end, read(2) returns 0.
 *
 * See also: unix_socket/hello_producer.c, unix_socket/consumer.c; unix(7), bind(2),
 * listen(2), accept(2)
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
	char text[64];
	ssize_t n;

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", lab_path("hello_socket"));
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener == -1 || bind(listener, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    listen(listener, 5) == -1)
		err(EXIT_FAILURE, "socket, bind, listen %s", name.sun_path);
	fprintf(stderr, "hello_consumer: waiting for a producer on %s\n", name.sun_path);
	int producer = accept(listener, NULL, NULL);
	if (producer == -1 || unlink(name.sun_path) == -1) /* nobody else is to connect */
		err(EXIT_FAILURE, "accept, unlink %s", name.sun_path);

	while ((n = read(producer, text, sizeof(text))) > 0)
		printf("read %zd bytes: %.*s\n", n, (int)n, text);
	if (n == -1)
		err(EXIT_FAILURE, "read %s", name.sun_path);
	puts("read 0 bytes: end-of-file");
	if (fflush(stdout) == EOF || ferror(stdout))
		err(EXIT_FAILURE, "write standard output");
	return EXIT_SUCCESS;
}

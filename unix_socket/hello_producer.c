/*
 * unix_socket/hello_producer - connect to a Unix socket and write "Hello World!"
 *
 *     $ ./unix_socket/hello_producer
 *     hello_producer: connect /tmp/ipc-lab...hello_socket: No such file or directory
 *
 * connect(2) joins a socket to the one that listens under a name. It does not wait for
 * that one: if nobody has bound the name it fails at once. Once connected, a socket is
 * a descriptor like others, and write(2) sends through it.
 *
 * See also: unix_socket/hello_consumer.c, unix_socket/producer.c; unix(7), socket(2),
 * connect(2)
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
	const char *text = "Hello World!";

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", lab_path("hello_socket"));
	int consumer = socket(AF_UNIX, SOCK_STREAM, 0);
	if (consumer == -1 || connect(consumer, (struct sockaddr *)&name, sizeof(name)) == -1)
		err(EXIT_FAILURE, "connect %s", name.sun_path);
	if (write(consumer, text, strlen(text)) == -1)
		err(EXIT_FAILURE, "write %s", name.sun_path);
	close(consumer);
	return EXIT_SUCCESS;
}

/*
 * tests/tools/abstract_stranger - be at the other side of somebody's abstract name
 *
 *     abstract_stranger listen|connect NAME
 *
 * Binds "@NAME", says "listens", and accepts one connection; or connects to it. Then it waits
 * until the other side has closed the connection. All bytes of the address count, zeros too.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	char byte;

	if (argc != 3 || (strcmp(argv[1], "listen") != 0 && strcmp(argv[1], "connect") != 0))
		errx(2, "usage: abstract_stranger listen|connect NAME");
	strncpy(name.sun_path + 1, argv[2], sizeof(name.sun_path) - 2);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1)
		err(2, "socket");
	if (strcmp(argv[1], "connect") == 0) {
		if (connect(fd, (struct sockaddr *)&name, sizeof(name)) == -1)
			err(2, "connect @%s", argv[2]);
	} else {
		if (bind(fd, (struct sockaddr *)&name, sizeof(name)) == -1 || listen(fd, 1) == -1)
			err(2, "bind @%s", argv[2]);
		fprintf(stderr, "listens\n");
		fd = accept(fd, NULL, NULL);
		if (fd == -1)
			err(2, "accept");
	}
	while (read(fd, &byte, 1) > 0)
		continue;
	return EXIT_SUCCESS;
}

/*
 * event/hello - wait for two pipes at once, and read from the one that has something
 *
 *     $ ./event/hello
 *     pipe 1: read 12 bytes: Hello World!
 *
 * read(2) waits for one descriptor. Had this program called it for pipe 0, it would wait
 * there for ever, with a message in pipe 1. poll(2) waits for all descriptors of an array
 * at once, and notes in revents which of them can be read without waiting.
 *
 * See also: event/poll.c, pipe/hello.c; poll(2), pipe(2)
 */
#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	char text[64];
	int ends[2][2]; /* of pipe 0 and of pipe 1: to read from, to write to */

	if (pipe(ends[0]) == -1 || pipe(ends[1]) == -1)
		err(EXIT_FAILURE, "pipe");
	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) /* it writes to pipe 1 */
		_exit(write(ends[1][1], "Hello World!", 12) == 12 ? EXIT_SUCCESS : EXIT_FAILURE);

	struct pollfd pipes[] = { { .fd = ends[0][0], .events = POLLIN },
				  { .fd = ends[1][0], .events = POLLIN } };
	if (poll(pipes, 2, -1) == -1)
		err(EXIT_FAILURE, "poll");
	for (int i = 0; i < 2; i++) {
		if (!pipes[i].revents)
			continue;
		const ssize_t n = read(pipes[i].fd, text, sizeof(text));
		if (n == -1)
			err(EXIT_FAILURE, "read pipe %d", i);
		printf("pipe %d: read %zd bytes: %.*s\n", i, n, (int)n, text);
	}
	return fflush(stdout) == EOF || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

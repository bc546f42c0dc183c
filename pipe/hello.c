/*
 * pipe/hello - a parent sends "Hello World!" to its child through a pipe
 *
 *     $ ./pipe/hello
 *     child: read 12 bytes: Hello World!
 *     child: read 0 bytes: end-of-file
 *
 * pipe(2) gives two descriptors: what is written into ends[1] can be read from
 * ends[0]. fork(2) gives the child copies of both. Each side closes the end that it
 * does not use. This is not tidiness: end-of-file comes when the last copy of the
 * write end is closed, and the child's own copy would keep it waiting for itself.
 *
 * See also: process/fork.c, pipe/end_of_file_wrong.c; pipe(2), fork(2), wait(2)
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ends[2], status = 0;
	char text[64];
	ssize_t n;

	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");

	if (child == 0) { /* the consumer */
		close(ends[1]);
		while ((n = read(ends[0], text, sizeof(text))) > 0)
			printf("child: read %zd bytes: %.*s\n", n, (int)n, text);
		if (n == -1)
			err(EXIT_FAILURE, "read pipe");
		return puts("child: read 0 bytes: end-of-file") == EOF || fflush(stdout) == EOF;
	}

	close(ends[0]); /* the parent is the producer */
	if (write(ends[1], "Hello World!", 12) == -1)
		err(EXIT_FAILURE, "write pipe");
	close(ends[1]);
	wait(&status);
	return status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

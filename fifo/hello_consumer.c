/*
 * fifo/hello_consumer - read what another process writes into a FIFO
 *
 *     $ ./fifo/hello_consumer &
 *     hello_consumer: waiting for a producer on /tmp/ipc-lab...hello_fifo
 *     $ ./fifo/hello_producer; wait
 *     hello_producer: waiting for a consumer on /tmp/ipc-lab...hello_fifo
 *     read 12 bytes: Hello World!
 *     read 0 bytes: end-of-file
 *
 * A FIFO is a pipe with a name in the file system. mkfifo(3) makes the name, and
 * each side opens it like a file. open(2) returns when both are there; until then
 * it waits. read(2) waits as well, until there are bytes. It returns 0 when there
 * are none and no process has the FIFO open for writing: no more will come.
 *
 * See also: fifo/hello_producer.c, fifo/consumer.c; mkfifo(3), open(2), read(2), fifo(7)
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *path = lab_path("hello_fifo");
	char text[64];
	ssize_t n;

	if (mkfifo(path, 0600) == -1 && errno != EEXIST) /* it is there already: good */
		err(EXIT_FAILURE, "mkfifo %s", path);
	fprintf(stderr, "hello_consumer: waiting for a producer on %s\n", path);
	int fd = open(path, O_RDONLY);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);

	while ((n = read(fd, text, sizeof(text))) > 0)
		printf("read %zd bytes: %.*s\n", n, (int)n, text);
	if (n == -1)
		err(EXIT_FAILURE, "read %s", path);
	puts("read 0 bytes: end-of-file");

	if (unlink(path) == -1)
		err(EXIT_FAILURE, "unlink %s", path);
	if (fflush(stdout) == EOF || ferror(stdout))
		err(EXIT_FAILURE, "write standard output");
	return EXIT_SUCCESS;
}

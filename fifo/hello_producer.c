/*
 * fifo/hello_producer - write "Hello World!" into a FIFO, for another process to read
 *
 *     $ ./fifo/hello_producer &
 *     hello_producer: waiting for a consumer on /tmp/ipc-lab...hello_fifo
 *     $ ./fifo/hello_consumer; wait
 *     hello_consumer: waiting for a producer on /tmp/ipc-lab...hello_fifo
 *     read 12 bytes: Hello World!
 *     read 0 bytes: end-of-file
 *
 * Either side may come first: the FIFO is made by whichever it is, and open(2)
 * waits there for the other. write(2) puts the bytes into a buffer in the kernel.
 * Nothing is ever written to the disk; the file is only the place to meet.
 *
 * See also: fifo/hello_consumer.c, fifo/producer.c; mkfifo(3), open(2), write(2), fifo(7)
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *path = lab_path("hello_fifo");
	const char *text = "Hello World!";

	if (mkfifo(path, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", path);
	fprintf(stderr, "hello_producer: waiting for a consumer on %s\n", path);
	int fd = open(path, O_WRONLY);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);

	if (write(fd, text, strlen(text)) == -1)
		err(EXIT_FAILURE, "write %s", path);
	close(fd);
	return EXIT_SUCCESS;
}

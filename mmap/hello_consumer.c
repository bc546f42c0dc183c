/*
 * mmap/hello_consumer - read a file by reading memory, and remove it
 *
 *     $ ./mmap/hello_producer; ./mmap/hello_consumer
 *     Hello World!
 *     $ ./mmap/hello_consumer
 *     hello_consumer: open /tmp/ipc-lab...hello_mmap: No such file or directory
 *
 * The producer has ended long ago, and its memory with it. But what it wrote was in a
 * file, and whoever maps the file has the same pages. This side only reads, so the file
 * is opened and mapped for reading only.
 *
 * See also: mmap/hello_producer.c, mmap/consumer.c; fstat(2), mmap(2), unlink(2)
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lab/names.h"

#define SIZE 4096

int main(void)
{
	const char *path = lab_path("hello_mmap");
	struct stat st;

	int fd = open(path, O_RDONLY);
	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "open %s", path);
	if (st.st_size < SIZE)
		errx(EXIT_FAILURE, "%s: empty, the producer is not done", path);
	const char *memory = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", path);
	printf("%.*s\n", SIZE, memory);
	if (fflush(stdout) == EOF || ferror(stdout))
		err(EXIT_FAILURE, "write standard output");
	if (unlink(path) == -1)
		err(EXIT_FAILURE, "unlink %s", path);
	return EXIT_SUCCESS;
}

/*
 * mmap/hello_producer - write into a file by writing to memory
 *
 *     $ ./mmap/hello_producer; ./mmap/hello_consumer
 *     Hello World!
 *
 * mmap(2) makes a file a part of the program's memory. From there on strcpy(3) is
 * enough: what is in the memory is in the file, for everybody, also when this
 * program has ended.
 *
 * A file can be mapped beyond its end, but not used there: so it is made long
 * enough before, with blocks that the disk has promised (posix_fallocate(3)).
 *
 * See also: mmap/hello_consumer.c, mmap/page.c; open(2), mmap(2)
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../lab/names.h"

#define SIZE 4096

int main(void)
{
	const char *path = lab_path("hello_mmap");

	int fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	errno = posix_fallocate(fd, 0, SIZE);
	if (errno)
		err(EXIT_FAILURE, "posix_fallocate %s", path);
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", path);
	strcpy(memory, "Hello World!");
	return EXIT_SUCCESS;
}

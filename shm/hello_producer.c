/*
 * shm/hello_producer - write "Hello" and "World!" into shared memory
 *
 *     $ ./shm/hello_producer
 *     $ ./shm/hello_consumer
 *     HelloWorld!
 *
 * An object of shared memory has a name and a size. Mapped, it is memory like any
 * other, but every process that maps it has the same. It stays when the process
 * ends, until it is unlinked: the consumer finds the words though the producer is
 * gone. The second word stands behind the first because the pointer moves on by
 * the length that sprintf(3) returns.
 *
 * See also: shm/hello_consumer.c, shm/producer.c; shm_open(3), ftruncate(2),
 * posix_fallocate(3), mmap(2)
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "../lab/names.h"

int main(void)
{
	const char *name = lab_name("hello");
	const size_t size = 4096; /* bytes */

	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd == -1)
		err(EXIT_FAILURE, "shm_open %s", name);
	/* ftruncate(2) gives it a size too, but no memory: if there is none, writing is a SIGBUS. */
	errno = posix_fallocate(fd, 0, (off_t)size);
	if (errno)
		err(EXIT_FAILURE, "posix_fallocate %s", name);
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);

	memory += sprintf(memory, "%s", "Hello");
	sprintf(memory, "%s", "World!");
	return EXIT_SUCCESS;
}

/*
 * shm/hello_producer - write "Hello" and "World!" into shared memory
 *
 *     $ ./shm/hello_producer
 *     $ ./shm/hello_consumer
 *     Hello World!
 *
 * An object of shared memory has a name and a size; mapped, it is memory like any
 * other, but every process that maps it has the same. It stays when the process
 * ends, until it is unlinked: the consumer finds the words though the producer is
 * long gone.
 *
 * See also: shm/hello_consumer.c, shm/producer.c; shm_open(3), ftruncate(2), mmap(2)
 */
#include <fcntl.h>
#include <sys/mman.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	const size_t size = 4096; /* bytes */

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: hello_producer [-h]\nWrites two words into shared memory.\n");
	const char *name = lab_name("hello");
	int fd = shm_open(name, O_CREAT | O_RDWR, 0600);
	if (fd == -1)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (ftruncate(fd, (off_t)size) == -1)
		err(EXIT_FAILURE, "ftruncate %s", name);
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);

	memory += sprintf(memory, "%s ", "Hello");
	sprintf(memory, "%s", "World!");
	return EXIT_SUCCESS;
}

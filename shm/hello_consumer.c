/*
 * shm/hello_consumer - print what was written into shared memory, and remove it
 *
 *     $ ./shm/hello_producer; ./shm/hello_consumer
 *     Hello World!
 *     $ ./shm/hello_consumer
 *     hello_consumer: shm_open /ipc-lab...hello: No such file or directory
 *
 * The consumer maps the object that the producer has made and reads it like a
 * string of its own. It works because the producer is done before the consumer
 * begins: memory tells nobody when something new is in it. The two sides of
 * shm/producer and shm/consumer run at once, and need semaphores for that.
 *
 * See also: shm/hello_producer.c, shm/consumer.c; shm_open(3), shm_unlink(3), mmap(2)
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	struct stat st;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: hello_consumer [-h]\nPrints what is in shared memory.\n");
	const char *name = lab_name("hello");
	int fd = shm_open(name, O_RDONLY, 0);
	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (st.st_size == 0) /* a byte beyond the end would be a SIGBUS */
		errx(EXIT_FAILURE, "shm_open %s: empty, the producer is not done", name);
	const char *memory = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);

	lab_print(memory, strnlen(memory, (size_t)st.st_size));
	if (shm_unlink(name) == -1)
		err(EXIT_FAILURE, "shm_unlink %s", name);
	return EXIT_SUCCESS;
}

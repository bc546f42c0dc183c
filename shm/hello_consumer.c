/*
 * shm/hello_consumer - print what was written into shared memory, and remove it
 *
 *     $ ./shm/hello_producer; ./shm/hello_consumer
 *     HelloWorld!
 *     $ ./shm/hello_consumer
 *     hello_consumer: shm_open /ipc-lab...hello: No such file or directory
 *
 * The consumer maps the object that the producer has made and reads it like a
 * string of its own. It works because the producer is done before the consumer
 * begins: memory tells nobody when something new is in it. The two sides of
 * shm/producer and shm/consumer run at once, and need semaphores for that.
 *
 * See also: shm/hello_producer.c, shm/hello_consumer_wrong.c, shm/consumer.c;
 * shm_open(3), shm_unlink(3), fstat(2), mmap(2)
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *name = lab_name("hello");
	const int size = 4096; /* bytes, at most */
	struct stat st;

	int fd = shm_open(name, O_RDONLY, 0);
	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (st.st_uid != geteuid() || st.st_size == 0) /* reading behind its end is a SIGBUS */
		errx(EXIT_FAILURE, "shm_open %s: another user's, or still empty", name);
	const char *memory = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);

	if (printf("%.*s\n", size, memory) < 0 || fflush(stdout) == EOF)
		err(EXIT_FAILURE, "write standard output");
	if (shm_unlink(name) == -1)
		err(EXIT_FAILURE, "shm_unlink %s", name);
	return EXIT_SUCCESS;
}

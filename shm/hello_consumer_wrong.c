/*
 * shm/hello_consumer_wrong - map to write what was opened only to be read
 *
 *     $ ./shm/hello_producer; ./shm/hello_consumer_wrong; echo "status $?"
 *     hello_consumer_wrong: mmap /ipc-lab...hello: Permission denied
 *     status 1
 *     $ ./shm/hello_consumer
 *     HelloWorld!
 *
 * Wrong: the object is opened with O_RDONLY and mapped with PROT_WRITE. Through the
 * mapping the process could write what it may only read, so mmap(2) refuses it
 * (EACCES), also to root. The reason sounds as if the object belonged to somebody
 * else, and one looks for the mistake at its mode, where it is not. A program that
 * does not check mmap(2) goes on with the address MAP_FAILED, and crashes.
 *
 * A consumer needs PROT_READ only. One that wants to write opens with O_RDWR.
 *
 * See also: shm/hello_consumer.c; shm_open(3), mmap(2)
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
	const char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);

	if (printf("%.*s\n", size, memory) < 0 || fflush(stdout) == EOF)
		err(EXIT_FAILURE, "write standard output");
	if (shm_unlink(name) == -1)
		err(EXIT_FAILURE, "shm_unlink %s", name);
	return EXIT_SUCCESS;
}

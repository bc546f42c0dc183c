/*
 * sysv/hello_shm_producer - write "Hello World!" into a SysV shared memory segment
 *
 *     $ ./sysv/hello_shm_producer
 *     $ ./sysv/hello_shm_consumer
 *     Hello World!
 *
 * A segment is memory that the kernel keeps under a key, a number that ftok(3) makes from
 * a file that both sides know. shmget(2) makes it; attached with shmat(2) it is memory
 * like any other, but every process that attaches it has the same. New, it is all zeros.
 *
 * The process detaches it when it ends, and the segment stays, with what is in it.
 *
 * See also: sysv/hello_shm_consumer.c, sysv/shm_producer.c, shm/hello_producer.c;
 * sysvipc(7), ftok(3), shmget(2), shmat(2)
 */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

#include "../lab/names.h"

int main(void)
{
	const char *path = lab_path("sysv_hello_shm");

	const key_t key = creat(path, 0600) == -1 ? -1 : ftok(path, 'm');
	if (key == -1)
		err(EXIT_FAILURE, "creat or ftok %s", path);
	const int segment = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600);
	if (segment == -1)
		err(EXIT_FAILURE, "shmget %s", path);
	char *memory = shmat(segment, NULL, 0);
	if (memory == (void *)-1)
		err(EXIT_FAILURE, "shmat %s", path);

	strcpy(memory, "Hello World!");
	return EXIT_SUCCESS;
}

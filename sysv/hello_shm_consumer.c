/*
 * sysv/hello_shm_consumer - print what was written into a SysV segment, and remove it
 *
 *     $ ./sysv/hello_shm_producer; ./sysv/hello_shm_consumer
 *     Hello World!
 *
 * The consumer makes the same key from the same file, attaches the segment, and reads it
 * like a string of its own. It works because the producer is done before the consumer
 * begins: memory tells nobody when something new is in it. The two sides of
 * sysv/shm_producer and sysv/shm_consumer run at once, and need semaphores for that.
 *
 * See also: sysv/hello_shm_producer.c, sysv/shm_consumer.c, shm/hello_consumer.c;
 * sysvipc(7), ftok(3), shmget(2), shmat(2), shmctl(2)
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/shm.h>
#include <unistd.h>

#include "../lab/names.h"

int main(void)
{
	const char *path = lab_path("sysv_hello_shm");
	struct shmid_ds info;

	const key_t key = ftok(path, 'm');
	if (key == -1)
		err(EXIT_FAILURE, "ftok %s", path);
	const int segment = shmget(key, 0, 0);
	if (segment == -1 || shmctl(segment, IPC_STAT, &info) == -1)
		err(EXIT_FAILURE, "shmget %s", path);
	if (info.shm_perm.uid != geteuid()) /* two files may have the same key */
		errx(EXIT_FAILURE, "shmget 0x%08x: another user has this key, of %s", key, path);
	const char *memory = shmat(segment, NULL, SHM_RDONLY);
	if (memory == (void *)-1)
		err(EXIT_FAILURE, "shmat %s", path);

	if (printf("%.*s\n", (int)info.shm_segsz, memory) < 0 || fflush(stdout) == EOF)
		err(EXIT_FAILURE, "write standard output");
	if (shmctl(segment, IPC_RMID, NULL) == -1 || unlink(path) == -1)
		err(EXIT_FAILURE, "remove %s", path);
	return EXIT_SUCCESS;
}

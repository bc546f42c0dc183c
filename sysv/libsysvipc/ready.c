/*
 * sysv/libsysvipc/ready - many processes want one segment: one makes it, and all get it ready
 *
 *     $ ./sysv/libsysvipc/ready
 *     8 processes: 1 has initialised the segment, and all have read 'ready'
 *
 * None of the processes knows whether it is the first. Each calls sysvipc_shm_get() with a
 * function that fills a new segment. The library has one process make it, which calls the
 * function; the others get the segment when that has returned, and not before.
 *
 * sysvipc_shm_get() is shmget(2) with IPC_EXCL, a mark in the mode of a segment that is not
 * ready yet, and a wait; sysvipc_shm_attach() is shmat(2).
 *
 * See also: sysv/libsysvipc/sysvipc.h, sysv/libsysvipc/lib/shm.c, sysv/sem_init_wrong.c;
 * shmget(2)
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "../../lab/children.h"
#include "../../lab/options.h"
#include "../../lab/output.h"
#include "../../lab/stop.h"
#include "sysvipc.h"

enum { PROCESSES = 8 };

struct shared {
	char text[64];
	int filled; /* how many times fill() was called */
};

static int fill(void *memory, size_t size, void *data)
{
	struct shared *shared = memory;

	(void)size;
	strcpy(shared->text, data);
	shared->filled++;
	return 0;
}

static struct shared *get(key_t key, int *segment)
{
	*segment = sysvipc_shm_get(key, sizeof(struct shared), 0600, fill, "ready");
	struct shared *shared = *segment == -1 ? NULL : sysvipc_shm_attach(*segment, 0);
	if (!shared)
		err(EXIT_FAILURE, "sysvipc_shm_get 0x%08x", key);
	return shared;
}

int main(int argc, char **argv)
{
	char file[32];
	int segment;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: ready [-h]\nGets one segment, many times.\n");
	lab_hold_stop(); /* to the end, a moment later: it would leave the segment behind */
	/* A file in memory, for the key: nobody else has it, and it goes with us. */
	snprintf(file, sizeof(file), "/proc/self/fd/%d", memfd_create("key", MFD_CLOEXEC));
	const key_t key = sysvipc_key(file, 'm');
	if (key == -1)
		err(EXIT_FAILURE, "sysvipc_key %s", file);
	for (int i = 1; i < PROCESSES; i++)
		if (lab_fork() == 0)
			_exit(strcmp(get(key, &segment)->text, "ready") != 0);
	const struct shared *shared = get(key, &segment); /* we are the last one of them */
	const int status = lab_wait_for_children();
	sysvipc_shm_remove(segment);
	if (status != EXIT_SUCCESS || shared->filled != 1 || strcmp(shared->text, "ready") != 0)
		errx(EXIT_FAILURE, "the segment was filled %d times", shared->filled);
	printf("%d processes: 1 has initialised the segment, and all have read '%s'\n", PROCESSES,
	       shared->text);
	return EXIT_SUCCESS;
}

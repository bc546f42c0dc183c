/*
 * lock/flock - two processes add to one counter, under a lock on a whole file
 *
 *     $ ./lock/flock
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/flock -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * The kernel keeps a lock for every file. Nobody has to make it, and it goes when its
 * owner dies. The owner is what open(2) has made, the open file description, which a
 * child inherits: so each process opens the file for itself.
 *
 * See also: lock/flock_wrong.c, lock/counter.h, lock/file_lock_kinds.c; flock(2),
 * flock(1)
 */
#include <fcntl.h>
#include <sys/file.h>

#include "counter.h"

static int file = -1;

static void lock(void)
{
	char path[32];

	if (file == -1) { /* a name that an open file has, for its process */
		snprintf(path, sizeof(path), "/proc/self/fd/%d", counter_file);
		file = open(path, O_RDWR | O_CLOEXEC);
		if (file == -1)
			err(EXIT_FAILURE, "open %s", path);
	}
	if (flock(file, LOCK_EX) == -1)
		err(EXIT_FAILURE, "flock LOCK_EX");
}

static void unlock(void)
{
	if (flock(file, LOCK_UN) == -1)
		err(EXIT_FAILURE, "flock LOCK_UN");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	return count(argc, argv, lock, add_one, unlock);
}

/*
 * lock/flock - two processes add to one counter, under a lock on a whole file
 *
 *     $ ./lock/flock
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/flock -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * The kernel keeps a lock for every file, so none has to be made. Its owner is what
 * open(2) has made, the open file description, and not the process: a child that
 * inherits the descriptor has the lock as well. So each process opens the file for
 * itself, in its first lock(). When the last descriptor is closed, also by the death of
 * its process, the kernel takes the lock back.
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

	if (file == -1) { /* the counter's file has no name any more, but can be opened so */
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

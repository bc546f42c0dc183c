/*
 * lock/flock_wrong - two processes have the same lock on a file, so it keeps nobody out
 *
 *     $ ./lock/flock_wrong
 *     flock_wrong: 2 processes have added 20 each, but the counter says ...
 *     $ echo $?
 *     1
 *
 * A lock of flock(2) belongs to the open file description. A child inherits the
 * descriptor, and with it the lock: when it asks, it is told that it has it already.
 *
 * See also: lock/flock.c, lock/file_lock_kinds.c, process/fork_offset.c; flock(2)
 */
#include <sys/file.h>

#include "counter.h"

static void lock(void)
{
	if (flock(counter_file, LOCK_EX) == -1)
		err(EXIT_FAILURE, "flock LOCK_EX");
}

static void unlock(void)
{
	if (flock(counter_file, LOCK_UN) == -1)
		err(EXIT_FAILURE, "flock LOCK_UN");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	return count(argc, argv, lock, add_one, unlock);
}

/*
 * lock/ofd - two processes add to one counter, under a lock of an open file description
 *
 *     $ ./lock/ofd
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/ofd -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * A record lock, but its owner is that of flock(2), the open file description. So
 * closing another descriptor of the file does not give it up, and threads can keep
 * each other out with it. Each process has to open the file for itself.
 *
 * See also: lock/record.c, lock/flock.c, lock/file_lock_kinds.c, lock/counter.h;
 * fcntl(2) ("Open file description locks")
 */
#define _GNU_SOURCE
#include <fcntl.h>

#include "counter.h"

static int file = -1;

/* TYPE is F_WRLCK, which may have to wait, or F_UNLCK. */
static void set_lock(short type)
{
	struct flock whole_file = { .l_type = type };

	if (fcntl(file, F_OFD_SETLKW, &whole_file) == -1)
		err(EXIT_FAILURE, "fcntl F_OFD_SETLKW");
}

static void lock(void)
{
	char path[32];

	if (file == -1) { /* a name that an open file has, for its process */
		snprintf(path, sizeof(path), "/proc/self/fd/%d", counter_file);
		file = open(path, O_RDWR | O_CLOEXEC);
		if (file == -1)
			err(EXIT_FAILURE, "open %s", path);
	}
	set_lock(F_WRLCK);
}

static void unlock(void)
{
	set_lock(F_UNLCK);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	return count(argc, argv, lock, add_one, unlock);
}

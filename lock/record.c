/*
 * lock/record - two processes count in one file, under a record lock
 *
 *     $ ./lock/record
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/record -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * The file holds a number, as that of a print queue does: the number of the next job.
 * To add one is pread(2), to add and pwrite(2). A lock of fcntl(2) is on some bytes of
 * a file, here on those of the number, and belongs to the process: a child that has
 * inherited the descriptor has to ask for itself. lockf(3) is the same lock.
 *
 * See also: lock/record_wrong.c, lock/record_lock.c, lock/ofd.c, lock/counter.h;
 * fcntl(2) ("Advisory record locking"), pread(2)
 */
#include <fcntl.h>

#include "counter.h"

/* TYPE is F_WRLCK, which may have to wait, or F_UNLCK. */
static void set_lock(short type)
{
	struct flock number = { .l_type = type, .l_start = 0, .l_len = sizeof(long) };

	if (fcntl(counter_file, F_SETLKW, &number) == -1)
		err(EXIT_FAILURE, "fcntl F_SETLKW");
}

static void lock(void)
{
	set_lock(F_WRLCK);
}

static void unlock(void)
{
	set_lock(F_UNLCK);
}

static void add_in_file(void)
{
	long value;

	if (pread(counter_file, &value, sizeof(value), 0) != sizeof(value))
		err(EXIT_FAILURE, "pread the number");
	for (long ms = 0; *counter == value && (ms < pause_ms || *missing > 0); ms++)
		poll(NULL, 0, 1);
	value++;
	if (pwrite(counter_file, &value, sizeof(value), 0) != sizeof(value))
		err(EXIT_FAILURE, "pwrite the number");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	return count(argc, argv, lock, add_in_file, unlock);
}

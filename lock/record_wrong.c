/*
 * lock/record_wrong - two processes count in one file, and only one of them asks for the lock
 *
 *     $ ./lock/record_wrong
 *     record_wrong: 2 processes have added 20 each, but the counter says ...
 *     $ echo $?
 *     1
 *
 * Locks on files are advisory: they keep out a process that asks for one, and no
 * process that just reads and writes. One program that was forgotten is enough.
 *
 * See also: lock/record.c, lock/record_lock.c, lock/counter.h; fcntl(2) ("Advisory
 * record locking")
 */
#include <fcntl.h>

#include "counter.h"

static pid_t first;

/* TYPE is F_WRLCK, which may have to wait, or F_UNLCK. */
static void set_lock(short type)
{
	struct flock number = { .l_type = type, .l_start = 0, .l_len = sizeof(long) };

	if (fcntl(counter_file, F_SETLKW, &number) == -1)
		err(EXIT_FAILURE, "fcntl F_SETLKW");
}

static void lock(void)
{
	if (getpid() == first)
		set_lock(F_WRLCK);
}

static void unlock(void)
{
	if (getpid() == first)
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
	first = getpid();
	return count(argc, argv, lock, add_in_file, unlock);
}

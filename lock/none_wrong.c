/*
 * lock/none_wrong - two processes add to one counter without a lock, and half of it is lost
 *
 *     $ ./lock/none_wrong
 *     none_wrong: 2 processes have added 20 each, but the counter says ...
 *     $ echo $?
 *     1
 *
 * To add one is to read, to add and to write. If the other process reads in between,
 * both write the same value, and one of two is lost. That the counter is _Atomic does
 * not help: each read and each write is whole, but not what they make together. It is
 * the same with a file: each pread(2) and pwrite(2) is whole.
 *
 * Usually this happens once in a million times, on the customer's machine. Here each
 * process pauses between reading and writing until the other has written, so it
 * happens every time.
 *
 * See also: lock/mutex.c, lock/counter.h, lock/atomic.c
 */
#include "counter.h"

static void lock(void)
{
}

static void unlock(void)
{
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	return count(argc, argv, lock, add_one, unlock);
}

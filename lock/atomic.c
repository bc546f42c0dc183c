/*
 * lock/atomic - two processes add to one counter, in one step that needs no lock
 *
 *     $ ./lock/atomic
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/atomic -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * The processor itself can read, add and write with nothing in between. No process
 * waits for another, and one that dies leaves nothing locked. But it is one number
 * only: two numbers that must fit each other need a lock.
 *
 * That the counter is _Atomic does not do it: counter = counter + 1 is an atomic read
 * and an atomic write, and between them anything can happen. See lock/none_wrong.c.
 *
 * See also: lock/counter.h, lock/spin.c, lock/futex.c
 */
#include <stdatomic.h>

#include "counter.h"

static void nothing(void)
{
}

static void add_at_once(void)
{
	atomic_fetch_add(counter, 1);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	return count(argc, argv, nothing, add_at_once, nothing);
}

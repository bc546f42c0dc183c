/*
 * lock/futex - two processes add to one counter, under a lock made of a futex
 *
 *     $ ./lock/futex
 *     2 processes have added 20 each, and nothing is lost
 *     and before, alone, 0 of 100000 locks had to sleep
 *     $ ./lock/futex -t | grep increment
 *     ... ns per increment
 *
 * What is a semaphore or a mutex made of? A number in shared memory, an atomic
 * instruction, and one system call that puts a process to sleep if the number is
 * still what it was, and one that wakes it. The kernel keeps no object: it knows an
 * address only while somebody sleeps there. A lock that nobody else wants costs no
 * system call at all.
 *
 * The third state tells which unlock need not ask the kernel. After Ulrich Drepper,
 * Futexes Are Tricky (2011), section 6.
 *
 * See also: lock/mutex.c, lock/spin.c, lock/counter.h; futex(2), futex(7)
 */
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "counter.h"

enum { WAIT = 0, WAKE = 1 }; /* FUTEX_WAIT and FUTEX_WAKE of <linux/futex.h>, if it is there */
enum { FREE, LOCKED, CONTENDED /* perhaps somebody sleeps */ };
static _Atomic uint32_t *state;
static _Atomic long sleeps;

static void lock(void)
{
	uint32_t expected = FREE;

	if (atomic_compare_exchange_strong(state, &expected, LOCKED))
		return;
	/* A process that has found it taken takes it as contended: others may be asleep. */
	for (; atomic_exchange(state, CONTENDED) != FREE; sleeps++)
		syscall(SYS_futex, state, WAIT, CONTENDED, NULL, NULL, 0);
}

static void unlock(void)
{
	if (atomic_exchange(state, FREE) == CONTENDED)
		syscall(SYS_futex, state, WAKE, 1, NULL, NULL, 0);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	state = share(sizeof(*state));
	for (int i = 0; i < 100000; i++) {
		lock();
		unlock();
	}
	const long alone = sleeps;
	const int status = count(argc, argv, lock, add_one, unlock);
	printf("and before, alone, %ld of 100000 locks had to sleep\n", alone);
	return status;
}

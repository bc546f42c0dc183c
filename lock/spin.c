/*
 * lock/spin - two processes add to one counter, guarded by a lock that is asked again and again
 *
 *     $ ./lock/spin
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/spin -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * A process that finds a spin lock taken does not sleep: it looks again until the lock
 * is free, and keeps its processor busy. That pays only where the owner is quick and
 * runs on another processor at that moment. An owner that pauses, as here without -t,
 * makes the other burn its time.
 *
 * See also: lock/mutex.c, lock/futex.c, lock/counter.h; pthread_spin_init(3),
 * pthread_spin_lock(3)
 */
#include <pthread.h>

#include "counter.h"

static pthread_spinlock_t *spin;

static void lock(void)
{
	pthread_spin_lock(spin);
}

static void unlock(void)
{
	pthread_spin_unlock(spin);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	spin = share(sizeof(*spin));
	pthread_spin_init(spin, PTHREAD_PROCESS_SHARED);
	return count(argc, argv, lock, add_one, unlock);
}

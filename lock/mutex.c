/*
 * lock/mutex - two processes add to one counter, guarded by a mutex
 *
 *     $ ./lock/mutex
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/mutex -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * A mutex lets one in at a time: the second to lock it sleeps until the first unlocks
 * it. Threads have it in their memory anyway. Processes have to share that memory, and
 * to say so when they make the mutex, or it works among threads alone.
 *
 * A process that dies with the mutex leaves it locked for ever: see lock/robust.c.
 *
 * See also: lock/none_wrong.c, lock/counter.h, lock/robust.c, lock/condition.c;
 * pthread_mutexattr_setpshared(3), pthreads(7)
 */
#include <pthread.h>

#include "counter.h"

static pthread_mutex_t *mutex;

static void lock(void)
{
	pthread_mutex_lock(mutex);
}

static void unlock(void)
{
	pthread_mutex_unlock(mutex);
}

int main(int argc, char **argv)
{
	pthread_mutexattr_t attributes;

	lab_prepare_streams();
	mutex = share(sizeof(*mutex));
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(mutex, &attributes);
	return count(argc, argv, lock, add_one, unlock);
}

/*
 * lock/semaphore_unnamed - two processes add to one counter, guarded by a semaphore in memory
 *
 *     $ ./lock/semaphore_unnamed
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/semaphore_unnamed -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * A semaphore is a count: sem_wait(3) takes one, and sleeps while there is none. It
 * begins with 1, so one process is inside. It lies in memory that both share. It has
 * no owner: if the process inside dies, the others wait for ever.
 *
 * See also: lock/semaphore_named.c, lock/not_a_mutex.c, lock/counter.h; sem_init(3),
 * sem_wait(3), sem_overview(7)
 */
#include <semaphore.h>

#include "counter.h"

static sem_t *semaphore;

static void lock(void)
{
	while (sem_wait(semaphore) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
}

static void unlock(void)
{
	if (sem_post(semaphore) == -1)
		err(EXIT_FAILURE, "sem_post");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	semaphore = share(sizeof(*semaphore));
	if (sem_init(semaphore, 1, 1) == -1)
		err(EXIT_FAILURE, "sem_init");
	return count(argc, argv, lock, add_one, unlock);
}

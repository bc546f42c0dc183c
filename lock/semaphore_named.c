/*
 * lock/semaphore_named - two processes add to one counter, guarded by a semaphore with a name
 *
 *     $ ./lock/semaphore_named
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/semaphore_named -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * By its name processes find a semaphore that have nothing else in common. Here one
 * makes it and then forks, so the name can go at once, and nothing is left behind when
 * they are killed. Apart from that it is a semaphore as the unnamed one is.
 *
 * See also: lock/semaphore_unnamed.c, lock/counter.h; sem_open(3), sem_unlink(3),
 * sem_overview(7)
 */
#include <fcntl.h>
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
	const char *name = lab_name("lock");

	lab_prepare_streams();
	lab_hold_stop();  /* until the name is gone */
	sem_unlink(name); /* a run that was killed just here may have left one */
	semaphore = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
	if (semaphore == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", name);
	sem_unlink(name);
	lab_mask_stop(SIG_UNBLOCK);
	return count(argc, argv, lock, add_one, unlock);
}

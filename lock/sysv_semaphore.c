/*
 * lock/sysv_semaphore - two processes add to one counter, guarded by a SysV semaphore
 *
 *     $ ./lock/sysv_semaphore
 *     2 processes have added 20 each, and nothing is lost
 *     $ ./lock/sysv_semaphore -t
 *     2 processes have added 100000 each, and nothing is lost
 *     ... ns per increment
 *
 * semop(2) adds to the semaphore or takes from it, a system call each time. With
 * SEM_UNDO the kernel gives back what a process has taken, when that process dies.
 * The set has no name and no owner: it stays until somebody removes it, or the machine
 * stops. So the program does that at its end, also when a signal ends it. After kill -9
 * it is left behind: ipcs -s shows it, and ipcrm -s removes it.
 *
 * See also: lock/semaphore_unnamed.c, sysv/sem_undo.c, lock/counter.h; semget(2),
 * semop(2), semctl(2)
 */
#include <sys/sem.h>

#include "counter.h"

static int set;

static void lock(void)
{
	struct sembuf take = { .sem_op = -1, .sem_flg = SEM_UNDO };

	if (semop(set, &take, 1) == -1)
		err(EXIT_FAILURE, "semop -1");
}

static void unlock(void)
{
	struct sembuf give = { .sem_op = 1, .sem_flg = SEM_UNDO };

	if (semop(set, &give, 1) == -1)
		err(EXIT_FAILURE, "semop +1");
}

static void remove_set(void)
{
	semctl(set, 0, IPC_RMID);
}

static void stop(int sig)
{
	remove_set();
	lab_end_by(sig);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_hold_stop();
	set = semget(IPC_PRIVATE, 1, 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget");
	atexit(remove_set);
	lab_on_stop(stop);
	unlock(); /* a new semaphore is 0: now one may take it */
	return count(argc, argv, lock, add_one, unlock);
}

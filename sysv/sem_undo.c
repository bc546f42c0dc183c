/*
 * sysv/sem_undo - SEM_UNDO: what a dead process has taken from a semaphore is given back
 *
 *     $ ./sysv/sem_undo
 *     the child takes the semaphore and is killed: its value is 1
 *     the parent takes it
 *
 * With the flag SEM_UNDO the kernel records what a process has done to a
 * semaphore, and undoes it when the process ends, however it ends. So a lock does not
 * stay locked. What the lock protected may be half done all the same: the flag
 * mends the semaphore, not the data.
 *
 * See also: sysv/sem_undo_wrong.c, sysv/partner.h, lock/robust.c; SEM_UNDO in semop(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/sem.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static int set = -1;

static void remove_set(void)
{
	semctl(set, 0, IPC_RMID);
}

int main(int argc, char **argv)
{
	const struct timespec patience = { .tv_nsec = 100 * 1000000 };
	struct sembuf give = { .sem_op = 1 };
	struct sembuf take = { .sem_op = -1, .sem_flg = SEM_UNDO };

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: sem_undo [-h]\nLocks with SEM_UNDO, and dies.\n");
	lab_hold_stop(); /* to the end, a moment later: it would leave the set behind */
	set = semget(IPC_PRIVATE, 1, 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget");
	atexit(remove_set);
	if (semop(set, &give, 1) == -1)
		err(EXIT_FAILURE, "semop");

	const pid_t child = lab_fork();
	if (child == 0) {
		if (semop(set, &take, 1) == 0)
			raise(SIGKILL); /* the lock is held */
		_exit(EXIT_FAILURE);
	}
	if (waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	printf("the child takes the semaphore and is killed: its value is %d\n",
	       semctl(set, 0, GETVAL));

	if (semtimedop(set, &take, 1, &patience) == -1) {
		if (errno != EAGAIN)
			err(EXIT_FAILURE, "semtimedop");
		errx(EXIT_FAILURE, "still locked after 100 ms, and nobody lives to unlock it");
	}
	puts("the parent takes it");
	return EXIT_SUCCESS;
}

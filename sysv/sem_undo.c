/*
 * sysv/sem_undo - SEM_UNDO: what a dead process has taken from a semaphore is given back
 *
 *     $ ./sysv/sem_undo
 *     the child takes the semaphore and is killed: its value is 1
 *     the parent takes it
 *
 * With the flag SEM_UNDO the kernel keeps book of what a process has done to a
 * semaphore, and takes that back when it ends, however it ends. So a lock does not
 * stay locked. What the lock protected may be half done all the same: the flag
 * mends the semaphore, not the data.
 *
 * See also: sysv/sem_undo_wrong.c, sysv/channel.h, lock/robust.c; SEM_UNDO in semop(2)
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

static void stop(int sig)
{
	remove_set(); /* a bare system call: safe here, though not in the list of signal-safety(7) */
	lab_end_by(sig);
}

int main(int argc, char **argv)
{
	const struct timespec patience = { .tv_nsec = 100 * 1000000 };
	const pid_t parent = getpid();
	struct sembuf give = { .sem_op = 1 };
	struct sembuf take = { .sem_op = -1, .sem_flg = SEM_UNDO };

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: sem_undo [-h]\nLocks with SEM_UNDO, and dies.\n");
	lab_hold_stop();
	set = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget");
	lab_on_stop(stop);
	atexit(remove_set);
	if (semop(set, &give, 1) == -1)
		err(EXIT_FAILURE, "semop");

	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
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

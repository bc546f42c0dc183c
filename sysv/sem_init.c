/*
 * sysv/sem_init - do not use a set of semaphores before its maker has initialised it
 *
 *     $ ./sysv/sem_init
 *     child: the set is there
 *     parent: initialises it with 1
 *     child: posts
 *     the value is 2
 *
 * semget(2) makes a set, semctl(2) gives it values: two steps, and in between the
 * set can be found. A process that finds it has to know whether it is initialised.
 * The kernel notes in sem_otime when semop(2) was called last, and that is 0 in a
 * new set. So the maker's last step is a semop, and the others wait until there is
 * a time, but not for ever: the maker may have died. (Stevens and TLPI both teach
 * it; libsysvipc does it, and replaces what a dead maker has left.)
 *
 * The child here comes in between every time: the parent waits for it. (It knows the set
 * from its parent; a stranger finds it by its key.)
 *
 * See also: sysv/sem_init_wrong.c, sysv/libsysvipc/lib/sem.c; semget(2), semctl(2), semop(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/sem.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

/* semctl(2) leaves it to its callers to define this, its last argument. */
union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

static int set = -1;
static struct sembuf post = { .sem_op = 1 };

static void remove_set(void)
{
	semctl(set, 0, IPC_RMID);
}

/* Waits for the maker's first semop(2), but not for ever. Each time it looks, it writes to TOLD. */
static bool is_initialised(int told)
{
	struct semid_ds info = { .sem_otime = 0 };

	for (int ms = 0; ms < 5000 && info.sem_otime == 0; ms++) {
		if (write(told, "", 1) == -1 || (poll(NULL, 0, 1) == -1 && errno != EINTR) ||
		    semctl(set, 0, IPC_STAT, (union semun){ .buf = &info }) == -1)
			return false;
	}
	return info.sem_otime != 0;
}

static int use_set(int told)
{
	puts("child: the set is there");
	if (!is_initialised(told))
		return warnx("semctl: the maker of the set has not initialised it"), EXIT_FAILURE;
	puts("child: posts");
	if (semop(set, &post, 1) == -1)
		return warn("semop"), EXIT_FAILURE;
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int ends[2];
	char byte;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: sem_init [-h]\nUses a set when it is initialised.\n");
	lab_hold_stop(); /* to the end, a moment later: it would leave the set behind */
	set = semget(IPC_PRIVATE, 1, 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget");
	atexit(remove_set);
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	if (lab_fork() == 0)
		_exit(use_set(ends[1]));
	close(ends[1]);
	if (read(ends[0], &byte, 1) == -1) /* until the child has come in between */
		err(EXIT_FAILURE, "read pipe");
	puts("parent: initialises it with 1");
	if (semctl(set, 0, SETVAL, (union semun){ .val = 0 }) == -1 || semop(set, &post, 1) == -1)
		err(EXIT_FAILURE, "semop");
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;

	const int value = semctl(set, 0, GETVAL);
	if (value != 2)
		errx(EXIT_FAILURE, "the value is %d and should be 2: the child's post is lost",
		     value);
	puts("the value is 2");
	return EXIT_SUCCESS;
}

/*
 * sysv/sem_init_wrong - a post that comes between semget and SETVAL is lost
 *
 *     $ ./sysv/sem_init_wrong
 *     child: the set is there
 *     child: posts
 *     parent: initialises it with 1
 *     sem_init_wrong: the value is 1 and should be 2: the child's post is lost
 *     $ echo $?
 *     1
 *
 * semget(2) makes a set, semctl(2) gives it values: two steps, and in between the set can
 * be found. The child uses it there, and posts; then the parent initialises it. When nobody
 * arranges it, as the parent here does by waiting for the child, this happens rarely, and
 * so no test finds it.
 *
 * See also: sysv/sem_init.c, which waits for sem_otime; semget(2), semctl(2), semop(2)
 */
#define _GNU_SOURCE
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

static int use_set(int told)
{
	puts("child: the set is there");
	puts("child: posts");
	if (semop(set, &post, 1) == -1)
		return warn("semop"), EXIT_FAILURE;
	if (write(told, "", 1) == -1) /* now the parent goes on */
		return warn("write pipe"), EXIT_FAILURE;
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int ends[2];
	char byte;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: sem_init_wrong [-h]\nUses a set before it is initialised.\n");
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
	if (semctl(set, 0, SETVAL, (union semun){ .val = 1 }) == -1)
		err(EXIT_FAILURE, "semctl");
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;

	const int value = semctl(set, 0, GETVAL);
	if (value != 2)
		errx(EXIT_FAILURE, "the value is %d and should be 2: the child's post is lost",
		     value);
	puts("the value is 2");
	return EXIT_SUCCESS;
}

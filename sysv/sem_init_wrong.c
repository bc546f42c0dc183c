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
 * semget(2) makes a set, semctl(2) gives it values: two steps, and in between the
 * set can be found. The child does, and posts; then the parent initialises. It is
 * rare when nobody arranges it, as the parent here does by waiting for the child,
 * and so it is found in no test.
 *
 * See also: sysv/sem_init.c, which waits for sem_otime; semget(2), semctl(2), semop(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/sem.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "channel.h"

static const char usage[] = "usage: sem_init_wrong [-h]\nUses a set before it is initialised.\n";

static const char *path;
static int set = -1;
static struct sembuf post = { .sem_op = 1 };

static void remove_all(void)
{
	semctl(set, 0, IPC_RMID);
	unlink(path);
	lab_leave();
}

static void stop(int sig)
{
	remove_all(); /* bare system calls: safe here, though not in the list of signal-safety(7) */
	lab_end_by(sig);
}

static int use_set(key_t key, int told)
{
	const int found = semget(key, 1, 0);

	if (found == -1)
		return warn("semget 0x%08x", key), EXIT_FAILURE;
	puts("child: the set is there");
	puts("child: posts");
	if (semop(found, &post, 1) == -1)
		return warn("semop 0x%08x", key), EXIT_FAILURE;
	if (write(told, "", 1) == -1) /* now the parent goes on */
		return warn("write pipe"), EXIT_FAILURE;
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	int ends[2];
	char byte;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	path = lab_path("sysv_init");
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	create_file(path);
	atexit(remove_all);
	const key_t key = key_of(path);
	semctl(semget(key, 0, 0), 0, IPC_RMID); /* a killed run's: the file was not locked */
	set = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget 0x%08x", key);
	lab_on_stop(stop);

	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		_exit(use_set(key, ends[1]));
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) == -1) /* until the child has come in between */
		err(EXIT_FAILURE, "read pipe");
	puts("parent: initialises it with 1");
	if (semctl(set, 0, SETVAL, (union semun){ .val = 1 }) == -1)
		err(EXIT_FAILURE, "semctl 0x%08x", key);
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;

	const int value = semctl(set, 0, GETVAL);
	if (value != 2)
		errx(EXIT_FAILURE, "the value is %d and should be 2: the child's post is lost",
		     value);
	puts("the value is 2");
	return EXIT_SUCCESS;
}

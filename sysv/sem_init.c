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
 * set can be found. Somebody who finds it has to know whether it is initialised.
 * The kernel notes in sem_otime when semop(2) was called last, and that is 0 in a
 * new set. So the maker's last step is a semop, and the others wait until there is
 * a time, but not for ever: the maker may have died. (Stevens and TLPI both teach
 * it; libsysvipc does it, and replaces what a dead maker has left.)
 *
 * The child here comes in between every time: the parent waits for it.
 *
 * See also: sysv/sem_init_wrong.c, sysv/libsysvipc/lib/sem.c; semget(2), semctl(2), semop(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/sem.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "channel.h"

static const char usage[] = "usage: sem_init [-h]\nUses a set when it is initialised.\n";

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

/* Waits for the maker's first semop(2), but not for ever. Each time it looks, it says TOLD. */
static bool is_initialised(int id, int told)
{
	struct semid_ds ds = { .sem_otime = 0 };

	for (int ms = 0; ms < 5000 && ds.sem_otime == 0; ms++) {
		if (write(told, "", 1) == -1 || (poll(NULL, 0, 1) == -1 && errno != EINTR) ||
		    semctl(id, 0, IPC_STAT, (union semun){ .buf = &ds }) == -1)
			return false;
	}
	return ds.sem_otime != 0;
}

static int use_set(key_t key, int told)
{
	const int found = semget(key, 1, 0);

	if (found == -1)
		return warn("semget 0x%08x", key), EXIT_FAILURE;
	puts("child: the set is there");
	if (!is_initialised(found, told))
		return warnx("semget 0x%08x: its maker has not initialised it", key), EXIT_FAILURE;
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
	if (semctl(set, 0, SETVAL, (union semun){ .val = 0 }) == -1 || semop(set, &post, 1) == -1)
		err(EXIT_FAILURE, "semop 0x%08x", key);
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;

	const int value = semctl(set, 0, GETVAL);
	if (value != 2)
		errx(EXIT_FAILURE, "the value is %d and should be 2: the child's post is lost",
		     value);
	puts("the value is 2");
	return EXIT_SUCCESS;
}

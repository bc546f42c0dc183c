/*
 * sysv/sem_counting - at most K of N processes are inside at a time
 *
 *     $ ./sysv/sem_counting -k 2 2>/dev/null | tail -n 1
 *     6 processes were inside, never more than 2 at a time
 *
 * A semaphore that begins with K lets K processes in: each takes 1 at the door, and a
 * process that finds 0 waits. It gives 1 back when it leaves. A second semaphore of the
 * same set counts the processes inside, so that each can check the promise. One semop(2)
 * changes both, at the same moment.
 *
 * Both are changed with SEM_UNDO: a process that is killed inside leaves by that.
 *
 * PLACES (2) is K. Each process stays for MS (10) milliseconds. While it runs,
 * ./sysv/libsysvipc/sem_graph in another terminal draws the two semaphores; with -p 3000
 * it is slow enough.
 *
 * See also: sysv/sem_undo.c, sem/counting.c, sysv/libsysvipc/sem_graph.c; semop(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/sem.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "key.h"

static const char usage[] = "usage: sem_counting [-h] [-k PLACES] [-p MS]\nLets PLACES of 6 in.\n";

enum { FREE, INSIDE }; /* the semaphores of the set */

static const char *path;
static int set = -1;

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

/* Goes in and out, and ends: with status 1 if too many were inside, or if the set is gone. */
static _Noreturn void visit(long places, long pause)
{
	struct sembuf enter[] = { { FREE, -1, SEM_UNDO }, { INSIDE, 1, SEM_UNDO } };
	struct sembuf leave[] = { { FREE, 1, SEM_UNDO }, { INSIDE, -1, SEM_UNDO } };

	lab_on_stop(SIG_DFL); /* to clear up is its parent's business */
	/* Ctrl-Z and fg interrupt semop, without any handler: signal(7). */
	while (semop(set, enter, 2) == -1)
		if (errno != EINTR)
			_exit(EXIT_FAILURE);
	const int inside = semctl(set, INSIDE, GETVAL);
	if (inside != -1) /* else the set has just been removed */
		lab_say("process", "comes in, %d inside", inside);
	poll(NULL, 0, (int)pause); /* its work */
	lab_say("process", "goes out");
	_exit(semop(set, leave, 2) == -1 || inside > places);
}

int main(int argc, char **argv)
{
	long count = 6, places = 2, pause = 10;
	int option, status, failed = 0;

	lab_prepare_streams();
	lab_start_clock();
	signal(SIGPIPE, SIG_IGN);
	while ((option = lab_getopt(argc, argv, "k:p:", false, usage)) != -1)
		if (option == 'k')
			places = lab_number(optarg, 1, 100, "PLACES");
		else
			pause = lab_number(optarg, 0, 60000, "MS");
	lab_hold_stop();
	path = lab_path("sysv_sem");
	const key_t key = own_key(path, "sem_counting");
	set = semget(key, 2, IPC_CREAT | IPC_EXCL | 0600);
	if (set == -1 || semop(set, &(struct sembuf){ FREE, (short)places, 0 }, 1) == -1)
		err(EXIT_FAILURE, "semget %s", path);
	atexit(remove_all);
	lab_on_stop(stop);
	warnx("two semaphores on %s (SysV key 0x%08x)", path, key);

	for (long i = 0; i < count; i++)
		if (lab_fork() == 0)
			visit(places, pause);
	while (wait(&status) != -1)
		failed += status != 0;
	if (failed > 0)
		errx(EXIT_FAILURE, "%d processes were killed, or found too many inside", failed);
	printf("%ld processes were inside, never more than %ld at a time\n", count, places);
	return EXIT_SUCCESS;
}

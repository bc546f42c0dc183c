/*
 * sysv/sem_counting - at most K of N processes are inside at a time
 *
 *     $ ./sysv/sem_counting -n 6 -k 2 2>/dev/null | tail -n 1
 *     6 processes were inside, never more than 2 at a time
 *
 * A semaphore that begins with K lets K processes in: each takes 1 at the door, and
 * who finds 0 waits. It gives 1 back when it leaves. A second semaphore of the same
 * set counts who is inside, so that each can check the promise.
 *
 * Both are changed with SEM_UNDO: whoever is killed inside leaves by that. (Two that come
 * in at the same time may both see 2 inside: they look when both are in.)
 *
 * While it runs, ./sysv/libsysvipc/sem_graph in another terminal draws the two; -p makes it
 * slow enough. It is written on libsysvipc: sysvipc_sem_get() makes the set with its
 * values, sysvipc_sem_wait() and sysvipc_sem_post() are semop(2) with -1 and 1.
 *
 * See also: sysv/libsysvipc/sysvipc.h, sysv/libsysvipc/sem_graph.c, sysv/sem_undo.c, sem/counting.c; semop(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "channel.h"
#include "libsysvipc/sysvipc.h"

static const char usage[] =
	"usage: sem_counting [-h] [-n PROCESSES] [-k PLACES] [-p MS]\n"
	"Lets PLACES (2) of PROCESSES (6) be inside at a time, each for MS (10) milliseconds.\n";

enum { FREE, INSIDE }; /* the semaphores of the set */

static const char *path;
static int set = -1;

static void remove_all(void)
{
	sysvipc_sem_remove(set);
	unlink(path);
	lab_leave();
}

static void stop(int sig)
{
	remove_all(); /* bare system calls: safe here, though not in the list of signal-safety(7) */
	lab_end_by(sig);
}

static int say_why(void)
{
	if (errno != EIDRM && errno != EINVAL) /* else our parent was stopped */
		warn("semop %s", path);
	return 0;
}

/* Goes in and out. Its status is how many were inside, 0 if it failed. */
static int visit(long pause)
{
	if (sysvipc_sem_wait(set, FREE, SYSVIPC_UNDO) == -1 ||
	    sysvipc_sem_post(set, INSIDE, SYSVIPC_UNDO) == -1)
		return say_why();
	const int inside = sysvipc_sem_get_value(set, INSIDE);
	lab_say("process", "comes in, %d inside", inside);
	poll(NULL, 0, (int)pause); /* its work */
	lab_say("process", "goes out");
	if (sysvipc_sem_wait(set, INSIDE, SYSVIPC_UNDO) == -1 ||
	    sysvipc_sem_post(set, FREE, SYSVIPC_UNDO) == -1)
		return say_why();
	return inside;
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	long processes = 6, places = 2, pause = 10;
	int option, status, most = 0, visited = 0;

	lab_prepare_streams();
	lab_start_clock();
	signal(SIGPIPE, SIG_IGN);
	while ((option = lab_getopt(argc, argv, "n:k:p:", false, usage)) != -1)
		if (option == 'n')
			processes = lab_number(optarg, 1, 100, "PROCESSES");
		else if (option == 'k')
			places = lab_number(optarg, 1, 100, "PLACES");
		else
			pause = lab_number(optarg, 0, 60000, "MS");

	const unsigned short values[] = { [FREE] = (unsigned short)places, [INSIDE] = 0 };
	lab_hold_stop();
	path = lab_path("sysv_sem");
	create_file(path);
	atexit(remove_all);
	const key_t key = key_of(path);
	sysvipc_sem_remove(sysvipc_sem_find(key, 0)); /* a killed run's: the file was not locked */
	set = sysvipc_sem_get(key, 2, values, 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget 0x%08x", key);
	lab_on_stop(stop);
	warnx("two semaphores on %s (SysV key 0x%08x)", path, key);

	for (long i = 0; i < processes; i++) {
		const pid_t child = fork();
		if (child == -1)
			err(EXIT_FAILURE, "fork");
		if (child == 0) {
			lab_on_stop(SIG_DFL); /* to clear up is its parent's business */
			lab_die_with(parent);
			_exit(visit(pause));
		}
	}
	while (wait(&status) != -1) {
		const int inside = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
		visited += inside > 0;
		most = inside > most ? inside : most;
	}
	if (visited < processes || most > places)
		errx(EXIT_FAILURE, "%d were inside, %d at a time", visited, most);
	printf("%d processes were inside, never more than %ld at a time\n", visited, places);
	return EXIT_SUCCESS;
}

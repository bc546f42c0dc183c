/*
 * sysv/sem_wait_for_zero - several processes start together when a semaphore is 0
 *
 *     $ ./sysv/sem_wait_for_zero
 *     ... ms  worker ...: ready
 *     ... ms  worker ...: ready
 *     ... ms  worker ...: ready
 *     ... ms  worker ...: all are ready
 *     ... ms  worker ...: all are ready
 *     ... ms  worker ...: all are ready
 *
 * Only SysV semaphores can do that: an operation of 0 in semop(2) waits until the
 * value is 0, and changes nothing. So all who wait go on at once. Here the value
 * begins with the number of workers; each takes 1 when it is ready, then waits for
 * 0. That is a barrier which works once.
 *
 * It is written on libsysvipc: sysvipc_sem_wait() is semop(2) with -1,
 * sysvipc_sem_wait_for_zero() with 0.
 *
 * See also: sysv/libsysvipc/sysvipc.h, sysv/sem_counting.c, sysv/libsysvipc/sem_graph.c; semop(2)
 */
#include <poll.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "libsysvipc/sysvipc.h"

static const char usage[] =
	"usage: sem_wait_for_zero [-h] [-n WORKERS] [-p MS]\n"
	"Starts workers that wait for each other; worker I is ready after I times MS (20).\n";

static int set = -1;

static void remove_set(void)
{
	sysvipc_sem_remove(set);
}

static void stop(int sig)
{
	remove_set(); /* a bare system call: safe here, though not in the list of signal-safety(7) */
	lab_end_by(sig);
}

static int work(long pause)
{
	poll(NULL, 0, (int)pause); /* it prepares something, one for longer than the other */
	lab_say("worker", "ready");
	if (sysvipc_sem_wait(set, 0, 0) == -1 ||
	    sysvipc_sem_wait_for_zero(set, 0, SYSVIPC_FOREVER) == -1) {
		if (errno != EIDRM && errno != EINVAL) /* else the set is gone */
			warn("semop");
		return EXIT_FAILURE;
	}
	lab_say("worker", "all are ready");
	lab_end_child();
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	long workers = 3, pause = 20;
	bool failed = false;
	int option, status;

	lab_prepare_streams();
	lab_start_clock();
	signal(SIGPIPE, SIG_IGN);
	while ((option = lab_getopt(argc, argv, "n:p:", false, usage)) != -1)
		if (option == 'n')
			workers = lab_number(optarg, 1, 100, "WORKERS");
		else
			pause = lab_number(optarg, 0, 1000, "MS");

	const unsigned short not_ready = (unsigned short)workers;
	lab_hold_stop();
	set = sysvipc_sem_get(IPC_PRIVATE, 1, &not_ready, 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget");
	lab_on_stop(stop);
	atexit(remove_set);
	for (long i = 1; i <= workers; i++) {
		const pid_t child = fork();
		if (child == -1)
			err(EXIT_FAILURE, "fork");
		if (child == 0) {
			lab_on_stop(SIG_DFL); /* to clear up is its parent's business */
			lab_die_with(parent);
			_exit(work(i * pause));
		}
	}
	while (wait(&status) != -1)
		if (status != 0 && !failed) {
			failed = true;
			remove_set(); /* the others would wait for ever for one that is dead */
		}
	if (failed)
		errx(EXIT_FAILURE, "a worker has died");
	return EXIT_SUCCESS;
}

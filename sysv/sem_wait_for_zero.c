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
 * value is 0, and changes nothing. So all processes that wait go on at once. Here the value
 * begins with the number of workers; each takes 1 when it is ready, then waits for
 * 0. That is a barrier which works once.
 *
 * Until all are ready, the workers are asleep in semop. If one of them dies before that,
 * the parent ends, and the others with it.
 *
 * See also: sysv/sem_counting.c, sysv/sem_dining.c; semop(2)
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/sem.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] =
	"usage: sem_wait_for_zero [-h] [-n WORKERS] [-p MS]\n"
	"WORKERS (3) wait for each other; the Ith is ready after I times MS (20).\n";

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

static _Noreturn void work(long pause)
{
	struct sembuf ready = { .sem_op = -1 }, wait_for_zero = { .sem_op = 0 };

	lab_on_stop(SIG_DFL);      /* to clear up is its parent's business */
	poll(NULL, 0, (int)pause); /* it prepares something, one for longer than the other */
	lab_say("worker", "ready");
	if (semop(set, &ready, 1) == -1)
		_exit(EXIT_FAILURE); /* the set is gone */
	/* Ctrl-Z and fg interrupt semop, without any handler: signal(7). */
	while (semop(set, &wait_for_zero, 1) == -1)
		if (errno != EINTR)
			_exit(EXIT_FAILURE);
	lab_say("worker", "all are ready");
	lab_end_child();
}

int main(int argc, char **argv)
{
	long workers = 3, pause = 20;
	int option;

	lab_prepare_streams();
	lab_start_clock();
	signal(SIGPIPE, SIG_IGN);
	while ((option = lab_getopt(argc, argv, "n:p:", false, usage)) != -1)
		if (option == 'n')
			workers = lab_number(optarg, 1, 100, "WORKERS");
		else
			pause = lab_number(optarg, 0, 1000, "MS");

	lab_hold_stop();
	struct sembuf not_ready = { .sem_op = (short)workers };
	set = semget(IPC_PRIVATE, 1, 0600);
	if (set == -1 || semop(set, &not_ready, 1) == -1)
		err(EXIT_FAILURE, "semget");
	lab_on_stop(stop);
	atexit(remove_set);
	for (long i = 1; i <= workers; i++)
		if (lab_fork() == 0)
			work(i * pause);
	if (lab_wait_for_children() != EXIT_SUCCESS)
		errx(EXIT_FAILURE, "a worker has died");
	return EXIT_SUCCESS;
}

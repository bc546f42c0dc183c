/*
 * sysv/sem_dining - dining philosophers who take both forks in one call, or none
 *
 *     $ ./sysv/sem_dining
 *     philosopher 0 has eaten 1000 times
 *     philosopher 1 has eaten 1000 times
 *     philosopher 2 has eaten 1000 times
 *     philosopher 3 has eaten 1000 times
 *     philosopher 4 has eaten 1000 times
 *     never did a neighbour eat at the same time
 *
 * Between each two of five philosophers lies a fork, and eating takes two. If each
 * took the left one and then waited for the right one, all could wait for ever. A
 * SysV set cures it: semop(2) does several operations on a set, all of them or, as
 * long as one would have to wait, none. Nobody holds a fork and waits for another.
 * With SEM_UNDO a philosopher who is killed at the table leaves both forks there.
 *
 * See also: sysv/sem_wait_for_zero.c, sysv/sem_undo.c, sem/dining_wrong.c, sem/dining.c; semop(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: sem_dining [-h] [-n TIMES]\n"
			    "Five philosophers eat TIMES (1000) times each.\n";

enum { PHILOSOPHERS = 5 };

static int set = -1;

static struct table {
	atomic_bool eating[PHILOSOPHERS];
	atomic_int clashes;
} * table;

static void remove_set(void)
{
	semctl(set, 0, IPC_RMID);
}

static void stop(int sig)
{
	remove_set(); /* a bare system call: safe here, though not in the list of signal-safety(7) */
	lab_end_by(sig);
}

static int dine(int i, long times)
{
	const int left = (i + PHILOSOPHERS - 1) % PHILOSOPHERS, right = (i + 1) % PHILOSOPHERS;
	const unsigned short one = (unsigned short)i, other = (unsigned short)right;
	struct sembuf take[] = { { .sem_num = one, .sem_op = -1, .sem_flg = SEM_UNDO },
				 { .sem_num = other, .sem_op = -1, .sem_flg = SEM_UNDO } };
	struct sembuf put[] = { { .sem_num = one, .sem_op = 1, .sem_flg = SEM_UNDO },
				{ .sem_num = other, .sem_op = 1, .sem_flg = SEM_UNDO } };

	for (long n = 0; n < times; n++) {
		/* Ctrl-Z and fg interrupt semop, without any handler: signal(7). */
		while (semop(set, take, 2) == -1)
			if (errno != EINTR)
				return EXIT_FAILURE;
		table->eating[i] = true;
		if (table->eating[left] || table->eating[right])
			table->clashes++;
		table->eating[i] = false;
		if (semop(set, put, 2) == -1)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct sembuf lay[PHILOSOPHERS];
	pid_t children[PHILOSOPHERS];
	long times = 1000;
	int status;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	while (lab_getopt(argc, argv, "n:", false, usage) != -1)
		times = lab_number(optarg, 1, 1000000, "TIMES");
	table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (table == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	lab_hold_stop();
	set = semget(IPC_PRIVATE, PHILOSOPHERS, 0600);
	if (set == -1)
		err(EXIT_FAILURE, "semget");
	lab_on_stop(stop);
	atexit(remove_set);
	for (int i = 0; i < PHILOSOPHERS; i++)
		lay[i] = (struct sembuf){ .sem_num = (unsigned short)i, .sem_op = 1 };
	if (semop(set, lay, PHILOSOPHERS) == -1) /* all forks, in one call as well */
		err(EXIT_FAILURE, "semop");

	for (int i = 0; i < PHILOSOPHERS; i++) {
		children[i] = lab_fork();
		if (children[i] == 0) {
			lab_on_stop(SIG_DFL); /* to clear up is its parent's business */
			_exit(dine(i, times));
		}
	}
	for (int i = 0; i < PHILOSOPHERS; i++) {
		if (waitpid(children[i], &status, 0) == -1)
			err(EXIT_FAILURE, "waitpid %ld", (long)children[i]);
		if (status != 0)
			errx(EXIT_FAILURE, "philosopher %d has not eaten to the end", i);
		printf("philosopher %d has eaten %ld times\n", i, times);
	}
	if (table->clashes > 0)
		errx(EXIT_FAILURE, "neighbours ate at the same time, %d times", table->clashes);
	puts("never did a neighbour eat at the same time");
	return EXIT_SUCCESS;
}

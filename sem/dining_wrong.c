/*
 * sem/dining_wrong - five philosophers take their left forks first, and all starve
 *
 *     $ ./sem/dining_wrong; echo "status $?"
 *     dining_wrong: deadlock: each holds one fork and waits for the next
 *     status 1
 *
 * Wrong: each takes the fork on the left and then waits for the one on the right.
 * When all reach out at the same moment, all hold one fork, and all wait for a
 * neighbour that waits as well. Each step of each of them is right; that the circle
 * closes is what makes a deadlock. Here it closes every time, as nobody goes on
 * before all have tried. Out in the world it closes once a year.
 *
 * See also: sem/dining.c; sem_init(3), sem_trywait(3)
 */
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

enum { PHILOSOPHERS = 5 };

struct table {
	sem_t forks[PHILOSOPHERS]; /* each 1: on the table */
	pthread_barrier_t reach;
};

/* sem_wait(3); a signal that interrupts it does not end the wait. */
static void wait_for(sem_t *sem)
{
	while (sem_wait(sem) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
}

static void eat(struct table *table, int philosopher)
{
	const int left = philosopher, right = (philosopher + 1) % PHILOSOPHERS;
	const int first = left, second = right;

	/* The worst that can happen: nobody goes on before all have tried. */
	const bool taken = sem_trywait(&table->forks[first]) == 0;
	pthread_barrier_wait(&table->reach);
	if (!taken)
		wait_for(&table->forks[first]);
	wait_for(&table->forks[second]);
	printf("philosopher %d eats with forks %d and %d\n", philosopher + 1, first + 1,
	       second + 1);
	if (sem_post(&table->forks[second]) == -1 || sem_post(&table->forks[first]) == -1)
		err(EXIT_FAILURE, "sem_post");
}

int main(int argc, char **argv)
{
	pthread_barrierattr_t attributes;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: dining_wrong [-h]\nFive philosophers eat with five forks.\n");
	struct table *table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (table == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	for (int i = 0; i < PHILOSOPHERS; i++)
		if (sem_init(&table->forks[i], 1, 1) == -1)
			err(EXIT_FAILURE, "sem_init");
	pthread_barrierattr_init(&attributes);
	pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	if ((errno = pthread_barrier_init(&table->reach, &attributes, PHILOSOPHERS)) != 0)
		err(EXIT_FAILURE, "pthread_barrier_init");

	lab_time_limit(1, "deadlock: each holds one fork and waits for the next");
	for (int i = 0; i < PHILOSOPHERS; i++)
		if (lab_fork() == 0) {
			eat(table, i);
			lab_end_child();
		}
	return lab_wait_for_children();
}

/*
 * sem/dining - five philosophers take their forks in one order, and all eat
 *
 *     $ ./sem/dining | sort
 *     philosopher 1 eats with forks 1 and 2
 *     philosopher 2 eats with forks 2 and 3
 *     philosopher 3 eats with forks 3 and 4
 *     philosopher 4 eats with forks 4 and 5
 *     philosopher 5 eats with forks 1 and 5
 *
 * Five sit around a table, a fork between each two, and each needs two to eat. All
 * reach for their first fork at the same moment. They number the forks and take
 * the lower one first. So the last one reaches for fork 1 as the first one does,
 * and one of the two waits empty-handed. A circle of waiters needs one that holds a
 * higher fork and waits for a lower: there is none (E. W. Dijkstra, EWD310).
 *
 * See also: sem/dining_wrong.c, sem/order.c; sem_init(3), sem_trywait(3)
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
	const int first = left < right ? left : right, second = left < right ? right : left;

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
		   "usage: dining [-h]\nFive philosophers eat with five forks.\n");
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

	lab_time_limit(10, "deadlock: each holds one fork and waits for the next");
	for (int i = 0; i < PHILOSOPHERS; i++)
		if (lab_fork() == 0) {
			eat(table, i);
			lab_end_child();
		}
	return lab_wait_for_children();
}

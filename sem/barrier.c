/*
 * sem/barrier - nobody begins the next round before all have finished this one
 *
 *     $ ./sem/barrier -n 3 -r 2 | cut -d : -f 2
 *      finishes round 1
 *      finishes round 1
 *      finishes round 1
 *      finishes round 2
 *      finishes round 2
 *      finishes round 2
 *
 * Each process that arrives counts itself, and the last one opens the gate for all. A
 * second gate makes it fit for use again: without it a fast process could come round
 * and slip through the first gate a second time, in the place of a slow one. This is
 * the two-phase barrier of Allen B. Downey, The Little Book of Semaphores, 3.7.
 *
 * See also: sem/unnamed.c, sem/rendezvous.c, pipe/barrier.c, sem/dining.c for
 * the ready-made one, pthread_barrier_wait; sem_wait(3), sem_post(3)
 */
#include <semaphore.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

struct barrier {
	long processes, arrived; /* guarded by the mutex */
	sem_t mutex, entrance, exit;
};

/* sem_wait(3); a signal that interrupts it does not end the wait. */
static void wait_for(sem_t *sem)
{
	while (sem_wait(sem) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
}

/* Counts by STEP; the process that brings the count to LAST opens GATE for all. */
static void pass(struct barrier *barrier, long step, long last, sem_t *gate)
{
	wait_for(&barrier->mutex);
	barrier->arrived += step;
	for (long i = 0; barrier->arrived == last && i < barrier->processes; i++)
		if (sem_post(gate) == -1)
			err(EXIT_FAILURE, "sem_post");
	if (sem_post(&barrier->mutex) == -1)
		err(EXIT_FAILURE, "sem_post");
	wait_for(gate);
}

int main(int argc, char **argv)
{
	long processes = 4, rounds = 3;
	int option;

	lab_prepare_streams();
	lab_start_clock();
	while ((option = lab_getopt(argc, argv, "n:r:", false,
				    "usage: barrier [-h] [-n PROCESSES] [-r ROUNDS]\n"
				    "PROCESSES (4) work in step for ROUNDS (3) rounds.\n")) != -1)
		if (option == 'n')
			processes = lab_number(optarg, 1, 1000, "PROCESSES");
		else
			rounds = lab_number(optarg, 1, 100000, "ROUNDS");
	struct barrier *barrier = mmap(NULL, sizeof(*barrier), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (barrier == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	barrier->processes = processes;
	if (sem_init(&barrier->mutex, 1, 1) == -1 || sem_init(&barrier->entrance, 1, 0) == -1 ||
	    sem_init(&barrier->exit, 1, 0) == -1)
		err(EXIT_FAILURE, "sem_init");

	for (long i = 0; i < processes; i++) {
		if (lab_fork() > 0)
			continue;
		for (long round = 1; round <= rounds; round++) {
			lab_say("process", "finishes round %ld", round);
			pass(barrier, 1, processes, &barrier->entrance);
			pass(barrier, -1, 0, &barrier->exit);
		}
		lab_end_child();
	}
	return lab_wait_for_children();
}

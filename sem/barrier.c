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
 * Whoever arrives counts itself, and the last one opens the gate for all. A second
 * gate makes it fit for use again: without it a fast process could come round and
 * slip through the first gate a second time, in the place of a slow one. This is
 * the two-phase barrier of Allen B. Downey, The Little Book of Semaphores, 3.7.
 *
 * See also: sem/shared.h, sem/rendezvous.c, pipe/barrier.c; sem_wait(3),
 * pthread_barrier_wait(3p) for the ready-made one
 */
#include <semaphore.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "shared.h"

static const char usage[] = "usage: barrier [-h] [-n PROCESSES] [-r ROUNDS]\n"
			    "PROCESSES (4) work in step for ROUNDS (3) rounds.\n";

struct barrier {
	long processes, arrived; /* guarded by the mutex */
	sem_t mutex, entrance, exit;
};

/* Counts by STEP; who brings the count to LAST opens GATE for all. Waits at the gate. */
static void pass(struct barrier *barrier, long step, long last, sem_t *gate)
{
	must_wait(&barrier->mutex);
	barrier->arrived += step;
	if (barrier->arrived == last)
		for (long i = 0; i < barrier->processes; i++)
			must_post(gate);
	must_post(&barrier->mutex);
	must_wait(gate);
}

static void wait_for_all(struct barrier *barrier)
{
	pass(barrier, 1, barrier->processes, &barrier->entrance);
	pass(barrier, -1, 0, &barrier->exit);
}

int main(int argc, char **argv)
{
	struct barrier *barrier = share(sizeof(*barrier));
	long rounds = 3;
	int option;

	barrier->processes = 4;
	lab_prepare_streams();
	lab_start_clock();
	while ((option = lab_getopt(argc, argv, "n:r:", false, usage)) != -1) {
		if (option == 'n')
			barrier->processes = lab_number(optarg, 1, 1000, "PROCESSES");
		else
			rounds = lab_number(optarg, 1, 100000, "ROUNDS");
	}
	must_init(&barrier->mutex, 1);
	must_init(&barrier->entrance, 0);
	must_init(&barrier->exit, 0);

	for (long i = 0; i < barrier->processes; i++) {
		if (lab_fork() > 0)
			continue;
		for (long round = 1; round <= rounds; round++) {
			lab_say("process", "finishes round %ld", round);
			wait_for_all(barrier);
		}
		lab_end_child();
	}
	return lab_wait_for_children();
}

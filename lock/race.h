/*
 * lock/race.h - two children that add to one counter, for race_wrong and race
 *
 * How to add one, and with which of the locks, is theirs.
 */
#ifndef RACE_H
#define RACE_H

#include <err.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../lab/children.h"
#include "../lab/stop.h"

enum { CHILDREN = 2, ROUNDS = 20, PAUSE = 2 /* milliseconds */ };

struct race {
	pthread_barrier_t start; /* of a round */
	sem_t semaphore;
	pthread_mutex_t mutex;
	pthread_spinlock_t spin;
	_Atomic long counter;
};

/* Returns shared memory with the counter and unlocked locks in it. */
static inline struct race *map_race(void)
{
	pthread_barrierattr_t barrier;
	pthread_mutexattr_t mutex;
	struct race *race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (race == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	pthread_barrierattr_init(&barrier);
	pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&race->start, &barrier, CHILDREN);
	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&race->mutex, &mutex);
	pthread_spin_init(&race->spin, PTHREAD_PROCESS_SHARED);
	if (sem_init(&race->semaphore, 1, 1) == -1)
		err(EXIT_FAILURE, "sem_init");
	return race;
}

/*
 * Each child calls ADD_ONE so many times, and both begin each round together or,
 * unless TOGETHER, only the first. Ends the program if anything was lost.
 */
static inline void run_race(struct race *race, void (*add_one)(struct race *), int rounds,
			    bool together)
{
	const pid_t parent = getpid();

	race->counter = 0;
	lab_time_limit(60, "the children do not end");
	for (int i = 0; i < CHILDREN; i++) {
		const pid_t child = fork();
		if (child == -1)
			err(EXIT_FAILURE, "fork");
		if (child == 0) {
			lab_die_with(parent);
			for (int round = 0; round < rounds; round++) {
				if (together || round == 0)
					pthread_barrier_wait(&race->start);
				add_one(race);
			}
			_exit(EXIT_SUCCESS);
		}
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		exit(EXIT_FAILURE);
	if (race->counter != (long)CHILDREN * rounds)
		errx(EXIT_FAILURE, "%d children have added %d each, but the counter says %ld",
		     CHILDREN, rounds, race->counter);
}

#endif

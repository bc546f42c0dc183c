/*
 * lock/race - two processes add to one counter, and nothing is lost: four ways
 *
 *     $ ./lock/race
 *     semaphore: 2 children have added 20 each, and nothing is lost
 *     mutex: 2 children have added 20 each, and nothing is lost
 *     spin: 2 children have added 20 each, and nothing is lost
 *     atomic: 2 children have added 20 each, and nothing is lost
 *     $ ./lock/race -t mutex
 *     mutex: 2 children have added 200000 each, and nothing is lost; ... ns per increment
 *
 * A semaphore, a mutex and a spin lock keep the other out until the value is
 * written: who comes too late waits, the first two asleep, the last one asking
 * again and again. An atomic increment is one step of the processor, with nothing
 * in between. -t leaves the pauses out and tells what each way costs when both
 * processes want it all the time.
 *
 * A process that dies with the lock leaves it locked for ever: see lock/robust.c.
 *
 * See also: lock/race_wrong.c, lock/race.h, lock/robust.c; sem_wait(3),
 * pthread_mutex_lock(3p), pthread_spin_lock(3)
 */
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "race.h"

static const char usage[] =
	"usage: race [-h] [-t] [-p MS] [semaphore|mutex|spin|atomic]\n"
	"Two children add to a counter in shared memory, protected in each way or the one given.\n"
	"  -p MS  pause between reading and writing (default 2 milliseconds)\n"
	"  -t     no pauses, but more increments, and the time that one takes\n";

static const char *const ways[] = { "semaphore", "mutex", "spin", "atomic" };
static enum { SEMAPHORE, MUTEX, SPIN, ATOMIC, WAYS } way;

static int pause_ms = PAUSE;
static bool timed;

static void lock(struct race *race)
{
	if (way == SEMAPHORE)
		sem_wait(&race->semaphore);
	else if (way == MUTEX)
		pthread_mutex_lock(&race->mutex);
	else
		pthread_spin_lock(&race->spin);
}

static void unlock(struct race *race)
{
	if (way == SEMAPHORE)
		sem_post(&race->semaphore);
	else if (way == MUTEX)
		pthread_mutex_unlock(&race->mutex);
	else
		pthread_spin_unlock(&race->spin);
}

static void add_one(struct race *race)
{
	if (way == ATOMIC) {
		race->counter++; /* one step; counter = counter + 1 would be two */
		return;
	}
	lock(race);
	const long value = race->counter;
	if (!timed)
		poll(NULL, 0, pause_ms);
	race->counter = value + 1;
	unlock(race);
}

int main(int argc, char **argv)
{
	struct timespec begin, end;
	int option, rounds = ROUNDS;

	lab_prepare_streams();
	while ((option = lab_getopt(argc, argv, "p:t", true, usage)) != -1) {
		timed |= option == 't';
		if (option == 'p')
			pause_ms = (int)lab_number(optarg, 0, 100, "pause");
	}
	if (timed)
		rounds = 200000;
	const char *const only = argv[optind];
	while (only && way < WAYS && strcmp(only, ways[way]) != 0)
		way++;
	if (way == WAYS || (only && argv[optind + 1]))
		lab_wrong_usage("one way: semaphore, mutex, spin or atomic");

	struct race *race = map_race();
	do {
		clock_gettime(CLOCK_MONOTONIC, &begin);
		run_race(race, add_one, rounds, !timed);
		clock_gettime(CLOCK_MONOTONIC, &end);
		const long ns =
			(end.tv_sec - begin.tv_sec) * 1000000000L + end.tv_nsec - begin.tv_nsec;
		printf("%s: 2 children have added %d each, and nothing is lost", ways[way], rounds);
		if (timed)
			printf("; %ld ns per increment", ns / ((long)CHILDREN * rounds));
		putchar('\n');
	} while (!only && ++way < WAYS);
	return EXIT_SUCCESS;
}

/*
 * lock/race_wrong - two processes add to one counter, and half of it is lost
 *
 *     $ ./lock/race_wrong
 *     race_wrong: 2 children have added 20 each, but the counter says ...
 *     $ echo $?
 *     1
 *
 * To add one is to read, to add and to write. If the other process reads in
 * between, both write the same value, and one of two is lost. That the counter is
 * _Atomic does not help: each read and each write is whole, but not what they
 * make together.
 *
 * Usually this happens once in a million times, on the customer's machine. Here
 * both begin each round together and pause in between, so it happens every time.
 *
 * See also: lock/race.c, lock/race.h; pthread_barrier_wait(3p)
 */
#include <poll.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "race.h"

static const char usage[] = "usage: race_wrong [-h] [-p MS]\n"
			    "Two children add to a counter in shared memory, unprotected.\n"
			    "  -p MS  pause between reading and writing (default 2 milliseconds)\n";

static int pause_ms = PAUSE;

static void add_one(struct race *race)
{
	const long value = race->counter;
	poll(NULL, 0, pause_ms);
	race->counter = value + 1;
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	while (lab_getopt(argc, argv, "p:", false, usage) != -1)
		pause_ms = (int)lab_number(optarg, 0, 100, "pause");
	run_race(map_race(), add_one, ROUNDS, true);
	printf("2 children have added %d each, and nothing is lost\n", ROUNDS);
	return EXIT_SUCCESS;
}

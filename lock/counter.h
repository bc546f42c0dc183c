/*
 * lock/counter.h - two processes that add to one counter: the same for every lock
 *
 * A program gives count() its lock(), its unlock() and what is to be done in between:
 * add_one(), or its own way to add. The counter is a number in a file that both
 * processes have mapped (mmap(2)): it is in memory, and in the file.
 */
#ifndef COUNTER_H
#define COUNTER_H

#include <poll.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/scratch_file.h"

enum { NO_PAUSE = -1 };
static _Atomic long *counter, *missing; /* missing: processes that have yet to begin */
static int counter_file;
static long pause_ms = 2;

/* Returns SIZE bytes, all of them 0, that this process and its child will share. */
static inline void *share(size_t size)
{
	counter_file = lab_scratch_file("counter", (off_t)size);
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, counter_file, 0);

	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %zu bytes", size);
	return memory;
}

/*
 * To add one is to read, to add and to write. In between is a pause, which ends as soon
 * as the other process has written: then its work is undone. With a lock it cannot
 * write, and the pause has its full length.
 */
static inline void add_one(void)
{
	const long value = *counter;

	for (long ms = 0; *counter == value && (ms < pause_ms || *missing > 0); ms++)
		poll(NULL, 0, 1);
	*counter = value + 1;
}

/*
 * The rest of the program: two processes LOCK, ADD and UNLOCK, again and again. With
 * -t they do so without a pause, and the price of one time is told.
 */
static inline int count(int argc, char **argv, void (*lock)(void), void (*add)(void),
			void (*unlock)(void))
{
	static char usage[200];
	int option;

	snprintf(usage, sizeof(usage), "usage: %s [-h] [-t | -p MS]\n%s",
		 program_invocation_short_name,
		 "Two processes add to a counter, and pause MS (2) in between; -t: the price.\n");
	while ((option = lab_getopt(argc, argv, "p:t", false, usage)) != -1)
		pause_ms = option == 't' ? NO_PAUSE : lab_number(optarg, 0, 100, "pause");
	const long rounds = pause_ms == NO_PAUSE ? 100000 : 20;
	counter = share(2 * sizeof(*counter));
	missing = counter + 1;
	*missing = pause_ms > 0 ? 2 : 0;
	lab_time_limit(60, "the processes do not end");
	const struct timespec begin = lab_in(CLOCK_MONOTONIC, 0);
	const pid_t child = lab_fork();
	--*missing;
	for (long i = 0; i < rounds; i++) {
		lock();
		add();
		unlock();
	}
	if (child == 0)
		lab_end_child();
	if (lab_wait_for_children() != EXIT_SUCCESS || *counter != 2 * rounds)
		errx(EXIT_FAILURE, "2 processes have added %ld each, but the counter says %ld",
		     rounds, *counter);
	const struct timespec end = lab_in(CLOCK_MONOTONIC, 0);
	printf("2 processes have added %ld each, and nothing is lost\n", rounds);
	if (pause_ms == NO_PAUSE)
		printf("%lld ns per increment\n",
		       ((end.tv_sec - begin.tv_sec) * 1000000000LL + end.tv_nsec - begin.tv_nsec) /
			       (2 * rounds));
	return EXIT_SUCCESS;
}

#endif

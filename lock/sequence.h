/*
 * lock/sequence.h - two children that count in one file, for file_lock_wrong and file_lock
 *
 * How to add one, and with which of the locks, is theirs.
 */
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include <err.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../lab/children.h"
#include "../lab/scratch_file.h"
#include "../lab/stop.h"
#include "open_again.h"

enum { CHILDREN = 2, ROUNDS = 20, PAUSE = 2 /* milliseconds */, DIGITS = 20 };

/* Returns the number that is written in the file FD. */
static inline long read_number(int fd)
{
	char text[DIGITS + 1] = "";

	if (pread(fd, text, DIGITS, 0) != DIGITS)
		err(EXIT_FAILURE, "read the number");
	return strtol(text, NULL, 10);
}

static inline void write_number(int fd, long number)
{
	char text[DIGITS + 1];

	snprintf(text, sizeof(text), "%*ld", DIGITS, number);
	if (pwrite(fd, text, DIGITS, 0) != DIGITS)
		err(EXIT_FAILURE, "write the number");
}

/*
 * Each child opens the file and calls ADD_ONE so many times, and both begin each round
 * together or, unless TOGETHER, only the first. Ends the program if anything was lost.
 */
static inline void count_in_file(void (*add_one)(int fd), int rounds, bool together)
{
	const pid_t parent = getpid();
	const int fd = lab_scratch_file("sequence", DIGITS);
	pthread_barrierattr_t shared;
	pthread_barrier_t *start = mmap(NULL, sizeof(*start), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (start == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	pthread_barrierattr_init(&shared);
	pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(start, &shared, CHILDREN);
	write_number(fd, 0);
	lab_time_limit(60, "the children do not end");
	for (int i = 0; i < CHILDREN; i++) {
		const pid_t child = fork();
		if (child == -1)
			err(EXIT_FAILURE, "fork");
		if (child == 0) {
			lab_die_with(parent);
			const int own = open_again(fd);
			for (int round = 0; round < rounds; round++) {
				if (together || round == 0)
					pthread_barrier_wait(start);
				add_one(own);
			}
			_exit(EXIT_SUCCESS);
		}
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		exit(EXIT_FAILURE);
	if (read_number(fd) != (long)CHILDREN * rounds)
		errx(EXIT_FAILURE, "%d children have added %d each, but the file says %ld",
		     CHILDREN, rounds, read_number(fd));
	munmap(start, sizeof(*start));
	close(fd);
}

#endif

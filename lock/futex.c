/*
 * lock/futex - processes count together, guarded by a lock made of a futex
 *
 *     $ ./lock/futex -p 4 -n 100000 2>/dev/null
 *     4 processes counted to 400000
 *
 *     $ ./lock/futex -p 1 2>&1
 *     futex: 0 of 100000 locks had to sleep
 *     1 processes counted to 100000
 *
 * What is a semaphore or a mutex made of? A number in shared memory, an atomic
 * instruction, and one system call that puts a process to sleep if the number is
 * still what it was, and one that wakes it. The kernel keeps no object: it knows an
 * address only while somebody sleeps there. A lock that nobody else wants costs no
 * system call at all.
 *
 * See also: lock/futex_lock.h, lock/race.c; futex(2), futex(7)
 */
#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "futex_lock.h"
#include "shared.h"

static const char usage[] =
	"usage: futex [-h] [-p PROCESSES] [-n COUNT]\n"
	"PROCESSES (4) count together, each COUNT (100000) times, under a lock.\n";

int main(int argc, char **argv)
{
	struct {
		struct futex_lock lock;
		long count, sleeps; /* guarded by the lock */
	} *shared = share(sizeof(*shared));
	long processes = 4, count = 100000;
	int option;

	lab_prepare_streams();
	while ((option = lab_getopt(argc, argv, "p:n:", false, usage)) != -1) {
		if (option == 'p')
			processes = lab_number(optarg, 1, 1000, "PROCESSES");
		else
			count = lab_number(optarg, 1, 1000000000, "COUNT");
	}

	for (long i = 0; i < processes; i++) {
		if (lab_fork() > 0)
			continue;
		for (long j = 0; j < count; j++) {
			const long sleeps = futex_lock(&shared->lock);
			shared->count++;
			shared->sleeps += sleeps > 0;
			futex_unlock(&shared->lock);
		}
		_exit(EXIT_SUCCESS);
	}

	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;
	warnx("%ld of %ld locks had to sleep", shared->sleeps, processes * count);
	if (shared->count != processes * count)
		errx(EXIT_FAILURE, "%ld increments were lost", processes * count - shared->count);
	printf("%ld processes counted to %ld\n", processes, shared->count);
	return EXIT_SUCCESS;
}

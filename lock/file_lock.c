/*
 * lock/file_lock - two processes count in one file, and nothing is lost: three locks
 *
 *     $ ./lock/file_lock
 *     flock: 2 children have added 20 each, and nothing is lost
 *     record: 2 children have added 20 each, and nothing is lost
 *     ofd: 2 children have added 20 each, and nothing is lost
 *     $ ./lock/file_lock -t ofd
 *     ofd: 2 children have added 2000 each, and nothing is lost; ... us per increment
 *
 * The kernel keeps locks for every file. They are advisory: they keep out who asks
 * for one, and nobody who just reads and writes. There are three kinds:
 *
 *   flock    flock(2), from BSD: the whole file
 *   record   fcntl(2) F_SETLKW, from POSIX: any range of bytes; lockf(3) is the same
 *   ofd      fcntl(2) F_OFD_SETLKW, "open file description": the same for flock's owner
 *
 * Here they do the same. How they differ show file_lock_kinds and record_lock. Whoever
 * dies loses its locks: that is more than a semaphore, or a mutex that is not robust,
 * can do. -t leaves the pauses out and tells what each kind costs.
 *
 * See also: lock/file_lock_wrong.c, lock/file_lock_kinds.c, lock/record_lock.c,
 * lock/sequence.h, lock/race.c; flock(2), fcntl(2), flock(1)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <time.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "sequence.h"

static const char usage[] =
	"usage: file_lock [-h] [-t] [-p MS] [flock|record|ofd]\n"
	"Two children add to a number in a file, with each kind of lock or the one given.\n"
	"  -p MS  pause between reading and writing (default 2 milliseconds)\n"
	"  -t     no pauses, but more increments, and the time that one takes\n";

static const char *const kinds[] = { "flock", "record", "ofd" };
static enum { FLOCK, RECORD, OFD, KINDS } kind;

static int pause_ms = PAUSE;
static bool timed;

/* TYPE is F_WRLCK, which may have to wait, or F_UNLCK. */
static void lock(int fd, short type)
{
	struct flock whole_file = { .l_type = type };
	int result;

	do
		if (kind == FLOCK)
			result = flock(fd, type == F_WRLCK ? LOCK_EX : LOCK_UN);
		else
			result = fcntl(fd, kind == OFD ? F_OFD_SETLKW : F_SETLKW, &whole_file);
	while (result == -1 && errno == EINTR);
	if (result == -1)
		err(EXIT_FAILURE, "%s", kind == FLOCK ? "flock" : "fcntl");
}

static void add_one(int fd)
{
	lock(fd, F_WRLCK);
	const long number = read_number(fd);
	if (!timed)
		poll(NULL, 0, pause_ms);
	write_number(fd, number + 1);
	lock(fd, F_UNLCK);
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
		rounds = 2000;
	const char *const only = argv[optind];
	while (only && kind < KINDS && strcmp(only, kinds[kind]) != 0)
		kind++;
	if (kind == KINDS || (only && argv[optind + 1]))
		lab_wrong_usage("one kind of lock: flock, record or ofd");

	do {
		clock_gettime(CLOCK_MONOTONIC, &begin);
		count_in_file(add_one, rounds, !timed);
		clock_gettime(CLOCK_MONOTONIC, &end);
		const long us = (end.tv_sec - begin.tv_sec) * 1000000 +
				(end.tv_nsec - begin.tv_nsec) / 1000;
		printf("%s: 2 children have added %d each, and nothing is lost", kinds[kind],
		       rounds);
		if (timed)
			printf("; %ld us per increment", us / ((long)CHILDREN * rounds));
		putchar('\n');
	} while (!only && ++kind < KINDS);
	return EXIT_SUCCESS;
}

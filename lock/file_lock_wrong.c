/*
 * lock/file_lock_wrong - two processes count in one file, and half of it is lost
 *
 *     $ ./lock/file_lock_wrong
 *     file_lock_wrong: 2 children have added 20 each, but the file says ...
 *     $ echo $?
 *     1
 *
 * The file holds a number, as a file of a database or of a print queue does. To add
 * one is to read, to add and to write. If the other process reads in between, both
 * write the same number, and one of two is lost. No system call is to blame: each
 * read and each write is whole, but not what they make together.
 *
 * Usually this happens once in a million times. Here both begin each round together
 * and pause in between, so it happens every time.
 *
 * See also: lock/file_lock.c, lock/sequence.h, lock/race_wrong.c; pread(2)
 */
#include <poll.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "sequence.h"

static const char usage[] = "usage: file_lock_wrong [-h] [-p MS]\n"
			    "Two children add to a number in a file, unprotected.\n"
			    "  -p MS  pause between reading and writing (default 2 milliseconds)\n";

static int pause_ms = PAUSE;

static void add_one(int fd)
{
	const long number = read_number(fd);
	poll(NULL, 0, pause_ms);
	write_number(fd, number + 1);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	while (lab_getopt(argc, argv, "p:", false, usage) != -1)
		pause_ms = (int)lab_number(optarg, 0, 100, "pause");
	count_in_file(add_one, ROUNDS, true);
	printf("2 children have added %d each, and nothing is lost\n", ROUNDS);
	return EXIT_SUCCESS;
}

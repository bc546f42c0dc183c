/*
 * lock/record_deadlock - two processes wait for each other's lock, and one is told
 *
 *     $ ./lock/record_deadlock
 *     each of two children has locked a record, and waits for the other's
 *     one of them is refused: EDEADLK; it ends
 *     the other has both records
 *     $ ./lock/record_deadlock -o; echo $?
 *     record_deadlock: fcntl: both children wait for ever
 *     1
 *
 * The kernel knows which process waits for whose record lock. It refuses the wait that
 * would close a circle, and the process that is refused has to give up what it has.
 * No other lock between processes does that: with -o the locks are those of open file
 * descriptions (F_OFD_SETLKW), which several processes may have. flock(2), semaphores
 * and process-shared mutexes do not look for a circle either.
 *
 * See also: lock/record.c, lock/record_lock.c, lock/file_lock_kinds.c, sem/dining.c,
 * pipe/barrier.c; fcntl(2) (EDEADLK)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"
#include "../lab/stop.h"
#include "open_again.h"

static const char usage[] = "usage: record_deadlock [-ho]\n"
			    "Two children lock a record each, and then want the other's, too.\n"
			    "  -o  locks of open file descriptions: nobody looks for a circle\n";

enum { DEADLOCK = 3 /* a child's exit status */ };

/* Locks byte NUMBER of the file for writing, and waits for it. */
static int lock(int fd, int command, int number)
{
	struct flock byte = { .l_type = F_WRLCK, .l_start = number, .l_len = 1 };
	int result;

	while ((result = fcntl(fd, command, &byte)) == -1 && errno == EINTR)
		continue;
	return result;
}

/* In a child. The end-of-file of BARRIER tells that both have locked their own. */
static int take_both(int fd, int command, int own, int other, const int barrier[2])
{
	char byte;

	if (lock(fd, command, own) == -1)
		err(EXIT_FAILURE, "fcntl byte %d", own);
	close(barrier[1]);
	if (read(barrier[0], &byte, 1) != 0)
		err(EXIT_FAILURE, "read from the barrier");
	if (lock(fd, command, other) == 0)
		return EXIT_SUCCESS;
	if (errno != EDEADLK)
		err(EXIT_FAILURE, "fcntl byte %d", other);
	return DEADLOCK;
}

int main(int argc, char **argv)
{
	int command = F_SETLKW, barrier[2], status, refused = 0, both = 0;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "o", false, usage) != -1)
		command = F_OFD_SETLKW;
	const int fd = lab_scratch_file("record_deadlock", 2);
	if (pipe(barrier) == -1)
		err(EXIT_FAILURE, "pipe");
	lab_time_limit(command == F_SETLKW ? 10 : 1, "fcntl: both children wait for ever");
	for (int own = 0; own < 2; own++) {
		if (lab_fork() == 0) {
			_exit(take_both(open_again(fd), command, own, 1 - own, barrier));
		}
	}
	close(barrier[1]);
	while (wait(&status) != -1) {
		refused += WIFEXITED(status) && WEXITSTATUS(status) == DEADLOCK;
		both += status == 0;
	}
	if (refused != 1 || both != 1)
		errx(EXIT_FAILURE, "%d of the children were refused, %d have both", refused, both);
	puts("each of two children has locked a record, and waits for the other's");
	puts("one of them is refused: EDEADLK; it ends");
	puts("the other has both records");
	return EXIT_SUCCESS;
}

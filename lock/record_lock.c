/*
 * lock/record_lock - lock some bytes of a file, and see who has others
 *
 *     $ ./lock/record_lock
 *     record 1: free
 *     record 2: the child has it, for writing
 *     record 3: free
 *     record 4: the child has it, for reading
 *     record 3 for writing: granted
 *     record 4 for reading: granted
 *     record 4 for writing: refused
 *     the child is killed
 *     record 4 for writing: granted
 *
 * A lock of fcntl(2) is for some bytes of a file, so two processes can change two
 * records of it at the same time. Any number may read a record, or one may write.
 * F_GETLK tells which process is in the way; a moment later that may be untrue. F_SETLK
 * asks and returns at once, F_SETLKW waits. The kernel unlocks what a dead process had.
 *
 * The bytes are only numbers to the kernel: they may lie behind the end of the file,
 * and mmap/partner.h takes byte 0 for the consumer and byte 1 for the producer.
 *
 * See also: lock/record.c, lock/record_deadlock.c, lock/file_lock_kinds.c,
 * mmap/partner.h, lock/read_write_lock.c; fcntl(2) ("Advisory record locking"), lockf(3)
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

static const char usage[] = "usage: record_lock [-h]\n"
			    "Locks records of a file, also those that another process has.\n";

enum { RECORDS = 4, SIZE = 64 /* bytes */ };

/* TYPE is F_RDLCK or F_WRLCK. */
static struct flock record_at(int number, short type)
{
	return (struct flock){ .l_type = type, .l_start = (number - 1) * SIZE, .l_len = SIZE };
}

/* Asks for a lock, and does not wait. */
static bool lock(int fd, int number, short type)
{
	struct flock record = record_at(number, type);
	const bool granted = fcntl(fd, F_SETLK, &record) == 0;

	if (!granted && errno != EAGAIN && errno != EACCES)
		err(EXIT_FAILURE, "fcntl F_SETLK");
	return granted;
}

static void try(int fd, int number, short type)
{
	printf("record %d for %s: %s\n", number, type == F_RDLCK ? "reading" : "writing",
	       lock(fd, number, type) ? "granted" : "refused");
}

static void tell_who(int fd, int number, pid_t child)
{
	struct flock record = record_at(number, F_WRLCK);

	if (fcntl(fd, F_GETLK, &record) == -1)
		err(EXIT_FAILURE, "fcntl F_GETLK");
	if (record.l_type == F_UNLCK)
		printf("record %d: free\n", number);
	else
		printf("record %d: %s has it, for %s\n", number,
		       record.l_pid == child ? "the child" : "somebody",
		       record.l_type == F_RDLCK ? "reading" : "writing");
}

int main(int argc, char **argv)
{
	int ready[2];
	char byte;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	const int fd = lab_scratch_file("record_lock", (off_t)RECORDS * SIZE);
	if (pipe(ready) == -1)
		err(EXIT_FAILURE, "pipe");

	const pid_t child = lab_fork();
	if (child == 0) {
		if (!lock(fd, 2, F_WRLCK) || !lock(fd, 4, F_RDLCK) || write(ready[1], "!", 1) != 1)
			err(EXIT_FAILURE, "the child's locks");
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		errx(EXIT_FAILURE, "read: the child has died");

	for (int number = 1; number <= RECORDS; number++)
		tell_who(fd, number, child);
	try(fd, 3, F_WRLCK);
	try(fd, 4, F_RDLCK);
	try(fd, 4, F_WRLCK);
	kill(child, SIGKILL);
	if (waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "waitpid");
	puts("the child is killed");
	try(fd, 4, F_WRLCK);
	return EXIT_SUCCESS;
}

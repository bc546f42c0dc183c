/*
 * lock/file_lock_kinds - whose a file lock is: asked of each of the three kinds
 *
 *     $ ./lock/file_lock_kinds
 *     one process has a lock on the file:       flock     record    ofd
 *     another process that opens it             refused   refused   refused
 *     the same process, by a second open        refused   granted   refused
 *     a child, by the descriptor it inherited   granted   refused   granted
 *     when the second descriptor is closed      held      lost      held
 *     when the first is, and a child has it     held      lost      held
 *
 * flock and ofd belong to what open(2) has made, the open file description. Every
 * descriptor of it, by dup(2) or fork(2), has the lock, and it goes with the last of
 * them. A record lock belongs to the process. A child does not inherit it, opening the
 * file again does not make another owner, and, to everyone's surprise, closing any
 * descriptor of the file drops it. A library that opens the file, reads it and closes
 * it has unlocked it for you: that is why ofd was made.
 *
 * See also: lock/flock.c, lock/record.c, lock/ofd.c, lock/record_lock.c, process/fork_offset.c; flock(2),
 * fcntl(2) ("Open file description locks"), open(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"
#include "open_again.h"

static const char usage[] = "usage: file_lock_kinds [-h]\n"
			    "Locks a file in three ways, and looks who else gets a lock.\n";

enum kind { FLOCK, RECORD, OFD, KINDS };
enum question { OTHER_PROCESS, SECOND_OPEN, CHILD, CLOSED_SECOND, CLOSED_FIRST, QUESTIONS };

static const char *const questions[] = {
	[OTHER_PROCESS] = "another process that opens it",
	[SECOND_OPEN] = "the same process, by a second open",
	[CHILD] = "a child, by the descriptor it inherited",
	[CLOSED_SECOND] = "when the second descriptor is closed",
	[CLOSED_FIRST] = "when the first is, and a child has it",
};

/* Asks for a lock on the file, without waiting, and tells whether it is granted. */
static bool lock(enum kind kind, int fd)
{
	struct flock whole_file = { .l_type = F_WRLCK };
	int result = kind == FLOCK ? flock(fd, LOCK_EX | LOCK_NB)
				   : fcntl(fd, kind == OFD ? F_OFD_SETLK : F_SETLK, &whole_file);

	if (result == -1 && errno != EAGAIN && errno != EACCES)
		err(EXIT_FAILURE, kind == FLOCK ? "flock" : "fcntl");
	return result == 0;
}

/* Does so in a child. With AGAIN it opens the file first. */
static bool lock_in_child(enum kind kind, int fd, bool again)
{
	int status;
	const pid_t child = lab_fork();

	if (child == 0)
		_exit(lock(kind, again ? open_again(fd) : fd) ? 0 : 2);
	if (waitpid(child, &status, 0) == -1 || !WIFEXITED(status) || WEXITSTATUS(status) == 1)
		errx(EXIT_FAILURE, "the child has failed");
	return status == 0;
}

static void ask(enum kind kind, const char *answers[QUESTIONS])
{
	static const char *const asked[] = { "refused", "granted" }, *const kept[] = { "held",
										       "lost" };
	const int first = lab_scratch_file("file_lock", 1), second = open_again(first);

	if (!lock(kind, first))
		err(EXIT_FAILURE, "the first lock on the file");
	answers[OTHER_PROCESS] = asked[lock_in_child(kind, first, true)];
	answers[CHILD] = asked[lock_in_child(kind, first, false)];
	answers[SECOND_OPEN] = asked[lock(kind, second)];
	close(second);
	answers[CLOSED_SECOND] = kept[lock_in_child(kind, first, true)];

	lock(kind, first); /* once more, if it is lost */
	const int last = open_again(first);
	const pid_t child = lab_fork();
	if (child == 0)
		for (;;)
			pause(); /* it has all our descriptors until it is killed */
	close(first);
	answers[CLOSED_FIRST] = kept[lock_in_child(kind, last, true)];
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(last);
}

int main(int argc, char **argv)
{
	const char *answers[KINDS][QUESTIONS];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	for (enum kind kind = 0; kind < KINDS; kind++)
		ask(kind, answers[kind]);
	printf("%-41s %-9s %-9s %s\n", "one process has a lock on the file:", "flock", "record",
	       "ofd");
	for (enum question i = 0; i < QUESTIONS; i++)
		printf("%-41s %-9s %-9s %s\n", questions[i], answers[FLOCK][i], answers[RECORD][i],
		       answers[OFD][i]);
	return EXIT_SUCCESS;
}

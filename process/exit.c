/*
 * process/exit - ways to end a process, and whether handlers run and buffers are written
 *
 *     $ ./process/exit
 *     exit(3):        a buffered line, the second handler, the first handler
 *     _exit(2):       nothing
 *     abort(3):       nothing
 *     SIGTERM:        nothing
 *     execve(2):      another program
 *
 * exit, and the return from main, call the registered functions, the last one first,
 * and then write out what stdio has buffered. All that is done by libc, in the process
 * itself. _exit only tells the kernel, and a process that a signal kills is not asked:
 * nothing is flushed, and no handler removes anything. execve replaces the memory, and
 * with it buffers and handlers. fork(2) copies them, so a child that calls exit runs its
 * parent's handlers once more: end it with _exit.
 *
 * What the kernel does itself it does each time: it closes descriptors, drops file
 * locks and mappings, and undoes SysV operations with SEM_UNDO.
 *
 * See also: process/wait.c, process/stdio.c, sysv/sem_undo.c, lock/flock.c; exit(3),
 * _exit(2), atexit(3), abort(3)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: exit [-h]\n"
			    "Ends children in several ways, each with handlers registered.\n";

static void first(void)
{
	printf(", the first handler");
}

static void second(void)
{
	printf(", the second handler");
}

static void by_exit(void)
{
	exit(EXIT_SUCCESS);
}

static void by_exit_now(void)
{
	_exit(EXIT_SUCCESS);
}

static void by_signal(void)
{
	lab_end_by(SIGTERM);
}

static void by_exec(void)
{
	execl("/bin/sh", "sh", "-c", "printf 'another program'", (char *)NULL);
	err(EXIT_FAILURE, "execl /bin/sh");
}

/* Starts a child that has printed something, and ENDs, and prints what came of that. */
static void try(const char *name, void (*end)(void))
{
	char text[100];
	size_t len = 0;
	ssize_t n;
	int ends[2];

	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	const pid_t child = lab_fork();
	if (child == 0) {
		lab_no_core();
		if (dup2(ends[1], STDOUT_FILENO) == -1)
			err(EXIT_FAILURE, "dup2");
		close(ends[0]);
		close(ends[1]);
		if (atexit(first) != 0 || atexit(second) != 0)
			err(EXIT_FAILURE, "atexit");
		printf("a buffered line"); /* and no newline, at which it would be written */
		end();
	}
	close(ends[1]);
	while ((n = read(ends[0], text + len, sizeof(text) - len)) > 0)
		len += (size_t)n;
	close(ends[0]);
	if (n == -1 || waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "read from the child");
	printf("%-15s %.*s\n", name, len ? (int)len : 7, len ? text : "nothing");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	lab_getopt(argc, argv, "", false, usage);
	try("exit(3):", by_exit);
	try("_exit(2):", by_exit_now);
	try("abort(3):", abort);
	try("SIGTERM:", by_signal);
	try("execve(2):", by_exec);
	return EXIT_SUCCESS;
}

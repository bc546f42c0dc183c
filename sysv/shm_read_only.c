/*
 * sysv/shm_read_only - attach a segment for reading only: writing there is deadly
 *
 *     $ ./sysv/shm_read_only
 *     attached with SHM_RDONLY: reads 'hello'
 *     a child that writes: killed by signal 11 (Segmentation fault)
 *     attached without: reads 'Hello'
 *
 * The permissions of a segment say who may attach it at all, for reading or for writing.
 * The flag SHM_RDONLY of shmat(2) is a promise of one process for one attachment: there the
 * pages are mapped without the right to write, and a process that writes all the same gets
 * SIGSEGV. Elsewhere, even in the same process, the same memory can be written.
 *
 * A reader that attaches in this way cannot damage what others rely on.
 *
 * See also: sysv/shm_attach.c, sysv/shm_consumer.c, signal/segv.c; shmat(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/shm.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

/* Attaches the segment with FLAGS. */
static char *attach(int segment, int flags)
{
	char *memory = shmat(segment, NULL, flags);

	if (memory == (void *)-1)
		err(EXIT_FAILURE, "shmat");
	return memory;
}

int main(int argc, char **argv)
{
	int status;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: shm_read_only [-h]\nWrites where it must not.\n");
	const int segment = shmget(IPC_PRIVATE, 4096, 0600);
	if (segment == -1)
		err(EXIT_FAILURE, "shmget");
	char *memory = attach(segment, 0);
	volatile char *constant = attach(segment, SHM_RDONLY);
	shmctl(segment, IPC_RMID, NULL); /* attached, it stays as long as we do */

	strcpy(memory, "hello");
	printf("attached with SHM_RDONLY: reads '%s'\n", (const char *)constant);
	const pid_t child = lab_fork();
	if (child == 0) {
		signal(SIGSEGV, SIG_DFL); /* a sanitizer would handle it */
		lab_no_core();
		*constant = 'J';
		_exit(EXIT_SUCCESS);
	}
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
		errx(EXIT_FAILURE, "the child has written");
	printf("a child that writes: killed by signal %d (%s)\n", SIGSEGV, strsignal(SIGSEGV));
	*memory = 'H';
	printf("attached without: reads '%s'\n", (const char *)constant);
	return EXIT_SUCCESS;
}

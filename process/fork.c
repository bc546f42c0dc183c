/*
 * process/fork - one call, two returns: parent and child, each with memory of its own
 *
 *     $ ./process/fork
 *     before: process ... has number 1 at address 0x...
 *     child:  process ..., fork returned 0, my parent is ...
 *     child:  changed number to 2 at address 0x...
 *     parent: process ..., fork returned ...
 *     parent: number is still 1 at address 0x...
 *
 * fork(2) is called once and returns twice. The child is a copy of the parent,
 * at the same line of the same program; only the return value tells the two
 * apart: 0 in the child, the child's process ID in the parent. The memory is
 * copied too (when it is written to, page by page): the address is the same, but
 * the child's number is another one. So a variable is no way to tell the parent
 * anything. That is what the mechanisms of this lab are for.
 *
 * The parent waits for the child, so it speaks last. Without the wait either
 * may be first.
 *
 * See also: process/exec.c, process/wait.c, pipe/hello.c; fork(2), getpid(2), wait(2)
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	int number = 1;

	lab_prepare_streams();
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	lab_getopt(argc, argv, "", false,
		   "usage: fork [-h]\nShows what parent and child have in common.\n");
	printf("before: process %ld has number %d at address %p\n", (long)getpid(), number,
	       (void *)&number);

	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");

	if (child == 0) {
		printf("child:  process %ld, fork returned 0, my parent is %ld\n", (long)getpid(),
		       (long)getppid());
		number = 2;
		printf("child:  changed number to %d at address %p\n", number, (void *)&number);
		_exit(EXIT_SUCCESS);
	}

	if (waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	printf("parent: process %ld, fork returned %ld\n", (long)getpid(), (long)child);
	printf("parent: number is still %d at address %p\n", number, (void *)&number);
	return EXIT_SUCCESS;
}

/*
 * sem/unnamed - a parent waits for its child at a semaphore without a name
 *
 *     $ ./sem/unnamed
 *     parent: the value is 0, so I wait
 *     child: the work is done, I post
 *     parent: I go on, and the value is 0 again
 *
 * A semaphore is a few bytes of memory. A named one lies in a file that
 * sem_open(3) maps; an unnamed one lies wherever the program puts it. For two
 * processes that must be memory which both have mapped, and the second argument
 * of sem_init(3) must say so: with 0 there it is for threads of one process only.
 * There is no name, so nothing can be left behind: it goes with the memory.
 *
 * See also: sem/hello_wait.c, sem/ping_pong.c, sem/stale.c; sem_overview(7),
 * sem_init(3), sem_getvalue(3), mmap(2)
 */
#include <semaphore.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	const int for_processes = 1, initial_value = 0;
	int value;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: unnamed [-h]\nA parent waits for its child at an unnamed semaphore.\n");
	sem_t *done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);
	if (done == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (sem_init(done, for_processes, initial_value) == -1)
		err(EXIT_FAILURE, "sem_init");
	sem_getvalue(done, &value);
	printf("parent: the value is %d, so I wait\n", value);

	if (lab_fork() == 0) {
		puts("child: the work is done, I post");
		if (sem_post(done) == -1)
			err(EXIT_FAILURE, "sem_post");
		lab_end_child();
	}
	while (sem_wait(done) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
	sem_getvalue(done, &value);
	printf("parent: I go on, and the value is %d again\n", value);
	return lab_wait_for_children();
}

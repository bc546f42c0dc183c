/*
 * sem/rendezvous - two processes meet: neither goes on before both have come
 *
 *     $ ./sem/rendezvous | cut -d : -f 2
 *      has come
 *      has come
 *      goes on
 *      goes on
 *
 * Each posts its own semaphore, "I am here", and then waits for the other's. Post
 * first, wait second: the other way round both would wait for ever. The process that
 * comes first waits, and the one that comes second finds that it need not.
 *
 * See also: sem/unnamed.c, sem/barrier.c for more than two; sem_wait(3), sem_post(3)
 */
#include <poll.h>
#include <semaphore.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

struct here {
	sem_t left, right;
};

static void meet(const char *name, sem_t *mine, sem_t *other)
{
	lab_say(name, "has come");
	if (sem_post(mine) == -1)
		err(EXIT_FAILURE, "sem_post");
	while (sem_wait(other) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
	lab_say(name, "goes on");
	lab_end_child();
}

int main(int argc, char **argv)
{
	int pause = 50;

	lab_prepare_streams();
	lab_start_clock();
	while (lab_getopt(argc, argv, "p:", false,
			  "usage: rendezvous [-h] [-p MILLISECONDS]\n"
			  "Two processes meet; one of them comes MILLISECONDS (50) later.\n") != -1)
		pause = (int)lab_number(optarg, 0, 10000, "MILLISECONDS");
	struct here *here = mmap(NULL, sizeof(*here), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (here == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (sem_init(&here->left, 1, 0) == -1 || sem_init(&here->right, 1, 0) == -1)
		err(EXIT_FAILURE, "sem_init");

	if (lab_fork() == 0)
		meet("left", &here->left, &here->right);
	if (lab_fork() == 0) {
		poll(NULL, 0, pause);
		meet("right", &here->right, &here->left);
	}
	return lab_wait_for_children();
}

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
 * first, wait second: both the other way round would wait for ever. Who comes
 * first waits, and who comes second finds that it need not.
 *
 * See also: sem/shared.h, sem/barrier.c for more than two; sem_wait(3)
 */
#include <poll.h>
#include <semaphore.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "shared.h"

static const char usage[] = "usage: rendezvous [-h] [-p MILLISECONDS]\n"
			    "Two processes meet; one of them comes MILLISECONDS (50) later.\n";

static void meet(const char *name, sem_t *mine, sem_t *other)
{
	lab_say(name, "has come");
	must_post(mine);
	must_wait(other);
	lab_say(name, "goes on");
	lab_end_child();
}

int main(int argc, char **argv)
{
	struct {
		sem_t left, right;
	} *here = share(sizeof(*here));
	int pause = 50;

	lab_prepare_streams();
	lab_start_clock();
	while (lab_getopt(argc, argv, "p:", false, usage) != -1)
		pause = (int)lab_number(optarg, 0, 10000, "MILLISECONDS");
	must_init(&here->left, 0);
	must_init(&here->right, 0);

	if (lab_fork() == 0)
		meet("left", &here->left, &here->right);
	if (lab_fork() == 0) {
		poll(NULL, 0, pause);
		meet("right", &here->right, &here->left);
	}
	return lab_wait_for_children();
}

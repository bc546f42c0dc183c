/*
 * sem/counting - many processes, but only a few inside at a time
 *
 *     $ ./sem/counting -n 8 -k 3 | grep -c 'enters'
 *     8
 *     $ ./sem/counting | tail -n 1
 *     never more than 3 of 8 were inside
 *
 * A semaphore that begins with the value 3 lets three in. A process that enters takes
 * one off, one that leaves posts it back, and at 0 the next one waits. So it guards
 * things of which there are a few: connections, licences, parking places.
 *
 * The lines prove it: "enters" is printed after the wait and "leaves" before the
 * post, so between any two lines no more than three have entered and not left.
 *
 * See also: sem/unnamed.c, sem/ping_pong.c; sem_wait(3), sem_post(3)
 */
#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

struct shared {
	sem_t places;
	_Atomic long inside, most;
};

/* What one process does: it enters, stays for PAUSE milliseconds, and leaves. */
static void visit(struct shared *shared, int pause)
{
	while (sem_wait(&shared->places) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
	const long inside = ++shared->inside;
	lab_say("process", "enters, %ld inside", inside);
	for (long most = shared->most; inside > most;)
		if (atomic_compare_exchange_weak(&shared->most, &most, inside))
			break;
	poll(NULL, 0, pause);
	shared->inside--;
	lab_say("process", "leaves");
	if (sem_post(&shared->places) == -1)
		err(EXIT_FAILURE, "sem_post");
}

int main(int argc, char **argv)
{
	long processes = 8, places = 3, pause = 20;
	int option;

	lab_prepare_streams();
	lab_start_clock();
	while ((option = lab_getopt(
			argc, argv, "n:k:p:", false,
			"usage: counting [-h] [-n PROCESSES] [-k PLACES] [-p MILLISECONDS]\n"
			"Lets PLACES (3) of PROCESSES (8) in; each stays MILLISECONDS (20).\n")) !=
	       -1) {
		if (option == 'n')
			processes = lab_number(optarg, 1, 1000, "PROCESSES");
		else if (option == 'k')
			places = lab_number(optarg, 1, 1000, "PLACES");
		else
			pause = lab_number(optarg, 0, 10000, "MILLISECONDS");
	}
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (sem_init(&shared->places, 1, (unsigned int)places) == -1)
		err(EXIT_FAILURE, "sem_init");

	for (long i = 1; i <= processes; i++)
		if (lab_fork() == 0) {
			visit(shared, (int)pause);
			lab_end_child();
		}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;
	if (shared->most > places)
		errx(EXIT_FAILURE, "%ld were inside, but there are %ld places", shared->most,
		     places);
	printf("never more than %ld of %ld were inside\n", places, processes);
	return EXIT_SUCCESS;
}

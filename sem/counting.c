/*
 * sem/counting - many processes, but only a few inside at a time
 *
 *     $ ./sem/counting -n 8 -k 3 | grep -c 'enters'
 *     8
 *     $ ./sem/counting | tail -n 1
 *     never more than 3 of 8 were inside
 *
 * A semaphore that begins with the value 3 lets three in. Each who waits takes one
 * off, each who leaves posts one back, and at 0 the next one waits. So it guards
 * things of which there are a few: connections, licences, parking places.
 *
 * The lines prove it: "enters" is printed after the wait and "leaves" before the
 * post, so between any two lines no more than three have entered and not left.
 *
 * See also: sem/shared.h, sem/ping_pong.c; sem_wait(3), sem_post(3)
 */
#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "shared.h"

static const char usage[] =
	"usage: counting [-h] [-n PROCESSES] [-k PLACES] [-p MILLISECONDS]\n"
	"Lets PLACES (3) of PROCESSES (8) in at a time; each stays MILLISECONDS (20).\n";

int main(int argc, char **argv)
{
	struct {
		sem_t places;
		_Atomic long inside, most;
	} *shared = share(sizeof(*shared));
	long processes = 8, places = 3, pause = 20;
	int option;

	lab_prepare_streams();
	lab_start_clock();
	while ((option = lab_getopt(argc, argv, "n:k:p:", false, usage)) != -1) {
		if (option == 'n')
			processes = lab_number(optarg, 1, 1000, "PROCESSES");
		else if (option == 'k')
			places = lab_number(optarg, 1, 1000, "PLACES");
		else
			pause = lab_number(optarg, 0, 10000, "MILLISECONDS");
	}
	must_init(&shared->places, (unsigned int)places);

	for (long i = 1; i <= processes; i++) {
		if (lab_fork() > 0)
			continue;
		must_wait(&shared->places);
		const long inside = ++shared->inside;
		lab_say("process", "enters, %ld inside", inside);
		for (long most = shared->most; inside > most;)
			if (atomic_compare_exchange_weak(&shared->most, &most, inside))
				break;
		poll(NULL, 0, (int)pause); /* what it does inside */
		shared->inside--;
		lab_say("process", "leaves");
		must_post(&shared->places);
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

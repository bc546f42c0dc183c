/*
 * sem/ping_pong - two processes take turns
 *
 *     $ ./sem/ping_pong -n 2
 *     ping 1
 *     pong 1
 *     ping 2
 *     pong 2
 *
 * Two semaphores, one for each player: "it is your turn". Each waits for its own
 * and then posts the other's. One begins with 1, and that player has the first
 * turn; there is never more than one 1 in the game.
 *
 * See also: sem/unnamed.c, sem/rendezvous.c; sem_init(3), sem_wait(3),
 * sem_post(3), mmap(2)
 */
#include <semaphore.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

struct turn {
	sem_t ping, pong;
};

static void play(const char *name, long rounds, sem_t *mine, sem_t *other)
{
	for (long round = 1; round <= rounds; round++) {
		while (sem_wait(mine) == -1)
			if (errno != EINTR)
				err(EXIT_FAILURE, "sem_wait");
		printf("%s %ld\n", name, round);
		if (sem_post(other) == -1)
			err(EXIT_FAILURE, "sem_post");
	}
	lab_end_child();
}

int main(int argc, char **argv)
{
	long rounds = 3;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n:", false,
			  "usage: ping_pong [-h] [-n ROUNDS]\n"
			  "Two processes take turns for ROUNDS (3) rounds.\n") != -1)
		rounds = lab_number(optarg, 1, 1000000, "ROUNDS");
	struct turn *turn = mmap(NULL, sizeof(*turn), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (turn == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (sem_init(&turn->ping, 1, 1) == -1 || sem_init(&turn->pong, 1, 0) == -1)
		err(EXIT_FAILURE, "sem_init");

	if (lab_fork() == 0)
		play("ping", rounds, &turn->ping, &turn->pong);
	if (lab_fork() == 0)
		play("pong", rounds, &turn->pong, &turn->ping);
	return lab_wait_for_children();
}

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
 * See also: sem/shared.h, sem/rendezvous.c; sem_wait(3), sem_post(3)
 */
#include <semaphore.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "shared.h"

static const char usage[] = "usage: ping_pong [-h] [-n ROUNDS]\n"
			    "Two processes take turns for ROUNDS (3) rounds.\n";

static void play(const char *name, long rounds, sem_t *mine, sem_t *other)
{
	for (long round = 1; round <= rounds; round++) {
		must_wait(mine);
		printf("%s %ld\n", name, round);
		must_post(other);
	}
}

int main(int argc, char **argv)
{
	struct {
		sem_t ping, pong;
	} *turn = share(sizeof(*turn));
	long rounds = 3;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n:", false, usage) != -1)
		rounds = lab_number(optarg, 1, 1000000, "ROUNDS");
	must_init(&turn->ping, 1);
	must_init(&turn->pong, 0);

	if (lab_fork() == 0) {
		play("ping", rounds, &turn->ping, &turn->pong);
		lab_end_child();
	}
	if (lab_fork() == 0) {
		play("pong", rounds, &turn->pong, &turn->ping);
		lab_end_child();
	}
	return lab_wait_for_children();
}

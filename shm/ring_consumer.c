/*
 * shm/ring_consumer - print each message that a producer puts into a lock-free ring
 *
 *     $ ./shm/ring_consumer &
 *     ring_consumer: waiting for a producer on /ipc-lab...ring
 *     $ ./shm/ring_producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * The fastest way between two processes is to leave the kernel out. The consumer
 * takes messages for as long as there are any; only then does it print what it has
 * gathered, spin for a moment and go to sleep. The producer calls the kernel to
 * wake it only if it does sleep.
 *
 * The price is that there may be one producer only, and one consumer.
 *
 * See also: shm/ring_producer.c, shm/ring.h, shm/partner.h, shm/consumer.c;
 * futex(2), shm_overview(7)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/mman.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "ring.h"

static const char usage[] = "usage: ring_consumer [-h]\n"
			    "Prints each message from a ring in shared memory, then removes it.\n";

static const char *name;
static struct ring_object *object;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_object(void)
{
	shm_unlink(name);
	if (object)
		pthread_mutex_unlock(&object->partners.consumer_alive);
}

static void initialise_object(void)
{
	int fd = create_object(name);

	atexit(remove_object);
	/* ftruncate(2) would promise memory that there may not be: to touch it ends in SIGBUS. */
	if ((errno = posix_fallocate(fd, 0, sizeof(*object))) != 0)
		err(EXIT_FAILURE, "posix_fallocate %s", name);
	object = map_object(fd, sizeof(*object), name);
	init_partners(&object->partners);
	object->partners.ready = true; /* the ring is all zero, as it should be */
	flock(fd, LOCK_UN); /* close would not do it: the mapping keeps the open file alive */
	close(fd);
}

/* Ends the program if standard output has not taken it, unless a signal to stop came. */
static void check_output(bool taken)
{
	if (!taken && !stopped)
		lab_fail_output();
}

/* Waits for a slot to read; NULL if a signal came. Ends the program if the producer is dead. */
static struct slot *wait_for_slot(struct ring_side *side)
{
	bool producer_gone = false;
	struct slot *slot;

	while (!(slot = ring_slot(side)) && !stopped) {
		if (errno != EAGAIN)
			err(EXIT_FAILURE, "ring %s", name);
		if (producer_gone) /* and what it had written before is read */
			errx(EXIT_FAILURE, "futex %s: the producer has died", name);
		check_output(fflush(stdout) != EOF);
		if (!ring_wait(side, LAB_PATIENCE))
			producer_gone = producer_died(&object->partners);
	}
	return slot;
}

int main(int argc, char **argv)
{
	static char gathered[65536];
	struct slot *slot;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	setvbuf(stdout, gathered, _IOFBF, sizeof(gathered)); /* until there is nothing else to do */
	name = lab_name("ring");
	lab_on_stop(stop);
	initialise_object();
	struct ring_side side = ring_consumer(&object->ring);

	warnx("waiting for a producer on %s", name);
	while (!stopped && (slot = wait_for_slot(&side))) {
		const uint32_t length = slot->length; /* once: it could change after the check */
		if (length == RING_END)
			return EXIT_SUCCESS;
		if (length > RING_MESSAGE)
			errx(EXIT_FAILURE, "ring %s: a message of %u bytes cannot be", name,
			     length);
		check_output(fwrite(slot->message, 1, length, stdout) == length &&
			     putchar('\n') != EOF);
		ring_advance(&side);
	}
	fflush(stdout);
	remove_object();
	lab_end_by(stopped);
}

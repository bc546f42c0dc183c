/*
 * shm/ring_producer - hand each message to a consumer through a lock-free ring
 *
 *     $ ./shm/ring_producer hello
 *     ring_producer: no consumer on /ipc-lab...ring: start ./shm/ring_consumer first
 *
 * As in shm/producer a message is copied into a slot that the consumer then reads.
 * But nothing is counted by semaphores: an index that only the producer writes
 * tells the consumer how far it may go, and another tells the producer how far the
 * consumer has come. While both are busy no system call is made.
 *
 * See also: shm/ring_consumer.c, shm/ring.h, shm/partner.h, shm/producer.c;
 * futex(2), shm_overview(7)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "ring.h"

static const char *name;
static struct ring_object *object;

static void check_consumer(void)
{
	if (!consumer_lives(&object->partners))
		errx(EXIT_FAILURE, "futex %s: the consumer has ended", name);
}

/* Puts MESSAGE of LENGTH bytes, or RING_END, into the next slot. */
static void put(struct ring_side *side, const char *message, uint32_t length)
{
	struct slot *slot;

	while (!(slot = ring_slot(side))) {
		if (errno != EAGAIN)
			err(EXIT_FAILURE, "ring %s", name);
		if (!ring_wait(side, LAB_PATIENCE))
			check_consumer();
	}
	if (length != RING_END)
		memcpy(slot->message, message, length);
	slot->length = length;
	ring_advance(side);
}

int main(int argc, char **argv)
{
	const char *message;
	struct stat st;
	ssize_t length;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: ring_producer [-h] [MESSAGE...]\n"
		   "Puts each MESSAGE, or else each line of standard input, into a ring.\n");
	name = lab_name("ring");
	int fd = shm_open(name, O_RDWR, 0);
	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (fd == -1 || fstat(fd, &st) == -1 || st.st_uid != geteuid() ||
	    (size_t)st.st_size < sizeof(*object))
		errx(EXIT_FAILURE, "no consumer on %s: start ./shm/ring_consumer first", name);
	object = mmap(NULL, sizeof(*object), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (object == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	if (!consumer_lives(&object->partners))
		errx(EXIT_FAILURE, "no consumer on %s: start ./shm/ring_consumer first", name);
	if (!become_producer(&object->partners))
		errx(EXIT_FAILURE, "%s: another producer is at work", name);
	struct ring_side side = ring_producer(&object->ring);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((length = lab_next(&input, &message)) != -1) {
		if (length > RING_MESSAGE)
			errx(EXIT_FAILURE, "message of %zd bytes, but a slot here takes %d (%s)",
			     length, RING_MESSAGE, "RING_MESSAGE in shm/ring.h");
		put(&side, message, (uint32_t)length);
	}
	put(&side, NULL, RING_END);
	return EXIT_SUCCESS;
}

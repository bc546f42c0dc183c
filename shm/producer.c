/*
 * shm/producer - hand each message to a consumer through shared memory
 *
 *     $ ./shm/producer hello
 *     producer: no consumer on /ipc-lab...shm: start ./shm/consumer first
 *
 * A message is copied into a slot of the buffer and is there for the consumer at
 * once: the kernel does not touch it. What shared memory lacks is a way to wait.
 * Two semaphores inside it count the slots: the producer waits for an empty one,
 * fills it and posts it full.
 *
 * It lacks news of a death too. So no wait is for ever: now and then the
 * producer tries the mutex that a living consumer keeps locked.
 *
 * See also: shm/consumer.c, shm/buffer.h, shm/partner.h; shm_overview(7),
 * shm_open(3), mmap(2), sem_timedwait(3)
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "buffer.h"

static const char usage[] =
	"usage: producer [-h] [MESSAGE...]\n"
	"Puts each MESSAGE, or else each line of standard input, into shared memory.\n";

static const char *name;
static struct buffer *buffer;

static void check_consumer(void)
{
	if (consumer_died(&buffer->partners))
		errx(EXIT_FAILURE, "sem_timedwait %s: the consumer has died", name);
}

static void fill_slot(const char *message, size_t len, bool last)
{
	static int next;
	struct slot *slot = &buffer->slots[next];
	struct timespec deadline = lab_deadline();

	while (sem_timedwait(&buffer->empty, &deadline) == -1) {
		if (errno != ETIMEDOUT && errno != EINTR)
			err(EXIT_FAILURE, "sem_timedwait %s", name);
		check_consumer();
		deadline = lab_deadline();
	}
	memcpy(slot->message, message, len);
	slot->len = (uint32_t)len;
	slot->last = last;
	if (sem_post(&buffer->full) == -1)
		err(EXIT_FAILURE, "sem_post %s", name);
	next = (next + 1) % SLOTS;
}

int main(int argc, char **argv)
{
	const char *message;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	name = lab_name("shm");
	buffer = open_object(name, sizeof(*buffer), "./shm/consumer");

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > SLOT_SIZE)
			errx(EXIT_FAILURE, "message of %zd bytes, but a slot here takes %d (%s)",
			     len, SLOT_SIZE, "SLOT_SIZE in shm/buffer.h");
		fill_slot(message, (size_t)len, false);
	}
	fill_slot("", 0, true);
	pthread_mutex_unlock(&buffer->partners.producer_alive);
	return EXIT_SUCCESS;
}

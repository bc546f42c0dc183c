/*
 * sem/order - a full buffer: wait for a slot first, for the mutex second
 *
 *     $ ./sem/order
 *     producer: puts 1
 *     producer: puts 2
 *     producer: the buffer is full, it waits
 *     consumer: takes 1
 *     producer: puts 3
 *     consumer: takes 2
 *     consumer: takes 3
 *
 * The classical buffer has three semaphores: empty and full count the slots, mutex
 * lets one at a time change it. Who waits for a slot must not hold the mutex, or
 * nobody can come and make one free. So: first the semaphore that one may have to
 * wait for long, then the mutex, for a moment.
 *
 * See also: sem/order_wrong.c, sem/producer.c, sem/dining.c; sem_wait(3)
 */
#include <semaphore.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "shared.h"

enum { SLOTS = 2, MESSAGES = 3 };

struct buffer {
	sem_t empty, full, mutex, waiting, taken;
	int in, out, slots[SLOTS];
};

static void wait_for_slot(struct buffer *buffer)
{
	if (sem_trywait(&buffer->empty) == 0)
		return;
	puts("producer: the buffer is full, it waits");
	must_post(&buffer->waiting);
	must_wait(&buffer->empty);
}

static void put(struct buffer *buffer, int message)
{
	wait_for_slot(buffer);
	must_wait(&buffer->mutex);
	printf("producer: puts %d\n", message);
	buffer->slots[buffer->in] = message;
	buffer->in = (buffer->in + 1) % SLOTS;
	must_post(&buffer->mutex);
	must_post(&buffer->full);
}

static int take(struct buffer *buffer)
{
	must_wait(&buffer->full);
	must_wait(&buffer->mutex);
	const int message = buffer->slots[buffer->out];
	printf("consumer: takes %d\n", message);
	buffer->out = (buffer->out + 1) % SLOTS;
	must_post(&buffer->mutex);
	must_post(&buffer->empty);
	return message;
}

int main(int argc, char **argv)
{
	struct buffer *buffer = share(sizeof(*buffer));

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: order [-h]\nFills a buffer of two slots, and then empties it.\n");
	must_init(&buffer->empty, SLOTS);
	must_init(&buffer->full, 0);
	must_init(&buffer->mutex, 1);
	must_init(&buffer->waiting, 0);
	must_init(&buffer->taken, 0);

	lab_time_limit(10, "deadlock: the producer waits for a slot and holds the mutex");
	if (lab_fork() == 0) {
		must_wait(&buffer->waiting); /* until the buffer is full */
		take(buffer);
		must_wait(&buffer->taken); /* the lines of both come in one order */
		while (take(buffer) < MESSAGES)
			continue;
		lab_end_child();
	}
	for (int i = 1; i <= MESSAGES; i++)
		put(buffer, i);
	must_post(&buffer->taken);
	return lab_wait_for_children();
}

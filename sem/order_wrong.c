/*
 * sem/order_wrong - a full buffer: who waits for a slot with the mutex in its hands
 *
 *     $ ./sem/order_wrong; echo "status $?"
 *     producer: puts 1
 *     producer: puts 2
 *     producer: the buffer is full, it waits
 *     order_wrong: deadlock: the producer waits for a slot and holds the mutex
 *     status 1
 *
 * Wrong: the producer takes the mutex first and then waits for an empty slot. The
 * consumer could make one empty, but for that it needs the mutex. As long as the
 * buffer is never full nothing happens, so tests with few messages find nothing.
 *
 * See also: sem/order.c; sem_wait(3)
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
	must_wait(&buffer->mutex);
	wait_for_slot(buffer);
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
		   "usage: order_wrong [-h]\nFills a buffer of two slots, and then empties it.\n");
	must_init(&buffer->empty, SLOTS);
	must_init(&buffer->full, 0);
	must_init(&buffer->mutex, 1);
	must_init(&buffer->waiting, 0);
	must_init(&buffer->taken, 0);

	lab_time_limit(1, "deadlock: the producer waits for a slot and holds the mutex");
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

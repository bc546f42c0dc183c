/*
 * sem/order_wrong - a full buffer: a producer waits for a slot and holds the mutex
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
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

enum { SLOTS = 2, MESSAGES = 3 };

struct buffer {
	sem_t empty, full, mutex, waiting;
	int in, out, slots[SLOTS];
};

/* sem_wait(3); a signal that interrupts it does not end the wait. */
static void wait_for(sem_t *sem)
{
	while (sem_wait(sem) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "sem_wait");
}

static void put(struct buffer *buffer, int message)
{
	wait_for(&buffer->mutex);
	if (sem_trywait(&buffer->empty) == -1) {
		puts("producer: the buffer is full, it waits");
		if (sem_post(&buffer->waiting) == -1)
			err(EXIT_FAILURE, "sem_post");
		wait_for(&buffer->empty);
	}
	printf("producer: puts %d\n", message);
	buffer->slots[buffer->in] = message;
	buffer->in = (buffer->in + 1) % SLOTS;
	if (sem_post(&buffer->mutex) == -1 || sem_post(&buffer->full) == -1)
		err(EXIT_FAILURE, "sem_post");
}

static void take(struct buffer *buffer)
{
	wait_for(&buffer->full);
	wait_for(&buffer->mutex);
	printf("consumer: takes %d\n", buffer->slots[buffer->out]);
	buffer->out = (buffer->out + 1) % SLOTS;
	if (sem_post(&buffer->mutex) == -1 || sem_post(&buffer->empty) == -1)
		err(EXIT_FAILURE, "sem_post");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: order_wrong [-h]\nPuts one message more than fit into a buffer.\n");
	struct buffer *buffer = mmap(NULL, sizeof(*buffer), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (buffer == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	if (sem_init(&buffer->empty, 1, SLOTS) == -1 || sem_init(&buffer->full, 1, 0) == -1 ||
	    sem_init(&buffer->mutex, 1, 1) == -1 || sem_init(&buffer->waiting, 1, 0) == -1)
		err(EXIT_FAILURE, "sem_init");

	lab_time_limit(1, "deadlock: the producer waits for a slot and holds the mutex");
	if (lab_fork() == 0) {
		wait_for(&buffer->waiting); /* until the buffer is full */
		take(buffer);
		lab_end_child();
	}
	for (int i = 1; i <= MESSAGES; i++)
		put(buffer, i);
	return lab_wait_for_children();
}

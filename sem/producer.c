/*
 * sem/producer - put each message into a buffer guarded by named semaphores
 *
 *     $ ./sem/producer hello
 *     producer: no consumer on /ipc-lab...sem: start ./sem/consumer first
 *
 * The producer of the textbooks: it waits for an empty slot, then for the mutex,
 * fills the next slot, posts the mutex, and then a full slot.
 *
 * A semaphore that was taken by a process that died stays taken: anyone waiting for
 * it waits for ever. So no wait here is without a limit, and when one has lasted for
 * some time the producer looks at the lock that a living consumer holds.
 *
 * See also: sem/consumer.c, sem/buffer.h, sem/partner.h; sem_overview(7), sem_open(3),
 * sem_timedwait(3), sem_post(3), mmap(2)
 */
#define _GNU_SOURCE
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "buffer.h"
#include "partner.h"

static const char *name;
static int fd; /* of the buffer's object */

static void check_consumer(void)
{
	if (!consumer_lives(fd))
		errx(EXIT_FAILURE, "sem_timedwait %s: the consumer has ended", name);
}

static void wait_for(sem_t *sem)
{
	struct timespec deadline = lab_deadline();

	while (sem_timedwait(sem, &deadline) == -1) {
		if (errno != ETIMEDOUT && errno != EINTR)
			err(EXIT_FAILURE, "sem_timedwait %s", name);
		check_consumer();
		deadline = lab_deadline();
	}
}

int main(int argc, char **argv)
{
	const char *message;
	struct stat st;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: producer [-h] [MESSAGE...]\n"
		   "Puts each MESSAGE, or else each line of standard input, into a buffer.\n");
	name = lab_name("sem");
	fd = shm_open(name, O_RDWR, 0);
	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "shm_open %s", name);
	/* The consumer has given the object its size when everything was there. */
	if (fd == -1 || fstat(fd, &st) == -1 || st.st_uid != geteuid() || st.st_size == 0 ||
	    !consumer_lives(fd))
		errx(EXIT_FAILURE, "no consumer on %s: start ./sem/consumer first", name);
	struct buffer *buffer =
		mmap(NULL, sizeof(*buffer), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (buffer == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	if (!become_producer(fd) || buffer->producer_came)
		errx(EXIT_FAILURE, "%s: another producer is at work", name);
	buffer->producer_came = true;
	sem_t *empty = sem_open(lab_name("sem-empty"), 0);
	sem_t *full = sem_open(lab_name("sem-full"), 0);
	sem_t *mutex = sem_open(lab_name("sem-mutex"), 0);
	if (empty == SEM_FAILED || full == SEM_FAILED || mutex == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s-empty, -full or -mutex", name);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	do {
		len = lab_next(&input, &message);
		if (len > SLOT_SIZE)
			errx(EXIT_FAILURE, "message of %zd bytes, but a slot here takes %d (%s)",
			     len, SLOT_SIZE, "SLOT_SIZE in sem/buffer.h");
		wait_for(empty);
		wait_for(mutex);
		struct slot *slot = &buffer->slots[buffer->in++ % SLOTS];
		slot->len = (int)len;
		if (len > 0)
			memcpy(slot->message, message, (size_t)len);
		if (sem_post(mutex) == -1 || sem_post(full) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
	} while (len != -1);
	return EXIT_SUCCESS;
}

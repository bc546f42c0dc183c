/*
 * sem/producer - put each message into a buffer guarded by named semaphores
 *
 *     $ ./sem/producer hello
 *     producer: no consumer on /ipc-lab...sem: start ./sem/consumer first
 *
 * A named semaphore is a number that unrelated processes share by its name:
 * waiting takes one off and blocks at nought, posting adds one and wakes a
 * waiter. The producer waits for an empty slot, then for the mutex, and posts
 * the mutex, then a full slot.
 *
 * A semaphore that its holder took to the grave stays taken: anyone waiting for it
 * waits for ever. So no wait here is without a limit, and at each the producer
 * looks at the lock that a living consumer holds.
 *
 * See also: sem/consumer.c, sem/buffer.h; sem_overview(7), sem_open(3), sem_post(3),
 * F_OFD_GETLK in fcntl(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <semaphore.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "buffer.h"

static const char usage[] =
	"usage: producer [-h] [MESSAGE...]\n"
	"Puts each MESSAGE, or else each line of standard input, into a buffer.\n";

static const char *name;
static int fd; /* of the buffer's object */
static struct buffer *buffer;
static sem_t *empty, *full, *mutex;

static void check_consumer(void)
{
	if (!role_taken(fd, CONSUMER))
		errx(EXIT_FAILURE, "sem_timedwait %s: the consumer has died", name);
}

/* Opens the buffer and makes it ours, the only producer's. */
static void open_buffer(void)
{
	struct stat st;

	fd = shm_open(name, O_RDWR, 0);
	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (fd == -1 || !role_taken(fd, CONSUMER) || fstat(fd, &st) == -1 ||
	    (size_t)st.st_size < sizeof(*buffer))
		errx(EXIT_FAILURE, "no consumer on %s: start ./sem/consumer first", name);
	buffer = map_buffer(fd, name);
	if (!buffer->ready)
		errx(EXIT_FAILURE, "no consumer on %s: start ./sem/consumer first", name);
	if (!take_role(fd, PRODUCER) || buffer->producer_came)
		errx(EXIT_FAILURE, "%s: another producer is at work", name);
	buffer->producer_came = true;
}

static sem_t *open_semaphore(const char *what)
{
	const char *sem_name = lab_name(what);
	sem_t *sem = sem_open(sem_name, 0);

	if (sem == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", sem_name);
	return sem;
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

static void fill_slot(const char *message, size_t len, bool last)
{
	wait_for(empty);
	wait_for(mutex);
	struct slot *slot = &buffer->slots[buffer->in];
	buffer->in = (buffer->in + 1) % SLOTS;
	memcpy(slot->message, message, len);
	slot->len = (uint32_t)len;
	slot->last = last;
	if (sem_post(mutex) == -1 || sem_post(full) == -1)
		err(EXIT_FAILURE, "sem_post %s", name);
}

int main(int argc, char **argv)
{
	const char *message;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	name = lab_name("sem");
	open_buffer();
	empty = open_semaphore("sem-empty");
	full = open_semaphore("sem-full");
	mutex = open_semaphore("sem-mutex");

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > SLOT_SIZE)
			errx(EXIT_FAILURE, "message of %zd bytes, but a slot here takes %d (%s)",
			     len, SLOT_SIZE, "SLOT_SIZE in sem/buffer.h");
		fill_slot(message, (size_t)len, false);
	}
	fill_slot("", 0, true);
	return EXIT_SUCCESS;
}

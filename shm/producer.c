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
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "buffer.h"

static const char *name;
static struct buffer *buffer;

static void check_consumer(void)
{
	if (!consumer_lives(&buffer->partners))
		errx(EXIT_FAILURE, "sem_timedwait %s: the consumer has ended", name);
}

static void wait_for_empty(void)
{
	struct timespec deadline = lab_deadline();

	while (sem_timedwait(&buffer->empty, &deadline) == -1) {
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
		   "Puts each MESSAGE, or else each line of standard input, into shared memory.\n");
	name = lab_name("shm");
	int fd = shm_open(name, O_RDWR, 0);
	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (fd == -1 || fstat(fd, &st) == -1 || st.st_uid != geteuid() ||
	    (size_t)st.st_size < sizeof(*buffer))
		errx(EXIT_FAILURE, "no consumer on %s: start ./shm/consumer first", name);
	buffer = mmap(NULL, sizeof(*buffer), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (buffer == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	if (!consumer_lives(&buffer->partners))
		errx(EXIT_FAILURE, "no consumer on %s: start ./shm/consumer first", name);
	if (!become_producer(&buffer->partners))
		errx(EXIT_FAILURE, "%s: another producer is at work", name);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	int next = 0;
	do {
		len = lab_next(&input, &message);
		if (len > SLOT_SIZE)
			errx(EXIT_FAILURE, "message of %zd bytes, but a slot here takes %d (%s)",
			     len, SLOT_SIZE, "SLOT_SIZE in shm/buffer.h");
		wait_for_empty();
		struct slot *slot = &buffer->slots[next];
		next = (next + 1) % SLOTS;
		slot->len = (int)len;
		if (len > 0)
			memcpy(slot->message, message, (size_t)len);
		if (sem_post(&buffer->full) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
	} while (len != -1);
	return EXIT_SUCCESS;
}

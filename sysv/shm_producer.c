/*
 * sysv/shm_producer - put each message into a SysV shared memory segment
 *
 *     $ ./sysv/shm_producer hello
 *     shm_producer: no consumer on /tmp/ipc-lab...sysv_shm: start ./sysv/shm_consumer first
 *
 * The memory is attached as if it were mapped; the slots are counted by two
 * semaphores of a set. semtimedop(2) can wait with a limit and do several
 * operations at once, all or none. The semaphore that says "a consumer lives" is
 * in the same set, so a producer that has found it cannot be mistaken about the
 * others.
 *
 * See also: sysv/shm_consumer.c, sysv/buffer.h, sysv/partner.h; sysvipc(7), shmget(2), shmat(2),
 * semtimedop(2), ftok(3)
 */
#define _GNU_SOURCE
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "buffer.h"
#include "partner.h"

static const char usage[] =
	"usage: shm_producer [-h] [MESSAGE...]\n"
	"Puts each MESSAGE, or else each line of standard input, into a SysV segment.\n";

static const char *path;
static int set;
static struct slot *slots;

static void check_consumer(void)
{
	if (!consumer_lives(set))
		errx(EXIT_FAILURE, "semop %s: the consumer has ended", path);
}

static void fill_slot(const char *message, size_t len, bool last)
{
	const struct timespec patience = { .tv_nsec = LAB_PATIENCE * 1000000L };
	struct sembuf wait_empty = { .sem_num = EMPTY, .sem_op = -1 };
	struct sembuf post_full = { .sem_num = FULL, .sem_op = 1 };
	static int next;

	while (semtimedop(set, &wait_empty, 1, &patience) == -1) {
		check_consumer();
		if (errno != EAGAIN && errno != EINTR)
			err(EXIT_FAILURE, "semtimedop %s", path);
	}
	memcpy(slots[next].message, message, len);
	slots[next].len = len;
	slots[next].last = last;
	if (semop(set, &post_full, 1) == -1)
		err(EXIT_FAILURE, "semop %s", path);
	next = (next + 1) % SLOTS;
}

int main(int argc, char **argv)
{
	const char *message;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	path = lab_existing_path("sysv_shm");
	set = become_producer(path);
	const int segment = set == -1 ? -1 : shmget(ftok(path, 'm'), SLOTS * sizeof(*slots), 0);
	if (segment == -1)
		errx(EXIT_FAILURE, "no consumer on %s: start ./sysv/shm_consumer first", path);
	slots = shmat(segment, NULL, 0);
	if (slots == (void *)-1)
		err(EXIT_FAILURE, "shmat %s", path);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > SLOT_SIZE)
			errx(EXIT_FAILURE, "message of %zd bytes, but a slot here takes %d (%s)",
			     len, SLOT_SIZE, "SLOT_SIZE in sysv/buffer.h");
		fill_slot(message, (size_t)len, false);
	}
	fill_slot("", 0, true);
	return EXIT_SUCCESS;
}

/*
 * shm/consumer - print each message that a producer puts into shared memory
 *
 *     $ ./shm/consumer &
 *     consumer: waiting for a producer on /ipc-lab...shm
 *     $ ./shm/producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * Both processes have the same memory mapped, a buffer of slots, used in turn.
 * The consumer waits for a full slot, prints the message straight from where the
 * producer wrote it, and posts the slot empty. If the buffer is full the producer
 * waits, so a slow consumer is never overrun.
 *
 * A robust mutex tells who has died: the kernel unlocks it at its holder's death.
 * The object itself is stale then, and stays until somebody unlinks it.
 *
 * See also: shm/producer.c, shm/buffer.h, shm/partner.h; shm_overview(7),
 * sem_init(3), pthread_mutexattr_setrobust(3)
 */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "buffer.h"

static const char usage[] = "usage: consumer [-h]\n"
			    "Prints each message from shared memory, then removes it.\n";

static const char *name;
static struct buffer *buffer;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_buffer(void)
{
	shm_unlink(name);
	if (buffer)
		pthread_mutex_unlock(&buffer->partners.consumer_alive);
}

static void create_buffer(void)
{
	int fd = create_object(name);

	atexit(remove_buffer);
	/* ftruncate(2) would promise memory that there may not be: to touch it ends in SIGBUS. */
	if ((errno = posix_fallocate(fd, 0, sizeof(*buffer))) != 0)
		err(EXIT_FAILURE, "posix_fallocate %s", name);
	buffer = map_object(fd, sizeof(*buffer), name);
	init_partners(&buffer->partners);
	if (sem_init(&buffer->empty, 1, SLOTS) == -1 || sem_init(&buffer->full, 1, 0) == -1)
		err(EXIT_FAILURE, "sem_init %s", name);
	buffer->partners.ready = true;
	flock(fd, LOCK_UN); /* close would not do it: the mapping keeps the open file alive */
	close(fd);
}

/* Waits for a full slot; false if a signal came. Ends the program if the producer is dead. */
static bool wait_for_full(void)
{
	bool producer_gone = false;

	for (;;) {
		struct timespec deadline = lab_deadline();

		if (producer_gone)
			deadline.tv_sec = 0; /* only what is there already is taken */
		if (sem_timedwait(&buffer->full, &deadline) == 0)
			return true;
		if (stopped) /* it came before the call, perhaps, and has not interrupted it */
			return false;
		if (errno != ETIMEDOUT && errno != EINTR)
			err(EXIT_FAILURE, "sem_timedwait %s", name);
		if (producer_gone)
			errx(EXIT_FAILURE, "sem_timedwait %s: the producer has died", name);
		producer_gone = producer_died(&buffer->partners);
	}
}

int main(int argc, char **argv)
{
	int next = 0;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	name = lab_name("shm");
	lab_on_stop(stop);
	create_buffer();

	warnx("waiting for a producer on %s", name);
	while (!stopped) {
		struct slot *slot = &buffer->slots[next];

		if (!wait_for_full())
			continue;
		if (slot->last)
			return EXIT_SUCCESS;
		lab_print(slot->message, slot->len);
		if (sem_post(&buffer->empty) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
		next = (next + 1) % SLOTS;
	}
	remove_buffer();
	lab_end_by(stopped);
}

/*
 * sem/consumer - print each message from a buffer guarded by named semaphores
 *
 *     $ ./sem/consumer &
 *     consumer: waiting for a producer on /ipc-lab...sem
 *     $ ./sem/producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * The bounded buffer of the textbooks: "full" counts the slots to read, "empty"
 * those to write, "mutex" lets one side at a time change the buffer's indices.
 * Take full before mutex: the other way round, both sides could wait for each
 * other for ever.
 *
 * A named semaphore outlives its users and keeps its value; the next run would
 * begin with what a killed one left. So the consumer removes leftovers first, once
 * a lock that the kernel releases at a holder's death has told it that they are.
 *
 * See also: sem/producer.c, sem/buffer.h, sem/partner.h, sem/order_wrong.c;
 * sem_overview(7), sem_open(3), sem_timedwait(3), sem_unlink(3), shm_open(3)
 */
#define _GNU_SOURCE
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "buffer.h"
#include "partner.h"

static const char *name, *empty_name, *full_name, *mutex_name;
static int fd; /* of the buffer's object */
static struct buffer *buffer;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_all(void)
{
	sem_unlink(empty_name);
	sem_unlink(full_name);
	sem_unlink(mutex_name);
	shm_unlink(name);
}

/* Opens a new, empty object as its only consumer, in place of one that a dead one has left. */
static void open_object(void)
{
	struct stat st;

	for (;;) {
		fd = shm_open(name, O_RDWR | O_CREAT, 0600);
		if (fd == -1)
			err(EXIT_FAILURE, "shm_open %s", name);
		if (!become_consumer(fd))
			errx(EXIT_FAILURE, "shm_open %s: another consumer has it", name);
		if (fstat(fd, &st) == -1 || st.st_uid != geteuid())
			errx(EXIT_FAILURE, "shm_open %s: another user has it", name);
		if (st.st_nlink > 0 && st.st_size == 0)
			return;
		if (st.st_nlink > 0)
			remove_all();
		close(fd);
	}
}

static sem_t *create_semaphore(const char *sem_name, unsigned int value)
{
	sem_unlink(sem_name); /* whoever left one behind is dead */
	sem_t *sem = sem_open(sem_name, O_CREAT | O_EXCL, 0600, value);

	if (sem == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", sem_name);
	return sem;
}

/* Waits for SEM; false if a signal came. Ends the program if the producer is dead. */
static bool wait_for(sem_t *sem)
{
	bool producer_died = false;

	for (;;) {
		struct timespec deadline = lab_deadline();

		if (producer_died)
			deadline.tv_sec = 0; /* only what is there already is taken */
		if (sem_timedwait(sem, &deadline) == 0)
			return true;
		if (stopped) /* it came before the call, perhaps, and has not interrupted it */
			return false;
		if (errno != ETIMEDOUT && errno != EINTR)
			err(EXIT_FAILURE, "sem_timedwait %s", name);
		if (producer_died)
			errx(EXIT_FAILURE, "sem_timedwait %s: the producer ended early", name);
		producer_died = buffer->producer_came && !producer_lives(fd);
	}
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: consumer [-h]\n"
		   "Prints each message from a buffer, then removes it and its semaphores.\n");
	name = lab_name("sem");
	empty_name = lab_name("sem-empty");
	full_name = lab_name("sem-full");
	mutex_name = lab_name("sem-mutex");
	lab_on_stop(stop);
	open_object();
	atexit(remove_all);
	sem_t *empty = create_semaphore(empty_name, SLOTS);
	sem_t *full = create_semaphore(full_name, 0);
	sem_t *mutex = create_semaphore(mutex_name, 1);
	/* ftruncate(2) would promise memory that there may not be: to touch it ends in SIGBUS. */
	if ((errno = posix_fallocate(fd, 0, sizeof(*buffer))) != 0)
		err(EXIT_FAILURE, "posix_fallocate %s", name);
	buffer = mmap(NULL, sizeof(*buffer), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (buffer == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);

	warnx("waiting for a producer on %s", name);
	while (!stopped) {
		if (!wait_for(full) || !wait_for(mutex))
			continue;
		struct slot *slot = &buffer->slots[buffer->out++ % SLOTS];
		const int len = slot->len; /* once: it could change after the check */
		if (sem_post(mutex) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
		if (len == -1)
			return EXIT_SUCCESS;
		if (len < 0 || len > SLOT_SIZE)
			errx(EXIT_FAILURE, "%s: a message of %d bytes cannot be", name, len);
		lab_print(slot->message, (size_t)len); /* the slot is ours until we post it empty */
		if (sem_post(empty) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
	}
	remove_all();
	lab_end_by(stopped);
}

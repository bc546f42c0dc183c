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
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "buffer.h"

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
}

/*
 * Opens a new, empty object, in place of one that a dead consumer has left. The lock
 * on its file keeps other consumers away for as long as we have it open or mapped.
 */
static int open_object(void)
{
	struct stat st;

	for (;;) {
		int fd = shm_open(name, O_RDWR | O_CREAT, 0600);
		if (fd == -1)
			err(EXIT_FAILURE, "shm_open %s", name);
		if (flock(fd, LOCK_EX | LOCK_NB) == -1)
			errx(EXIT_FAILURE, "shm_open %s: another consumer has it", name);
		if (fstat(fd, &st) == -1 || st.st_uid != geteuid())
			errx(EXIT_FAILURE, "shm_open %s: another user has it", name);
		if (st.st_nlink > 0 && st.st_size == 0)
			return fd;
		if (st.st_nlink > 0)
			shm_unlink(name);
		close(fd);
	}
}

/* Waits for a full slot; false if a signal came. Ends the program if the producer is dead. */
static bool wait_for_full(void)
{
	bool producer_died = false;

	for (;;) {
		struct timespec deadline = lab_deadline();

		if (producer_died)
			deadline.tv_sec = 0; /* only what is there already is taken */
		if (sem_timedwait(&buffer->full, &deadline) == 0)
			return true;
		if (stopped) /* it came before the call, perhaps, and has not interrupted it */
			return false;
		if (errno != ETIMEDOUT && errno != EINTR)
			err(EXIT_FAILURE, "sem_timedwait %s", name);
		if (producer_died)
			errx(EXIT_FAILURE, "sem_timedwait %s: the producer ended early", name);
		producer_died = buffer->partners.producer_came &&
				!producer_lives(&buffer->partners);
	}
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: consumer [-h]\n"
		   "Prints each message from shared memory, then removes it.\n");
	name = lab_name("shm");
	lab_on_stop(stop);
	int fd = open_object();
	atexit(remove_buffer);
	/* ftruncate(2) would promise memory that there may not be: to touch it ends in SIGBUS. */
	if ((errno = posix_fallocate(fd, 0, sizeof(*buffer))) != 0)
		err(EXIT_FAILURE, "posix_fallocate %s", name);
	buffer = mmap(NULL, sizeof(*buffer), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (buffer == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	if (sem_init(&buffer->empty, 1, SLOTS) == -1 || sem_init(&buffer->full, 1, 0) == -1)
		err(EXIT_FAILURE, "sem_init %s", name);
	become_consumer(&buffer->partners);

	warnx("waiting for a producer on %s", name);
	for (int next = 0; !stopped; next = (next + 1) % SLOTS) {
		if (!wait_for_full())
			break;
		struct slot *slot = &buffer->slots[next];
		const int len = slot->len; /* once: it could change after the check */
		if (len == -1)
			return EXIT_SUCCESS;
		if (len < 0 || len > SLOT_SIZE)
			errx(EXIT_FAILURE, "%s: a message of %d bytes cannot be", name, len);
		lab_print(slot->message, (size_t)len);
		if (sem_post(&buffer->empty) == -1)
			err(EXIT_FAILURE, "sem_post %s", name);
	}
	remove_buffer();
	lab_end_by(stopped);
}

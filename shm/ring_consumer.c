/*
 * shm/ring_consumer - print each message that a producer puts into a lock-free ring
 *
 *     $ ./shm/ring_consumer &
 *     ring_consumer: waiting for a producer on /ipc-lab...ring
 *     $ ./shm/ring_producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * Between two processes that share memory the kernel can be left out. The consumer
 * takes messages for as long as there are any; only then does it print what it has
 * gathered, spin for a moment and go to sleep. The producer calls the kernel to
 * wake it only if it does sleep.
 *
 * The price is that there may be one producer only, and one consumer.
 *
 * See also: shm/ring_producer.c, shm/ring.h, shm/partner.h, shm/consumer.c;
 * futex(2), shm_overview(7)
 */
#define _GNU_SOURCE
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
#include "ring.h"

static const char *name;
static struct ring_object *object;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_object(void)
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

/* Ends the program if standard output has not taken it, unless a signal to stop came. */
static void check_output(bool taken)
{
	if (!taken && !stopped)
		lab_fail_output();
}

/* Waits for a slot to read; NULL if a signal came. Ends the program if the producer is dead. */
static struct slot *wait_for_slot(struct ring_side *side)
{
	bool producer_died = false;
	struct slot *slot;

	while (!(slot = ring_slot(side)) && !stopped) {
		if (errno != EAGAIN)
			err(EXIT_FAILURE, "ring %s", name);
		if (producer_died) /* and what it had written before is read */
			errx(EXIT_FAILURE, "futex %s: the producer ended early", name);
		check_output(fflush(stdout) != EOF);
		if (!ring_wait(side, LAB_PATIENCE))
			producer_died = object->partners.producer_came &&
					!producer_lives(&object->partners);
	}
	return slot;
}

int main(int argc, char **argv)
{
	static char gathered[65536];
	struct slot *slot;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: ring_consumer [-h]\n"
		   "Prints each message from a ring in shared memory, then removes it.\n");
	setvbuf(stdout, gathered, _IOFBF, sizeof(gathered)); /* until there is nothing else to do */
	name = lab_name("ring");
	lab_on_stop(stop);
	int fd = open_object();
	atexit(remove_object);
	/* ftruncate(2) would promise memory that there may not be: to touch it ends in SIGBUS. */
	if ((errno = posix_fallocate(fd, 0, sizeof(*object))) != 0)
		err(EXIT_FAILURE, "posix_fallocate %s", name);
	object = mmap(NULL, sizeof(*object), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (object == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	become_consumer(&object->partners); /* the ring is all zero, as it should be */
	struct ring_side side = ring_consumer(&object->ring);

	warnx("waiting for a producer on %s", name);
	while (!stopped && (slot = wait_for_slot(&side))) {
		const uint32_t length = slot->length; /* once: it could change after the check */
		if (length == RING_END)
			return EXIT_SUCCESS;
		if (length > RING_MESSAGE)
			errx(EXIT_FAILURE, "ring %s: a message of %u bytes cannot be", name,
			     length);
		check_output(fwrite(slot->message, 1, length, stdout) == length &&
			     putchar('\n') != EOF);
		ring_advance(&side);
	}
	fflush(stdout);
	remove_object();
	lab_end_by(stopped);
}

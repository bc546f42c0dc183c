/*
 * sysv/shm_consumer - print each message from a SysV shared memory segment
 *
 *     $ ./sysv/shm_consumer &
 *     shm_consumer: waiting for a producer on /tmp/ipc-lab...sysv_shm (SysV key 0x...)
 *     $ ./sysv/shm_producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * The segment is found by a key instead of a name, and its slots are counted by
 * the semaphores of one set. The same set also records who is alive: with SEM_UNDO
 * the kernel takes back, at a process's end, what the process has added.
 *
 * Segment and set stay until somebody removes them; ipcs -m -s shows what was left
 * behind. A segment removed while it is attached lives on until the last process
 * has let go of it, so the consumer need not care whether the producer has.
 *
 * See also: sysv/shm_producer.c, sysv/buffer.h, sysv/partner.h; sysvipc(7), shmget(2), shmctl(2),
 * semtimedop(2), SEM_UNDO in semop(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "buffer.h"
#include "key.h"
#include "partner.h"

static const char usage[] = "usage: shm_consumer [-h]\n"
			    "Prints each message from a SysV segment, then removes it.\n";

static const char *path;
static int set = -1, segment = -1;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_all(void)
{
	semctl(set, 0, IPC_RMID); /* first: then no producer comes any more */
	shmctl(segment, IPC_RMID, NULL);
	unlink(path); /* last: with the file the key is free for others */
	lab_leave();
}

/* Waits for a full slot; false if a signal came. Ends the program if the producer is dead. */
static bool wait_for_full(void)
{
	struct timespec patience = { .tv_nsec = LAB_PATIENCE * 1000000L };
	struct sembuf wait_full = { .sem_num = FULL, .sem_op = -1 };
	bool gone = false;

	while (semtimedop(set, &wait_full, 1, &patience) == -1) {
		if (stopped) /* it came before the call, perhaps, and has not interrupted it */
			return false;
		if (errno != EAGAIN && errno != EINTR)
			err(EXIT_FAILURE, "semtimedop %s", path);
		if (gone)
			errx(EXIT_FAILURE, "semtimedop %s: the producer ended early", path);
		gone = producer_came(set) && !producer_lives(set);
		if (gone)
			patience.tv_nsec = 0; /* only what is there already is taken */
	}
	return true;
}

int main(int argc, char **argv)
{
	struct sembuf all_empty = { .sem_num = EMPTY, .sem_op = SLOTS };
	struct sembuf post_empty = { .sem_num = EMPTY, .sem_op = 1 };

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	path = lab_path("sysv_shm");
	lab_on_stop(stop);
	const key_t key = own_key(path, "consumer");
	atexit(remove_all);
	set = make_set(key);
	shmctl(shmget(key, 0, 0), IPC_RMID, NULL); /* a dead consumer's, if there is one */
	segment = shmget(key, SLOTS * sizeof(struct slot), IPC_CREAT | IPC_EXCL | 0600);
	if (segment == -1)
		err(EXIT_FAILURE, "shmget 0x%08x", key);
	const struct slot *slots = shmat(segment, NULL, SHM_RDONLY);
	if (slots == (void *)-1)
		err(EXIT_FAILURE, "shmat 0x%08x", key);
	if (semop(set, &all_empty, 1) == -1)
		err(EXIT_FAILURE, "semop %s", path);
	become_consumer(set);

	warnx("waiting for a producer on %s (SysV key 0x%08x)", path, key);
	for (int next = 0; !stopped && wait_for_full(); next = (next + 1) % SLOTS) {
		const size_t len = slots[next].len; /* read once: who can write it may be broken */
		if (slots[next].last)
			return EXIT_SUCCESS;
		if (len > SLOT_SIZE)
			errx(EXIT_FAILURE, "shmat %s: a message of %zu bytes cannot be", path, len);
		lab_print(slots[next].message, len);
		if (semop(set, &post_empty, 1) == -1)
			err(EXIT_FAILURE, "semop %s", path);
	}
	remove_all();
	lab_end_by(stopped);
}

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
 * the semaphores of one set. In that set the kernel also keeps book of the living:
 * with SEM_UNDO it takes back, at a process's end, what the process has added.
 *
 * Segment and set stay until somebody removes them; ipcs -m -s shows what was left
 * behind. A segment removed while it is attached lives on until the last process
 * has let go of it, so the consumer need not care whether the producer has.
 *
 * See also: sysv/shm_producer.c, sysv/channel.h; sysvipc(7), shmget(2), shmctl(2),
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
#include "channel.h"

static const char usage[] = "usage: shm_consumer [-h]\n"
			    "Prints each message from a SysV segment, then removes it.\n";

static const char *path;
static key_t key;
static int set = -1, segment = -1;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static void remove_all(void)
{
	semctl(set, 0, IPC_RMID); /* first: a segment alone would be seen to be stale */
	shmctl(segment, IPC_RMID, NULL);
	unlink(path); /* last: with the file the key is free for others */
	lab_leave();
}

/* Makes the segment. One that is there already is a dead consumer's, and so is its set. */
static struct buffer *create_segment(void)
{
	struct sembuf all_empty = { .sem_num = EMPTY, .sem_op = SLOTS };

	for (;;) {
		set = create_set(key);
		segment = shmget(key, sizeof(struct buffer), IPC_CREAT | IPC_EXCL | 0600);
		if (segment != -1)
			break;
		if (errno != EEXIST)
			err(EXIT_FAILURE, "shmget 0x%08x", key);
		segment = shmget(key, 0, 0);
		if (shmctl(segment, IPC_RMID, NULL) == -1 || semctl(set, 0, IPC_RMID) == -1)
			err(EXIT_FAILURE, "remove stale 0x%08x", key);
	}
	struct buffer *buffer = shmat(segment, NULL, 0);
	if (buffer == (void *)-1)
		err(EXIT_FAILURE, "shmat 0x%08x", key);
	if (semop(set, &all_empty, 1) == -1) /* a producer may wait for it already */
		err(EXIT_FAILURE, "semop %s", path);
	return buffer;
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
			errx(EXIT_FAILURE, "semtimedop %s: the producer has died", path);
		gone = producer_gone(set);
		if (gone)
			patience.tv_nsec = 0; /* only what is there already is taken */
	}
	return true;
}

int main(int argc, char **argv)
{
	struct sembuf post_empty = { .sem_num = EMPTY, .sem_op = 1 };
	int next = 0;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	path = lab_path("sysv_shm");
	lab_on_stop(stop);
	create_file(path);
	atexit(remove_all);
	key = key_of(path);
	struct buffer *buffer = create_segment();

	warnx("waiting for a producer on %s (SysV key 0x%08x)", path, key);
	while (!stopped) {
		struct slot *slot = &buffer->slots[next];

		if (!wait_for_full())
			continue;
		if (slot->last)
			return EXIT_SUCCESS;
		lab_print(slot->message, slot->len);
		if (semop(set, &post_empty, 1) == -1)
			err(EXIT_FAILURE, "semop %s", path);
		next = (next + 1) % SLOTS;
	}
	remove_all();
	lab_end_by(stopped);
}

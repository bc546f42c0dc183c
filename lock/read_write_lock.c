/*
 * lock/read_write_lock - many readers at once, or one writer alone
 *
 *     $ ./lock/read_write_lock
 *     3 readers are inside at once
 *     a writer that tries now is kept out (EBUSY)
 *     the readers have left, the writer is inside
 *     3 readers that try now are kept out (EBUSY)
 *     3 readers were inside again, and have found both numbers changed
 *
 * A mutex would make the readers queue, though they do not disturb each other. A
 * read-write lock lets them in together, and a writer only when nobody is inside.
 * It pays where much is read for long and little is written. Readers that come and
 * go without end can keep a writer out for ever. And it cannot be robust: a process
 * that dies inside leaves it locked.
 *
 * The barrier is for show: with it all are where the next line says they are.
 *
 * See also: lock/mutex.c, lock/robust.c; pthread_rwlockattr_setkind_np(3), pthreads(7)
 */
#include <pthread.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

enum { READERS = 3 };

struct shared {
	pthread_rwlock_t lock;
	pthread_barrier_t all; /* readers and the writer */
	_Atomic int inside, kept_out, satisfied;
	long one, other; /* always the same, for a process that has the lock */
};

static void reader(struct shared *shared)
{
	pthread_rwlock_rdlock(&shared->lock);
	shared->inside++;
	pthread_barrier_wait(&shared->all); /* all readers are inside ... */
	pthread_barrier_wait(&shared->all); /* ... until the writer has tried */
	shared->inside--;
	pthread_rwlock_unlock(&shared->lock);

	pthread_barrier_wait(&shared->all); /* now the writer is inside ... */
	if (pthread_rwlock_tryrdlock(&shared->lock) == EBUSY)
		shared->kept_out++;
	pthread_barrier_wait(&shared->all); /* ... until all readers have tried */

	pthread_rwlock_rdlock(&shared->lock);
	if (shared->one == 1 && shared->other == 1)
		shared->satisfied++;
	pthread_rwlock_unlock(&shared->lock);
}

static void writer(struct shared *shared)
{
	pthread_barrier_wait(&shared->all);
	printf("%d readers are inside at once\n", shared->inside);
	if (pthread_rwlock_trywrlock(&shared->lock) == EBUSY)
		puts("a writer that tries now is kept out (EBUSY)");
	pthread_barrier_wait(&shared->all);

	pthread_rwlock_wrlock(&shared->lock);
	if (shared->inside == 0)
		puts("the readers have left, the writer is inside");
	shared->one++;
	pthread_barrier_wait(&shared->all);
	pthread_barrier_wait(&shared->all);
	printf("%d readers that try now are kept out (EBUSY)\n", shared->kept_out);
	shared->other++;
	pthread_rwlock_unlock(&shared->lock);
}

int main(int argc, char **argv)
{
	pthread_rwlockattr_t lock;
	pthread_barrierattr_t barrier;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: read_write_lock [-h]\nThree readers and a writer share a lock.\n");
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	pthread_rwlockattr_init(&lock);
	pthread_rwlockattr_setpshared(&lock, PTHREAD_PROCESS_SHARED);
	pthread_rwlock_init(&shared->lock, &lock);
	pthread_barrierattr_init(&barrier);
	pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&shared->all, &barrier, READERS + 1);

	lab_time_limit(10, "a reader or the writer is stuck");
	for (int i = 0; i < READERS; i++) {
		if (lab_fork() == 0) {
			reader(shared);
			_exit(EXIT_SUCCESS);
		}
	}
	writer(shared);
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;
	printf("%d readers were inside again, and have found both numbers changed\n",
	       shared->satisfied);
	return shared->satisfied == READERS ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * lock/not_a_mutex - anybody may post a semaphore; only its owner unlocks a mutex
 *
 *     $ ./lock/not_a_mutex
 *     semaphore: the parent has it, the value is 0
 *     semaphore: a child that never waited posts: it may
 *     semaphore: the value is 1, so a second one gets in beside the parent
 *     mutex: the parent has it
 *     mutex: a child that never locked it unlocks: Operation not permitted
 *     mutex: a second one tries to lock it: ...
 *
 * A semaphore that begins with 1 is often used to let one in at a time, and that
 * works as long as each posts only what it has waited for. The semaphore does not
 * know who that was. It is a count, and it is meant to be posted by another than
 * the one that waits: that is how a producer wakes a consumer. A mutex has an
 * owner: an error-checking one refuses a stranger, a robust one notices the death.
 *
 * See also: lock/semaphore_unnamed.c, lock/mutex.c, lock/robust.c, sem/stale.c;
 * sem_post(3), pthread_mutexattr_setpshared(3)
 */
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

struct shared {
	sem_t sem;
	pthread_mutex_t mutex;
};

/* Runs STEP in a child, and waits for it. */
static void in_child(void (*step)(struct shared *), struct shared *shared)
{
	if (lab_fork() == 0) {
		step(shared);
		lab_end_child();
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		exit(EXIT_FAILURE);
}

static void post(struct shared *shared)
{
	if (sem_post(&shared->sem) == -1)
		err(EXIT_FAILURE, "sem_post");
	puts("semaphore: a child that never waited posts: it may");
}

static void enter(struct shared *shared)
{
	int value;

	if (sem_getvalue(&shared->sem, &value) == -1 || sem_trywait(&shared->sem) == -1)
		err(EXIT_FAILURE, "sem_trywait");
	printf("semaphore: the value is %d, so a second one gets in beside the parent\n", value);
}

static void unlock(struct shared *shared)
{
	printf("mutex: a child that never locked it unlocks: %s\n",
	       strerror(pthread_mutex_unlock(&shared->mutex)));
}

static void lock(struct shared *shared)
{
	printf("mutex: a second one tries to lock it: %s\n",
	       strerror(pthread_mutex_trylock(&shared->mutex)));
}

int main(int argc, char **argv)
{
	pthread_mutexattr_t attributes;
	int value;

	lab_prepare_streams();
	lab_getopt(
		argc, argv, "", false,
		"usage: not_a_mutex [-h]\nLets a stranger post a semaphore, and unlock a mutex.\n");
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	if ((errno = pthread_mutex_init(&shared->mutex, &attributes)) != 0)
		err(EXIT_FAILURE, "pthread_mutex_init");

	if (sem_init(&shared->sem, 1, 1) == -1 || sem_wait(&shared->sem) == -1 ||
	    sem_getvalue(&shared->sem, &value) == -1)
		err(EXIT_FAILURE, "sem_init, sem_wait or sem_getvalue");
	printf("semaphore: the parent has it, the value is %d\n", value);
	in_child(post, shared);
	in_child(enter, shared);

	if ((errno = pthread_mutex_lock(&shared->mutex)) != 0)
		err(EXIT_FAILURE, "pthread_mutex_lock");
	puts("mutex: the parent has it");
	in_child(unlock, shared);
	in_child(lock, shared);
	return EXIT_SUCCESS;
}

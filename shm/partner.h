/*
 * shm/partner.h - who has an object of shared memory open, and who has died
 *
 * Memory tells nobody. But a robust mutex in it does: each side keeps one locked
 * for as long as it lives, and at its death the kernel hands the lock to the next
 * who asks, saying EOWNERDEAD (pthread_mutexattr_setrobust(3)).
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stands at the beginning of the object. */
struct partners {
	_Atomic bool ready; /* the consumer has initialised the object */
	_Atomic bool producer_came;
	pthread_mutex_t consumer_alive, producer_alive;
};

/* Maps the first SIZE bytes of the shared memory object FD named NAME. */
static inline void *map_object(int fd, size_t size, const char *name)
{
	void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (address == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	return address;
}

/*
 * Does somebody have ALIVE locked? Who finds that nobody does has locked it: it
 * unlocks it at once, or others would take it for the partner. There is nothing
 * that it guards, so nothing to put right.
 */
static inline bool is_locked(pthread_mutex_t *alive)
{
	const int result = pthread_mutex_trylock(alive);

	if (result == EBUSY)
		return true;
	if (result == EOWNERDEAD)
		pthread_mutex_consistent(alive);
	pthread_mutex_unlock(alive);
	return false;
}

/*
 * For the consumer: returns a new, empty object named NAME, in place of one that a
 * dead consumer may have left. Its file is locked, until it is initialised.
 */
static inline int create_object(const char *name)
{
	struct stat st;

	for (;;) {
		int fd = shm_open(name, O_RDWR | O_CREAT, 0600);

		if (fd == -1)
			err(EXIT_FAILURE, "shm_open %s", name);
		/* The file lock lets one consumer at a time look, and ends with it. */
		if (flock(fd, LOCK_EX) == -1 || fstat(fd, &st) == -1)
			err(EXIT_FAILURE, "flock %s", name);
		if (st.st_nlink > 0 && st.st_size == 0)
			return fd;
		if (st.st_nlink > 0 && (size_t)st.st_size >= sizeof(struct partners)) {
			struct partners *partners = map_object(fd, sizeof(*partners), name);
			if (partners->ready && is_locked(&partners->consumer_alive))
				errx(EXIT_FAILURE, "shm_open %s: another consumer has it", name);
			munmap(partners, sizeof(*partners));
		}
		if (st.st_nlink > 0)
			shm_unlink(name);
		close(fd);
	}
}

/* For the consumer: makes the mutexes, and locks its own. Then it may set ready. */
static inline void init_partners(struct partners *partners)
{
	pthread_mutexattr_t robust;

	pthread_mutexattr_init(&robust);
	pthread_mutexattr_setpshared(&robust, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&partners->consumer_alive, &robust);
	pthread_mutex_init(&partners->producer_alive, &robust);
	pthread_mutex_lock(&partners->consumer_alive);
}

/*
 * For the producer: returns the object NAME of SIZE bytes, mapped, and makes it
 * the only producer. Ends the program if no CONSUMER has it.
 */
static inline void *open_object(const char *name, size_t size, const char *consumer)
{
	struct stat st;
	int fd = shm_open(name, O_RDWR, 0);

	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "shm_open %s", name);
	if (fd == -1 || fstat(fd, &st) == -1 || (size_t)st.st_size < size)
		errx(EXIT_FAILURE, "no consumer on %s: start %s first", name, consumer);
	struct partners *partners = map_object(fd, size, name);
	close(fd);
	if (!partners->ready || !is_locked(&partners->consumer_alive))
		errx(EXIT_FAILURE, "no consumer on %s: start %s first", name, consumer);
	if (pthread_mutex_trylock(&partners->producer_alive) != 0 || partners->producer_came)
		errx(EXIT_FAILURE, "%s: another producer is at work", name);
	partners->producer_came = true;
	return partners;
}

/* For the producer: has the consumer died? */
static inline bool consumer_died(struct partners *partners)
{
	return !is_locked(&partners->consumer_alive);
}

/* For the consumer: has a producer come, and died? */
static inline bool producer_died(struct partners *partners)
{
	return partners->producer_came && !is_locked(&partners->producer_alive);
}

#endif

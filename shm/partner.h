/*
 * shm/partner.h - who is there, and who has died
 *
 * Memory tells nobody. But a robust mutex in it does: each side keeps one locked
 * for as long as it lives, and at its death the kernel hands the lock to the next
 * that asks, saying EOWNERDEAD (pthread_mutexattr_setrobust(3)).
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Stands at the beginning of the object. */
struct partners {
	_Atomic bool ready; /* the consumer has initialised the object */
	_Atomic bool producer_came;
	pthread_mutex_t consumer_alive, producer_alive;
};

/*
 * Is ALIVE locked by somebody else? The only way to ask is to try. If the lock was
 * free we now hold it: give it back at once, or others would take us for the
 * partner. It guards no data, so there is nothing to repair.
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

/* For the producer: is there a consumer, and alive? */
static inline bool consumer_lives(struct partners *partners)
{
	return partners->ready && is_locked(&partners->consumer_alive);
}

/* For the consumer: is the producer alive? */
static inline bool producer_lives(struct partners *partners)
{
	return is_locked(&partners->producer_alive);
}

/* Makes the mutexes in a new object, and locks the consumer's. */
static inline void become_consumer(struct partners *partners)
{
	pthread_mutexattr_t robust;

	pthread_mutexattr_init(&robust);
	pthread_mutexattr_setpshared(&robust, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&partners->consumer_alive, &robust);
	pthread_mutex_init(&partners->producer_alive, &robust);
	pthread_mutex_lock(&partners->consumer_alive);
	partners->ready = true;
}

/* Returns false if there is a producer already, or has been one. */
static inline bool become_producer(struct partners *partners)
{
	return pthread_mutex_trylock(&partners->producer_alive) == 0 &&
	       !atomic_exchange(&partners->producer_came, true);
}

#endif

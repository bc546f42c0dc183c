/*
 * lock/futex_lock.h - a lock for processes, of an atomic and futex(2)
 *
 * An uncontended lock is one atomic instruction; the kernel is asked only by who
 * has to sleep, and by who has to wake one. The third state tells which unlock
 * need not ask. After Ulrich Drepper, Futexes Are Tricky (2011), section 6.
 */
#ifndef FUTEX_LOCK_H
#define FUTEX_LOCK_H

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>
#if __has_include(<linux/futex.h>)
#include <linux/futex.h>
#else /* a C library that does not come with the kernel's headers */
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#endif

/* In memory that all users have mapped; all 0 is an unlocked lock. */
struct futex_lock {
	_Atomic uint32_t state; /* FREE, LOCKED, or CONTENDED: perhaps somebody sleeps */
};

enum { FUTEX_LOCK_FREE, FUTEX_LOCK_LOCKED, FUTEX_LOCK_CONTENDED };

/*
 * Sleeps if STATE has VALUE: the kernel looks and puts to sleep in one step, so a
 * wake-up that comes in between is not lost. It may return early; the caller looks
 * again. Not FUTEX_PRIVATE_FLAG: that is for the threads of one process.
 */
static inline void futex_wait(_Atomic uint32_t *state, uint32_t value)
{
	syscall(SYS_futex, state, FUTEX_WAIT, value, NULL, NULL, 0);
}

/* Wakes one that sleeps at STATE. */
static inline void futex_wake_one(_Atomic uint32_t *state)
{
	syscall(SYS_futex, state, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Takes the lock if it is free. Returns 0, or EBUSY if it is not. Never sleeps. */
static inline int futex_trylock(struct futex_lock *lock)
{
	uint32_t expected = FUTEX_LOCK_FREE;

	return atomic_compare_exchange_strong_explicit(&lock->state, &expected, FUTEX_LOCK_LOCKED,
						       memory_order_acquire, memory_order_relaxed)
		       ? 0
		       : EBUSY;
}

/*
 * Takes the lock, sleeping until it is free. Returns how often it has asked the
 * kernel for that. Neither fair nor recursive, and it knows no owner: the lock of a
 * process that has died stays locked.
 */
static inline long futex_lock(struct futex_lock *lock)
{
	long sleeps = 0;

	if (futex_trylock(lock) == 0)
		return 0;
	/* Whoever has found it taken takes it as contended: others may be asleep. */
	while (atomic_exchange_explicit(&lock->state, FUTEX_LOCK_CONTENDED, memory_order_acquire) !=
	       FUTEX_LOCK_FREE) {
		futex_wait(&lock->state, FUTEX_LOCK_CONTENDED);
		sleeps++;
	}
	return sleeps;
}

/* Frees the lock and, if perhaps somebody sleeps, wakes one. */
static inline void futex_unlock(struct futex_lock *lock)
{
	if (atomic_exchange_explicit(&lock->state, FUTEX_LOCK_FREE, memory_order_release) ==
	    FUTEX_LOCK_CONTENDED)
		futex_wake_one(&lock->state);
}

#endif

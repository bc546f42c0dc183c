/*
 * shm/ring.h - a lock-free ring of messages, for one producer and one consumer
 *
 * Each side owns one index: the producer counts the messages it has written, the
 * consumer those it has read. Each only reads the other's, so no lock is needed:
 * what a side has done before it moves its index (release) the other sees after it
 * has looked at it (acquire). The indices count on and on; masked, as the number
 * of slots is a power of two, they tell the slot, and they may wrap.
 *
 * Both sides avoid work: the two indices are in different cache lines. A side
 * remembers the other's index and looks again only when it has used up what it knew.
 * A side that has to wait spins for a moment first, if there is another processor;
 * then it says so in a word of its own and sleeps there by futex(2). A side that
 * moves its index calls the kernel only if that word says that the other sleeps.
 *
 * The other side is not trusted: an index or a length that cannot be is found.
 */
#ifndef RING_H
#define RING_H

#include <assert.h>
#include <errno.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "partner.h"

enum {
	RING_SLOTS = 256,    /* a power of two */
	RING_MESSAGE = 1024, /* bytes of one message, at most */
	RING_SPINS = 1000,
	CACHE_LINE = 64,
	FUTEX_WAIT = 0, /* as in linux/futex.h, which not every C library brings along */
	FUTEX_WAKE = 1,
};

/* Instead of a length: no message, but the end. */
#define RING_END UINT32_MAX

static_assert((RING_SLOTS & (RING_SLOTS - 1)) == 0, "an index that wraps must not skip a slot");

/* What is shared. All zero is an empty ring. */
struct ring {
	alignas(CACHE_LINE) _Atomic uint32_t written; /* messages, by the producer */
	alignas(CACHE_LINE) _Atomic uint32_t read;    /* messages, by the consumer */
	alignas(CACHE_LINE) _Atomic uint32_t producer_sleeps, consumer_sleeps;
	struct slot {
		alignas(CACHE_LINE) _Atomic uint32_t length;
		char message[RING_MESSAGE];
	} slots[RING_SLOTS];
};

/* The whole object that ring_producer and ring_consumer share. */
struct ring_object {
	struct partners partners;
	struct ring ring;
};

/* One side of a ring, in memory that is not shared. */
struct ring_side {
	struct ring *ring;
	_Atomic uint32_t *mine, *others, *i_sleep, *other_sleeps;
	uint32_t next;   /* slots finished */
	uint32_t handed; /* of those, published in *mine */
	uint32_t batch;  /* publish after this many */
	uint32_t limit;  /* finished slots may grow to here before looking again */
	uint32_t ahead;  /* limit minus *others: RING_SLOTS for the producer, 0 for the consumer */
	int spins;
};

/* How often to look before going to sleep: with one processor nobody can come meanwhile. */
static inline int ring_spins(void)
{
	cpu_set_t usable;

	if (sched_getaffinity(0, sizeof(usable), &usable) == 0 && CPU_COUNT(&usable) == 1)
		return 0;
	return RING_SPINS;
}

/* The producer's side. Each message is handed over at once. */
static inline struct ring_side ring_producer(struct ring *ring)
{
	return (struct ring_side){
		.ring = ring,
		.mine = &ring->written,
		.others = &ring->read,
		.i_sleep = &ring->producer_sleeps,
		.other_sleeps = &ring->consumer_sleeps,
		.next = ring->written,
		.handed = ring->written,
		.batch = 1,
		.limit = ring->written,
		.ahead = RING_SLOTS,
		.spins = ring_spins(),
	};
}

/*
 * The consumer's side. It hands back slots in batches: a producer woken for a single
 * slot would soon sleep again.
 */
static inline struct ring_side ring_consumer(struct ring *ring)
{
	return (struct ring_side){
		.ring = ring,
		.mine = &ring->read,
		.others = &ring->written,
		.i_sleep = &ring->consumer_sleeps,
		.other_sleeps = &ring->producer_sleeps,
		.next = ring->read,
		.handed = ring->read,
		.batch = RING_SLOTS / 4,
		.limit = ring->read,
		.spins = ring_spins(),
	};
}

/*
 * Hands all slots that are done with to the other side, and wakes it if it sleeps.
 * Both steps have their place in one order of all (seq_cst), as have those of
 * ring_wait(): so either it sees that the index has moved, or we that it sleeps.
 *
 * We may come late: what we saw was its last sleep, and now it is about to sleep
 * again, for the next message. Clearing its word is then what keeps it awake, as it
 * is that word that it sleeps on, and not the index.
 */
static inline void ring_hand_over(struct ring_side *side)
{
	side->handed = side->next;
	atomic_store_explicit(side->mine, side->next, memory_order_seq_cst);
	if (atomic_load_explicit(side->other_sleeps, memory_order_seq_cst) &&
	    atomic_exchange(side->other_sleeps, 0)) /* once: it may take its time to wake */
		syscall(SYS_futex, side->other_sleeps, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/*
 * Returns the next slot for SIDE to fill or to read, the same until ring_advance().
 * NULL if there is none now (errno EAGAIN), or if the other side's index cannot be
 * (EBADMSG).
 */
static inline struct slot *ring_slot(struct ring_side *side)
{
	if (side->next == side->limit) {
		if (side->handed != side->next)
			ring_hand_over(side);
		const uint32_t others = atomic_load_explicit(side->others, memory_order_acquire);
		if (others + side->ahead - side->next > RING_SLOTS) {
			errno = EBADMSG;
			return NULL;
		}
		side->limit = others + side->ahead;
		if (side->next == side->limit) {
			errno = EAGAIN;
			return NULL;
		}
	}
	return &side->ring->slots[side->next % RING_SLOTS]; /* a mask, as it is a power of two */
}

/* The slot that ring_slot() returned is filled, or read. */
static inline void ring_advance(struct ring_side *side)
{
	if (++side->next - side->handed >= side->batch)
		ring_hand_over(side);
}

/*
 * When there is no slot: waits until the other side has moved its index. False if
 * it has not: after MS milliseconds, because of a signal, or woken for nothing.
 */
static inline bool ring_wait(struct ring_side *side, long ms)
{
	const struct timespec timeout = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	const uint32_t seen = side->next - side->ahead; /* others, as long as there is no slot */

	for (int i = 0; i < side->spins; i++) {
		if (atomic_load_explicit(side->others, memory_order_relaxed) != seen)
			return true;
#if defined(__x86_64__) || defined(__i386__)
		__builtin_ia32_pause(); /* leaves the core to its other hardware thread */
#endif
	}
	atomic_store_explicit(side->i_sleep, 1, memory_order_seq_cst);
	if (atomic_load_explicit(side->others, memory_order_seq_cst) == seen)
		syscall(SYS_futex, side->i_sleep, FUTEX_WAIT, 1, &timeout, NULL, 0);
	atomic_store_explicit(side->i_sleep, 0, memory_order_relaxed);
	return atomic_load_explicit(side->others, memory_order_relaxed) != seen;
}

#endif

/*
 * tests/unit/ring_test - shm/ring.h: order, limits, wrapping, lies, sleeping and waking
 *
 * With one thread that plays both sides, step by step, and with two at full speed:
 * built with SANITIZE=thread, it looks for data races as well.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

/* Every system call that the ring makes is counted, and those that ended in vain; see also below. */
static _Atomic int calls, timeouts;
static void (*just_before)(void);

static void about_to_call(void)
{
	calls++;
	if (just_before)
		just_before();
}

static long returned(long result)
{
	timeouts += result == -1 && errno == ETIMEDOUT;
	return result;
}
#define syscall(...) (about_to_call(), returned(syscall(__VA_ARGS__)))

#include <string.h>

#include "../../shm/ring.h"

static struct ring ring;
static struct ring_side producer, consumer;

/* An empty ring, as if that number of MESSAGES had passed. */
static void empty_after(uint32_t messages)
{
	memset(&ring, 0, sizeof(ring));
	ring.written = ring.read = messages;
	producer = ring_producer(&ring);
	consumer = ring_consumer(&ring);
	calls = timeouts = 0;
	just_before = NULL;
}

static int empty(void **state)
{
	(void)state;
	empty_after(0);
	return 0;
}

/* Writes message NUMBER, whose bytes and length depend on it. False if the ring is full. */
static bool put(uint32_t number)
{
	struct slot *slot = ring_slot(&producer);

	if (!slot)
		return false;
	slot->length = number % (RING_MESSAGE + 1);
	memset(slot->message, (int)(number % 251), slot->length);
	ring_advance(&producer);
	return true;
}

/* Reads a message. True if it is NUMBER, wholly. */
static bool get(uint32_t number)
{
	struct slot *slot = ring_slot(&consumer);

	if (!slot || slot->length != number % (RING_MESSAGE + 1))
		return false;
	for (uint32_t i = 0; i < slot->length; i++)
		if ((unsigned char)slot->message[i] != number % 251)
			return false;
	ring_advance(&consumer);
	return true;
}

static void assert_none(struct ring_side *side, int reason)
{
	errno = 0;
	assert_null(ring_slot(side));
	assert_int_equal(errno, reason);
}

static void an_empty_ring_has_nothing_to_read(void **state)
{
	(void)state;
	assert_none(&consumer, EAGAIN);
	assert_true(put(0));
	assert_true(get(0));
	assert_none(&consumer, EAGAIN);
}

static void a_full_ring_has_no_space(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		assert_true(put(i));
	assert_none(&producer, EAGAIN);
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		assert_true(get(i));
	assert_none(&consumer, EAGAIN);
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		assert_true(put(i));
	assert_none(&producer, EAGAIN);
}

static void a_slot_is_the_same_until_it_is_done_with(void **state)
{
	(void)state;
	assert_ptr_equal(ring_slot(&producer), ring_slot(&producer));
	assert_none(&consumer, EAGAIN); /* not before it is handed over */
	assert_true(put(7));
	assert_ptr_equal(ring_slot(&consumer), ring_slot(&consumer));
	assert_true(get(7));
}

/* Filled and emptied by STEP slots at a time, all over the ring and past its end. */
static void every_length_arrives(void **state)
{
	uint32_t in = 0, out = 0;

	(void)state;
	for (uint32_t step = 1; out < 3 * RING_MESSAGE; step = step % RING_SLOTS + 1) {
		for (uint32_t i = 0; i < step; i++)
			assert_true(put(in++));
		while (out < in)
			assert_true(get(out++));
		assert_none(&consumer, EAGAIN);
	}
}

static void the_indices_may_wrap(void **state)
{
	(void)state;
	empty_after(UINT32_MAX - 2);
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		assert_true(put(i));
	assert_none(&producer, EAGAIN);
	assert_int_equal(ring.written, RING_SLOTS - 3);
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		assert_true(get(i));
	assert_none(&consumer, EAGAIN);
	assert_true(put(1));
	assert_true(get(1));
}

static void space_is_handed_back_in_batches(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		assert_true(put(i));
	for (uint32_t i = 0; i < RING_SLOTS / 4 - 1; i++)
		assert_true(get(i));
	assert_none(&producer, EAGAIN);
	assert_true(get(RING_SLOTS / 4 - 1));
	for (uint32_t i = 0; i < RING_SLOTS / 4; i++)
		assert_true(put(i));
	assert_none(&producer, EAGAIN);
}

static void space_is_handed_back_when_nothing_is_left(void **state)
{
	(void)state;
	assert_true(put(0));
	assert_true(get(0));
	assert_int_equal(ring.read, 0);
	assert_none(&consumer, EAGAIN);
	assert_int_equal(ring.read, 1);
}

static void an_index_that_cannot_be_is_found(void **state)
{
	/* more written than there are slots; fewer than are read */
	static const uint32_t written[] = { RING_SLOTS + 1, UINT32_MAX / 2, UINT32_MAX };
	/* more read than are written; fewer than must have been, for there were slots */
	static const uint32_t read[] = { 1, UINT32_MAX / 2, UINT32_MAX - RING_SLOTS };

	(void)state;
	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		empty_after(1000);
		ring.written = 1000 + written[i];
		assert_none(&consumer, EBADMSG);
		assert_none(&consumer, EBADMSG); /* nor does it go on with it next time */
		ring.written = 1001;
		assert_non_null(ring_slot(&consumer));

		empty_after(1000);
		ring.read = 1000 + read[i];
		assert_none(&producer, EBADMSG);
		assert_none(&producer, EBADMSG);
		ring.read = 1000;
		assert_non_null(ring_slot(&producer));
	}
}

static void nobody_is_woken_who_does_not_sleep(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 10 * RING_SLOTS; i++) {
		assert_true(put(i));
		assert_true(get(i));
	}
	assert_int_equal(calls, 0);
}

static void who_sleeps_is_woken_once(void **state)
{
	(void)state;
	ring.consumer_sleeps = 1;
	assert_true(put(0));
	assert_int_equal(calls, 1);
	assert_int_equal(ring.consumer_sleeps, 0);
	assert_true(put(1));
	assert_int_equal(calls, 1);
}

static void waiting_ends_at_its_time(void **state)
{
	(void)state;
	consumer.spins = 0;
	assert_none(&consumer, EAGAIN);
	assert_false(ring_wait(&consumer, 1));
	assert_int_equal(calls, 1);
	assert_int_equal(ring.consumer_sleeps, 0);

	producer.spins = 0;
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		assert_true(put(i));
	assert_none(&producer, EAGAIN);
	assert_false(ring_wait(&producer, 1));
	assert_int_equal(calls, 2);
}

static void waiting_ends_at_once_if_something_came(void **state)
{
	(void)state;
	for (int spins = 0; spins <= RING_SPINS; spins += RING_SPINS) {
		empty_after(0);
		consumer.spins = spins;
		assert_none(&consumer, EAGAIN);
		assert_true(put(0));
		assert_true(ring_wait(&consumer, 60000));
		assert_true(get(0));
		assert_int_equal(calls, 0);
	}
}

/*
 * The producer has seen that the consumer sleeps. Before it gets to waking it, the consumer has
 * read the message and is about to sleep again. So what wakes it is too early.
 */
static void wake_too_early(void)
{
	just_before = NULL;
	assert_int_equal(atomic_exchange(&ring.consumer_sleeps, 0), 1);
}

/* Then it must not sleep: nobody would know of it, and wake it for the next message. */
static void nobody_sleeps_unknown_to_the_other(void **state)
{
	(void)state;
	consumer.spins = 0;
	assert_none(&consumer, EAGAIN);
	just_before = wake_too_early;
	assert_false(ring_wait(&consumer, 100));
	assert_int_equal(calls, 1);
	assert_int_equal(timeouts, 0);
}

enum { MESSAGES = 20000 };

static void *put_all(void *unused)
{
	for (uint32_t i = 0; i < MESSAGES; i++)
		while (!put(i))
			ring_wait(&producer, 10000);
	return unused;
}

/* Each side spins as often as it is told. If one never spins the other is often late. */
static void two_threads(int producer_spins, int consumer_spins)
{
	pthread_t thread;
	uint32_t right = 0;

	empty_after(UINT32_MAX - MESSAGES / 2);
	producer.spins = producer_spins;
	consumer.spins = consumer_spins;
	assert_int_equal(pthread_create(&thread, NULL, put_all, NULL), 0);
	for (uint32_t i = 0; i < MESSAGES; i++) {
		while (!ring_slot(&consumer) && errno == EAGAIN)
			ring_wait(&consumer, 10000);
		right += get(i);
	}
	pthread_join(thread, NULL);
	assert_int_equal(right, MESSAGES);
	assert_none(&consumer, EAGAIN);
	assert_int_equal(timeouts, 0); /* no wake-up was lost */
}

static void two_threads_that_sleep(void **state)
{
	(void)state;
	two_threads(0, 0);
}

static void two_threads_that_spin(void **state)
{
	(void)state;
	two_threads(RING_SPINS, RING_SPINS);
}

static void two_threads_unlike_each_other(void **state)
{
	(void)state;
	two_threads(RING_SPINS, 0);
	two_threads(0, RING_SPINS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_empty_ring_has_nothing_to_read, empty),
		cmocka_unit_test_setup(a_full_ring_has_no_space, empty),
		cmocka_unit_test_setup(a_slot_is_the_same_until_it_is_done_with, empty),
		cmocka_unit_test_setup(every_length_arrives, empty),
		cmocka_unit_test_setup(the_indices_may_wrap, empty),
		cmocka_unit_test_setup(space_is_handed_back_in_batches, empty),
		cmocka_unit_test_setup(space_is_handed_back_when_nothing_is_left, empty),
		cmocka_unit_test_setup(an_index_that_cannot_be_is_found, empty),
		cmocka_unit_test_setup(nobody_is_woken_who_does_not_sleep, empty),
		cmocka_unit_test_setup(who_sleeps_is_woken_once, empty),
		cmocka_unit_test_setup(waiting_ends_at_its_time, empty),
		cmocka_unit_test_setup(waiting_ends_at_once_if_something_came, empty),
		cmocka_unit_test_setup(nobody_sleeps_unknown_to_the_other, empty),
		cmocka_unit_test_setup(two_threads_that_sleep, empty),
		cmocka_unit_test_setup(two_threads_that_spin, empty),
		cmocka_unit_test_setup(two_threads_unlike_each_other, empty),
	};

	alarm(100);
	return cmocka_run_group_tests_name("ring.h", tests, NULL, NULL);
}

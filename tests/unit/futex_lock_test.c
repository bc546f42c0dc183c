/*
 * tests/unit/futex_lock_test - lock/futex_lock.h: one at a time, nobody sleeps on
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every system call that the lock makes is counted. */
static _Atomic int calls;
#define syscall(...)                                                                               \
	do {                                                                                       \
		calls++;                                                                           \
		syscall(__VA_ARGS__);                                                              \
	} while (0)

#include "../../lock/futex_lock.h"

enum { THREADS = 4, COUNT = 50000 };

static void a_free_lock_is_taken_at_once(void **state)
{
	struct futex_lock lock = { 0 };

	(void)state;
	calls = 0;
	assert_int_equal(futex_lock(&lock), 0);
	assert_int_equal(lock.state, FUTEX_LOCK_LOCKED);
	futex_unlock(&lock);
	assert_int_equal(lock.state, FUTEX_LOCK_FREE);
	assert_int_equal(calls, 0); /* and nobody asks the kernel */
}

static void a_taken_lock_is_busy(void **state)
{
	struct futex_lock lock = { 0 };

	(void)state;
	assert_int_equal(futex_trylock(&lock), 0);
	assert_int_equal(futex_trylock(&lock), EBUSY);
	futex_unlock(&lock);
	assert_int_equal(futex_trylock(&lock), 0);
	futex_unlock(&lock);
}

/* What the threads or processes count together, with nothing but the lock to guard it. */
struct counter {
	struct futex_lock lock;
	long count;
};

static void *count(void *argument)
{
	struct counter *counter = argument;

	for (int i = 0; i < COUNT; i++) {
		futex_lock(&counter->lock);
		counter->count++;
		futex_unlock(&counter->lock);
	}
	return NULL;
}

static void threads_lose_no_count(void **state)
{
	struct counter counter = { 0 };
	pthread_t threads[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count, &counter), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(counter.count, THREADS * COUNT);
	assert_int_equal(counter.lock.state, FUTEX_LOCK_FREE);
}

static void processes_lose_no_count(void **state)
{
	struct counter *counter = mmap(NULL, sizeof(*counter), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_ptr_not_equal(counter, MAP_FAILED);
	for (int i = 0; i < THREADS; i++)
		if (fork() == 0) {
			count(counter);
			_exit(0);
		}
	for (int i = 0; i < THREADS; i++)
		assert_true(wait(NULL) > 0);
	assert_int_equal(counter->count, THREADS * COUNT);
	munmap(counter, sizeof(*counter));
}

static void *lock_once(void *argument)
{
	struct counter *counter = argument;
	const long sleeps = futex_lock(&counter->lock);

	counter->count++;
	futex_unlock(&counter->lock);
	return (void *)(intptr_t)sleeps;
}

/* The lock is held until all wait for it. Then each must be woken: one by one, none forgotten. */
static void each_sleeper_is_woken(void **state)
{
	struct counter counter = { 0 };
	pthread_t threads[THREADS];
	void *sleeps;

	(void)state;
	futex_lock(&counter.lock);
	calls = 0;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, lock_once, &counter), 0);
	while (calls < THREADS) /* each is asleep, or about to be */
		sched_yield();
	futex_unlock(&counter.lock);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &sleeps), 0);
		assert_true((intptr_t)sleeps > 0);
	}
	assert_int_equal(counter.count, THREADS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_free_lock_is_taken_at_once),
		cmocka_unit_test(a_taken_lock_is_busy),
		cmocka_unit_test(threads_lose_no_count),
		cmocka_unit_test(processes_lose_no_count),
		cmocka_unit_test(each_sleeper_is_woken),
	};

	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * tests/unit/futex_lock_test - the lock of lock/futex.c: one at a time, nobody sleeps on
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
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

/* The program itself, but for its main(). */
int futex_main(int argc, char **argv);
#define main futex_main
#include "../../lock/futex.c" /* NOLINT(bugprone-suspicious-include): a program's lock */
#undef main

enum { THREADS = 4, PROCESSES = 8, COUNT = 20000 };

/* What the threads or processes count together, with nothing but the lock to guard it. */
static long *number;

static int set_up(void **unused)
{
	(void)unused;
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	state = memory;
	number = (long *)memory + 1;
	sleeps = 0;
	calls = 0;
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	return munmap((void *)state, 4096);
}

static void a_free_lock_is_taken_at_once(void **unused)
{
	(void)unused;
	lock();
	assert_int_equal(*state, LOCKED);
	unlock();
	assert_int_equal(*state, FREE);
	assert_int_equal(sleeps, 0);
	assert_int_equal(calls, 0); /* and nobody asks the kernel */
}

static void *add_many(void *unused)
{
	(void)unused;
	for (int i = 0; i < COUNT; i++) {
		lock();
		++*number;
		unlock();
	}
	return NULL;
}

static void threads_lose_no_count(void **unused)
{
	pthread_t threads[THREADS];

	(void)unused;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_many, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(*number, THREADS * COUNT);
	assert_int_equal(*state, FREE);
}

static void processes_lose_no_count(void **unused)
{
	(void)unused;
	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0) {
			add_many(NULL);
			_exit(0);
		}
	for (int i = 0; i < PROCESSES; i++)
		assert_true(wait(NULL) > 0);
	assert_int_equal(*number, PROCESSES * COUNT);
	assert_int_equal(*state, FREE);
}

static void *add_once(void *unused)
{
	(void)unused;
	lock();
	++*number;
	unlock();
	return NULL;
}

/* The lock is held until all wait for it. Then each must be woken: one by one, none forgotten. */
static void each_sleeper_is_woken(void **unused)
{
	pthread_t threads[THREADS];

	(void)unused;
	lock();
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_once, NULL), 0);
	while (calls < THREADS) /* each is asleep, or about to be */
		sched_yield();
	assert_int_equal(*state, CONTENDED);
	unlock();
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(*number, THREADS);
	assert_true(sleeps >= THREADS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_free_lock_is_taken_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(threads_lose_no_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(processes_lose_no_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_sleeper_is_woken, set_up, tear_down),
	};

	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

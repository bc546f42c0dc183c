/*
 * tests/unit/sysvipc_test - the library sysv/libsysvipc/sysvipc.h: each function, between threads and processes
 *
 * All objects are under one key of this test, so that the teardown finds what a
 * failed test has left. A child that fails an assertion ends with another status than 0.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <cmocka.h>

#include "../../lab/children.h"
#include "../../lab/names.h"
#include "../../sysv/libsysvipc/sysvipc.h"

enum { MANY = 8 /* processes or threads at a time */, PROJECT = 'u' };

static const char *path;
static key_t key;

/* What processes of a test share. */
static struct shared {
	atomic_int made, good;
} * shared;

#define assert_error(error, call)                                                                  \
	do {                                                                                       \
		errno = 0;                                                                         \
		assert_true((call) == -1);                                                         \
		assert_int_equal(errno, error);                                                    \
	} while (0)

static int set_up(void **state)
{
	(void)state;
	char word[64];

	snprintf(word, sizeof(word), "unit.%ld", (long)getpid());
	setenv("IPC_LAB", word, 1);
	path = lab_path("sysvipc_test");
	const int fd = open(path, O_CREAT | O_RDWR, 0600);
	close(fd);
	key = sysvipc_key(path, PROJECT);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	return fd == -1 || key == -1 || shared == MAP_FAILED;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return munmap(shared, sizeof(*shared));
}

static int remove_all(void **state)
{
	(void)state;
	shmctl(shmget(key, 0, 0), IPC_RMID, NULL);
	semctl(semget(key, 0, 0), 0, IPC_RMID);
	msgctl(msgget(key, 0), IPC_RMID, NULL);
	memset(shared, 0, sizeof(*shared));
	return 0;
}

/* Runs FUNCTION with NUMBER in a child, which dies with us; its status is what that returns. */
static pid_t start(int (*function)(int), int number)
{
	const pid_t parent = getpid(), child = fork();

	assert_int_not_equal(child, -1);
	if (child == 0) {
		lab_die_with(parent);
		alarm(20);
		_exit(function(number));
	}
	return child;
}

static void ends_with(pid_t child, int expected)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
}

/* Runs FUNCTION in MANY children at once; all succeed. */
static void in_children(int (*function)(int))
{
	pid_t children[MANY];

	for (int i = 0; i < MANY; i++)
		children[i] = start(function, i);
	for (int i = 0; i < MANY; i++)
		ends_with(children[i], 0);
}

/* What a thread runs, and what it returned. */
struct thread {
	pthread_t thread;
	int (*function)(int);
	int number, result;
};

static void *run_thread(void *argument)
{
	struct thread *thread = argument;

	thread->result = thread->function(thread->number);
	return NULL;
}

static void start_thread(struct thread *thread, int (*function)(int), int number)
{
	thread->function = function;
	thread->number = number;
	assert_int_equal(pthread_create(&thread->thread, NULL, run_thread, thread), 0);
}

static int join_thread(struct thread *thread)
{
	assert_int_equal(pthread_join(thread->thread, NULL), 0);
	return thread->result;
}

/* Runs FUNCTION in MANY threads at once; all succeed. */
static void in_threads(int (*function)(int))
{
	struct thread threads[MANY];
	int failed = 0;

	for (int i = 0; i < MANY; i++)
		start_thread(&threads[i], function, i);
	for (int i = 0; i < MANY; i++) /* all have ended before the teardown */
		failed |= join_thread(&threads[i]);
	assert_int_equal(failed, 0);
}

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

static struct timespec now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t;
}

/* ---- keys ---- */

static void a_key_is_that_of_ftok(void **state)
{
	(void)state;
	assert_int_equal(sysvipc_key(path, 1), ftok(path, 1));
	assert_int_equal(sysvipc_key(path, 254), ftok(path, 254));
	assert_int_not_equal(sysvipc_key(path, 1), sysvipc_key(path, 2));
}

static void a_project_that_could_make_no_key_is_refused(void **state)
{
	(void)state;
	assert_error(EINVAL, sysvipc_key(path, 0));
	assert_error(EINVAL, sysvipc_key(path, 255));
	assert_error(EINVAL, sysvipc_key(path, 256)); /* its low byte is 0 */
	assert_error(EINVAL, sysvipc_key(path, -1));
	assert_error(ENOENT, sysvipc_key("/nowhere/at/all", 1));
}

static void the_version_is_that_of_the_header(void **state)
{
	(void)state;
	assert_string_equal(sysvipc_version(), SYSVIPC_VERSION);
}

/* ---- shared memory ---- */

static void a_segment_is_made_once_then_found(void **state)
{
	(void)state;
	assert_error(ENOENT, sysvipc_shm_find(key, 0));
	const int id = sysvipc_shm_get(key, 100, 0600, NULL, NULL);
	assert_int_not_equal(id, -1);
	assert_int_equal(sysvipc_shm_get(key, 100, 0600, NULL, NULL), id);
	assert_int_equal(sysvipc_shm_find(key, 100), id);
	assert_int_equal(sysvipc_shm_find(key, 0), id);
	assert_error(EINVAL, sysvipc_shm_get(key, 0, 0600, NULL, NULL)); /* though it is there */
	assert_error(EINVAL, sysvipc_shm_find(key, 101));
	assert_error(EINVAL, sysvipc_shm_get(key, 101, 0600, NULL, NULL));
	assert_int_equal(sysvipc_shm_remove(id), 0);
	assert_error(ENOENT, sysvipc_shm_find(key, 0));
	assert_error(EINVAL, sysvipc_shm_remove(id));
}

static void a_private_segment_is_always_new(void **state)
{
	(void)state;
	const int one = sysvipc_shm_get(IPC_PRIVATE, 1, 0600, NULL, NULL);
	const int two = sysvipc_shm_get(IPC_PRIVATE, 1, 0600, NULL, NULL);
	const int removed = sysvipc_shm_remove(one) + sysvipc_shm_remove(two);

	assert_int_not_equal(one, two);
	assert_int_equal(removed, 0);
	assert_error(ENOENT, sysvipc_shm_find(IPC_PRIVATE, 0));
}

static void a_segment_of_no_size_or_other_bits_is_refused(void **state)
{
	(void)state;
	assert_error(EINVAL, sysvipc_shm_get(key, 0, 0600, NULL, NULL));
	assert_error(EINVAL, sysvipc_shm_get(key, 1, 0700, NULL, NULL));
	assert_error(EINVAL, sysvipc_shm_get(key, 1, IPC_CREAT, NULL, NULL));
	assert_error(ENOENT, sysvipc_shm_find(key, 0));
}

static void a_new_segment_is_all_zeros(void **state)
{
	(void)state;
	char *memory = sysvipc_shm_attach(sysvipc_shm_get(key, 9999, 0600, NULL, NULL), 0);

	assert_non_null(memory);
	for (int i = 0; i < 9999; i++)
		assert_int_equal(memory[i], 0);
	assert_int_equal(sysvipc_shm_detach(memory), 0);
	assert_error(EINVAL, sysvipc_shm_detach(memory));
}

static int fill(void *memory, size_t size, void *data)
{
	atomic_fetch_add(&shared->made, 1);
	for (size_t i = 0; i < size; i++) /* so slowly that others come in between */
		((volatile char *)memory)[i] = *(char *)data;
	return 0;
}

/* The segment is there with all that its maker put into it, and so is its mode. */
static int see_filled(int number)
{
	enum { SIZE = 100000 };
	char letter = 'x';
	struct sysvipc_shm_info info;
	int wrong = 0;

	(void)number;
	const int id = sysvipc_shm_get(key, SIZE, 0600, fill, &letter);
	const char *memory = id == -1 ? NULL : sysvipc_shm_attach(id, SYSVIPC_READ_ONLY);
	if (!memory || sysvipc_shm_info(id, &info) == -1 || info.mode != 0600)
		return 1;
	for (int i = 0; i < SIZE; i++)
		wrong |= memory[i] != 'x';
	return wrong | sysvipc_shm_detach(memory);
}

static void processes_see_one_segment_initialised(void **state)
{
	(void)state;
	for (int times = 1; times <= 20; times++) {
		in_children(see_filled);
		assert_int_equal(shared->made, times);
		assert_int_equal(sysvipc_shm_remove(sysvipc_shm_find(key, 0)), 0);
	}
}

static void threads_see_one_segment_initialised(void **state)
{
	(void)state;
	in_threads(see_filled);
	assert_int_equal(shared->made, 1);
}

static int refuse(void *memory, size_t size, void *data)
{
	(void)memory;
	(void)size;
	(void)data;
	errno = EDOM;
	return -1;
}

static void a_segment_whose_initialisation_fails_is_none(void **state)
{
	(void)state;
	assert_error(EDOM, sysvipc_shm_get(key, 1, 0600, refuse, NULL));
	assert_error(ENOENT, sysvipc_shm_find(key, 0));
}

static int wait_to_be_killed(void *memory, size_t size, void *data)
{
	(void)memory;
	(void)size;
	(void)data;
	atomic_fetch_add(&shared->made, 1);
	while (pause() == -1)
		continue;
	return 0;
}

static int initialise_for_ever(int number)
{
	(void)number;
	return sysvipc_shm_get(key, 1, 0600, wait_to_be_killed, NULL);
}

static void a_segment_of_a_slow_maker_is_waited_for(void **state)
{
	(void)state;
	const pid_t maker = start(initialise_for_ever, 0);

	while (shared->made == 0)
		sched_yield();
	const struct timespec begin = now();
	assert_error(ETIMEDOUT, sysvipc_shm_find(key, 0));
	assert_true(elapsed_ms(&begin) >= SYSVIPC_PATIENCE - 1);
	kill(maker, SIGKILL);
	waitpid(maker, NULL, 0);
}

static void a_segment_of_a_maker_killed_meanwhile_is_replaced(void **state)
{
	(void)state;
	char letter = 'x';
	const pid_t maker = start(initialise_for_ever, 0);

	while (shared->made == 0)
		sched_yield();
	kill(maker, SIGKILL);
	waitpid(maker, NULL, 0);
	assert_int_not_equal(shmget(key, 0, 0), -1); /* it is still there */
	assert_error(ENOENT, sysvipc_shm_find(key, 0));
	assert_int_not_equal(sysvipc_shm_get(key, 1, 0600, fill, &letter), -1);
	assert_int_equal(shared->made, 2);
}

static void a_segment_of_a_maker_killed_at_once_is_replaced(void **state)
{
	(void)state;
	char letter = 'x';

	assert_int_not_equal(shmget(key, 1, IPC_CREAT | 0700), -1);
	assert_int_not_equal(sysvipc_shm_get(key, 1, 0600, fill, &letter), -1);
	assert_int_equal(shared->made, 1);
}

static int write_to_it(int number)
{
	signal(SIGSEGV, SIG_DFL);
	char *memory = sysvipc_shm_attach(sysvipc_shm_find(key, 0), number);
	memory[0] = 'x';
	return 0;
}

static void a_segment_can_be_attached_for_reading_only(void **state)
{
	(void)state;
	int status;
	char *memory = sysvipc_shm_attach(sysvipc_shm_get(key, 1, 0600, NULL, NULL), 0);

	ends_with(start(write_to_it, 0), 0);
	assert_int_equal(memory[0], 'x');
	assert_int_equal(waitpid(start(write_to_it, SYSVIPC_READ_ONLY), &status, 0) > 0, 1);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	sysvipc_shm_detach(memory);
}

static void what_is_no_segment_is_not_attached(void **state)
{
	(void)state;
	errno = 0;
	assert_null(sysvipc_shm_attach(-1, 0));
	assert_int_equal(errno, EINVAL);
	assert_null(sysvipc_shm_attach(sysvipc_shm_get(key, 1, 0600, NULL, NULL), SYSVIPC_UNDO));
	assert_int_equal(errno, EINVAL);
}

static void a_removed_segment_stays_for_those_who_have_it(void **state)
{
	(void)state;
	struct sysvipc_shm_info info;
	const int id = sysvipc_shm_get(key, 10, 0640, NULL, NULL);
	char *memory = sysvipc_shm_attach(id, 0);

	assert_int_equal(sysvipc_shm_info(id, &info), 0);
	assert_int_equal(info.size, 10);
	assert_int_equal(info.attached, 1);
	assert_int_equal(info.creator, getpid());
	assert_int_equal(info.last, getpid());
	assert_int_equal(info.owner, geteuid());
	assert_int_equal(info.group, getegid());
	assert_int_equal(info.mode, 0640);
	assert_int_equal(info.removed, 0);
	assert_true(info.changed > 0);

	assert_int_equal(sysvipc_shm_remove(id), 0);
	assert_error(ENOENT, sysvipc_shm_find(key, 0));
	assert_int_equal(sysvipc_shm_info(id, &info), 0);
	assert_int_equal(info.removed, 1);
	memory[9] = 'x';
	assert_int_equal(sysvipc_shm_detach(memory), 0);
	assert_error(EINVAL, sysvipc_shm_info(id, &info));
}

/* ---- semaphores ---- */

static void a_set_is_made_once_then_found(void **state)
{
	(void)state;
	const unsigned short values[] = { 0, 7, 32767 }, others[] = { 1, 1, 1 };
	unsigned short seen[3];

	assert_error(ENOENT, sysvipc_sem_find(key, 0));
	const int id = sysvipc_sem_get(key, 3, values, 0600);
	assert_int_not_equal(id, -1);
	assert_int_equal(sysvipc_sem_get(key, 3, others, 0600), id);
	assert_int_equal(sysvipc_sem_find(key, 3), id);
	assert_int_equal(sysvipc_sem_find(key, 0), id);
	assert_error(EINVAL, sysvipc_sem_find(key, 4));
	assert_error(EINVAL, sysvipc_sem_get(key, 4, NULL, 0600));
	assert_int_equal(sysvipc_sem_get_values(id, seen), 0);
	assert_memory_equal(seen, values, sizeof(values));
	assert_int_equal(sysvipc_sem_remove(id), 0);
	assert_error(ENOENT, sysvipc_sem_find(key, 0));
	assert_error(EINVAL, sysvipc_sem_remove(id));
}

static void a_set_without_values_is_all_zeros(void **state)
{
	(void)state;
	const int id = sysvipc_sem_get(IPC_PRIVATE, 2, NULL, 0600);
	const int first = sysvipc_sem_get_value(id, 0), second = sysvipc_sem_get_value(id, 1);

	assert_int_equal(sysvipc_sem_remove(id), 0);
	assert_int_equal(first, 0);
	assert_int_equal(second, 0);
	assert_error(ENOENT, sysvipc_sem_find(IPC_PRIVATE, 0));
}

static void a_set_that_cannot_be_is_refused(void **state)
{
	(void)state;
	const unsigned short over[] = { 0, 32768 };

	assert_error(EINVAL, sysvipc_sem_get(key, 0, NULL, 0600));
	assert_error(EINVAL, sysvipc_sem_get(key, -1, NULL, 0600));
	assert_error(EINVAL, sysvipc_sem_get(key, INT_MAX, NULL, 0600));
	assert_error(EINVAL, sysvipc_sem_get(key, 1, NULL, 0700));
	assert_error(ERANGE, sysvipc_sem_get(key, 2, over, 0600));
	assert_error(ENOENT, sysvipc_sem_find(key, 0));
}

/* Takes from a set what it began with: just one can. */
static int see_values(int number)
{
	const unsigned short values[] = { 1, 5 };
	const int id = sysvipc_sem_get(key, 2, values, 0600);

	(void)number;
	if (id == -1 || sysvipc_sem_get_value(id, 1) != 5)
		return 1;
	if (sysvipc_sem_trywait(id, 0, 0) == 0)
		atomic_fetch_add(&shared->good, 1);
	else if (errno != EAGAIN)
		return 1;
	return 0;
}

static void processes_see_one_set_initialised(void **state)
{
	(void)state;
	for (int times = 1; times <= 20; times++) {
		in_children(see_values);
		assert_int_equal(shared->good, times);
		assert_int_equal(sysvipc_sem_remove(sysvipc_sem_find(key, 0)), 0);
	}
}

static void threads_see_one_set_initialised(void **state)
{
	(void)state;
	in_threads(see_values);
	assert_int_equal(shared->good, 1);
}

static void a_set_whose_maker_is_dead_is_replaced(void **state)
{
	(void)state;
	const int stale = semget(key, 2, IPC_CREAT | 0600);
	const struct timespec begin = now();

	in_threads(see_values); /* all of them find it */
	assert_int_equal(shared->good, 1);
	assert_true(elapsed_ms(&begin) >= SYSVIPC_PATIENCE - 1);
	assert_int_not_equal(sysvipc_sem_find(key, 2), stale);
}

static int initialise_late(int id)
{
	struct sembuf up = { .sem_op = 1 };

	while (semctl(id, 0, GETNCNT) == 0) /* until somebody waits for us */
		sched_yield();
	return semop(id, &up, 1);
}

static void a_set_of_a_slow_maker_is_waited_for(void **state)
{
	(void)state;
	const int id = semget(key, 1, IPC_CREAT | 0600);
	const pid_t maker = start(initialise_late, id);

	assert_int_equal(sysvipc_sem_get(key, 1, NULL, 0600), id);
	ends_with(maker, 0);
	assert_int_equal(sysvipc_sem_get_value(id, 0), 1);
}

static void a_semaphore_counts(void **state)
{
	(void)state;
	const int id = sysvipc_sem_get(key, 2, NULL, 0600);

	assert_error(EAGAIN, sysvipc_sem_trywait(id, 1, 0));
	assert_int_equal(sysvipc_sem_post(id, 1, 0), 0);
	assert_int_equal(sysvipc_sem_post(id, 1, 0), 0);
	assert_int_equal(sysvipc_sem_get_value(id, 1), 2);
	assert_int_equal(sysvipc_sem_get_value(id, 0), 0);
	assert_int_equal(sysvipc_sem_wait(id, 1, 0), 0);
	assert_int_equal(sysvipc_sem_trywait(id, 1, 0), 0);
	assert_error(EAGAIN, sysvipc_sem_trywait(id, 1, 0));
	assert_int_equal(sysvipc_sem_set_value(id, 1, 32767), 0);
	assert_error(ERANGE, sysvipc_sem_post(id, 1, 0));
}

static void a_semaphore_that_is_not_there_is_refused(void **state)
{
	(void)state;
	const int id = sysvipc_sem_get(key, 1, NULL, 0600);

	assert_error(EFBIG, sysvipc_sem_post(id, 1, 0));
	assert_error(EFBIG, sysvipc_sem_wait(id, -1, 0));
	assert_error(EFBIG, sysvipc_sem_trywait(id, 65536, 0)); /* no (unsigned short)0 */
	assert_error(EINVAL, sysvipc_sem_get_value(id, 1));
	assert_error(EINVAL, sysvipc_sem_set_value(id, 1, 0));
	assert_error(EINVAL, sysvipc_sem_post(id, 0, SYSVIPC_TRUNCATE));
	assert_error(EINVAL, sysvipc_sem_timedwait(id, 0, 0, -2));
	assert_error(EINVAL, sysvipc_sem_post(-1, 0, 0));
}

static void values_are_set_and_read(void **state)
{
	(void)state;
	const unsigned short values[] = { 3, 2, 1 }, over[] = { 1, 32768, 1 };
	unsigned short seen[3];
	const int id = sysvipc_sem_get(key, 3, NULL, 0600);

	assert_int_equal(sysvipc_sem_set_values(id, values), 0);
	assert_int_equal(sysvipc_sem_set_value(id, 2, 9), 0);
	assert_int_equal(sysvipc_sem_get_values(id, seen), 0);
	assert_int_equal(seen[0], 3);
	assert_int_equal(seen[1], 2);
	assert_int_equal(seen[2], 9);
	assert_error(ERANGE, sysvipc_sem_set_value(id, 0, 32768));
	assert_error(ERANGE, sysvipc_sem_set_value(id, 0, -1));
	assert_error(ERANGE, sysvipc_sem_set_values(id, over));
	assert_int_equal(sysvipc_sem_get_value(id, 0), 3);
}

static void a_set_tells_about_itself(void **state)
{
	(void)state;
	struct sysvipc_sem_info info;
	const int id = sysvipc_sem_get(key, 5, NULL, 0620);

	assert_int_equal(sysvipc_sem_info(id, &info), 0);
	assert_int_equal(info.count, 5);
	assert_int_equal(info.owner, geteuid());
	assert_int_equal(info.group, getegid());
	assert_int_equal(info.mode, 0620);
	assert_true(info.used > 0 && info.changed > 0);
	assert_error(EINVAL, sysvipc_sem_info(-1, &info));
}

static void a_wait_with_a_limit_ends(void **state)
{
	(void)state;
	const int id = sysvipc_sem_get(key, 1, NULL, 0600);
	struct timespec begin = now();

	assert_error(ETIMEDOUT, sysvipc_sem_timedwait(id, 0, 0, 30));
	assert_true(elapsed_ms(&begin) >= 29);
	assert_error(EAGAIN, sysvipc_sem_timedwait(id, 0, 0, SYSVIPC_NOW));
	sysvipc_sem_post(id, 0, 0);
	assert_int_equal(sysvipc_sem_timedwait(id, 0, 0, 5000), 0);
	sysvipc_sem_post(id, 0, 0);
	begin = now();
	assert_error(ETIMEDOUT, sysvipc_sem_wait_for_zero(id, 0, 30));
	assert_true(elapsed_ms(&begin) >= 29);
	assert_error(EAGAIN, sysvipc_sem_wait_for_zero(id, 0, SYSVIPC_NOW));
	sysvipc_sem_wait(id, 0, 0);
	assert_int_equal(sysvipc_sem_wait_for_zero(id, 0, SYSVIPC_FOREVER), 0);
}

static int wait_for_one(int id)
{
	return sysvipc_sem_wait(id, 0, 0) == 0 ? 0 : errno;
}

static int wait_for_zero(int id)
{
	return sysvipc_sem_wait_for_zero(id, 0, SYSVIPC_FOREVER) == 0 ? 0 : errno;
}

static int wait_for_a_while(int id)
{
	return sysvipc_sem_timedwait(id, 0, 0, 10000) == 0 ? 0 : errno;
}

/* Until COUNT threads or processes wait for the first semaphore, by GETNCNT or GETZCNT. */
static void until_waiting(int id, int which, int count)
{
	while (semctl(id, 0, which) != count)
		sched_yield();
}

static void a_post_wakes_one_who_waits(void **state)
{
	(void)state;
	struct thread thread;
	const int id = sysvipc_sem_get(key, 1, NULL, 0600);
	const pid_t child = start(wait_for_a_while, id);

	start_thread(&thread, wait_for_one, id);
	until_waiting(id, GETNCNT, 2);
	sysvipc_sem_post(id, 0, 0);
	until_waiting(id, GETNCNT, 1);
	assert_int_equal(sysvipc_sem_get_value(id, 0), 0);
	sysvipc_sem_post(id, 0, 0);
	assert_int_equal(join_thread(&thread), 0);
	ends_with(child, 0);
}

static void zero_wakes_all_who_wait_for_it(void **state)
{
	(void)state;
	struct thread threads[MANY];
	const unsigned short one = 1;
	const int id = sysvipc_sem_get(key, 1, &one, 0600);
	const pid_t child = start(wait_for_zero, id);

	for (int i = 0; i < MANY; i++)
		start_thread(&threads[i], wait_for_zero, id);
	until_waiting(id, GETZCNT, MANY + 1);
	sysvipc_sem_wait(id, 0, 0);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(join_thread(&threads[i]), 0);
	ends_with(child, 0);
}

static void removal_wakes_all_who_wait(void **state)
{
	(void)state;
	struct thread thread;
	const int id = sysvipc_sem_get(key, 1, NULL, 0600);
	const pid_t child = start(wait_for_a_while, id);

	start_thread(&thread, wait_for_one, id);
	until_waiting(id, GETNCNT, 2);
	sysvipc_sem_remove(id);
	assert_int_equal(join_thread(&thread), EIDRM);
	ends_with(child, EIDRM);
}

static void handle(int sig)
{
	(void)sig;
}

static void a_signal_ends_a_wait(void **state)
{
	(void)state;
	const struct sigaction action = { .sa_handler = handle, .sa_flags = SA_RESTART };
	const int id = sysvipc_sem_get(key, 1, NULL, 0600);

	sigaction(SIGUSR1, &action, NULL);
	const pid_t child = start(wait_for_a_while, id);
	until_waiting(id, GETNCNT, 1);
	kill(child, SIGUSR1);
	ends_with(child, EINTR);
}

static int take_and_give(int flags)
{
	const int id = sysvipc_sem_find(key, 2);

	return sysvipc_sem_wait(id, 0, flags) | sysvipc_sem_post(id, 1, flags);
}

static void what_was_done_with_undo_is_undone(void **state)
{
	(void)state;
	const unsigned short values[] = { 5, 5 };
	const int id = sysvipc_sem_get(key, 2, values, 0600);

	ends_with(start(take_and_give, 0), 0);
	assert_int_equal(sysvipc_sem_get_value(id, 0), 4);
	assert_int_equal(sysvipc_sem_get_value(id, 1), 6);
	ends_with(start(take_and_give, SYSVIPC_UNDO), 0);
	assert_int_equal(sysvipc_sem_get_value(id, 0), 4);
	assert_int_equal(sysvipc_sem_get_value(id, 1), 6);
}

/* Guarded by the semaphore. It is atomic because ThreadSanitizer does not know semop(2). */
static atomic_int counter;

static int count_up(int id)
{
	for (int i = 0; i < 1000; i++) {
		if (sysvipc_sem_wait(id, 0, 0) == -1)
			return 1;
		atomic_store(&counter, atomic_load(&counter) + 1); /* in two steps */
		if (sysvipc_sem_post(id, 0, 0) == -1)
			return 1;
	}
	return 0;
}

static void a_semaphore_excludes_threads(void **state)
{
	(void)state;
	struct thread threads[MANY];
	const unsigned short one = 1;
	const int id = sysvipc_sem_get(key, 1, &one, 0600);

	counter = 0;
	for (int i = 0; i < MANY; i++)
		start_thread(&threads[i], count_up, id);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(join_thread(&threads[i]), 0);
	assert_int_equal(counter, 1000 * MANY);
}

/* ---- message queues ---- */

static void a_queue_is_made_once_then_found(void **state)
{
	(void)state;
	assert_error(ENOENT, sysvipc_msg_find(key));
	assert_error(EINVAL, sysvipc_msg_get(key, 0700));
	const int id = sysvipc_msg_get(key, 0600);
	assert_int_not_equal(id, -1);
	assert_int_equal(sysvipc_msg_get(key, 0600), id);
	assert_int_equal(sysvipc_msg_find(key), id);
	assert_int_equal(sysvipc_msg_remove(id), 0);
	assert_error(ENOENT, sysvipc_msg_find(key));
	assert_error(EINVAL, sysvipc_msg_remove(id));
	assert_error(ENOENT, sysvipc_msg_find(IPC_PRIVATE));
}

/* Sends TEXT with TYPE. */
static void send_text(int id, long type, const char *text)
{
	assert_int_equal(sysvipc_msg_send(id, type, text, strlen(text), SYSVIPC_NOW), 0);
}

/* Receives by TYPE and FLAGS: it is TEXT, of the type GOT. */
static void receive_text(int id, long type, int flags, long got, const char *text)
{
	char data[64];
	long seen = 0;
	const ssize_t length =
		sysvipc_msg_receive(id, type, &seen, data, sizeof(data), flags, SYSVIPC_NOW);

	assert_int_equal(length, strlen(text));
	assert_memory_equal(data, text, strlen(text));
	assert_int_equal(seen, got);
}

static void messages_are_received_by_type(void **state)
{
	(void)state;
	const int id = sysvipc_msg_get(key, 0600);

	for (int i = 0; i < 2; i++) {
		send_text(id, 5, "five");
		send_text(id, 3, "three");
		send_text(id, LONG_MAX, "most");
		send_text(id, 3, "again");
	}
	receive_text(id, 0, 0, 5, "five");                     /* the first */
	receive_text(id, 3, 0, 3, "three");                    /* the first 3 */
	receive_text(id, 3, SYSVIPC_EXCEPT, LONG_MAX, "most"); /* the first other than 3 */
	receive_text(id, -4, 0, 3, "again");                   /* the lowest up to 4, in order */
	receive_text(id, -5, 0, 3, "three");
	receive_text(id, -5, 0, 3, "again");
	receive_text(id, -5, 0, 5, "five");
	assert_error(EAGAIN, sysvipc_msg_receive(id, -5, NULL, NULL, 0, 0, SYSVIPC_NOW));
	receive_text(id, 0, 0, LONG_MAX, "most");
}

static void messages_may_be_empty_or_binary(void **state)
{
	(void)state;
	const char binary[] = { 'a', 0, '\xff', 0 };
	char data[sizeof(binary)];
	const int id = sysvipc_msg_get(key, 0600);

	assert_int_equal(sysvipc_msg_send(id, 1, NULL, 0, SYSVIPC_FOREVER), 0);
	assert_int_equal(sysvipc_msg_send(id, 1, binary, sizeof(binary), SYSVIPC_FOREVER), 0);
	assert_int_equal(sysvipc_msg_receive(id, 0, NULL, NULL, 0, 0, SYSVIPC_FOREVER), 0);
	assert_int_equal(sysvipc_msg_receive(id, 0, NULL, data, sizeof(data), 0, SYSVIPC_FOREVER),
			 sizeof(data));
	assert_memory_equal(data, binary, sizeof(data));
}

static void a_message_too_long_stays_or_is_cut(void **state)
{
	(void)state;
	char data[] = "12345678";
	const int id = sysvipc_msg_get(key, 0600);

	send_text(id, 1, "abcdef");
	assert_error(E2BIG, sysvipc_msg_receive(id, 0, NULL, data, 3, 0, SYSVIPC_NOW));
	assert_int_equal(sysvipc_msg_receive(id, 0, NULL, data, 3, SYSVIPC_TRUNCATE, SYSVIPC_NOW),
			 3);
	assert_string_equal(data, "abc45678"); /* not a byte more */
	assert_error(EAGAIN, sysvipc_msg_receive(id, 0, NULL, data, 3, 0, SYSVIPC_NOW));
}

static void what_is_no_message_is_refused(void **state)
{
	(void)state;
	static char data[1];
	const int id = sysvipc_msg_get(key, 0600);

	assert_error(EINVAL, sysvipc_msg_send(id, 0, data, 1, SYSVIPC_NOW));
	assert_error(EINVAL, sysvipc_msg_send(id, -1, data, 1, SYSVIPC_NOW));
	assert_error(EINVAL, sysvipc_msg_send(id, 1, data, (size_t)INT_MAX + 1, SYSVIPC_NOW));
	assert_error(EINVAL, sysvipc_msg_send(id, 1, data, 1, -2));
	assert_error(EINVAL, sysvipc_msg_receive(id, 0, NULL, data, SIZE_MAX, 0, SYSVIPC_NOW));
	assert_error(EINVAL, sysvipc_msg_receive(id, 0, NULL, data, 1, SYSVIPC_UNDO, SYSVIPC_NOW));
	assert_error(EINVAL, sysvipc_msg_receive(id, 0, NULL, data, 1, 0, -2));
	assert_error(EINVAL, sysvipc_msg_send(-1, 1, data, 1, SYSVIPC_NOW));
}

/* Fills a queue with messages of 1000 bytes, and returns how many. */
static int fill_queue(int id)
{
	static const char data[1000];
	int count = 0;

	while (sysvipc_msg_send(id, 1, data, sizeof(data), SYSVIPC_NOW) == 0)
		count++;
	assert_int_equal(errno, EAGAIN);
	return count;
}

static void a_queue_waits_no_longer_than_told(void **state)
{
	(void)state;
	char data[1000];
	const int id = sysvipc_msg_get(key, 0600);
	struct timespec begin = now();

	assert_error(ETIMEDOUT, sysvipc_msg_receive(id, 0, NULL, data, 1, 0, 30));
	assert_true(elapsed_ms(&begin) >= 29);
	assert_true(fill_queue(id) > 0);
	begin = now();
	assert_error(ETIMEDOUT, sysvipc_msg_send(id, 1, data, sizeof(data), 30));
	assert_true(elapsed_ms(&begin) >= 29);
	assert_int_equal(sysvipc_msg_receive(id, 0, NULL, data, sizeof(data), 0, 30), 1000);
	assert_int_equal(sysvipc_msg_send(id, 1, data, sizeof(data), 30), 0);
}

/* Sends to the queue, whose number it gets, what the other side expects: the numbers from 1. */
static int send_numbers(int id)
{
	for (long i = 1; i <= 2000; i++)
		if (sysvipc_msg_send(id, i, &i, sizeof(i), i % 2 ? SYSVIPC_FOREVER : 10000) == -1)
			return 1;
	return 0;
}

static int receive_numbers(int id)
{
	for (long i = 1, type, number; i <= 2000; i++)
		if (sysvipc_msg_receive(id, 0, &type, &number, sizeof(number), 0,
					i % 3 ? SYSVIPC_FOREVER : 10000) != sizeof(number) ||
		    type != i || number != i)
			return 1;
	return 0;
}

static void two_processes_exchange_messages(void **state)
{
	(void)state;
	const int id = sysvipc_msg_get(key, 0600);
	const pid_t child = start(send_numbers, id);

	assert_int_equal(receive_numbers(id), 0);
	ends_with(child, 0);
}

static void two_threads_exchange_messages(void **state)
{
	(void)state;
	struct thread thread;
	const int id = sysvipc_msg_get(key, 0600);

	start_thread(&thread, receive_numbers, id);
	assert_int_equal(send_numbers(id), 0);
	assert_int_equal(join_thread(&thread), 0);
}

static int receive_for_ever(int id)
{
	shared->good = 1;
	return sysvipc_msg_receive(id, 0, NULL, NULL, 0, 0, SYSVIPC_FOREVER) == -1 ? errno : 0;
}

static int receive_for_a_while(int id)
{
	shared->good = 1;
	return sysvipc_msg_receive(id, 0, NULL, NULL, 0, 0, 10000) == -1 ? errno : 0;
}

/* Starts FUNCTION in a child; it is about to wait, or does already. */
static pid_t start_waiting(int (*function)(int), int id)
{
	shared->good = 0;
	const pid_t child = start(function, id);
	while (shared->good == 0)
		sched_yield();
	return child;
}

static void a_message_wakes_who_waits(void **state)
{
	(void)state;
	const int id = sysvipc_msg_get(key, 0600);

	for (int i = 0; i < 2; i++) {
		const pid_t child = start_waiting(i ? receive_for_a_while : receive_for_ever, id);
		assert_int_equal(sysvipc_msg_send(id, 1, NULL, 0, SYSVIPC_NOW), 0);
		ends_with(child, 0);
	}
}

static void removal_of_a_queue_wakes_who_waits(void **state)
{
	(void)state;
	int status;

	for (int i = 0; i < 2; i++) {
		const int id = sysvipc_msg_get(key, 0600);
		const pid_t child = start_waiting(i ? receive_for_a_while : receive_for_ever, id);

		assert_int_equal(sysvipc_msg_remove(id), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		/* EINVAL if it came to look only now */
		assert_true(WEXITSTATUS(status) == EIDRM || WEXITSTATUS(status) == EINVAL);
	}
}

static void a_signal_ends_a_wait_for_messages(void **state)
{
	(void)state;
	const struct sigaction action = { .sa_handler = handle, .sa_flags = SA_RESTART };
	const int id = sysvipc_msg_get(key, 0600);
	int status;

	sigaction(SIGUSR1, &action, NULL);
	for (int i = 0; i < 2; i++) {
		const pid_t child = start_waiting(i ? receive_for_a_while : receive_for_ever, id);

		while (waitpid(child, &status, WNOHANG) == 0) /* the first may come too soon */
			kill(child, SIGUSR1);
		assert_int_equal(WEXITSTATUS(status), EINTR);
	}
}

static void a_queue_tells_about_itself(void **state)
{
	(void)state;
	struct sysvipc_msg_info info;
	char data[8];
	const int id = sysvipc_msg_get(key, 0604);

	send_text(id, 1, "abc");
	send_text(id, 2, "defgh");
	assert_int_equal(sysvipc_msg_info(id, &info), 0);
	assert_int_equal(info.messages, 2);
	assert_int_equal(info.bytes, 8);
	assert_true(info.capacity >= 8);
	assert_int_equal(info.last_sender, getpid());
	assert_int_equal(info.last_receiver, 0);
	assert_int_equal(info.owner, geteuid());
	assert_int_equal(info.group, getegid());
	assert_int_equal(info.mode, 0604);
	assert_true(info.changed > 0);
	sysvipc_msg_receive(id, 0, NULL, data, sizeof(data), 0, SYSVIPC_NOW);
	assert_int_equal(sysvipc_msg_info(id, &info), 0);
	assert_int_equal(info.messages, 1);
	assert_int_equal(info.last_receiver, getpid());
	assert_error(EINVAL, sysvipc_msg_info(-1, &info));
}

#define test(name) cmocka_unit_test_teardown(name, remove_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_key_is_that_of_ftok),
		test(a_project_that_could_make_no_key_is_refused),
		test(the_version_is_that_of_the_header),
		test(a_segment_is_made_once_then_found),
		test(a_private_segment_is_always_new),
		test(a_segment_of_no_size_or_other_bits_is_refused),
		test(a_new_segment_is_all_zeros),
		test(processes_see_one_segment_initialised),
		test(threads_see_one_segment_initialised),
		test(a_segment_whose_initialisation_fails_is_none),
		test(a_segment_of_a_slow_maker_is_waited_for),
		test(a_segment_of_a_maker_killed_meanwhile_is_replaced),
		test(a_segment_of_a_maker_killed_at_once_is_replaced),
		test(a_segment_can_be_attached_for_reading_only),
		test(what_is_no_segment_is_not_attached),
		test(a_removed_segment_stays_for_those_who_have_it),
		test(a_set_is_made_once_then_found),
		test(a_set_without_values_is_all_zeros),
		test(a_set_that_cannot_be_is_refused),
		test(processes_see_one_set_initialised),
		test(threads_see_one_set_initialised),
		test(a_set_whose_maker_is_dead_is_replaced),
		test(a_set_of_a_slow_maker_is_waited_for),
		test(a_semaphore_counts),
		test(a_semaphore_that_is_not_there_is_refused),
		test(values_are_set_and_read),
		test(a_set_tells_about_itself),
		test(a_wait_with_a_limit_ends),
		test(a_post_wakes_one_who_waits),
		test(zero_wakes_all_who_wait_for_it),
		test(removal_wakes_all_who_wait),
		test(a_signal_ends_a_wait),
		test(what_was_done_with_undo_is_undone),
		test(a_semaphore_excludes_threads),
		test(a_queue_is_made_once_then_found),
		test(messages_are_received_by_type),
		test(messages_may_be_empty_or_binary),
		test(a_message_too_long_stays_or_is_cut),
		test(what_is_no_message_is_refused),
		test(a_queue_waits_no_longer_than_told),
		test(two_processes_exchange_messages),
		test(two_threads_exchange_messages),
		test(a_message_wakes_who_waits),
		test(removal_of_a_queue_wakes_who_waits),
		test(a_signal_ends_a_wait_for_messages),
		test(a_queue_tells_about_itself),
	};

	alarm(60);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}

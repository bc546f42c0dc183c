/*
 * lock/condition - a process sleeps until what it waits for has become true
 *
 *     $ ./lock/condition one two three
 *     child: one
 *     child: two
 *     child: three
 *     child: nothing new in 100 ms
 *
 * A mutex keeps others out; it is no way to wait until there is something to do.
 * A condition variable is. pthread_cond_wait() unlocks the mutex and sleeps, in
 * one step: so the signal cannot come in between. When it returns the mutex is
 * locked again, but what one waits for is not certain: another may have been
 * faster, or it woke for nothing. So it is asked for in a loop, always.
 *
 * Both are process-shared, or they would work among threads alone. The time limit
 * is taken from the monotonic clock, which nobody can set.
 *
 * See also: lock/mutex.c; pthread_mutexattr_setpshared(3), pthreads(7)
 */
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: condition [-h] [-t MS] [WORD...]\n"
			    "Hands each word to a child, which waits for it.\n"
			    "  -t MS  how long it waits for one more (default 100 milliseconds)\n";

struct box {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool full;
	char word[64];
};

static long patience_ms = 100;

static struct box *new_box(void)
{
	pthread_mutexattr_t mutex;
	pthread_condattr_t changed;
	struct box *box =
		mmap(NULL, sizeof(*box), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (box == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&box->mutex, &mutex);
	pthread_condattr_init(&changed);
	pthread_condattr_setpshared(&changed, PTHREAD_PROCESS_SHARED);
	pthread_condattr_setclock(&changed, CLOCK_MONOTONIC);
	pthread_cond_init(&box->changed, &changed);
	return box;
}

/* Waits, with the mutex locked, until the box is FULL or not. False after MS milliseconds. */
static bool wait_until(struct box *box, bool full, long ms)
{
	const struct timespec deadline = lab_in(CLOCK_MONOTONIC, ms);

	while (box->full != full)
		if (pthread_cond_timedwait(&box->changed, &box->mutex, &deadline) == ETIMEDOUT)
			return box->full == full;
	return true;
}

static void take(struct box *box, int words)
{
	pthread_mutex_lock(&box->mutex);
	for (; words > 0 && wait_until(box, true, 5000); words--) {
		printf("child: %s\n", box->word);
		box->full = false;
		pthread_cond_signal(&box->changed);
	}
	if (!wait_until(box, true, patience_ms))
		printf("child: nothing new in %ld ms\n", patience_ms);
	pthread_mutex_unlock(&box->mutex);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	while (lab_getopt(argc, argv, "t:", true, usage) != -1)
		patience_ms = lab_number(optarg, 1, 5000, "time");
	lab_time_limit(15, "the child is stuck");
	struct box *box = new_box();
	const pid_t child = lab_fork();
	if (child == 0) {
		take(box, argc - optind);
		lab_end_child();
	}

	pthread_mutex_lock(&box->mutex);
	for (; argv[optind]; optind++) {
		if (!wait_until(box, false, 5000))
			errx(EXIT_FAILURE, "the child does not take '%s'", box->word);
		const size_t size = strlen(argv[optind]) + 1;
		if (size > sizeof(box->word))
			lab_wrong_usage("word '%s': longer than %zu bytes", argv[optind],
					sizeof(box->word) - 1);
		memcpy(box->word, argv[optind], size);
		box->full = true;
		pthread_cond_signal(&box->changed);
	}
	pthread_mutex_unlock(&box->mutex);
	return lab_wait_for_children();
}

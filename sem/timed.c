/*
 * sem/timed - the ways out of a wait that nobody ends
 *
 *     $ ./sem/timed
 *     sem_trywait: EAGAIN
 *     sem_timedwait, 100 ms from now: ETIMEDOUT
 *     sem_timedwait, 100 ms ago: ETIMEDOUT
 *     sem_timedwait, 2000000000 ns: EINVAL
 *     sem_wait, and a signal comes: EINTR
 *     sem_timedwait, but it is posted: it was taken
 *
 * sem_wait(3) waits for as long as it takes. sem_trywait does not wait at all, and
 * sem_timedwait until a time of the clock: not for a length of time, so that a
 * process that was interrupted can go on waiting with the same deadline. The nanoseconds
 * must be fewer than a second, a mistake that is easy to make when one adds. A
 * signal with a handler ends any wait. (SA_RESTART lets sem_wait go on by itself,
 * but not sem_timedwait.) So EINTR is no failure but the moment to look around.
 *
 * See also: lab/clock.h; sem_wait(3), clock_gettime(2), signal(7)
 */
#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

static void interrupt(int sig)
{
	(void)sig; /* that sem_wait returns is all */
}

static void report(const char *what, int result)
{
	const char *how = strerror(errno);

	if (result == 0)
		how = "it was taken";
	else if (errno == EAGAIN)
		how = "EAGAIN";
	else if (errno == ETIMEDOUT)
		how = "ETIMEDOUT";
	else if (errno == EINVAL)
		how = "EINVAL";
	else if (errno == EINTR)
		how = "EINTR";
	printf("%s: %s\n", what, how);
}

static void timed_wait(sem_t *sem, struct timespec deadline, const char *what)
{
	report(what, sem_timedwait(sem, &deadline));
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = interrupt };
	/* It comes again and again: the first could come before sem_wait is called. */
	const struct itimerval timer = { { 0, 20000 }, { 0, 20000 } }, none = { 0 };
	sem_t sem;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: timed [-h]\nShows how a wait at a semaphore can end.\n");
	if (sem_init(&sem, 0, 0) == -1)
		err(EXIT_FAILURE, "sem_init");

	report("sem_trywait", sem_trywait(&sem));
	timed_wait(&sem, lab_in(CLOCK_REALTIME, 100), "sem_timedwait, 100 ms from now");
	timed_wait(&sem, lab_in(CLOCK_REALTIME, -100), "sem_timedwait, 100 ms ago");
	timed_wait(&sem, (struct timespec){ .tv_sec = time(NULL), .tv_nsec = 2000000000 },
		   "sem_timedwait, 2000000000 ns");

	sigprocmask(SIG_SETMASK, &action.sa_mask, NULL); /* none: it may have been blocked */
	if (sigaction(SIGALRM, &action, NULL) == -1 || setitimer(ITIMER_REAL, &timer, NULL) == -1)
		err(EXIT_FAILURE, "setitimer");
	report("sem_wait, and a signal comes", sem_wait(&sem));
	setitimer(ITIMER_REAL, &none, NULL);

	if (sem_post(&sem) == -1)
		err(EXIT_FAILURE, "sem_post");
	timed_wait(&sem, lab_in(CLOCK_REALTIME, 100), "sem_timedwait, but it is posted");
	return EXIT_SUCCESS;
}

/*
 * sem/stale - a semaphore that a dead process left behind is removed first
 *
 *     $ ./sem/stale
 *     a process takes the semaphore and is killed
 *     the next one opens it with the value 1, and waits
 *     it gets in
 *
 * A named semaphore outlives its processes, with the value that it had. sem_open(3)
 * with O_CREAT uses the value it is given only if there is none of that name. So
 * the one that begins, and only that one, removes what is there and makes a new
 * one; O_EXCL makes sure that it is new. Who that is must be clear: sem/consumer
 * holds a lock which tells, and which the kernel takes off at its death.
 *
 * See also: sem/stale_wrong.c, sem/consumer.c, sem/objects.c; sem_open(3),
 * sem_unlink(3), sem_overview(7)
 */
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char *name;
static volatile sig_atomic_t stopped;

static void remove_semaphore(void)
{
	sem_unlink(name);
}

static void stop(int sig)
{
	stopped = sig; /* and the wait returns */
}

static sem_t *open_semaphore(void)
{
	if (sem_unlink(name) == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "sem_unlink %s", name);
	sem_t *sem = sem_open(name, O_CREAT | O_EXCL, 0600, 1);

	if (sem == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", name);
	return sem;
}

/* What happened before: a process died in the middle. */
static void leave_one_behind(void)
{
	const pid_t parent = getpid();
	int status;

	puts("a process takes the semaphore and is killed");
	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		if (sem_wait(open_semaphore()) == -1)
			err(EXIT_FAILURE, "sem_wait %s", name);
		raise(SIGKILL);
	}
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			err(EXIT_FAILURE, "waitpid");
	if (!WIFSIGNALED(status))
		errx(EXIT_FAILURE, "waitpid: the child has failed");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: stale [-h]\nOpens a semaphore that a dead process had taken.\n");
	name = lab_name("stale");
	lab_on_stop(stop);
	atexit(remove_semaphore);
	remove_semaphore(); /* a run that was killed may have left one */
	leave_one_behind();

	puts("the next one opens it with the value 1, and waits");
	sem_t *sem = open_semaphore();
	const struct timespec deadline = lab_deadline();
	const bool taken = sem_timedwait(sem, &deadline) == 0;
	if (stopped) {
		remove_semaphore();
		lab_end_by(stopped);
	}
	if (!taken)
		errx(EXIT_FAILURE,
		     "it waits for ever: the value of the dead process is still there");
	puts("it gets in");
	return EXIT_SUCCESS;
}

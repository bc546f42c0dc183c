/*
 * sem/stale_wrong - a semaphore that a dead process left behind keeps its value
 *
 *     $ ./sem/stale_wrong; echo "status $?"
 *     a process takes the semaphore and is killed
 *     the next one opens it with the value 1, and waits
 *     stale_wrong: it waits for ever: the value of the dead process is still there
 *     status 1
 *
 * Wrong: sem_open(3) with O_CREAT and the value 1, as in many programs, and then
 * trust in the 1. A process that was killed while it had the semaphore left a 0
 * behind. The name is still there, so nothing is created and the 1 is ignored,
 * without a word. Each run after that hangs, until somebody removes the name.
 *
 * See also: sem/stale.c, lock/not_a_mutex.c; sem_open(3), sem_unlink(3)
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

static sem_t *open_semaphore(const char *name)
{
	sem_t *sem = sem_open(name, O_CREAT, 0600, 1);

	if (sem == SEM_FAILED)
		err(EXIT_FAILURE, "sem_open %s", name);
	return sem;
}

int main(int argc, char **argv)
{
	int status;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: stale_wrong [-h]\nOpens a semaphore that a dead process had taken.\n");
	const char *const name = lab_name("stale");
	puts("a process takes the semaphore and is killed");
	lab_hold_stop();  /* for as long as the name is there */
	sem_unlink(name); /* a run that was killed may have left one */
	if (lab_fork() == 0) {
		if (sem_wait(open_semaphore(name)) == -1)
			err(EXIT_FAILURE, "sem_wait %s", name);
		raise(SIGKILL);
	}
	if (wait(&status) == -1)
		err(EXIT_FAILURE, "wait");
	if (!WIFSIGNALED(status))
		errx(EXIT_FAILURE, "wait: the child has failed");

	sem_t *sem = open_semaphore(name);
	sem_unlink(name); /* the semaphore itself stays as long as it is open */
	lab_mask_stop(SIG_UNBLOCK);
	puts("the next one opens it with the value 1, and waits");
	const struct timespec deadline = lab_deadline();
	if (sem_timedwait(sem, &deadline) == -1)
		errx(EXIT_FAILURE,
		     "it waits for ever: the value of the dead process is still there");
	puts("it gets in");
	return EXIT_SUCCESS;
}

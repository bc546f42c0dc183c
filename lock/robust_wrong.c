/*
 * lock/robust_wrong - the owner of a mutex dies, and the next to lock it waits for ever
 *
 *     $ ./lock/robust_wrong
 *     child: moving 30 from one account to the other: taken from the first, now I die
 *     robust_wrong: pthread_mutex_lock: its owner has died, and nobody will unlock it
 *     $ echo $?
 *     1
 *
 * To the kernel an ordinary mutex is a number in memory. It does not know that the
 * process that has died had locked it, and the C library of the others does not know
 * that it has died. Here a time limit of a second ends the wait.
 *
 * See also: lock/robust.c, lock/mutex.c; pthread_mutexattr_setrobust(3)
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: robust_wrong [-h] [-n]\n"
			    "A child dies in the middle of what an ordinary mutex guards.\n"
			    "  -n  do not put it right\n";

struct bank {
	pthread_mutex_t mutex;
	long first, second; /* together 100, unless the mutex is locked */
};

static struct bank *open_bank(void)
{
	pthread_mutexattr_t robust;
	struct bank *bank = mmap(NULL, sizeof(*bank), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (bank == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	pthread_mutexattr_init(&robust);
	pthread_mutexattr_setpshared(&robust, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&bank->mutex, &robust);
	bank->first = 100;
	return bank;
}

static void begin_and_die(struct bank *bank)
{
	pthread_mutex_lock(&bank->mutex);
	bank->first -= 30;
	puts("child: moving 30 from one account to the other: taken from the first, now I die");
	raise(SIGKILL);
}

int main(int argc, char **argv)
{
	bool put_right = true;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n", false, usage) != -1)
		put_right = false;
	lab_time_limit(1, "pthread_mutex_lock: its owner has died, and nobody will unlock it");
	struct bank *bank = open_bank();
	const pid_t child = lab_fork();
	if (child == 0) {
		begin_and_die(bank);
	}
	if (waitpid(child, NULL, 0) == -1)
		err(EXIT_FAILURE, "waitpid");

	int result = pthread_mutex_lock(&bank->mutex); /* these return the error, and leave errno */
	if (result != EOWNERDEAD)
		errx(EXIT_FAILURE, "pthread_mutex_lock: %s, not EOWNERDEAD", strerror(result));
	printf("parent: EOWNERDEAD: the owner died, and %ld + %ld is not 100\n", bank->first,
	       bank->second);
	if (put_right) {
		bank->second = 100 - bank->first;
		pthread_mutex_consistent(&bank->mutex);
		printf("parent: put right and declared consistent: %ld + %ld\n", bank->first,
		       bank->second);
	}
	pthread_mutex_unlock(&bank->mutex);

	result = pthread_mutex_lock(&bank->mutex);
	if (result == ENOTRECOVERABLE)
		puts("parent: unlocked as it is, so ENOTRECOVERABLE: nobody will ever lock it "
		     "again");
	else if (result == 0)
		puts("parent: the mutex is an ordinary one again");
	return result == (put_right ? 0 : ENOTRECOVERABLE) ? EXIT_SUCCESS : EXIT_FAILURE;
}

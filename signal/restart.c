/*
 * signal/restart - ask which waiting calls go on after a signal with SA_RESTART
 *
 *     $ ./signal/restart
 *                   no flag  SA_RESTART
 *     read          EINTR    goes on
 *     sem_wait      EINTR    goes on
 *     poll          EINTR    EINTR
 *     nanosleep     EINTR    EINTR
 *     pause         EINTR    EINTR
 *     sigsuspend    EINTR    EINTR
 *
 * A child makes the call, waits in it, and is interrupted by a signal with a handler.
 * Then it has either ended, as the call returned with EINTR, or it sleeps again:
 * the kernel has restarted the call. Those whose purpose is to wait for a signal
 * never are, nor are poll(2) and its kin, nor a sleep (nanosleep(2) tells how much of
 * it is left). So a program that catches signals checks for EINTR in any case. (A
 * library may call again by itself: musl does in sigwaitinfo.)
 *
 * See also: signal/eintr.c, signal/asleep.h; signal(7), nanosleep(2),
 * SA_RESTART in sigaction(2)
 */
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "asleep.h"

enum call { READ, SEM_WAIT, POLL, NANOSLEEP, PAUSE, SIGSUSPEND, CALLS };

static const char *const names[CALLS] = { "read",      "sem_wait", "poll",
					  "nanosleep", "pause",    "sigsuspend" };

static void handler(int sig)
{
	(void)sig;
}

/* Waits in CALL, for something that does not come. Returns what CALL returns. */
static int wait_in(enum call call)
{
	const struct timespec an_hour = { .tv_sec = 3600 };
	sem_t semaphore;
	sigset_t none;
	char byte;
	int ends[2];

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL); /* SIGUSR1 may have been blocked from the start */
	switch (call) {
	case READ:
		if (pipe(ends) == -1)
			err(EXIT_FAILURE, "pipe");
		return (int)read(ends[0], &byte, 1);
	case SEM_WAIT:
		if (sem_init(&semaphore, 0, 0) == -1)
			err(EXIT_FAILURE, "sem_init");
		return sem_wait(&semaphore);
	case POLL:
		return poll(NULL, 0, -1);
	case NANOSLEEP:
		return nanosleep(&an_hour, NULL);
	case PAUSE:
		return pause();
	default:
		return sigsuspend(&none);
	}
}

/* Interrupts a child in CALL by a signal whose handler has FLAGS, and says what becomes of it. */
static const char *try(enum call call, int flags)
{
	const struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	int status;

	const pid_t child = lab_fork();
	if (child == 0) {
		sigaction(SIGUSR1, &action, NULL);
		const bool interrupted = wait_in(call) == -1 && errno == EINTR;
		_exit(interrupted ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	if (!wait_until_asleep(child))
		errx(EXIT_FAILURE, "kill %ld: it has ended instead of waiting", (long)child);
	if (kill(child, SIGUSR1) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)child);
	const bool goes_on = wait_until_asleep(child);
	if (kill(child, SIGKILL) == -1 || waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "kill or waitpid %ld", (long)child);
	return goes_on ? "goes on" : status == 0 ? "EINTR" : "failed";
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: restart [-h]\nInterrupts waiting calls, with SA_RESTART and without.\n");
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	printf("%-13s %-8s %s\n", "", "no flag", "SA_RESTART");
	for (enum call call = READ; call < CALLS; call++)
		printf("%-13s %-8s %s\n", names[call], try(call, 0), try(call, SA_RESTART));
	return EXIT_SUCCESS;
}

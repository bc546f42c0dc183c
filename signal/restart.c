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
 * See also: signal/eintr.c, signal/interrupt.h; signal(7), nanosleep(2),
 * SA_RESTART in sigaction(2)
 */
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "interrupt.h"

enum call { READ, SEM_WAIT, POLL, NANOSLEEP, PAUSE, SIGSUSPEND, CALLS };

static const char *const names[CALLS] = { "read",      "sem_wait", "poll",
					  "nanosleep", "pause",    "sigsuspend" };

/* Waits in CALL, for something that does not come. */
static void wait_in(enum call call)
{
	const struct timespec an_hour = { .tv_sec = 3600 };
	sem_t semaphore;
	sigset_t none;
	char byte;
	int ends[2];

	switch (call) {
	case READ:
		if (pipe(ends) == -1)
			err(EXIT_FAILURE, "pipe");
		if (read(ends[0], &byte, 1) != -1)
			_exit(EXIT_FAILURE);
		break;
	case SEM_WAIT:
		sem_init(&semaphore, 0, 0);
		sem_wait(&semaphore);
		break;
	case POLL:
		poll(NULL, 0, -1);
		break;
	case NANOSLEEP:
		nanosleep(&an_hour, NULL);
		break;
	case PAUSE:
		pause();
		break;
	default:
		sigemptyset(&none);
		sigsuspend(&none);
	}
}

/* Interrupts a child in CALL by a signal whose handler has FLAGS, and says what becomes of it. */
static const char *try(enum call call, int flags)
{
	const struct sigaction action = { .sa_handler = acknowledge, .sa_flags = flags };
	const pid_t parent = getpid(), child = fork();
	char state;

	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		sigaction(SIGUSR1, &action, NULL);
		wait_in(call);
		_exit(errno == EINTR ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	interrupt(child);
	while ((state = process_state(child)) != 'S' && state != 'Z')
		poll(NULL, 0, 1); /* on its way to one of the two */

	kill(child, SIGKILL);
	int status;
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (state == 'S')
		return "goes on";
	return status == 0 ? "EINTR" : "failed";
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: restart [-h]\nInterrupts waiting calls, with SA_RESTART and without.\n");
	if (pipe(acknowledgements) == -1)
		err(EXIT_FAILURE, "pipe");
	printf("%-13s %-8s %s\n", "", "no flag", "SA_RESTART");
	for (enum call call = READ; call < CALLS; call++)
		printf("%-13s %-8s %s\n", names[call], try(call, 0), try(call, SA_RESTART));
	return EXIT_SUCCESS;
}

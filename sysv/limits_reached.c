/*
 * sysv/limits_reached - how each call fails at a limit
 *
 *     $ ./sysv/limits_reached
 *     shmget of 0 bytes: Invalid argument
 *     msgsnd of msgmax + 1 bytes: Invalid argument
 *     msgsnd to a full queue: Resource temporarily unavailable
 *     semget of semmsl + 1 semaphores: Invalid argument
 *     semop of semopm + 1 operations: Argument list too long
 *     semop to semvmx + 1: ...
 *
 * A value that can never be right is EINVAL, also a length over the limit. Too many
 * operations in one semop(2) are E2BIG. A queue that is full is EAGAIN, if the caller does
 * not want to wait (IPC_NOWAIT). A semaphore over its greatest value is ERANGE: "Numerical
 * result out of range", as glibc says it, or "Result not representable", as musl does.
 *
 * See also: sysv/limits.c, sysv/objects.c; msgsnd(2), semget(2), semop(2), shmget(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static int queue = -1, set = -1;

static void remove_both(void)
{
	msgctl(queue, IPC_RMID, NULL);
	semctl(set, 0, IPC_RMID);
}

static void fails(const char *what, int result)
{
	if (result != -1)
		errx(EXIT_FAILURE, "%s: has worked", what);
	printf("%s: %s\n", what, strerror(errno));
}

int main(int argc, char **argv)
{
	struct msginfo msg;
	struct seminfo sem;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: limits_reached [-h]\nGoes beyond each limit.\n");
	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&msg) == -1 ||
	    semctl(0, 0, IPC_INFO, &sem) == -1)
		err(EXIT_FAILURE, "IPC_INFO");
	lab_hold_stop(); /* to the end, a moment later: it would leave queue and set behind */
	atexit(remove_both);
	queue = msgget(IPC_PRIVATE, 0600);
	set = semget(IPC_PRIVATE, 1, 0600);
	long *packet = calloc(1, sizeof(long) + (size_t)msg.msgmax + 1);
	struct sembuf *many = calloc((size_t)sem.semopm + 1, sizeof(*many));
	struct sembuf to_the_top = { .sem_op = (short)sem.semvmx }, one_more = { .sem_op = 1 };
	if (queue == -1 || set == -1 || !packet || !many || semop(set, &to_the_top, 1) == -1)
		err(EXIT_FAILURE, "msgget, semget, calloc or semop");
	*packet = 1; /* the type */

	fails("shmget of 0 bytes", shmget(IPC_PRIVATE, 0, 0600));
	fails("msgsnd of msgmax + 1 bytes", msgsnd(queue, packet, (size_t)msg.msgmax + 1, 0));
	while (msgsnd(queue, packet, (size_t)msg.msgmax, IPC_NOWAIT) == 0)
		continue;
	fails("msgsnd to a full queue", msgsnd(queue, packet, (size_t)msg.msgmax, IPC_NOWAIT));
	fails("semget of semmsl + 1 semaphores", semget(IPC_PRIVATE, sem.semmsl + 1, 0600));
	fails("semop of semopm + 1 operations", semop(set, many, (size_t)sem.semopm + 1));
	fails("semop to semvmx + 1", semop(set, &one_more, 1));
	free(packet);
	free(many);
	return EXIT_SUCCESS;
}

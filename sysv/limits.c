/*
 * sysv/limits - how much SysV objects may take, and where that is written
 *
 *     $ ./sysv/limits
 *     shmmax ... bytes in a segment              /proc/sys/kernel/shmmax
 *     shmall ... pages in all segments           /proc/sys/kernel/shmall
 *     shmmni ... segments                        /proc/sys/kernel/shmmni
 *     msgmax ... bytes in a message              /proc/sys/kernel/msgmax
 *     msgmnb ... bytes in a new queue            /proc/sys/kernel/msgmnb
 *     msgmni ... queues                          /proc/sys/kernel/msgmni
 *     semmsl ... semaphores in a set             /proc/sys/kernel/sem, 1st
 *     semmns ... semaphores in all sets          /proc/sys/kernel/sem, 2nd
 *     semopm ... operations in a semop           /proc/sys/kernel/sem, 3rd
 *     semmni ... sets                            /proc/sys/kernel/sem, 4th
 *     semvmx ... the value of a semaphore        fixed
 *
 * The calls with IPC_INFO tell the limits, and so do the files: they belong to the
 * IPC namespace, so a container has its own. Root sets them by writing there, or
 * with sysctl -w kernel.shmmni=8192, or for good in a file in /etc/sysctl.d. Too
 * many objects: shmget, msgget and semget fail with ENOSPC. Before raising a limit, look
 * with ipcs(1) for what was left behind.
 *
 * See also: sysv/limits_reached.c, mq/limits.c; sysvipc(7), proc(5), ipcs(1), sysctl(8)
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "../lab/options.h"
#include "../lab/output.h"

/* Prints VALUE; ends the program if the NTH number of the file NAME is another. */
static void show(const char *name, uintmax_t value, const char *what, const char *file, int nth)
{
	static const char *const places[] = { "", ", 1st", ", 2nd", ", 3rd", ", 4th" };
	char path[64];
	uintmax_t there = 0;

	snprintf(path, sizeof(path), "/proc/sys/kernel/%s", file ? file : "");
	printf("%s %20ju %-31s %s%s\n", name, value, what, file ? path : "fixed", places[nth]);
	FILE *stream = file ? fopen(path, "r") : NULL;
	if (!stream)
		return;
	for (int i = 0; i < (nth ? nth : 1); i++)
		if (fscanf(stream, "%ju", &there) != 1)
			err(EXIT_FAILURE, "read %s", path);
	fclose(stream);
	if (there != value)
		errx(EXIT_FAILURE, "%s: says %ju, IPC_INFO says %ju", path, there, value);
}

int main(int argc, char **argv)
{
	struct shminfo shm;
	struct msginfo msg;
	struct seminfo sem;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: limits [-h]\nShows the limits of SysV IPC.\n");
	if (shmctl(0, IPC_INFO, (struct shmid_ds *)&shm) == -1 ||
	    msgctl(0, IPC_INFO, (struct msqid_ds *)&msg) == -1 ||
	    semctl(0, 0, IPC_INFO, &sem) == -1)
		err(EXIT_FAILURE, "IPC_INFO");
	show("shmmax", shm.shmmax, "bytes in a segment", "shmmax", 0);
	show("shmall", shm.shmall, "pages in all segments", "shmall", 0);
	show("shmmni", shm.shmmni, "segments", "shmmni", 0);
	show("msgmax", (uintmax_t)msg.msgmax, "bytes in a message", "msgmax", 0);
	show("msgmnb", (uintmax_t)msg.msgmnb, "bytes in a new queue", "msgmnb", 0);
	show("msgmni", (uintmax_t)msg.msgmni, "queues", "msgmni", 0);
	show("semmsl", (uintmax_t)sem.semmsl, "semaphores in a set", "sem", 1);
	show("semmns", (uintmax_t)sem.semmns, "semaphores in all sets", "sem", 2);
	show("semopm", (uintmax_t)sem.semopm, "operations in a semop", "sem", 3);
	show("semmni", (uintmax_t)sem.semmni, "sets", "sem", 4);
	show("semvmx", (uintmax_t)sem.semvmx, "the value of a semaphore", NULL, 0);
	return EXIT_SUCCESS;
}

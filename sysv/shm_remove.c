/*
 * sysv/shm_remove - a segment that is removed while it is attached
 *
 *     $ ./sysv/shm_remove
 *     made              : nattch 0
 *     attached          : nattch 1
 *     forked            : nattch 2
 *     removed           : nattch 2, SHM_DEST, the key is free
 *     a new one of this key: it is another
 *     child: still reads 'hello'
 *     child ended       : nattch 1, SHM_DEST, the key is free
 *     detached          : Invalid argument
 *
 * The kernel counts how many times a segment is attached, shm_nattch. IPC_RMID
 * takes the key away at once, so nobody finds the segment any more, and marks it
 * with SHM_DEST; the memory stays until the last process detaches it, or ends. So
 * a segment that is removed as soon as all have attached it leaves nothing behind,
 * however they end. Queues and sets are not so kind: they are gone at once.
 *
 * fork(2) inherits what is attached, and exec(3) detaches it.
 *
 * See also: sysv/shm_consumer.c, sysv/objects.c; shmctl(2), shmat(2), ipcs(1)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static int segment = -1, other = -1;

static void remove_both(void)
{
	shmctl(segment, IPC_RMID, NULL);
	shmctl(other, IPC_RMID, NULL);
}

static void stop(int sig)
{
	remove_both(); /* bare system calls: safe here, though not in the list of signal-safety(7) */
	lab_end_by(sig);
}

static void show(const char *what)
{
	struct shmid_ds info;

	printf("%-18s: ", what);
	if (shmctl(segment, IPC_STAT, &info) == -1)
		printf("%s\n", strerror(errno));
	else
		printf("nattch %lu%s%s\n", (unsigned long)info.shm_nattch,
		       info.shm_perm.mode & SHM_DEST ? ", SHM_DEST" : "",
		       info.shm_perm.__key == IPC_PRIVATE ? ", the key is free" : "");
}

int main(int argc, char **argv)
{
	char file[32];
	int ends[2];
	char byte;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: shm_remove [-h]\nRemoves what is in use.\n");
	/* A file in memory, for the key: nobody else has it, and it goes with us. */
	snprintf(file, sizeof(file), "/proc/self/fd/%d", memfd_create("key", MFD_CLOEXEC));
	const key_t key = ftok(file, 'm');
	if (key == -1 || pipe(ends) == -1)
		err(EXIT_FAILURE, "memfd_create or pipe");
	lab_hold_stop();
	segment = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600);
	if (segment == -1)
		err(EXIT_FAILURE, "shmget 0x%08x", key);
	atexit(remove_both);
	show("made");
	char *text = shmat(segment, NULL, 0);
	if (text == (void *)-1)
		err(EXIT_FAILURE, "shmat 0x%08x", key);
	show("attached");

	if (lab_fork() == 0) {
		close(ends[1]);
		if (read(ends[0], &byte, 1) == 1)
			printf("child: still reads '%s'\n", text);
		lab_end_child();
	}
	show("forked");
	memcpy(text, "hello", sizeof("hello"));
	if (shmctl(segment, IPC_RMID, NULL) == -1)
		err(EXIT_FAILURE, "shmctl IPC_RMID");
	show("removed");
	other = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600);
	if (other == -1)
		err(EXIT_FAILURE, "shmget 0x%08x", key);
	lab_on_stop(stop); /* now it knows all that it has to remove */
	printf("a new one of this key: it is %s\n", other == segment ? "the same" : "another");
	if (write(ends[1], "", 1) == -1) /* now the child looks */
		err(EXIT_FAILURE, "write pipe");
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;
	show("child ended");
	if (shmdt(text) == -1)
		err(EXIT_FAILURE, "shmdt");
	show("detached");
	return EXIT_SUCCESS;
}

/*
 * sysv/shm_attach - attach a segment twice, and at a wished address; lock it in memory
 *
 *     $ ./sysv/shm_attach
 *     attached twice: two addresses, the same memory
 *     at an address that is no multiple of SHMLBA: Invalid argument
 *     with SHM_RND: rounded down to one
 *     with SHM_LOCK: ...
 *
 * The kernel chooses the address, a different one in each process and each run, and so it
 * should be: hence no pointers in shared memory. A caller that passes shmat(2) an address
 * must know that nothing lies there. It passes a multiple of SHMLBA, or the flag SHM_RND.
 * SHM_REMAP, of Linux alone, replaces what is there; so the program first reserves a place
 * with mmap(2), and then puts the segment into it.
 *
 * SHM_LOCK keeps the segment from being swapped out, as mlock(2) does for pages. It
 * counts against RLIMIT_MEMLOCK.
 *
 * See also: sysv/shm_read_only.c, shm/pointers.c, mmap/fixed.c, mmap/locked.c; shmat(2), shmctl(2)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static int segment = -1;

static void remove_segment(void)
{
	shmctl(segment, IPC_RMID, NULL);
}

/* Attaches the segment at ADDRESS, or where there is room if it is NULL. */
static char *attach(void *address, int flags)
{
	char *memory = shmat(segment, address, flags);

	if (memory == (void *)-1)
		err(EXIT_FAILURE, "shmat");
	return memory;
}

int main(int argc, char **argv)
{
	const size_t unit = (size_t)SHMLBA;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, "usage: shm_attach [-h]\nShows how shmat attaches.\n");
	lab_hold_stop(); /* to the end, a moment later: it would leave the segment behind */
	segment = shmget(IPC_PRIVATE, unit, 0600);
	if (segment == -1)
		err(EXIT_FAILURE, "shmget");
	atexit(remove_segment);

	char *one = attach(NULL, 0), *two = attach(NULL, 0);
	memcpy(one, "hello", sizeof("hello"));
	printf("attached twice: %s, %s\n", one == two ? "one address" : "two addresses",
	       strcmp(one, two) == 0 ? "the same memory" : "two memories");

	char *place = mmap(NULL, 3 * unit, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (place == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	char *multiple = place + (unit - (uintptr_t)place % unit) % unit;
	if (shmat(segment, multiple + 1, SHM_REMAP) != (void *)-1)
		errx(EXIT_FAILURE, "shmat: has taken an address that is no multiple of SHMLBA");
	printf("at an address that is no multiple of SHMLBA: %s\n", strerror(errno));
	char *three = attach(multiple + unit - 1, SHM_REMAP | SHM_RND);
	printf("with SHM_RND: rounded %s\n", three == multiple ? "down to one" : "elsewhere");

	if (shmctl(segment, SHM_LOCK, NULL) == 0)
		puts("with SHM_LOCK: stays in memory");
	else
		printf("with SHM_LOCK: %s (RLIMIT_MEMLOCK)\n", strerror(errno));
	return EXIT_SUCCESS;
}

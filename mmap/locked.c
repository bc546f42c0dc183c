/*
 * mmap/locked - memory that stays in memory: mlock, MAP_LOCKED and RLIMIT_MEMLOCK
 *
 *     $ ./mmap/locked
 *     before:        VmLck ... kB, ... of 4 pages in memory
 *     mlock:         VmLck ... kB, ... of 4 pages in memory
 *     in a child:    VmLck ... kB: a lock is not inherited
 *     munlock:       VmLck ... kB
 *     MAP_LOCKED:    VmLck ... kB, ... of 4 pages in memory
 *     limit lowered to 4 pages
 *     4 more pages, mlock:         ...
 *     4 more pages, MAP_LOCKED:    ...
 *
 * Memory that is not used for a while may be moved to the disk, and come back when it
 * is touched: milliseconds that a real-time program cannot afford, and a copy of
 * secrets. Locked pages stay. They are brought in at once, and counted (VmLck in
 * /proc/self/status).
 *
 * What one locks all others lack, so there is a limit for each process, RLIMIT_MEMLOCK
 * (ulimit -l). Over it mlock(2) fails with ENOMEM and mmap(2) with EAGAIN, unless the
 * process is privileged (CAP_IPC_LOCK), as root's are outside of a container: then there
 * is no limit. The last two lines show which one this is. MAP_LOCKED has a weakness: if
 * the pages cannot be brought in, mmap does not fail.
 *
 * See also: mmap/advise.c; mlock(2), mmap(2), getrlimit(2), capabilities(7)
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/resource.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: locked [-h]\n"
			    "Locks memory, below and above the limit.\n";

enum { PAGES = 4 };

static size_t page;

/* Returns how many kB of the process are locked, from /proc/self/status. */
static unsigned long locked(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];
	unsigned long kb;

	if (!status)
		err(EXIT_FAILURE, "open /proc/self/status");
	while (fgets(line, sizeof(line), status))
		if (sscanf(line, "VmLck: %lu", &kb) == 1) {
			fclose(status);
			return kb;
		}
	errx(EXIT_FAILURE, "/proc/self/status: no VmLck:");
}

static int in_memory(void *memory)
{
	unsigned char pages[PAGES];
	int count = 0;

	if (mincore(memory, PAGES * page, pages) == -1)
		err(EXIT_FAILURE, "mincore");
	for (int i = 0; i < PAGES; i++)
		count += pages[i] & 1;
	return count;
}

static void show(const char *what, void *memory)
{
	printf("%-14s VmLck %lu kB, %d of %d pages in memory\n", what, locked(), in_memory(memory),
	       PAGES);
}

/* Says whether pages over the limit could be locked: that needs a privilege. */
static void show_over(const char *what, bool done)
{
	printf("%-29s %s\n", what,
	       done ? "done: privileged (CAP_IPC_LOCK), no limit" : strerror(errno));
}

static void *map(int flags)
{
	return mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags,
		    -1, 0);
}

int main(int argc, char **argv)
{
	struct rlimit limit;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t length = PAGES * page;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) == -1)
		err(EXIT_FAILURE, "getrlimit RLIMIT_MEMLOCK");

	void *memory = map(0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	show("before:", memory);
	if (mlock(memory, length) == -1)
		err(EXIT_FAILURE, "mlock %zu kB (the limit is %llu kB)", length / 1024,
		    (unsigned long long)limit.rlim_cur / 1024);
	show("mlock:", memory);

	if (lab_fork() == 0) {
		printf("%-14s VmLck %lu kB: a lock is not inherited\n", "in a child:", locked());
		lab_end_child();
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		errx(EXIT_FAILURE, "the child has failed");
	if (munlock(memory, length) == -1)
		err(EXIT_FAILURE, "munlock");
	printf("%-14s VmLck %lu kB\n", "munlock:", locked());

	memory = map(MAP_LOCKED);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap MAP_LOCKED");
	show("MAP_LOCKED:", memory);

	limit.rlim_cur = length; /* all of it is used up */
	if (setrlimit(RLIMIT_MEMLOCK, &limit) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_MEMLOCK");
	printf("limit lowered to %d pages\n", PAGES);
	memory = map(0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	show_over("4 more pages, mlock:", mlock(memory, length) == 0);
	show_over("4 more pages, MAP_LOCKED:", map(MAP_LOCKED) != MAP_FAILED);
	return EXIT_SUCCESS;
}

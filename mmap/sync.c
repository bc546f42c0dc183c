/*
 * mmap/sync - when what is written to memory reaches the disk: MS_ASYNC and MS_SYNC
 *
 *     $ ./mmap/sync
 *     256 pages written: another process that reads the file finds them all
 *     dirty, not on the disk yet:     ... kB
 *     msync MS_ASYNC:  ... us, dirty: ... kB
 *     msync MS_SYNC:   ... us, dirty: ... kB
 *     msync MS_SYNC again: ... us
 *     both at once:                   msync: Invalid argument
 *     an address inside a page:       msync: Invalid argument
 *     a page that is not mapped:      msync: ... memory
 *
 * All processes see what is written at once: they share the page. msync(2) is about
 * the disk only, that is about what is still there when the power fails. Dirty pages
 * go to the disk by and by, within half a minute or so. MS_SYNC writes them now and
 * returns when they are there. MS_ASYNC asks for it to be begun; Linux begins it anyway,
 * so the call does nothing. Where files live in memory (tmpfs) neither has work.
 *
 * What ends or dies after it wrote needs no msync: the pages are the kernel's.
 *
 * See also: mmap/page.c; msync(2), fsync(2), proc(5) ("smaps")
 */
#include <sys/mman.h>
#include <time.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

enum { PAGES = 256 };

static char *memory;
static size_t length;

/* Returns how many kB of the mapping are not on the disk yet, from /proc/self/smaps. */
static long dirty(void)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	char line[512];
	unsigned long begin, end;
	long kb, sum = 0;
	bool ours = false;

	if (!smaps)
		err(EXIT_FAILURE, "open /proc/self/smaps");
	while (fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%lx-%lx ", &begin, &end) == 2)
			ours = begin == (unsigned long)memory;
		else if (ours && (sscanf(line, "Private_Dirty: %ld", &kb) == 1 ||
				  sscanf(line, "Shared_Dirty: %ld", &kb) == 1))
			sum += kb;
	}
	fclose(smaps);
	return sum;
}

/* Calls msync(2), and returns the microseconds that it took. */
static long timed_msync(int flags)
{
	struct timespec begin, end;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	if (msync(memory, length, flags) == -1)
		err(EXIT_FAILURE, "msync");
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - begin.tv_sec) * 1000000 + (end.tv_nsec - begin.tv_nsec) / 1000;
}

static void refused(const char *what, void *address, int flags)
{
	if (msync(address, 1, flags) == 0)
		errx(EXIT_FAILURE, "msync of %s should be refused", what);
	printf("%-31s msync: %s\n", what, strerror(errno));
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: sync [-h]\nWrites to a mapped file, and brings it to the disk.\n");
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	length = PAGES * page;
	int fd = lab_scratch_file("sync", (off_t)length);
	memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	memset(memory, 'x', length);

	if (lab_fork() == 0) {
		char *copy = malloc(length);

		_exit(copy && pread(fd, copy, length, 0) == (ssize_t)length &&
				      memcmp(copy, memory, length) == 0
			      ? EXIT_SUCCESS
			      : EXIT_FAILURE);
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		errx(EXIT_FAILURE, "another process does not find them");
	printf("%d pages written: another process that reads the file finds them all\n", PAGES);

	printf("dirty, not on the disk yet:     %ld kB\n", dirty());
	long us = timed_msync(MS_ASYNC);
	printf("msync MS_ASYNC:  %ld us, dirty: %ld kB\n", us, dirty());
	us = timed_msync(MS_SYNC);
	printf("msync MS_SYNC:   %ld us, dirty: %ld kB\n", us, dirty());
	printf("msync MS_SYNC again: %ld us\n", timed_msync(MS_SYNC));

	refused("both at once:", memory, MS_SYNC | MS_ASYNC);
	refused("an address inside a page:", memory + 1, MS_SYNC);
	munmap(memory, length);
	refused("a page that is not mapped:", memory, MS_SYNC);
	return EXIT_SUCCESS;
}

/*
 * mmap/fixed - who chooses the address: a hint, MAP_FIXED and MAP_FIXED_NOREPLACE
 *
 *     $ ./mmap/fixed
 *     no address:            the kernel chooses, 4 pages at ...
 *     a hint, free:          page 2
 *     a hint, taken:         elsewhere
 *     MAP_FIXED_NOREPLACE:   mmap: File exists
 *     before MAP_FIXED:      "something of value" on page 1
 *     MAP_FIXED:             page 1
 *     after MAP_FIXED:       "" on page 1
 *     MAP_FIXED, odd:        mmap: Invalid argument
 *
 * The first argument of mmap(2) says where. NULL leaves it to the kernel; any other
 * address is a hint, taken if it is free. MAP_FIXED is an order: whatever was mapped
 * there is gone, without a word, be it another's buffer or the C library. So it is for
 * addresses that are one's own already. MAP_FIXED_NOREPLACE (Linux 4.17) is the order
 * that can be refused.
 *
 * Two processes rarely have a file at the same address, and cannot count on it: in
 * shared memory stand offsets, never pointers.
 *
 * See also: mmap/flags.c, mmap/maps.c; mmap(2)
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"

enum { PAGES = 4 };

static size_t page;
static char *ours; /* PAGES of our own address space, to play in */

/* Asks for a page at ADDRESS, and says where it is or why not. */
static void ask(const char *what, char *address, int flags)
{
	char *memory = mmap(address, page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	if (memory == MAP_FAILED) {
		printf("%-22s mmap: %s\n", what, strerror(errno));
	} else if (memory < ours || memory >= ours + PAGES * page) {
		printf("%-22s elsewhere\n", what);
		munmap(memory, page);
	} else {
		printf("%-22s page %zu\n", what, (size_t)(memory - ours) / page);
	}
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: fixed [-h]\nAsks for memory at an address, free and taken.\n");
	page = (size_t)sysconf(_SC_PAGESIZE);

	ours = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ours == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	printf("%-22s the kernel chooses, %d pages at %p\n", "no address:", PAGES, (void *)ours);

	munmap(ours + 2 * page, page); /* a gap, that nothing else here will fill */
	ask("a hint, free:", ours + 2 * page, 0);

	snprintf(ours + page, page, "something of value");
	ask("a hint, taken:", ours + page, 0);
	ask("MAP_FIXED_NOREPLACE:", ours + page, MAP_FIXED_NOREPLACE);
	printf("%-22s \"%s\" on page 1\n", "before MAP_FIXED:", ours + page);
	ask("MAP_FIXED:", ours + page, MAP_FIXED);
	printf("%-22s \"%s\" on page 1\n", "after MAP_FIXED:", ours + page);

	ask("MAP_FIXED, odd:", ours + page + 1, MAP_FIXED);
	return EXIT_SUCCESS;
}

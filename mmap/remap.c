/*
 * mmap/remap - a mapping that grows: in place if there is room, else it has to move
 *
 *     $ ./mmap/remap
 *     1 page, with "hello" in it; the next page is free, then something else is mapped
 *     mremap to 2 pages:        in place, with "hello" in it
 *     mremap to 3 pages:        ... memory
 *     ... with MREMAP_MAYMOVE:  moved, with "hello" in it
 *     the old place:            nothing is mapped there
 *     mremap to 1 page again:   in place, with "hello" in it
 *
 * mremap(2) changes the size of a mapping. Where the addresses behind it are taken it
 * may move it, if told so: no byte is copied, only the tables of pages change. realloc(3)
 * does large blocks so. Every pointer into the old place is then worthless: one keeps
 * offsets, and adds them to where it is now.
 *
 * See also: mmap/fixed.c, mmap/page.c; mremap(2) (Linux only), mincore(2)
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"

static size_t page;

/* Makes *MEMORY larger or smaller, and says where it is then. */
static void resize(const char *what, char **memory, size_t from, size_t to, int flags)
{
	char *now = mremap(*memory, from * page, to * page, flags);

	if (now == MAP_FAILED) {
		printf("%-25s %s\n", what, strerror(errno));
		return;
	}
	printf("%-25s %s, with \"%s\" in it\n", what, now == *memory ? "in place" : "moved", now);
	*memory = now;
}

int main(int argc, char **argv)
{
	unsigned char in_memory[1];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: remap [-h]\nMakes a mapping larger, until it has to move.\n");
	page = (size_t)sysconf(_SC_PAGESIZE);

	/* Three pages of address space: the first is used, the second free, the third taken. */
	char *memory =
		mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	char *const old = memory;
	if (mprotect(memory + 2 * page, page, PROT_NONE) == -1 || munmap(memory + page, page) == -1)
		err(EXIT_FAILURE, "munmap");
	snprintf(memory, page, "hello");
	puts("1 page, with \"hello\" in it; the next page is free, then something else is mapped");

	resize("mremap to 2 pages:", &memory, 1, 2, 0);
	resize("mremap to 3 pages:", &memory, 2, 3, 0);
	resize("... with MREMAP_MAYMOVE:", &memory, 2, 3, MREMAP_MAYMOVE);
	if (mincore(old, page, in_memory) == 0)
		errx(EXIT_FAILURE, "mincore: something is mapped there");
	printf("%-25s nothing is mapped there\n", "the old place:");
	resize("mremap to 1 page again:", &memory, 3, 1, 0);
	return EXIT_SUCCESS;
}

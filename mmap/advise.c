/*
 * mmap/advise - tell the kernel what memory and files are needed for, and look (mincore)
 *
 *     $ ./mmap/advise
 *     a file of 256 pages, written to the disk, and mapped
 *     posix_fadvise DONTNEED    ... of 256 pages in memory
 *     posix_madvise WILLNEED    ... of 256 pages in memory
 *     read them all             ... of 256 pages in memory
 *     posix_madvise DONTNEED    ... of 256 pages in memory
 *     and the file still holds "file"
 *     a private mapping of it, "mine" written on top
 *     posix_madvise DONTNEED    "mine"
 *     madvise MADV_DONTNEED     "file"
 *     anonymous memory, "mine" written to it
 *     posix_madvise DONTNEED    "mine"
 *     madvise MADV_DONTNEED     ""
 *
 * Advice is about speed: WILLNEED, read it ahead; SEQUENTIAL, RANDOM, how much of it;
 * DONTNEED, let it go. posix_fadvise(2) speaks of a file, posix_madvise(3) of memory,
 * and the kernel may do as it likes. What mincore(2) counts can be different each time.
 *
 * Linux's own madvise(2) is more than advice. Its MADV_DONTNEED throws pages away,
 * written or not: private memory is as it was when it was mapped. The C library
 * therefore lets POSIX_MADV_DONTNEED do nothing.
 *
 * See also: mmap/shared_private.c, mmap/locked.c; posix_fadvise(2), posix_madvise(3),
 * madvise(2), mincore(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

static const char usage[] = "usage: advise [-h]\n"
			    "Gives advice on a file and on memory, and shows what has changed.\n";

enum { PAGES = 256 };

static size_t page;

static void *map(int flags, int fd)
{
	void *memory = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	return memory;
}

/* How many pages of the file mapped at MEMORY are in memory at all, ours or the kernel's? */
static void show_count(const char *what, void *memory)
{
	unsigned char in_memory[PAGES];
	int count = 0;

	if (mincore(memory, PAGES * page, in_memory) == -1)
		err(EXIT_FAILURE, "mincore");
	for (int i = 0; i < PAGES; i++)
		count += in_memory[i] & 1;
	printf("%-25s %d of %d pages in memory\n", what, count, PAGES);
}

static void check(int reason, const char *call)
{
	errno = reason; /* these return the reason, and leave errno alone */
	if (reason)
		err(EXIT_FAILURE, "%s", call);
}

/* Writes to private MEMORY, and says twice that it is not needed. */
static void show_dontneed(char *memory)
{
	snprintf(memory, page, "mine");
	check(posix_madvise(memory, page, POSIX_MADV_DONTNEED), "posix_madvise");
	printf("posix_madvise DONTNEED    \"%s\"\n", memory);
	if (madvise(memory, page, MADV_DONTNEED) == -1)
		err(EXIT_FAILURE, "madvise");
	printf("madvise MADV_DONTNEED     \"%s\"\n", memory);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t length = PAGES * page;

	int fd = lab_scratch_file("advise", (off_t)length);
	if (write(fd, "file", 5) != 5 || fsync(fd) == -1)
		err(EXIT_FAILURE, "write");
	char *memory = map(MAP_SHARED, fd);
	printf("a file of %d pages, written to the disk, and mapped\n", PAGES);

	check(posix_fadvise(fd, 0, (off_t)length, POSIX_FADV_DONTNEED), "posix_fadvise");
	show_count("posix_fadvise DONTNEED", memory);
	check(posix_madvise(memory, length, POSIX_MADV_WILLNEED), "posix_madvise");
	show_count("posix_madvise WILLNEED", memory);
	for (size_t i = 0; i < PAGES; i++)
		if (((volatile char *)memory)[(i + 1) * page - 1] != '\0')
			errx(EXIT_FAILURE, "page %zu has been changed", i);
	show_count("read them all", memory);
	check(posix_madvise(memory, length, POSIX_MADV_DONTNEED), "posix_madvise");
	show_count("posix_madvise DONTNEED", memory);
	printf("and the file still holds \"%s\"\n", memory);

	puts("a private mapping of it, \"mine\" written on top");
	show_dontneed(map(MAP_PRIVATE, fd));
	puts("anonymous memory, \"mine\" written to it");
	show_dontneed(map(MAP_PRIVATE | MAP_ANONYMOUS, -1));
	return EXIT_SUCCESS;
}

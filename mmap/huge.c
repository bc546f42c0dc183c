/*
 * mmap/huge - pages of 2 MiB instead of 4 KiB: MAP_HUGETLB, and how to get some
 *
 *     $ ./mmap/huge 2>/dev/null
 *     a huge page has ... kB, an ordinary one ... kB
 *     set aside: ... huge pages, free: ...
 *     MAP_HUGETLB: ...
 *     MADV_HUGEPAGE: ...
 *
 * A table in the processor (the TLB) holds where the pages used last are. With huge
 * pages it reaches hundreds of times as far, which pays for large memory that is read
 * here and there. Somebody has to set them aside first, as root (and 0 gives them back):
 *
 *     echo 8 > /proc/sys/vm/nr_hugepages
 *
 * If there are none, mmap(2) with MAP_HUGETLB fails with ENOMEM, and this program with
 * status 1. There is a way that needs no root: ordinary memory with MADV_HUGEPAGE,
 * advice that the kernel may follow (transparent huge pages) or not.
 *
 * See also: mmap/advise.c, mmap/flags.c; MAP_HUGETLB in mmap(2), MADV_HUGEPAGE in
 * madvise(2), proc(5) ("/proc/meminfo", "smaps")
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"

/* Returns the number, of kB or of pages, behind the KEYs of FILE, all added up. */
static size_t sum_of(const char *file, const char *key)
{
	FILE *lines = fopen(file, "re");
	char line[512];
	size_t sum = 0;

	if (!lines)
		err(EXIT_FAILURE, "open %s", file);
	while (fgets(line, sizeof(line), lines))
		if (strncmp(line, key, strlen(key)) == 0)
			sum += strtoul(line + strlen(key), NULL, 10);
	fclose(lines);
	return sum;
}

/* Ordinary memory, a huge page's size at a huge page's boundary; then the advice. */
static void use_transparent(size_t size)
{
	char *room =
		mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	char *memory = room + (size - (uintptr_t)room % size) % size;
	if (madvise(memory, size, MADV_HUGEPAGE) == -1) {
		printf("MADV_HUGEPAGE: madvise: %s\n", strerror(errno));
		return;
	}
	memory[0] = 'x';
	printf("MADV_HUGEPAGE: one byte written, %zu kB of huge pages used\n",
	       sum_of("/proc/self/smaps", "AnonHugePages:"));
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: huge [-h]\nUses a huge page. Status 1 if there is none.\n");
	const size_t kb = sum_of("/proc/meminfo", "Hugepagesize:");
	if (kb == 0)
		errx(EXIT_FAILURE, "/proc/meminfo: this kernel has no huge pages");
	printf("a huge page has %zu kB, an ordinary one %ld kB\n", kb,
	       sysconf(_SC_PAGESIZE) / 1024);
	printf("set aside: %zu huge pages, free: %zu\n",
	       sum_of("/proc/meminfo", "HugePages_Total:"),
	       sum_of("/proc/meminfo", "HugePages_Free:"));

	char *memory = mmap(NULL, kb * 1024, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	const int reason = errno;
	if (memory != MAP_FAILED) {
		memory[0] = 'x';
		printf("MAP_HUGETLB: one byte written, %zu kB of huge pages used\n",
		       sum_of("/proc/self/smaps", "Private_Hugetlb:"));
		munmap(memory, kb * 1024);
	} else {
		printf("MAP_HUGETLB: mmap: %s\n", strerror(reason));
	}
	use_transparent(kb * 1024);

	errno = reason;
	if (memory == MAP_FAILED && reason != ENOMEM)
		err(EXIT_FAILURE, "mmap MAP_HUGETLB");
	if (memory == MAP_FAILED)
		errx(EXIT_FAILURE, "no huge page is free. As root: "
				   "echo 8 > /proc/sys/vm/nr_hugepages");
	return EXIT_SUCCESS;
}

/*
 * mmap/flags - every MAP_ flag, and what this kernel says to it
 *
 *     $ ./mmap/flags
 *     MAP_SHARED             0x1        ok: everybody sees what is written, and it is in the file
 *     MAP_PRIVATE            0x2        ok: what is written is ours alone
 *     MAP_SHARED_VALIDATE    0x3        ok: as MAP_SHARED, but unknown flags are refused
 *       with an unknown flag            ...ot supported
 *       (MAP_SHARED with it)            ok: not even looked at
 *     ...
 *     MAP_FIXED_NOREPLACE    0x...   File exists: there, unless something is (fixed.c)
 *     ...
 *     MAP_UNINITIALIZED      0x...  ok: ignored: all 0, see above
 *
 * Each line is one call, of one page: of a file, or anonymous where that is the point.
 * "ok" means that the call has worked, not that the flag had an effect: what a kernel
 * does not know, mmap(2) ignores. Programs asked for all kinds of flags for years and
 * nothing happened, so a new flag could not be told from an ignored one. That is what
 * MAP_SHARED_VALIDATE is for (Linux 4.15).
 *
 * MAP_UNINITIALIZED would give anonymous memory as its last owner has left it, which
 * saves clearing it, and shows everybody's secrets to everybody. Only a kernel for
 * machines without an MMU, built for it, will do so. Here it is ignored: the page is
 * checked to be all 0.
 *
 * See also: mmap/fixed.c, mmap/huge.c, mmap/locked.c, mmap/anonymous.c; mmap(2)
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

#ifndef MAP_UNINITIALIZED
#define MAP_UNINITIALIZED 0x4000000
#endif
#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08 /* Linux 6.11 */
#endif
#ifndef MAP_HUGE_2MB
#define MAP_HUGE_2MB (21 << 26)
#endif
#define UNKNOWN 0x800000 /* no flag's bit as yet */

enum { ANON = MAP_PRIVATE | MAP_ANONYMOUS };

static const struct flag {
	const char *name;
	int value; /* of it alone, 0 for a line that is about more than one flag */
	int all;   /* to call mmap with */
	const char *what;
} flags[] = {
	{ "MAP_SHARED", MAP_SHARED, MAP_SHARED,
	  "everybody sees what is written, and it is in the file" },
	{ "MAP_PRIVATE", MAP_PRIVATE, MAP_PRIVATE, "what is written is ours alone" },
	{ "MAP_SHARED_VALIDATE", MAP_SHARED_VALIDATE, MAP_SHARED_VALIDATE,
	  "as MAP_SHARED, but unknown flags are refused" },
	{ "  with an unknown flag", 0, MAP_SHARED_VALIDATE | UNKNOWN, "" },
	{ "  (MAP_SHARED with it)", 0, MAP_SHARED | UNKNOWN, "not even looked at" },
	{ "MAP_SYNC", MAP_SYNC, MAP_SHARED_VALIDATE | MAP_SYNC, "for persistent memory (DAX)" },
	{ "MAP_DROPPABLE", MAP_DROPPABLE, MAP_DROPPABLE | MAP_ANONYMOUS,
	  "zeros again when memory is short" },
	{ "MAP_FILE", MAP_FILE, MAP_FILE | MAP_PRIVATE, "not MAP_ANONYMOUS; means nothing" },
	{ "MAP_ANONYMOUS", MAP_ANONYMOUS, ANON, "no file (anonymous.c); MAP_ANON is the same" },
	{ "MAP_FIXED", MAP_FIXED, ANON | MAP_FIXED, "there, whatever was there (fixed.c)" },
	{ "MAP_FIXED_NOREPLACE", MAP_FIXED_NOREPLACE, ANON | MAP_FIXED_NOREPLACE,
	  "there, unless something is (fixed.c)" },
#ifdef MAP_32BIT
	{ "MAP_32BIT", MAP_32BIT, ANON | MAP_32BIT, "in the first 2 GiB, on x86 only" },
#endif
#ifdef MAP_ABOVE4G
	{ "MAP_ABOVE4G", MAP_ABOVE4G, ANON | MAP_ABOVE4G, "not in the first 4 GiB, on x86 only" },
#endif
	{ "MAP_GROWSDOWN", MAP_GROWSDOWN, ANON | MAP_GROWSDOWN,
	  "grows when the page below is touched, as a stack" },
	{ "MAP_STACK", MAP_STACK, ANON | MAP_STACK, "for a thread's stack; does nothing" },
	{ "MAP_NORESERVE", MAP_NORESERVE, ANON | MAP_NORESERVE,
	  "no promise that there is memory for all of it" },
	{ "MAP_POPULATE", MAP_POPULATE, ANON | MAP_POPULATE, "all pages now, not one by one" },
	{ "MAP_NONBLOCK", MAP_NONBLOCK, ANON | MAP_POPULATE | MAP_NONBLOCK,
	  "with MAP_POPULATE: does nothing" },
	{ "MAP_LOCKED", MAP_LOCKED, ANON | MAP_LOCKED, "and keep them in memory (locked.c)" },
	{ "MAP_HUGETLB", MAP_HUGETLB, ANON | MAP_HUGETLB, "huge pages (huge.c)" },
	{ "MAP_HUGE_2MB", MAP_HUGE_2MB, ANON | MAP_HUGETLB | MAP_HUGE_2MB, "of this size" },
	{ "MAP_DENYWRITE", MAP_DENYWRITE, MAP_PRIVATE | MAP_DENYWRITE,
	  "ignored: it let anybody keep others from writing" },
	{ "MAP_EXECUTABLE", MAP_EXECUTABLE, MAP_PRIVATE | MAP_EXECUTABLE, "ignored" },
	{ "MAP_UNINITIALIZED", MAP_UNINITIALIZED, ANON | MAP_UNINITIALIZED,
	  "ignored: all 0, see above" },
};

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: flags [-h]\nCalls mmap with every flag there is.\n");
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int fd = lab_scratch_file("flags", (off_t)page);

	for (const struct flag *flag = flags; flag < flags + sizeof(flags) / sizeof(*flags);
	     flag++) {
		/* A page of ours, in whose place the two FIXED ones are to go. */
		void *place = mmap(NULL, page, PROT_READ, ANON, -1, 0);
		if (place == MAP_FAILED)
			err(EXIT_FAILURE, "mmap");

		char *memory = mmap(flag->all & (MAP_FIXED | MAP_FIXED_NOREPLACE) ? place : NULL,
				    page, PROT_READ | PROT_WRITE, flag->all,
				    flag->all & MAP_ANONYMOUS ? -1 : fd, 0);
		const int reason = errno;
		char value[16] = "";
		if (flag->name[0] != ' ')
			snprintf(value, sizeof(value), "%#x", (unsigned int)flag->value);
		printf("%-22s %-10s %s%s%s\n", flag->name, value,
		       memory == MAP_FAILED ? strerror(reason) : "ok", *flag->what ? ": " : "",
		       flag->what);

		if (memory != MAP_FAILED && flag->value == MAP_UNINITIALIZED)
			for (size_t i = 0; i < page; i++)
				if (memory[i] != 0)
					errx(EXIT_FAILURE, "%s is not ignored", flag->name);
		if (memory != MAP_FAILED)
			munmap(memory, page);
		munmap(place, page);
	}
	return EXIT_SUCCESS;
}

/*
 * mmap/truncated - a file that another process cuts short while we have it mapped
 *
 *     $ ./mmap/truncated
 *     2 pages are mapped, and both can be read
 *     another process cuts the file to 1 page
 *     read(2) of page 2:    0 bytes, end-of-file
 *     page 1 in memory:     fine
 *     page 2 in memory:     SIGBUS at byte ... of the mapping
 *     another process makes the file 2 pages again
 *     page 2 in memory:     fine, all 0
 *
 * With read(2) a file that has become shorter is a short read. With mmap(2) there is
 * no call that could return an error, so the error is a signal: SIGBUS, wherever the
 * program happens to look. A handler can jump back (siglongjmp(3)) to where the
 * program knows what to do. The same happens when a disk cannot be read, or is full
 * when a hole in a file is written to.
 *
 * Whoever maps files of others must be prepared for that, or make sure that nobody
 * can cut them short (F_SEAL_SHRINK in fcntl(2)).
 *
 * See also: mmap/past_the_end.c, mmap/copy.c; mmap(2), sigsetjmp(3), SA_SIGINFO in
 * sigaction(2)
 */
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

static const char usage[] = "usage: truncated [-h]\n"
			    "Reads a mapped file that another process makes shorter.\n";

static sigjmp_buf before;
static char *memory;
static volatile sig_atomic_t offset; /* where in the mapping it happened */

static void no_such_page(int sig, siginfo_t *info, void *context)
{
	(void)context;
	offset = (sig_atomic_t)((char *)info->si_addr - memory);
	siglongjmp(before, sig); /* allowed: what we jump out of is our own assignment */
}

/* Looks at page NUMBER, counted from 1. */
static void look(size_t number, size_t page)
{
	const volatile char *const byte = memory + (number - 1) * page;

	if (sigsetjmp(before, 1) != 0)
		printf("page %zu in memory:     SIGBUS at byte %ld of the mapping\n", number,
		       (long)offset);
	else
		printf("page %zu in memory:     fine%s\n", number, *byte ? "" : ", all 0");
}

/* Sets the size of the file FD to that of PAGES, in another process. */
static void resize(int fd, off_t size)
{

	if (lab_fork() == 0)
		_exit(ftruncate(fd, size) == -1 ? EXIT_FAILURE : EXIT_SUCCESS);
	if (lab_wait_for_children() != EXIT_SUCCESS)
		errx(EXIT_FAILURE, "ftruncate to %lld bytes has failed", (long long)size);
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_sigaction = no_such_page, .sa_flags = SA_SIGINFO };
	char byte;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int fd = lab_scratch_file("truncated", (off_t)(2 * page));
	memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	memset(memory, 'x', 2 * page);
	puts("2 pages are mapped, and both can be read");
	sigprocmask(SIG_SETMASK, &action.sa_mask, NULL); /* none: it may have been blocked */
	sigaction(SIGBUS, &action, NULL);

	puts("another process cuts the file to 1 page");
	resize(fd, (off_t)page);
	printf("read(2) of page 2:    %zd bytes, end-of-file\n", pread(fd, &byte, 1, (off_t)page));
	look(1, page);
	look(2, page);

	puts("another process makes the file 2 pages again");
	resize(fd, (off_t)(2 * page));
	look(2, page);
	return EXIT_SUCCESS;
}

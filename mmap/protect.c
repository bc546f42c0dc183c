/*
 * mmap/protect - what may be done to a page, and the SIGSEGV for doing more
 *
 *     $ ./mmap/protect
 *                             read      write
 *     PROT_READ|PROT_WRITE    yes       yes
 *     PROT_READ               yes       SIGSEGV, not allowed
 *     PROT_NONE               SIGSEGV, not allowed
 *     not mapped              SIGSEGV, nothing there
 *     a file open only for reading, to write to: mprotect: Permission denied
 *
 * mprotect(2) says page by page what is allowed. The processor checks each access,
 * at no cost; what is forbidden becomes a SIGSEGV, and siginfo tells whether there
 * was a page at all. So one makes data constant once it is complete, and puts a
 * PROT_NONE page as a guard behind a buffer or a stack. A file can be mapped with
 * MAP_SHARED for no more than it was opened for.
 *
 * The handler must not return: the same instruction would run again.
 *
 * See also: mmap/past_the_end.c, mmap/fixed.c; mprotect(2), SA_SIGINFO in
 * sigaction(2), sigsetjmp(3)
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"

static sigjmp_buf before;
static volatile sig_atomic_t reason;

static void forbidden(int sig, siginfo_t *info, void *context)
{
	(void)context;
	reason = info->si_code;
	siglongjmp(before, sig); /* allowed: what we jump out of is our own assignment */
}

/* Prints the line WHAT: reads from ADDRESS and then writes to it. */
static void try(const char *what, volatile char *address)
{
	char byte;

	printf("%-24s", what);
	if (sigsetjmp(before, 1) != 0) {
		printf("SIGSEGV, %s\n", reason == SEGV_ACCERR ? "not allowed" : "nothing there");
		return;
	}
	byte = *address;
	printf("%-10s", "yes");
	*address = byte;
	puts("yes");
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_sigaction = forbidden, .sa_flags = SA_SIGINFO };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: protect [-h]\nReads and writes a page under several protections.\n");
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	sigprocmask(SIG_SETMASK, &action.sa_mask, NULL); /* none: it may have been blocked */
	sigaction(SIGSEGV, &action, NULL);

	puts("                        read      write");
	try("PROT_READ|PROT_WRITE", memory);
	if (mprotect(memory, page, PROT_READ) == -1)
		err(EXIT_FAILURE, "mprotect PROT_READ");
	try("PROT_READ", memory);
	if (mprotect(memory, page, PROT_NONE) == -1)
		err(EXIT_FAILURE, "mprotect PROT_NONE");
	try("PROT_NONE", memory);
	munmap(memory, page);
	try("not mapped", memory);

	const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	memory = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0);
	if (fd == -1 || memory == MAP_FAILED)
		err(EXIT_FAILURE, "open and mmap /proc/self/exe");
	if (mprotect(memory, page, PROT_READ | PROT_WRITE) == 0)
		errx(EXIT_FAILURE, "mprotect /proc/self/exe: should be refused");
	printf("a file open only for reading, to write to: mprotect: %s\n", strerror(errno));
	return EXIT_SUCCESS;
}

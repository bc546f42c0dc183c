/*
 * mmap/past_the_end - beyond the end of a file: zeros in its last page, SIGBUS after it
 *
 *     $ ./mmap/past_the_end
 *     the file: 5 bytes, "hello"; mapped: 2 pages
 *     byte 4, in the file:               reading gives 'o'
 *     byte 5, beyond it, on its page:    reading gives 0
 *     the same byte:                     writing works ...
 *     ... but the file has 5 bytes, "hello"
 *     the next page:                     killed by signal 7 (Bus error)
 *     beyond the mapping:                killed by signal 11 (Segmentation fault)
 *
 * Memory comes in pages, a file in bytes. The rest of the last page is there, filled
 * with zeros; what is written to it is not written to the file (but where files live in
 * memory, tmpfs, it can turn up there if the file grows later). A page that
 * begins behind the end of the file has nothing behind it: SIGBUS, though it is
 * mapped. Where nothing is mapped it is SIGSEGV.
 *
 * So neither signal means that the last byte was overrun: within the page nobody
 * notices. And a string that fills a page to its end has no '\0' behind it.
 *
 * See also: mmap/truncated.c, mmap/page.c, mmap/protect.c; mmap(2), signal(7)
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

static const char usage[] = "usage: past_the_end [-h]\n"
			    "Reads and writes around the end of a mapped file.\n";

/* Reads the byte at ADDRESS in a child, and says what became of it. */
static void touch(const char *what, const volatile char *address)
{
	int status;

	const pid_t child = lab_fork();
	if (child == 0) {
		lab_no_core();
		signal(SIGBUS, SIG_DFL); /* a sanitizer has handlers of its own */
		signal(SIGSEGV, SIG_DFL);
		_exit(*address); /* is not reached */
	}
	if (waitpid(child, &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid %ld", (long)child);
	if (!WIFSIGNALED(status))
		errx(EXIT_FAILURE, "%s could be read", what);
	printf("%-34s killed by signal %d (%s)\n", what, WTERMSIG(status),
	       strsignal(WTERMSIG(status)));
}

int main(int argc, char **argv)
{
	char text[] = "hello", in_file[16] = "";
	struct stat st;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	const size_t page = (size_t)sysconf(_SC_PAGESIZE), size = strlen(text);
	int fd = lab_scratch_file("past_the_end", (off_t)size);
	if (write(fd, text, size) != (ssize_t)size)
		err(EXIT_FAILURE, "write");

	/* Three pages are mapped and one unmapped, so that there surely is nothing. */
	char *memory = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED || munmap(memory + 2 * page, page) == -1)
		err(EXIT_FAILURE, "mmap");
	printf("the file: %zu bytes, \"%s\"; mapped: 2 pages\n", size, text);

	printf("%-34s reading gives '%c'\n", "byte 4, in the file:", memory[4]);
	printf("%-34s reading gives %d\n", "byte 5, beyond it, on its page:", memory[5]);
	memory[5] = '!';
	printf("%-34s writing works ...\n", "the same byte:");
	ssize_t len = pread(fd, in_file, sizeof(in_file) - 1, 0);
	if (len == -1 || fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "read");
	printf("... but the file has %lld bytes, \"%s\"\n", (long long)st.st_size, in_file);

	touch("the next page:", memory + page);
	touch("beyond the mapping:", memory + 2 * page);
	return EXIT_SUCCESS;
}

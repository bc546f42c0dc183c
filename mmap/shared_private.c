/*
 * mmap/shared_private - the same file mapped twice: who sees what is written where
 *
 *     $ ./mmap/shared_private
 *                   writer sees   reader sees   in the file
 *     before        old           old           old
 *     MAP_PRIVATE   new           old           old
 *     MAP_SHARED    new           new           new
 *
 * A parent and its child have the same file mapped. With MAP_SHARED there is one
 * page for all: what one writes the other sees at once, and it is in the file.
 * With MAP_PRIVATE writing makes a copy of the page first (copy on write), and the
 * copy is the writer's alone. Nobody else ever learns of it, and it is lost in the
 * end. So can a program change its variables, which are mapped from its file.
 *
 * As long as nobody writes, the two are the same: one page in memory, for however
 * many processes.
 *
 * See also: mmap/anonymous.c, mmap/maps.c; mmap(2), fork(2)
 */
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

static const char usage[] =
	"usage: shared_private [-h]\n"
	"Writes to a shared and to a private mapping of a file, and shows who sees it.\n";

enum { SIZE = 4 }; /* "old" or "new" */

/* Prints a line: what a writer, its parent and the file hold, when it has written TEXT. */
static void show(const char *what, int fd, int flags, const char *text)
{
	char in_file[SIZE];
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", what);
	printf("%-14s", what);
	fflush(stdout); /* else the child would have a copy of it, and print it too */

	const pid_t writer = lab_fork();
	if (writer == 0) {
		memcpy(memory, text, SIZE);
		printf("%-14s", memory);
		lab_end_child();
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		errx(EXIT_FAILURE, "the writer has failed");
	if (pread(fd, in_file, SIZE, 0) != SIZE)
		err(EXIT_FAILURE, "read");
	printf("%-14s%s\n", memory, in_file);
	munmap(memory, SIZE);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	int fd = lab_scratch_file("shared_private", SIZE);
	if (pwrite(fd, "old", SIZE, 0) != SIZE)
		err(EXIT_FAILURE, "write");

	puts("              writer sees   reader sees   in the file");
	show("before", fd, MAP_SHARED, "old");
	show("MAP_PRIVATE", fd, MAP_PRIVATE, "new");
	show("MAP_SHARED", fd, MAP_SHARED, "new");
	return EXIT_SUCCESS;
}

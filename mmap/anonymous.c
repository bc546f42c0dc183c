/*
 * mmap/anonymous - memory without a file, shared by parent and child or not
 *
 *     $ ./mmap/anonymous
 *     MAP_ANONYMOUS, shared    child writes 42, parent reads 42
 *     MAP_ANONYMOUS, private   child writes 42, parent reads 0
 *     /dev/zero, shared        child writes 42, parent reads 42
 *     /dev/zero, private       child writes 42, parent reads 0
 *     malloc                   child writes 42, parent reads 0
 *
 * MAP_ANONYMOUS gives memory that is no file's, filled with zeros. It has no name,
 * so only fork(2) can pass it on. Shared, it is the simplest shared memory there is
 * within a family, gone with its last process. Private, it is what malloc(3) is
 * made of. Before MAP_ANONYMOUS one mapped /dev/zero, and still may: it is the same.
 *
 * See also: mmap/shared_private.c, shm/consumer.c (a name for strangers); mmap(2),
 * zero(4), fork(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: anonymous [-h]\n"
	"Writes to memory of several kinds in a child, and looks at it in the parent.\n";

static void show(const char *what, int *number)
{

	const pid_t child = lab_fork();
	if (child == 0) {
		*number = 42;
		_exit(*number == 42 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		errx(EXIT_FAILURE, "the child has failed");
	printf("%-24s child writes 42, parent reads %d\n", what, *number);
}

static void show_mapping(const char *what, int flags, int fd)
{
	int *number = mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE, flags, fd, 0);

	if (number == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", what);
	show(what, number);
	munmap(number, sizeof(*number));
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	int zero = open("/dev/zero", O_RDWR | O_CLOEXEC);
	if (zero == -1)
		err(EXIT_FAILURE, "open /dev/zero");

	show_mapping("MAP_ANONYMOUS, shared", MAP_SHARED | MAP_ANONYMOUS, -1);
	show_mapping("MAP_ANONYMOUS, private", MAP_PRIVATE | MAP_ANONYMOUS, -1);
	show_mapping("/dev/zero, shared", MAP_SHARED, zero);
	show_mapping("/dev/zero, private", MAP_PRIVATE, zero);
	close(zero);

	int *number = malloc(sizeof(*number));
	if (!number)
		err(EXIT_FAILURE, "malloc");
	*number = 0;
	show("malloc", number);
	free(number);
	return EXIT_SUCCESS;
}

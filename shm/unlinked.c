/*
 * shm/unlinked - the name goes, the memory stays for those that have it mapped
 *
 *     $ ./shm/unlinked
 *     child: the name is gone: No such file or directory
 *     child: the memory is still there: written before
 *     parent: what the child wrote is there, too: written after
 *     parent: a new object of the same name has other memory: 0 0 0
 *
 * shm_unlink(3) takes away the name, as rm(1) does with a file. The memory lives as
 * long as somebody has it open or mapped. So a program that hands it on by fork(2), or
 * as a descriptor, can unlink it at once, and nothing can be left behind. And a new
 * consumer can make an object of the old name while the old one is still in use: the
 * two do not meet.
 *
 * See also: shm/objects.c, shm/seals.c (memory that never had a name), shm/consumer.c;
 * shm_unlink(3), shm_open(3), unlink(2)
 */
#include <fcntl.h>
#include <sys/mman.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

enum { SIZE = 4096 };

/* Returns a new object of memory, mapped, whose name is gone already. */
static char *map_unlinked(const char *name)
{
	lab_hold_stop();  /* for as long as the name is there */
	shm_unlink(name); /* a run that was killed may have left one */
	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd == -1)
		err(EXIT_FAILURE, "shm_open %s", name);
	shm_unlink(name);
	lab_mask_stop(SIG_UNBLOCK);

	if ((errno = posix_fallocate(fd, 0, SIZE)) != 0)
		err(EXIT_FAILURE, "posix_fallocate %s", name);
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	close(fd);
	return memory;
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: unlinked [-h]\nUses shared memory whose name is gone.\n");
	const char *const name = lab_name("unlinked");
	char *memory = map_unlinked(name);
	snprintf(memory, SIZE, "%s", "written before");

	if (lab_fork() == 0) {
		if (shm_open(name, O_RDWR, 0) == -1)
			printf("child: the name is gone: %s\n", strerror(errno));
		printf("child: the memory is still there: %s\n", memory);
		snprintf(memory, SIZE, "%s", "written after");
		lab_end_child();
	}
	if (lab_wait_for_children() != EXIT_SUCCESS)
		return EXIT_FAILURE;
	printf("parent: what the child wrote is there, too: %s\n", memory);
	const char *other = map_unlinked(name);
	printf("parent: a new object of the same name has other memory: %d %d %d\n", other[0],
	       other[1], other[2]);
	return EXIT_SUCCESS;
}

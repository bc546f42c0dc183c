/*
 * shm/seals - memory that nobody can change any more, not even its owner
 *
 *     $ ./shm/seals
 *     before: write: ok, ftruncate: ok, mmap to write: ok
 *     sealed: write: EPERM, ftruncate: EPERM, mmap to write: EPERM
 *     the text is still: sealed
 *
 * memfd_create(2) makes an object of shared memory without a name. It is reached by
 * its descriptor only, and gone with the last one. It can be sealed: F_SEAL_WRITE,
 * F_SEAL_SHRINK and F_SEAL_GROW are promises that the kernel keeps, and with
 * F_SEAL_SEAL the seals stay as they are. A process that gets such memory from
 * another one can read it without fear of SIGBUS or of a change in the middle.
 *
 * See also: shm/memfd_sender.c, shm/memfd_receiver.c; memfd_create(2),
 * fcntl(2) F_ADD_SEALS
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"

static const char *outcome(bool done)
{
	return done ? "ok" : errno == EPERM ? "EPERM" : strerror(errno);
}

/* Tries three ways to change MEMORY: to write a byte, to cut off the last one of SIZE, to map it. */
static void try_to_change(const char *when, int memory, size_t size)
{
	printf("%s: write: %s, ", when, outcome(pwrite(memory, "s", 1, 0) == 1));
	printf("ftruncate: %s, ", outcome(ftruncate(memory, (off_t)size - 1) == 0));
	void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	printf("mmap to write: %s\n", outcome(address != MAP_FAILED));
	if (address != MAP_FAILED)
		munmap(address,
		       size); /* as long as it is mapped to be written it cannot be sealed */
}

int main(int argc, char **argv)
{
	char text[7] = "";

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: seals [-h]\nTries to change memory, before and after it is sealed.\n");
	int memory = memfd_create("ipc-lab", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (memory == -1 || write(memory, "sealed.", 7) != 7)
		err(EXIT_FAILURE, "memfd_create");
	try_to_change("before", memory, 7);
	if (fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL))
		err(EXIT_FAILURE, "F_ADD_SEALS memfd");
	try_to_change("sealed", memory, 6);
	if (pread(memory, text, 6, 0) != 6)
		err(EXIT_FAILURE, "read memfd");
	printf("the text is still: %s\n", text);
	return EXIT_SUCCESS;
}

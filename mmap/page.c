/*
 * mmap/page - a file as memory, step by step: create, grow, write, sync, unmap
 *
 *     $ ./mmap/page
 *     open:      a file of 0 bytes
 *     ftruncate: 1 page of ... bytes, all of them 0
 *     mmap:      2 pages, the file has only the first yet
 *     memcpy:    read(2) finds "written to memory" in the file
 *     ftruncate: 2 pages, and the second can be used now
 *     msync:     both are on the disk
 *     munmap:    the memory is gone, the file has 2 pages
 *     close:     nobody has the file open, and it has no name: it is gone
 *
 * mmap(2) makes a file a part of our memory, in whole pages. To write is to assign:
 * no write(2), and still everybody who reads the file finds it there, for the pages
 * in our memory are the pages of the file. A file does not grow by that. Its size
 * is set by ftruncate(2), and memory beyond it cannot be used before it is.
 *
 * close(2) does not end a mapping, and munmap(2) does not close the file.
 *
 * See also: mmap/hello_producer.c, mmap/producer.c, mmap/past_the_end.c, mmap/sync.c; mmap(2),
 * ftruncate(2), msync(2), sysconf(3)
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: page [-h]\n"
			    "Goes through the life of a mapped file, step by step.\n";

static off_t size_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "fstat");
	return st.st_size;
}

int main(int argc, char **argv)
{
	const char text[] = "written to memory";
	char seen[sizeof(text)];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	const long page = sysconf(_SC_PAGESIZE);

	lab_hold_stop(); /* until there is nothing to remove any more */
	const char *path = lab_path("page");
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	unlink(path); /* the file lives on while it is open or mapped, and nothing is left */
	lab_leave();  /* nor is its directory */
	lab_mask_stop(SIG_UNBLOCK);
	printf("open:      a file of %lld bytes\n", (long long)size_of(fd));

	if (ftruncate(fd, page) == -1)
		err(EXIT_FAILURE, "ftruncate %s", path);
	printf("ftruncate: 1 page of %lld bytes, all of them 0\n", (long long)size_of(fd));

	char *memory = mmap(NULL, (size_t)page * 2, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", path);
	puts("mmap:      2 pages, the file has only the first yet");

	memcpy(memory, text, sizeof(text));
	if (pread(fd, seen, sizeof(seen), 0) != sizeof(seen))
		err(EXIT_FAILURE, "read %s", path);
	printf("memcpy:    read(2) finds \"%s\" in the file\n", seen);

	if (ftruncate(fd, page * 2) == -1)
		err(EXIT_FAILURE, "ftruncate %s", path);
	memory[page] = 'x';
	puts("ftruncate: 2 pages, and the second can be used now");

	if (msync(memory, (size_t)page * 2, MS_SYNC) == -1)
		err(EXIT_FAILURE, "msync %s", path);
	puts("msync:     both are on the disk");

	if (munmap(memory, (size_t)page * 2) == -1)
		err(EXIT_FAILURE, "munmap %s", path);
	printf("munmap:    the memory is gone, the file has %lld pages\n",
	       (long long)size_of(fd) / page);

	if (close(fd) == -1)
		err(EXIT_FAILURE, "close %s", path);
	puts("close:     nobody has the file open, and it has no name: it is gone");
	return EXIT_SUCCESS;
}

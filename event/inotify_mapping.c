/*
 * event/inotify_mapping - see that the kernel does not tell of a write to a mapping
 *
 *     $ ./event/inotify_mapping
 *     write(2), twice:         MODIFY
 *     write to memory:         no event
 *     msync(2):                no event
 *     munmap(2) and close(2):  CLOSE_WRITE IGNORED
 *
 * Writing through a mapping causes no MODIFY, only CLOSE_WRITE when nobody has the file
 * open or mapped for writing any more: processes that share a mapping need a semaphore
 * as well. Two writes are one MODIFY: an event that equals the last one in the queue is
 * left out, and nobody has read the first.
 *
 * The file has no name any more; it is watched through its descriptor in /proc/self/fd.
 * In the end it is gone, and with it the watch: IGNORED.
 *
 * See also: event/inotify.c, mmap/consumer.c, lab/scratch_file.h; inotify(7), mmap(2),
 * msync(2)
 */
#include <sys/inotify.h>
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

/* Prints WHAT was done, and the events that have come of it. */
static void tell(const char *what, int inotify)
{
	struct inotify_event event; /* without a name: a file is watched, not a directory */
	int events = 0;

	printf("%-24s", what);
	for (; read(inotify, &event, sizeof(event)) == sizeof(event); events++)
		printf(" %s", event.mask & IN_MODIFY        ? "MODIFY"
			      : event.mask & IN_CLOSE_WRITE ? "CLOSE_WRITE"
							    : "IGNORED");
	if (errno != EAGAIN)
		err(EXIT_FAILURE, "read inotify");
	puts(events ? "" : " no event");
}

int main(int argc, char **argv)
{
	char path[64];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: inotify_mapping [-h]\nWrites to a file that is watched, and mapped.\n");
	const int fd = lab_scratch_file("inotify", 4096);
	const int inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (inotify == -1)
		err(EXIT_FAILURE, "inotify_init1 (/proc/sys/fs/inotify/max_user_instances)");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (inotify_add_watch(inotify, path, IN_MODIFY | IN_CLOSE_WRITE) == -1)
		err(EXIT_FAILURE, "inotify_add_watch %s", path);

	if (write(fd, "ne", 2) == -1 || write(fd, "ws", 2) == -1)
		err(EXIT_FAILURE, "write");
	tell("write(2), twice:", inotify);
	char *const memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	memory[0] = 'N';
	tell("write to memory:", inotify);
	if (msync(memory, 4096, MS_SYNC) == -1)
		err(EXIT_FAILURE, "msync");
	tell("msync(2):", inotify);
	if (munmap(memory, 4096) == -1)
		err(EXIT_FAILURE, "munmap");
	close(fd);
	tell("munmap(2) and close(2):", inotify);
	return EXIT_SUCCESS;
}

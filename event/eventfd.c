/*
 * event/eventfd - count events in the kernel and read the count from a descriptor
 *
 *     $ ./event/eventfd
 *     child: wrote 1, 2 and 3
 *     parent: read 6
 *     parent: Resource temporarily unavailable
 *     $ ./event/eventfd -s
 *     child: wrote 1, 2 and 3
 *     parent: read 1
 *     parent: read 1
 *     parent: read 1
 *     parent: read 1
 *     parent: read 1
 *     parent: read 1
 *     parent: Resource temporarily unavailable
 *
 * An eventfd is one number. write(2) adds to it; read(2) takes all of it, and waits
 * while it is 0. With EFD_SEMAPHORE (-s) each read takes 1: a semaphore that poll(2)
 * can wait for. Events add up: a process that waits to be woken loses nothing, but two
 * events may be one reading. It has no buffer and is one descriptor, where a pipe is two;
 * it is given to others by fork(2) or over a Unix socket.
 *
 * See also: event/timerfd.c, event/self_pipe.c; eventfd(2)
 */
#include <inttypes.h>
#include <stdint.h>
#include <sys/eventfd.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	int flags = EFD_NONBLOCK | EFD_CLOEXEC;
	uint64_t count;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "s", false,
			  "usage: eventfd [-hs]\nCounts events; -s: takes them one by one.\n") ==
	       's')
		flags |= EFD_SEMAPHORE;
	const int fd = eventfd(0, flags);
	if (fd == -1)
		err(EXIT_FAILURE, "eventfd");

	if (lab_fork() == 0) {
		for (count = 1; count <= 3; count++)
			if (write(fd, &count, sizeof(count)) != sizeof(count))
				err(EXIT_FAILURE, "write eventfd");
		puts("child: wrote 1, 2 and 3");
		lab_end_child();
	}
	const int result = lab_wait_for_children(); /* so that all three are there */
	while (read(fd, &count, sizeof(count)) == sizeof(count))
		printf("parent: read %" PRIu64 "\n", count);
	printf("parent: %s\n", strerror(errno)); /* without EFD_NONBLOCK it would wait */
	close(fd);
	return result;
}

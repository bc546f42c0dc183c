/*
 * event/epoll - give the kernel a list of descriptors, and be told which ones are ready
 *
 *     $ ./event/epoll | sort
 *     fd ...: end-of-file
 *     fd ...: hello
 *     fd ...: end-of-file
 *     fd ...: hello
 *
 * poll(2) is given the whole array each time, and the program looks through all of it for
 * what has come. With epoll(7) the list stays in the kernel: epoll_ctl(2) adds a descriptor
 * to it, or deletes one, and epoll_wait(2) returns only those that are ready, each with
 * the data that it was added with. So the echo server of unix_socket/ serves thousands.
 *
 * What is in the list is the open file, not its number. A child has it open as well; so a
 * descriptor is deleted before it is closed, or epoll_wait could still report it.
 *
 * See also: event/poll.c, unix_socket/echo_server.c; epoll(7), epoll_ctl(2), epoll_wait(2)
 */
#include <sys/epoll.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

int main(int argc, char **argv)
{
	struct epoll_event event = { .events = EPOLLIN };
	char text[64];
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, "usage: epoll [-h]\nListens to two children at once.\n");
	const int list = epoll_create1(EPOLL_CLOEXEC);
	if (list == -1)
		err(EXIT_FAILURE, "epoll_create1");
	for (int i = 0; i < 2; i++) {
		if (pipe(ends) == -1)
			err(EXIT_FAILURE, "pipe");
		if (lab_fork() == 0)
			_exit(write(ends[1], "hello", 5) == 5 ? EXIT_SUCCESS : EXIT_FAILURE);
		close(ends[1]);
		event.data.fd = ends[0];
		if (epoll_ctl(list, EPOLL_CTL_ADD, ends[0], &event) == -1)
			err(EXIT_FAILURE, "epoll_ctl");
	}

	for (int open = 2; open > 0;) {
		while (epoll_wait(list, &event, 1, -1) == -1)
			if (errno != EINTR) /* Ctrl-Z and fg interrupt it as well, signal(7) */
				err(EXIT_FAILURE, "epoll_wait");
		const ssize_t n = read(event.data.fd, text, sizeof(text));
		if (n == -1)
			err(EXIT_FAILURE, "read pipe");
		printf("fd %d: %.*s\n", event.data.fd, n ? (int)n : -1, n ? text : "end-of-file");
		if (n > 0)
			continue;
		if (epoll_ctl(list, EPOLL_CTL_DEL, event.data.fd, NULL) == -1)
			err(EXIT_FAILURE, "epoll_ctl");
		close(event.data.fd);
		open--;
	}
	return lab_wait_for_children();
}

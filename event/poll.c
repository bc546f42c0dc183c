/*
 * event/poll - listen to many pipes at once: read from whichever has something
 *
 *     $ ./event/poll
 *     ... ms  parent ...: child ... says 1 of 3
 *     ...
 *     ... ms  parent ...: all 3 children are done
 *
 * Each child has a pipe of its own, so the parent knows which one speaks. But read(2)
 * waits for one pipe, and the next word may come through another. poll(2) waits
 * for all of them at once, and tells which ones can be read without waiting: because
 * there are bytes (POLLIN), or because the write end is closed (POLLHUP) and read
 * returns 0. A descriptor below 0 is left out: so the array stays as it is
 * when a child is done.
 *
 * For thousands of descriptors there is epoll(7), which does not go through all
 * of them each time.
 *
 * See also: event/hello.c, event/epoll.c, mq/, unix_socket/; poll(2), pipe(7)
 */
#include <poll.h>

#include "../lab/children.h"
#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: poll [-h] [-c CHILDREN] [-m MS]\n"
			    "CHILDREN (3) speak, the Ith every I times MS (5).\n";

enum { CHILDREN_MAX = 100, WORDS = 3 };

/* Starts a child that speaks every MS milliseconds. Returns the end to hear it at. */
static int start(long ms)
{
	int ends[2];

	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	if (lab_fork() > 0) {
		close(ends[1]); /* before the next fork, or that child would have it too */
		return ends[0];
	}
	for (int word = 1; word <= WORDS; word++) {
		poll(NULL, 0, (int)ms); /* it has other things to do */
		if (write(ends[1], &word, sizeof(word)) == -1)
			err(EXIT_FAILURE, "write pipe");
	}
	_exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
	struct pollfd ends[CHILDREN_MAX];
	long children = 3, ms = 5;
	int option, word;

	lab_prepare_streams();
	lab_start_clock();
	while ((option = lab_getopt(argc, argv, "c:m:", false, usage)) != -1)
		if (option == 'c')
			children = lab_number(optarg, 1, CHILDREN_MAX, "CHILDREN");
		else
			ms = lab_number(optarg, 0, 10000, "MS");
	for (int i = 0; i < children; i++)
		ends[i] = (struct pollfd){ .fd = start((i + 1) * ms), .events = POLLIN };

	for (long speaking = children; speaking > 0;) {
		if (poll(ends, (nfds_t)children, -1) == -1)
			err(EXIT_FAILURE, "poll");
		for (int i = 0; i < children; i++) {
			if (!ends[i].revents)
				continue;
			const ssize_t n = read(ends[i].fd, &word, sizeof(word));
			if (n == -1)
				err(EXIT_FAILURE, "read pipe of child %d", i + 1);
			if (n > 0) {
				lab_say("parent", "child %d says %d of %d", i + 1, word, WORDS);
				continue;
			}
			lab_say("parent", "child %d has closed its end", i + 1);
			close(ends[i].fd);
			ends[i].fd = -1;
			speaking--;
		}
	}
	lab_say("parent", "all %ld children are done", children);
	return lab_wait_for_children();
}

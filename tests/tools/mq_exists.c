/*
 * tests/tools/mq_exists - which of the given POSIX message queues exist
 *
 * Queues appear in no directory unless somebody mounts one (mq_overview(7)), so
 * a test cannot look with ls. Prints the mode and the name of each NAME that is
 * a queue; status 0 if any is, else 1. With -u it is removed, too.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	bool unlink_it = argc > 1 && strcmp(argv[1], "-u") == 0;
	bool found = false;

	for (char **name = argv + 1 + unlink_it; *name; name++) {
		mqd_t queue = mq_open(*name, O_RDONLY);
		struct stat st;

		if (queue == -1 && errno == ENOENT)
			continue;
		if (queue == -1 || fstat(queue, &st) == -1)
			err(2, "mq_open %s", *name);
		found = true;
		printf("%03o %s\n", (unsigned int)st.st_mode & 07777, *name);
		if (unlink_it)
			mq_unlink(*name);
		mq_close(queue);
	}
	return found ? EXIT_SUCCESS : EXIT_FAILURE;
}

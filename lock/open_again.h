/*
 * lock/open_again.h - a second open of one file, with locks of its own
 */
#ifndef OPEN_AGAIN_H
#define OPEN_AGAIN_H

#include <fcntl.h>

#include "../lab/output.h"

/*
 * Opens the file FD once more, by a name that it has as long as somebody has it open:
 * another descriptor, and another open file description (open(2)).
 */
static inline int open_again(int fd)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	const int again = open(path, O_RDWR | O_CLOEXEC);
	if (again == -1)
		err(EXIT_FAILURE, "open %s", path);
	return again;
}

#endif

/*
 * lab/scratch_file.h - a file to try things on, that nobody has to remove
 *
 * Behind it: open(2), unlink(2), posix_fallocate(3). mmap/page.c shows a file with a name.
 */
#ifndef LAB_SCRATCH_FILE_H
#define LAB_SCRATCH_FILE_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "names.h"
#include "stop.h"

/*
 * Returns a new file of SIZE bytes, all of them 0, open for reading and writing. Its
 * name, WHAT in lab_path(), is gone already, and so is the directory if nothing else is
 * in it: a file lives as long as somebody has it open or mapped, and goes then, even
 * after kill -9.
 *
 * The disk has promised its blocks. Where it had none, writing to memory would be a
 * SIGBUS, long after ftruncate(2) had said yes.
 */
static inline int lab_scratch_file(const char *what, off_t size)
{
	lab_hold_stop(); /* until there is nothing to remove any more */
	const char *path = lab_path(what);
	int fd;

	while ((fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1) {
		if (errno == ENOENT) /* another program, at its end, has removed the directory */
			lab_path(what);
		else if (errno != EEXIST || (unlink(path) == -1 && errno != ENOENT))
			err(EXIT_FAILURE, "open %s", path);
		/* (a name is there as long as another run is just here, or if it was killed here) */
	}
	unlink(path);
	lab_leave();
	lab_mask_stop(SIG_UNBLOCK);

	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of posix_fallocate */
	errno = size ? posix_fallocate(fd, 0, size) : 0;
	if (errno)
		err(EXIT_FAILURE, "posix_fallocate %s", path);
	return fd;
}

#endif

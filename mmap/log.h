/*
 * mmap/log.h - the file that producer and consumer have mapped
 *
 * A header, then the messages one after the other, each behind its length. What
 * is written stays, so a consumer may come late and reads it all.
 */
#ifndef LOG_H
#define LOG_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "role.h"

enum {
	MESSAGE_MAX = 1 << 20, /* bytes */
	GROWTH = 2 << 20,      /* bytes that the file grows by, room for any message */
	LOG_MAX = 1 << 30,     /* bytes of the whole file */
};

struct log {
	char magic[16];
	_Atomic bool kept; /* it may lie here though neither side lives */
	_Atomic bool producer_came, ended;
	_Atomic uint32_t used; /* bytes of the file that are written, header and all */
	sem_t more;            /* posted with each message */
	char records[];
};

#define LOG_MAGIC "ipc-lab mmap 1"

/*
 * Makes the file FD at PATH longer, from SIZE by GROWTH bytes. Only blocks that
 * the disk has promised can be written through a mapping without fear: on a full
 * disk a hole in a file is a SIGBUS (posix_fallocate(3), mmap(2)).
 */
static inline void grow_log(int fd, const char *path, off_t size)
{
	const int reason = posix_fallocate(fd, size, GROWTH);

	if (reason && size == 0)
		unlink(path); /* no log yet, and nobody's */
	errno = reason;
	if (reason)
		err(EXIT_FAILURE, "posix_fallocate %s", path);
}

/*
 * Opens the log at PATH in ROLE, into *FD, and returns it mapped. With CREATE a
 * missing one is made, and a stale one is replaced: one that is not to be kept and
 * whose other side is not there. Without, either means that there is no consumer.
 *
 * The mapping is as large as the file may ever get: the pages beyond its end can
 * be used once the file has grown to them.
 */
static inline struct log *open_log(const char *path, enum role role, bool create, int *fd)
{
	struct flock opening = { .l_type = F_WRLCK, .l_start = OPENING, .l_len = 1 };
	struct log *log;
	struct stat st;

	for (;;) {
		*fd = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
		if (*fd == -1 && (create || errno != ENOENT))
			err(EXIT_FAILURE, "open %s", path);
		if (*fd == -1)
			errx(EXIT_FAILURE, "no consumer on %s: start ./mmap/consumer first", path);
		if (fcntl(*fd, F_OFD_SETLKW, &opening) == -1 || fstat(*fd, &st) == -1)
			err(EXIT_FAILURE, "open %s", path);
		if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
			errx(EXIT_FAILURE, "open %s: not a file of this user", path);
		if (!take_role(*fd, role))
			errx(EXIT_FAILURE,
			     role == CONSUMER ? "fcntl %s: another consumer has it"
					      : "fcntl %s: another producer is at work",
			     path);
		const bool partner = role_taken(*fd, role == CONSUMER ? PRODUCER : CONSUMER);
		if (!create && !partner)
			errx(EXIT_FAILURE, "no consumer on %s: start ./mmap/consumer first", path);

		const bool fresh = st.st_size == 0;
		if (fresh)
			grow_log(*fd, path, 0);
		log = mmap(NULL, LOG_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
		if (log == MAP_FAILED)
			err(EXIT_FAILURE, "mmap %s", path);
		if (!fresh &&
		    (st.st_size < GROWTH || (log->magic[0] && strcmp(log->magic, LOG_MAGIC) != 0)))
			errx(EXIT_FAILURE, "mmap %s: not a log of this lab", path);
		if (st.st_nlink > 0 && (fresh || partner || log->kept))
			break;
		if (st.st_nlink > 0)
			unlink(path);
		munmap(log, LOG_MAX);
		close(*fd);
	}

	if (!log->magic[0]) {
		if (sem_init(&log->more, 1, 0) == -1)
			err(EXIT_FAILURE, "sem_init %s", path);
		log->used = sizeof(*log);
		memcpy(log->magic, LOG_MAGIC, sizeof(LOG_MAGIC));
	}
	opening.l_type = F_UNLCK;
	fcntl(*fd, F_OFD_SETLK, &opening);
	return log;
}

#endif

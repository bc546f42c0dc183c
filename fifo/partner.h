/*
 * fifo/partner.h - one reader at a time
 *
 * Behind it: flock(2), which lock/file_lock_kinds.c shows bare, and fstat(2).
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <sys/file.h>

#include "../lab/names.h"

/*
 * Locks FD, which PATH was opened as for reading: a second WHO is refused, the lock goes when
 * its holder ends. False if another one, at its end, has removed the name meanwhile: nobody
 * else would find this FIFO.
 */
static inline bool become_consumer(int fd, const char *path, const char *who)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) == -1)
		errx(EXIT_FAILURE, "flock %s: another %s has it", path, who);
	if (fstat(fd, &st) == -1 || !S_ISFIFO(st.st_mode))
		errx(EXIT_FAILURE, "open %s: not a FIFO", path);
	return st.st_nlink > 0;
}

#endif

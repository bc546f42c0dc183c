/*
 * mmap/partner.h - which side has a file open, and which has died
 *
 * Each side locks a byte of the file for life, and the kernel drops the lock at its
 * holder's death. The locks are open file description locks (F_OFD_SETLK in fcntl(2)).
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <fcntl.h>

#include "../lab/output.h"

/* The bytes. The first two are held for life, the third only while a side opens a log. */
enum byte { CONSUMER, PRODUCER, OPENING };

/*
 * Locks BYTE of the file FD, without waiting (COMMAND is F_OFD_SETLK) or waiting
 * (F_OFD_SETLKW), or only asks whether another process has it locked (F_OFD_GETLK).
 * Returns whether that is so.
 */
static inline bool lock_byte(int fd, int command, enum byte byte)
{
	struct flock lock = { .l_type = F_WRLCK, .l_start = byte, .l_len = 1 };

	return fcntl(fd, command, &lock) == 0 && (command != F_OFD_GETLK || lock.l_type != F_UNLCK);
}

static inline bool consumer_lives(int fd)
{
	return lock_byte(fd, F_OFD_GETLK, CONSUMER);
}

static inline bool producer_lives(int fd)
{
	return lock_byte(fd, F_OFD_GETLK, PRODUCER);
}

static inline void become_consumer(int fd, const char *path)
{
	if (!lock_byte(fd, F_OFD_SETLK, CONSUMER))
		errx(EXIT_FAILURE, "fcntl %s: another consumer has it", path);
}

static inline void become_producer(int fd, const char *path)
{
	if (!lock_byte(fd, F_OFD_SETLK, PRODUCER))
		errx(EXIT_FAILURE, "fcntl %s: another producer is at work", path);
}

#endif

/*
 * sem/partner.h - who is there, and who has died
 *
 * A semaphore knows no owner. So each side locks a byte of the buffer's object for
 * life, byte 0 or byte 1 (F_OFD_SETLK in fcntl(2)), and the kernel releases the lock
 * at its death. The other side asks whether the byte is locked (F_OFD_GETLK).
 * FD is the object, and a program that includes this defines _GNU_SOURCE.
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <fcntl.h>
#include <stdbool.h>

/* Returns false if there is a consumer already. */
static inline bool become_consumer(int fd)
{
	struct flock byte = { .l_type = F_WRLCK, .l_start = 0, .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &byte) == 0;
}

/* Returns false if there is a producer already. */
static inline bool become_producer(int fd)
{
	struct flock byte = { .l_type = F_WRLCK, .l_start = 1, .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &byte) == 0;
}

static inline bool consumer_lives(int fd)
{
	struct flock byte = { .l_type = F_WRLCK, .l_start = 0, .l_len = 1 };

	return fcntl(fd, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
}

static inline bool producer_lives(int fd)
{
	struct flock byte = { .l_type = F_WRLCK, .l_start = 1, .l_len = 1 };

	return fcntl(fd, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
}

#endif

/*
 * mmap/file.h - the ordinary file through which file_producer and file_consumer talk
 *
 * Records stand in it one after the other. The first says that a producer has come,
 * the last that it has ended, those between have a message behind its length.
 */
#ifndef FILE_H
#define FILE_H

#include <stdint.h>

#include "../lab.h"

enum { MESSAGE_MAX = 1 << 20 /* bytes */ };

struct record {
	uint32_t length; /* of the message; FIRST and LAST have none */
	char message[MESSAGE_MAX];
};

#define FIRST (UINT32_MAX - 1)
#define LAST UINT32_MAX

/* Each side locks a byte of the file for life; the kernel drops the lock at its death. */
enum role { CONSUMER, PRODUCER };

static inline bool take_role(int fd, enum role role)
{
	struct flock byte = { .l_type = F_WRLCK, .l_start = role, .l_len = 1 };

	return fcntl(fd, F_OFD_SETLK, &byte) == 0;
}

/* Tells whether another process has ROLE's byte of FD locked (F_OFD_GETLK in fcntl(2)). */
static inline bool role_taken(int fd, enum role role)
{
	struct flock byte = { .l_type = F_WRLCK, .l_start = role, .l_len = 1 };

	return fcntl(fd, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
}

#endif

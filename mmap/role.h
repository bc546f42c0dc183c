/*
 * mmap/role.h - who has a file open: each side locks a byte of it for life
 *
 * The kernel drops the lock at its holder's death. Open file description locks
 * (F_OFD_SETLK in fcntl(2)): nobody need ask for the process ID behind them.
 */
#ifndef ROLE_H
#define ROLE_H

#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>

/* OPENING is nobody's for life: of the log one side at a time holds it, to look and decide. */
enum role { CONSUMER, PRODUCER, OPENING };

/* Locks ROLE's byte of FD. Returns false if another process plays that role. */
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

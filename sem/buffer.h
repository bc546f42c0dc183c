/*
 * sem/buffer.h - the bounded buffer, and who has it open
 *
 * The buffer lies in a shared memory object; the three semaphores have names of
 * their own.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>

enum { SLOTS = 64, SLOT_SIZE = 1024 /* bytes of one message */ };

struct buffer {
	_Atomic bool ready; /* by the consumer: the semaphores are there */
	_Atomic bool producer_came;
	int in, out; /* the next slot to fill, the next to empty: guarded by the mutex */
	struct slot {
		bool last; /* no message but the end */
		uint32_t len;
		char message[SLOT_SIZE];
	} slots[SLOTS];
};

/* Each side locks a byte of the object for life; the kernel unlocks it at its death. */
enum role { CONSUMER, PRODUCER };

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

/* Maps the buffer in the shared memory object FD named NAME. */
static inline struct buffer *map_buffer(int fd, const char *name)
{
	void *address =
		mmap(NULL, sizeof(struct buffer), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (address == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", name);
	return address;
}

#endif

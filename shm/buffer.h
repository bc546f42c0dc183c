/*
 * shm/buffer.h - the bounded buffer that producer and consumer share
 *
 * It holds offsets and sizes but never a pointer: each process has it mapped at
 * another address.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

#include "../lab.h"

enum { SLOTS = 64, SLOT_SIZE = 1024 /* bytes of one message */ };

struct buffer {
	_Atomic bool ready; /* the consumer has initialised all below */

	/*
	 * Each side keeps its mutex locked for as long as it lives. They are
	 * robust: at a holder's death the kernel hands the lock to the next who
	 * asks, saying EOWNERDEAD (pthread_mutexattr_setrobust(3)).
	 */
	pthread_mutex_t consumer_alive, producer_alive;
	_Atomic bool producer_came;

	sem_t empty, full; /* slots to write into, slots to read */
	struct slot {
		bool last; /* no message but the end */
		uint32_t len;
		char message[SLOT_SIZE];
	} slots[SLOTS];
};

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

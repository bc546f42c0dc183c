/*
 * shm/buffer.h - the bounded buffer that producer and consumer share
 *
 * It holds no pointers: each process may have it mapped at a different address.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <semaphore.h>

#include "partner.h"

enum { SLOTS = 64, SLOT_SIZE = 1024 /* bytes of one message */ };

struct buffer {
	struct partners partners; /* who is there, and who has died */

	sem_t empty, full; /* slots to write into, slots to read */
	struct slot {
		int len; /* of the message in bytes; -1 for the end */
		char message[SLOT_SIZE];
	} slots[SLOTS];
};

#endif

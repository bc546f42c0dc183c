/*
 * shm/buffer.h - the bounded buffer that producer and consumer share
 *
 * It holds offsets and sizes but never a pointer: each process has it mapped at
 * another address.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "partner.h"

enum { SLOTS = 64, SLOT_SIZE = 1024 /* bytes of one message */ };

struct buffer {
	struct partners partners; /* who is there, and who has died */

	sem_t empty, full; /* slots to write into, slots to read */
	struct slot {
		bool last; /* no message but the end */
		uint32_t len;
		char message[SLOT_SIZE];
	} slots[SLOTS];
};

#endif

/*
 * sem/buffer.h - the bounded buffer that producer and consumer share
 *
 * It lies in an object of shared memory. The three semaphores are not in it: they
 * have names of their own.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>

enum { SLOTS = 64, SLOT_SIZE = 1024 /* bytes of one message */ };

struct buffer {
	_Atomic bool producer_came;
	unsigned int in, out; /* slots filled, slots emptied: guarded by the mutex */
	struct slot {
		int len; /* of the message in bytes; -1 for the end */
		char message[SLOT_SIZE];
	} slots[SLOTS];
};

#endif

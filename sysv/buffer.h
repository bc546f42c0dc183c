/*
 * sysv/buffer.h - how messages lie in a SysV segment: in slots, used one after the other
 *
 * How many of them are empty and full is told by two semaphores: see sysv/partner.h.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>
#include <stddef.h>

enum { SLOTS = 64, SLOT_SIZE = 1024 /* bytes of one message */ };

struct slot {
	bool last; /* no message but the end */
	size_t len;
	char message[SLOT_SIZE];
};

#endif

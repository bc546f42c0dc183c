/*
 * mmap/file_record.h - the ordinary file through which file_producer and file_consumer talk
 *
 * Records stand in it one after the other. The first says that a producer has come,
 * the last that it has ended, those between have a message behind its length.
 */
#ifndef FILE_RECORD_H
#define FILE_RECORD_H

#include <stdint.h>

#include "partner.h"

enum { MESSAGE_MAX = 1 << 20 /* bytes */ };

struct record {
	uint32_t length; /* of the message; FIRST and LAST have none */
	char message[MESSAGE_MAX];
};

#define FIRST (UINT32_MAX - 1)
#define LAST UINT32_MAX

#endif

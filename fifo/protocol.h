/*
 * fifo/protocol.h - what client and server say to each other
 *
 * Both are one write(2) of at most PIPE_BUF bytes, which a FIFO keeps together
 * however many clients write at the same time. All requests begin with the same
 * number: so the server finds the next one after bytes that are no request.
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "../lab/names.h"

#define REQUEST 0x7265713f /* no process ID and no count is so large */
#define MOST 1000000

struct request {
	int32_t magic;  /* REQUEST */
	int32_t client; /* its process ID, which its reply FIFO is named after */
	int32_t count;  /* how many numbers it wants: 1 to MOST */
};

struct reply {
	int64_t first; /* and the others follow it */
};

_Static_assert(sizeof(struct request) <= PIPE_BUF, "a request is one atomic write");
_Static_assert(sizeof(struct reply) <= PIPE_BUF, "a reply is one atomic write");

#define REPLY_PATH_MAX 128

/* Puts the path of the FIFO on which CLIENT awaits its reply into PATH. */
static inline void reply_path(char path[REPLY_PATH_MAX], pid_t client)
{
	snprintf(path, REPLY_PATH_MAX, "%s/client.%ld", lab_dir(), (long)client);
}

#endif

/*
 * sysv/libsysvipc/msg_regex.h - what msg_regex and its client agree on: two queues, and what is in them
 *
 * Requests and answers have a queue each. In one for both, the requests of many
 * clients could fill it, and no answer would find room: everybody would wait.
 */
#ifndef MSG_REGEX_H
#define MSG_REGEX_H

#include <err.h>
#include <stdlib.h>
#include <sys/msg.h>

#include "../channel.h"
#include "sysvipc.h"

enum { PATTERN_MAX = 255, TEXT_MAX = 255 /* bytes, without '\0' */ };

/* The keys of the queues, both made of the same file */
enum { REQUESTS = 'm', ANSWERS = 'n' };

/* Returns a new queue under the key made of PATH and LETTER. */
static inline int make_queue(const char *path, int letter)
{
	const key_t key = sysvipc_key(path, letter);

	sysvipc_msg_remove(sysvipc_msg_find(key)); /* a killed server's: the file was not locked */
	const int queue = sysvipc_msg_get(key, 0600);
	if (queue == -1)
		err(EXIT_FAILURE, "msgget 0x%08x", key);
	return queue;
}

/* A request; its type is 1. The client asks for one line at a time, so that no more than one
 * answer of a client is ever in the queue. */
struct request {
	pid_t client;
	size_t line; /* the first line that may be in the answer, from 0 */
	char pattern[PATTERN_MAX + 1];
};

/* An answer; its type is the client's process ID. */
struct answer {
	enum { MATCH, NO_MORE, BAD_PATTERN } what;
	size_t line;             /* with MATCH: which line it is */
	char text[TEXT_MAX + 1]; /* the line, or the error */
};

#endif

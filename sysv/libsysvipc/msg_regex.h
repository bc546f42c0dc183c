/*
 * sysv/libsysvipc/msg_regex.h - what msg_regex and its client agree on: two queues, and what is in them
 *
 * Requests and answers have a queue each. In one for both, the requests of many
 * clients could fill it, and no answer would find room: everybody would wait.
 */
#ifndef MSG_REGEX_H
#define MSG_REGEX_H

#include <fcntl.h>
#include <stdbool.h>
#include <sys/types.h>

#include "sysvipc.h"

enum { PATTERN_MAX = 255, TEXT_MAX = 255 /* bytes, without '\0' */ };

/* The keys of the queues, both made of the same file */
enum { REQUESTS = 'm', ANSWERS = 'n' };

/*
 * Does a server live? It has FILE locked as long as it does (F_OFD_SETLK in fcntl(2)). To
 * ask is not to lock: it is in nobody's way.
 */
static inline bool server_lives(int file)
{
	struct flock whole = { .l_type = F_WRLCK };

	return fcntl(file, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

/*
 * A request; its type is 1. The client asks for one line at a time, so that no more than one
 * answer of a client is ever in the queue.
 */
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

/*
 * fifo/message.h - what client and server say to each other
 *
 * Both are a line of text, and one write(2) of less than PIPE_BUF bytes, which a FIFO keeps
 * together however many clients write at the same time:
 *
 *     a request is "\nCLIENT COUNT\n": the client's process ID, how many numbers it wants
 *     a reply is "FIRST\n": the first of them, and the others follow it
 *
 * The newline at the beginning ends what somebody else may have left unfinished.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "../lab/names.h"

#define COUNT_MAX 1000000 /* numbers in a request */
#define LINE_SIZE 64      /* bytes that hold any request, and any reply, with a 0 behind it */
#define REPLY_PATH_SIZE 128

/* Puts the path of the FIFO on which CLIENT awaits its reply into PATH. */
static inline void reply_path(char path[REPLY_PATH_SIZE], long client)
{
	snprintf(path, REPLY_PATH_SIZE, "%s/client.%ld", lab_dir(), client);
}

#endif

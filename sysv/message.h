/*
 * sysv/message.h - how a message lies in a SysV queue: a type, and behind it the text
 *
 * Behind it: malloc(3), and msgctl(2) with IPC_INFO, which sysv/limits.c shows.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <err.h>
#include <stdlib.h>
#include <sys/msg.h>

/* The type tells the messages from the end. */
enum { MESSAGE = 1, END = 2 };

struct message {
	long type;
	char text[];
};

/* Returns a message with room for the longest text that a queue takes here, *MOST bytes. */
static inline struct message *new_message(size_t *most)
{
	struct msginfo limits;

	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&limits) == -1)
		err(EXIT_FAILURE, "msgctl IPC_INFO");
	*most = (size_t)limits.msgmax;
	struct message *message = malloc(sizeof(*message) + *most);
	if (!message)
		err(EXIT_FAILURE, "malloc %zu bytes for a message", *most);
	return message;
}

#endif

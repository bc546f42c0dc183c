/*
 * mmap/message_log.h - the file that producer and consumer have mapped
 *
 * A header, then the messages one after the other, each behind its length. What
 * is written stays, so a consumer may come late and reads it all.
 */
#ifndef MESSAGE_LOG_H
#define MESSAGE_LOG_H

#include <semaphore.h>
#include <stdint.h>

#include "partner.h"

enum {
	MESSAGE_MAX = 1 << 20, /* bytes */
	GROWTH = 2 << 20,      /* bytes that the file grows by, room for any message */
	LOG_MAX = 1 << 30,     /* bytes of the whole file */
};

#define LOG_MAGIC "ipc-lab mmap 1"

struct message_log {
	char magic[16];
	_Atomic bool kept; /* it may lie here though neither side lives */
	_Atomic bool producer_came, ended;
	_Atomic uint32_t used; /* bytes of the file that are written, header and all */
	sem_t more;            /* posted with each message */
	char records[];
};

/* Lets the other side open the log: while one looks, decides and makes it ready, the other waits. */
static inline void end_opening(int fd)
{
	fcntl(fd, F_OFD_SETLK,
	      &(struct flock){ .l_type = F_UNLCK, .l_start = OPENING, .l_len = 1 });
}

/* Makes LOG, all 0, the log of no messages. */
static inline void begin_log(struct message_log *log, const char *path)
{
	if (sem_init(&log->more, 1, 0) == -1)
		err(EXIT_FAILURE, "sem_init %s", path);
	log->used = sizeof(*log);
	memcpy(log->magic, LOG_MAGIC, sizeof(LOG_MAGIC));
}

/* Ends the program if what SIZE bytes at PATH begin with is no log: a file of another kind. */
static inline void check_log(const struct message_log *log, off_t size, const char *path)
{
	if (size < GROWTH ||
	    (log->magic[0] && strncmp(log->magic, LOG_MAGIC, sizeof(log->magic)) != 0))
		errx(EXIT_FAILURE, "mmap %s: not a log of this lab", path);
}

#endif

/*
 * mq/partner.h - which side has a queue open, and which has died
 *
 * On Linux a queue's descriptor is a file descriptor. Each side holds a lock on it for
 * life, and the kernel drops it at its holder's death. The consumer's is one of flock(2),
 * the producer's one of F_OFD_SETLK in fcntl(2): they do not meet.
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <fcntl.h>
#include <mqueue.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "../lab/output.h"

/* Asking takes the lock if it is free: it is given back at once, for the next consumer. */
static inline bool consumer_lives(mqd_t queue)
{
	return flock(queue, LOCK_SH | LOCK_NB) == -1 || flock(queue, LOCK_UN) == -1;
}

static inline bool producer_lives(mqd_t queue)
{
	struct flock whole = { .l_type = F_WRLCK };

	return fcntl(queue, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

/* False if another consumer has removed the queue meanwhile: nobody would find this one. */
static inline bool become_consumer(mqd_t queue, const char *name)
{
	struct stat st;

	if (flock(queue, LOCK_EX | LOCK_NB) == -1)
		errx(EXIT_FAILURE, "flock %s: another consumer has it", name);
	if (fstat(queue, &st) == -1 || st.st_uid != geteuid())
		errx(EXIT_FAILURE, "mq_open %s: another user's queue", name);
	return st.st_nlink > 0;
}

static inline void become_producer(mqd_t queue, const char *name)
{
	struct flock whole = { .l_type = F_WRLCK };

	if (fcntl(queue, F_OFD_SETLK, &whole) == -1)
		errx(EXIT_FAILURE, "fcntl %s: another producer is at work", name);
}

#endif

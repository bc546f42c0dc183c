/*
 * mq/message.h - what the priorities mean, and how long a message may be
 */
#ifndef MESSAGE_H
#define MESSAGE_H

/*
 * A queue delivers the highest priority first, and in order within one: so a producer's
 * first word overtakes its messages, and the end comes after all. An end that has a byte
 * in it says that the producer gives up.
 */
enum priority { END, MESSAGE, HELLO, NOTHING_YET };

/* Small: a user may have only so many bytes in all queues together (mq/limits.c). */
enum { MESSAGES = 10, MESSAGE_MAX = 1024 };

#endif

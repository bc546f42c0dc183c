/*
 * mq/protocol.h - what the priorities mean, and who holds the queue
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

/*
 * A queue delivers the highest priority first, and in order within one: so the
 * producer's process ID overtakes the messages and the end comes after all.
 */
enum priority { END, MESSAGE, HELLO };

#endif

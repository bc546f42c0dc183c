/*
 * signal/protocol.h - what the values mean that ride on the signals
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>

/* Real-time signals: they queue, keep their order and carry an int (signal(7)). */
#define SIGDATA (SIGRTMIN)
#define SIGACK (SIGRTMIN + 1)

/*
 * On SIGDATA: HELLO when the producer has come; for each message its length in
 * bytes, then the bytes, four to a signal; END after the last.
 */
enum { HELLO = -1, END = -2, MESSAGE_MAX = 4096 };

/* On SIGACK, for each SIGDATA. */
enum { TAKEN, BUSY };

/* Tells whether the process behind PIDFD has ended (pidfd_open(2)). */
static inline bool has_ended(int pidfd)
{
	struct pollfd process = { .fd = pidfd, .events = POLLIN };

	return poll(&process, 1, 0) == 1;
}

#endif

/*
 * signal/message.h - how a message lies in signals
 *
 * A real-time signal carries a union sigval, an int or a pointer: 8 bytes on a 64-bit
 * machine. The pair uses the int, 4 bytes, which a 32-bit process has as well.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <signal.h>

/* Real-time signals: they queue, keep their order and carry a value (signal(7)). */
#define SIGDATA (SIGRTMIN)
#define SIGACK (SIGRTMIN + 1)

/*
 * On SIGDATA: HELLO when the producer has come; for each message its length in
 * bytes, then the bytes, four to a signal; END after the last.
 * On SIGACK, for each SIGDATA: TAKEN, or BUSY to a second producer.
 */
enum { HELLO = -1, END = -2, TAKEN = 0, BUSY = 1, MESSAGE_MAX = 4096 };

#endif

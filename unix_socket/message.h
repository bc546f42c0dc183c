/*
 * unix_socket/message.h - what the two sides say to each other beside the messages
 */
#ifndef MESSAGE_H
#define MESSAGE_H

/* The consumer's last word: "every message is printed". */
static const char acknowledged = '\006'; /* ASCII ACK */

/*
 * The first byte of each packet or datagram. Where the kernel keeps messages apart, an empty
 * one would look like the end: both make recv(2) return 0. So no message is empty.
 */
enum kind { HELLO = 'h', MESSAGE = 'm', END = 'e' };

#endif

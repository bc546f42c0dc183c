/*
 * event/two_sources.h - a child that sends a signal and a message, to wait for both at once
 *
 * Behind it: socketpair(2), kill(2), read(2), write(2), send(2). unix_socket/ and signal/ show
 * them bare.
 */
#ifndef TWO_SOURCES_H
#define TWO_SOURCES_H

#include <signal.h>
#include <sys/socket.h>

#include "../lab/children.h"

/* The parent has taken what came through the socket FD, or with a signal. The child waits for that. */
static inline void answer(int fd)
{
	if (send(fd, "!", 1, MSG_NOSIGNAL) == -1)
		err(EXIT_FAILURE, "send socket");
}

/*
 * Starts a child that sends SIGUSR1 to its parent, and then "hello" through a socket. It waits
 * for an answer after each, and ends. Returns its process ID, and in *FD the parent's socket.
 */
static inline pid_t start_two_sources(int *fd)
{
	const pid_t parent = getpid();
	int ends[2];
	char byte;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	*fd = ends[0];
	const pid_t child = lab_fork();
	close(ends[child > 0]);
	if (child == 0) /* quietly, if the parent has ended */
		_exit(kill(parent, SIGUSR1) == -1 || read(ends[1], &byte, 1) != 1 ||
				      write(ends[1], "hello", 5) != 5 ||
				      read(ends[1], &byte, 1) != 1
			      ? EXIT_FAILURE
			      : EXIT_SUCCESS);
	return child;
}

/* Prints the message that has come through the socket FD. False if it was end-of-file. */
static inline bool take_message(int fd)
{
	char text[64];
	const ssize_t n = read(fd, text, sizeof(text));

	if (n == -1)
		err(EXIT_FAILURE, "read socket");
	if (n == 0)
		return false;
	printf("message: %.*s\n", (int)n, text);
	answer(fd);
	return true;
}

#endif

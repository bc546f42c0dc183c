/*
 * shm/descriptor_socket.h - the socket at which memfd_sender and memfd_receiver meet
 *
 * Its name is an abstract one (unix(7)): it is in no directory, and gone with the
 * socket, so nothing can be left behind. But it has no mode either, so each side asks
 * the kernel who the other is. unix_socket/fd_sender.c shows such a socket for itself.
 */
#ifndef DESCRIPTOR_SOCKET_H
#define DESCRIPTOR_SOCKET_H

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Returns the abstract address NAME: it begins with a NUL, and NULs fill it up. */
static inline struct sockaddr_un abstract_address(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "%s", name);
	return address;
}

/* Ends the program if at the other end of CONNECTION is another user. */
static inline void check_peer(int connection, const char *name)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1)
		err(EXIT_FAILURE, "getsockopt @%s", name);
	if (peer.uid != geteuid())
		errx(EXIT_FAILURE, "@%s: the other side is user %ld", name, (long)peer.uid);
}

#endif

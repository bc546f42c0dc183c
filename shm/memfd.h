/*
 * shm/memfd.h - where memfd_sender and memfd_receiver meet: a socket's abstract name
 *
 * It is in no directory, and gone with the socket: nothing can be left behind. But
 * it has no mode either, so each side asks the kernel who the other is.
 */
#ifndef MEMFD_H
#define MEMFD_H

#include <err.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Returns the address for NAME, of *SIZE bytes: an abstract name begins with a NUL (unix(7)). */
static inline struct sockaddr_un abstract_address(const char *name, socklen_t *size)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const size_t length = strnlen(name, sizeof(address.sun_path) - 1);

	memcpy(address.sun_path + 1, name, length);
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
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

/* A message of one byte, with room for a descriptor beside it (cmsg(3)). */
struct descriptor_message {
	char byte;
	struct iovec bytes;
	alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	struct msghdr message;
};

static inline struct msghdr *prepare(struct descriptor_message *m)
{
	memset(m, 0, sizeof(*m));
	m->bytes = (struct iovec){ &m->byte, 1 };
	m->message.msg_iov = &m->bytes;
	m->message.msg_iovlen = 1;
	m->message.msg_control = m->control;
	m->message.msg_controllen = sizeof(m->control);
	return &m->message;
}

#endif

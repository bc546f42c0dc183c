/*
 * unix_socket/fd_receiver - receive open files from another process, and print them
 *
 *     $ ./unix_socket/fd_receiver &
 *     fd_receiver: waiting for a sender on @ipc-lab...fd
 *     $ ./unix_socket/fd_sender <(echo one) <(echo two); wait
 *     fd_receiver: received as descriptors ... ...
 *     one
 *     two
 *
 * What is passed is not the number: the kernel gives the receiver new descriptors of
 * the same open files, as dup(2) would. It needs no permission to open them, and
 * no name: they can be pipes, sockets, deleted files.
 *
 * They come as control data, beside at least one byte of ordinary data. If there is
 * less room for them than was sent, the kernel closes the rest and says so with
 * MSG_CTRUNC: what has come is not what was sent. MSG_CMSG_CLOEXEC keeps them from
 * programs that this one would start.
 *
 * See also: unix_socket/fd_sender.c, shm/memfd_receiver.c; unix(7) SCM_RIGHTS, cmsg(3),
 * recvmsg(2)
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

enum { MOST = 250 }; /* in one message: the kernel takes 253 (unix(7)), musl 252 */

/* Receives up to ROOM descriptors into FDS, and returns how many. */
static size_t receive(int connection, int *fds, size_t room)
{
	char byte;
	struct iovec data = { .iov_base = &byte, .iov_len = 1 };
	union {
		char bytes[CMSG_SPACE(MOST * sizeof(int))];
		struct cmsghdr aligned;
	} control;
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  /* SPACE has room for one more */
				  .msg_controllen = CMSG_LEN(room * sizeof(int)) };
	size_t count = 0;

	const ssize_t n = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
	if (n == -1)
		err(EXIT_FAILURE, "recvmsg");
	if (n == 0)
		errx(EXIT_FAILURE, "recvmsg: the sender has died");
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
		count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(header), count * sizeof(int));
	}
	if (message.msg_flags & MSG_CTRUNC) /* exit closes those that came */
		errx(EXIT_FAILURE, "recvmsg: %zu descriptors came, and there were more", count);
	return count;
}

static void print_file(int fd)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		if (fwrite(bytes, 1, (size_t)n, stdout) != (size_t)n)
			lab_fail_output(); /* or a file without end would go on without end */
	if (n == -1)
		err(EXIT_FAILURE, "read descriptor %d", fd);
}

int main(int argc, char **argv)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX }; /* abstract: it begins with zero */
	struct ucred peer;
	socklen_t size = sizeof(peer);
	size_t room = 8;
	int fds[MOST];

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n:", false,
			  "usage: fd_receiver [-h] [-n ROOM]\n"
			  "Prints the files that fd_sender passes; at most ROOM, else none.\n") !=
	       -1)
		room = (size_t)lab_number(optarg, 1, MOST, "ROOM");
	strncpy(name.sun_path + 1, lab_name("fd") + 1, sizeof(name.sun_path) - 2);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener == -1 || bind(listener, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    listen(listener, 1) == -1)
		err(EXIT_FAILURE, "socket, bind, listen @%s", name.sun_path + 1);
	warnx("waiting for a sender on @%s", name.sun_path + 1);
	int connection = accept(listener, NULL, NULL);
	if (connection == -1)
		err(EXIT_FAILURE, "accept @%s", name.sun_path + 1);
	close(listener); /* a second sender is refused */
	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1 ||
	    peer.uid != geteuid()) /* anybody may connect to an abstract name */
		errx(EXIT_FAILURE, "@%s: the other side is user %ld", name.sun_path + 1,
		     (long)peer.uid);

	const size_t count = receive(connection, fds, room);
	fprintf(stderr, "fd_receiver: received as descriptors");
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " %d", fds[i]);
	fprintf(stderr, "\n");
	for (size_t i = 0; i < count; i++)
		print_file(fds[i]);
	return EXIT_SUCCESS;
}

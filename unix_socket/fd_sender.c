/*
 * unix_socket/fd_sender - open files, and pass them to another process
 *
 *     $ ./unix_socket/fd_sender
 *     fd_sender: no receiver on @ipc-lab...fd: start ./unix_socket/fd_receiver first
 *
 * A process that may open a file can hand it, open, to one that may not: a server
 * that runs as root to its workers, a program to the service that is to work on its
 * file. sendmsg(2) takes descriptors as control data, and needs at least one
 * byte of ordinary data beside them.
 *
 * On its way a file is held by the message, so that the sender may close it at
 * once. The two then have the same open file, with one offset: where one has read to,
 * the other goes on.
 *
 * See also: unix_socket/fd_receiver.c; unix(7) SCM_RIGHTS, cmsg(3), sendmsg(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

enum { MOST = 250 }; /* in one message: the kernel takes 253 (unix(7)), musl 252 */

/* Passes the COUNT descriptors FDS, in one message. */
static void pass(int connection, const int *fds, size_t count)
{
	struct iovec data = { .iov_base = "", .iov_len = 1 };
	union {
		char bytes[CMSG_SPACE(MOST * sizeof(int))];
		struct cmsghdr aligned;
	} control = { .bytes = "" };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes };

	message.msg_controllen = CMSG_SPACE(count * sizeof(int));
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(header), fds, count * sizeof(int));
	if (sendmsg(connection, &message, MSG_NOSIGNAL) == -1)
		err(EXIT_FAILURE, "sendmsg");
}

int main(int argc, char **argv)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX }; /* abstract: it begins with zero */
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int fds[MOST] = { STDIN_FILENO };
	size_t count = 0;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: fd_sender [-h] [FILE...]\n"
		   "Passes each FILE, or else its standard input, to fd_receiver.\n");
	if (argc - optind > MOST)
		lab_wrong_usage("%d files, but one message takes %d", argc - optind, MOST);
	strncpy(name.sun_path + 1, lab_name("fd") + 1, sizeof(name.sun_path) - 2);
	int connection = socket(AF_UNIX, SOCK_STREAM, 0);
	const bool connected = connection != -1 &&
			       connect(connection, (struct sockaddr *)&name, sizeof(name)) == 0;
	if (!connected && errno != ECONNREFUSED)
		err(EXIT_FAILURE, "connect @%s", name.sun_path + 1);
	if (!connected)
		errx(EXIT_FAILURE, "no receiver on @%s: start ./unix_socket/fd_receiver first",
		     name.sun_path + 1);
	if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1 ||
	    peer.uid != geteuid()) /* anybody may have an abstract name */
		errx(EXIT_FAILURE, "@%s: the other side is user %ld", name.sun_path + 1,
		     (long)peer.uid);

	for (char **file = argv + optind; *file; file++) {
		fds[count] = open(*file, O_RDONLY);
		if (fds[count++] == -1)
			err(EXIT_FAILURE, "open %s", *file);
	}
	pass(connection, fds, count ? count : 1);
	return EXIT_SUCCESS;
}

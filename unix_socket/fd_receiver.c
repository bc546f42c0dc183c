/*
 * unix_socket/fd_receiver - receive open files from another process, and print them
 *
 *     $ ./unix_socket/fd_receiver &
 *     fd_receiver: waiting for a sender on /tmp/ipc-lab...fd
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
#include <signal.h>
#include <sys/socket.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "address.h"

enum { MOST = 250 }; /* in one message: the kernel takes 253 (unix(7)), musl 252 */

static const char usage[] = "usage: fd_receiver [-h] [-n ROOM]\n"
			    "Prints the files that fd_sender passes; at most ROOM, else none.\n";

static const char *path;

static void remove_socket(void)
{
	unlink(path);
	lab_leave();
}

static void stop(int sig)
{
	remove_socket();
	lab_end_by(sig);
}

/* Receives up to ROOM descriptors into FDS, returns how many. *MORE: there would have been more. */
static size_t receive(int connection, int *fds, size_t room, bool *more)
{
	char byte;
	struct iovec data = { .iov_base = &byte, .iov_len = 1 };
	union {
		char bytes[CMSG_SPACE(MOST * sizeof(int))];
		struct cmsghdr aligned;
	} control;
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = CMSG_LEN(room * sizeof(int)), /* SPACE has room for one more */
	};
	size_t count = 0;

	const ssize_t n = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
	if (n == -1)
		err(EXIT_FAILURE, "recvmsg %s", path);
	if (n == 0)
		errx(EXIT_FAILURE, "recvmsg %s: the sender has died", path);
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
		count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(header), count * sizeof(int));
	}
	*more = message.msg_flags & MSG_CTRUNC;
	return count;
}

static bool print_file(int fd)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		if (fwrite(bytes, 1, (size_t)n, stdout) != (size_t)n)
			lab_fail_output(); /* or a file without end would go on without end */
	if (n == -1)
		warn("read descriptor %d", fd);
	close(fd);
	return n == 0;
}

int main(int argc, char **argv)
{
	long room = 8;
	int fds[MOST];
	bool more;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	while (lab_getopt(argc, argv, "n:", false, usage) != -1)
		room = lab_number(optarg, 1, MOST, "ROOM");
	lab_hold_stop();
	path = lab_path("fd");
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener == -1)
		err(EXIT_FAILURE, "socket");
	bind_unless_in_use(listener, SOCK_STREAM, path, "fd_receiver");
	lab_on_stop(stop);
	atexit(remove_socket);
	if (listen(listener, 1) == -1)
		err(EXIT_FAILURE, "listen %s", path);
	warnx("waiting for a sender on %s", path);
	int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (connection == -1)
		err(EXIT_FAILURE, "accept %s", path);
	shutdown(listener, SHUT_RD); /* a second sender is refused */

	const size_t count = receive(connection, fds, (size_t)room, &more);
	if (more) /* exit closes those that came */
		errx(EXIT_FAILURE, "recvmsg %s: %zu descriptors came, and there were more", path,
		     count);
	fprintf(stderr, "fd_receiver: received as descriptors");
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " %d", fds[i]);
	fprintf(stderr, "\n");
	bool all = true;
	for (size_t i = 0; i < count; i++)
		all = print_file(fds[i]) && all;
	return all ? EXIT_SUCCESS : EXIT_FAILURE;
}

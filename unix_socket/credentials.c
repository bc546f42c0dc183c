/*
 * unix_socket/credentials - ask the kernel who is at the other end, and refuse other users
 *
 *     $ ./unix_socket/credentials
 *     server: process ... of user ... has connected
 *     client: process ... of user ... lets me in
 *     server: process ... of user ... has sent "hello"
 *     server: it is not the process that has connected
 *     $ ./unix_socket/credentials -u 4242
 *     server: process ... of user ... has connected
 *     server: refused, as only user 4242 may
 *     credentials: recv: end-of-file instead of a welcome
 *
 * Nobody can lie about these: the kernel notes them. SO_PEERCRED tells who has
 * connected, or for the client who listens. The connection can be inherited, or passed
 * on; who has sent a message comes with it, as control data, if the receiver wants
 * it (SO_PASSCRED, SCM_CREDENTIALS). A process ID says who it was at the time: it
 * may have ended since, and its number be another's.
 *
 * The name is an abstract one, that the kernel has chosen. It has no permissions that
 * would keep others out, so the server has to ask.
 *
 * See also: unix_socket/abstract.c, unix_socket/fd_receiver.c; unix(7), credentials(7)
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: credentials [-h] [-u USER]\n"
			    "A server lets in the user with the number USER, or else you.\n";

/* Returns who is at the other end of FD. */
static struct ucred peer(int fd)
{
	struct ucred who;
	socklen_t size = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == -1)
		err(EXIT_FAILURE, "getsockopt SO_PEERCRED");
	return who;
}

/* Receives a message from FD, and returns who has sent it. */
static struct ucred receive(int fd)
{
	struct ucred who;
	char text[5];
	struct iovec data = { .iov_base = text, .iov_len = sizeof(text) };
	union {
		char bytes[CMSG_SPACE(sizeof(who))];
		struct cmsghdr aligned;
	} control;
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control) };

	if (recvmsg(fd, &message, 0) == -1)
		err(EXIT_FAILURE, "recvmsg");
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_CREDENTIALS)
		errx(EXIT_FAILURE, "recvmsg: nothing tells who has sent it");
	memcpy(&who, CMSG_DATA(header), sizeof(who));
	return who;
}

static void introduce(const char *speaker, struct ucred who, const char *what)
{
	printf("%s: process %ld of user %ld %s\n", speaker, (long)who.pid, (long)who.uid, what);
}

/* In a child: connects; and a child of its own, which inherits the connection, sends. */
static int be_client(const struct sockaddr_un *address, socklen_t length)
{
	const pid_t client = getpid();
	char byte;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	if (fd == -1 || connect(fd, (const struct sockaddr *)address, length) == -1)
		err(EXIT_FAILURE, "connect");
	if (recv(fd, &byte, 1, 0) != 1)
		errx(EXIT_FAILURE, "recv: end-of-file instead of a welcome");
	introduce("client", peer(fd), "lets me in");
	const pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(client);
		_exit(send(fd, "hello", 5, MSG_NOSIGNAL) == 5 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	return lab_wait_for_children();
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	const int yes = 1;
	uid_t user = geteuid();
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = sizeof(address);

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "u:", false, usage) != -1)
		user = (uid_t)lab_number(optarg, 0, 2147483647, "USER");
	int listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (listener == -1 ||
	    bind(listener, (struct sockaddr *)&address, sizeof(address.sun_family)) == -1 ||
	    getsockname(listener, (struct sockaddr *)&address, &length) == -1 ||
	    listen(listener, 1) == -1)
		err(EXIT_FAILURE, "bind without a name");

	lab_time_limit(10, "accept: the client has not come");
	const pid_t client = fork();
	if (client == -1)
		err(EXIT_FAILURE, "fork");
	if (client == 0) {
		lab_die_with(parent);
		_exit(be_client(&address, length));
	}

	int fd = accept(listener, NULL, NULL);
	if (fd == -1)
		err(EXIT_FAILURE, "accept");
	introduce("server", peer(fd), "has connected");
	if (peer(fd).uid != user) {
		printf("server: refused, as only user %ld may\n", (long)user);
		close(fd);
		return lab_wait_for_children();
	}
	/* before the client is let in: a message that came first would not say who sent it */
	if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)) == -1 ||
	    send(fd, "!", 1, MSG_NOSIGNAL) == -1)
		err(EXIT_FAILURE, "setsockopt SO_PASSCRED, send");
	const struct ucred sender = receive(fd);
	introduce("server", sender, "has sent \"hello\"");
	printf("server: %s process that has connected\n",
	       sender.pid == peer(fd).pid ? "it is the" : "it is not the");
	return lab_wait_for_children();
}

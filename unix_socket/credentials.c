/*
 * unix_socket/credentials - ask the kernel who is at the other end, and refuse other users
 *
 *     $ ./unix_socket/credentials
 *     server: process ... of user ... has connected
 *     client: process ... of user ... lets me in
 *     $ ./unix_socket/credentials -u 4242
 *     server: process ... of user ... has connected
 *     server: refused, as only user 4242 may
 *     credentials: recv: end-of-file instead of a welcome
 *
 * SO_PEERCRED tells who is at the other end: to the server, which process has connected,
 * and to the client, which one listens. The other side does not send this. The kernel has
 * noted it, at connect(2) and at listen(2), and no program can give the kernel a wrong
 * process or user here. It is true of that moment only: the process may have ended since,
 * its number may be another's by now, and the connection may have been inherited or passed
 * on. unix_socket/message_credentials.c tells who has sent a message.
 *
 * The name is an abstract one, that the kernel has chosen. It has no permissions that
 * would keep others out, so the server has to ask.
 *
 * See also: unix_socket/message_credentials.c, unix_socket/abstract.c; unix(7),
 * credentials(7)
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/children.h"
#include "../lab/options.h"

/* Returns the user at the other end of FD, after it has said which it is and WHAT it does. */
static uid_t introduce_peer(int fd, const char *speaker, const char *what)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1)
		err(EXIT_FAILURE, "getsockopt SO_PEERCRED");
	printf("%s: process %ld of user %ld %s\n", speaker, (long)peer.pid, (long)peer.uid, what);
	return peer.uid;
}

static void be_client(const struct sockaddr_un *name, socklen_t length)
{
	char welcome;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd == -1 || connect(fd, (const struct sockaddr *)name, length) == -1)
		err(EXIT_FAILURE, "connect");
	if (recv(fd, &welcome, 1, 0) != 1)
		errx(EXIT_FAILURE, "recv: end-of-file instead of a welcome");
	introduce_peer(fd, "client", "lets me in");
}

int main(int argc, char **argv)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	socklen_t length = sizeof(name);
	uid_t user = geteuid();

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "u:", false,
			  "usage: credentials [-h] [-u USER]\n"
			  "A server lets in the user with the number USER, or else you.\n") != -1)
		user = (uid_t)lab_number(optarg, 0, 2147483647, "USER");
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener == -1 ||
	    bind(listener, (struct sockaddr *)&name, sizeof(name.sun_family)) == -1 ||
	    getsockname(listener, (struct sockaddr *)&name, &length) == -1 ||
	    listen(listener, 1) == -1)
		err(EXIT_FAILURE, "bind without a name");
	if (lab_fork() == 0) {
		be_client(&name, length);
		lab_end_child();
	}

	int fd = accept(listener, NULL, NULL);
	if (fd == -1)
		err(EXIT_FAILURE, "accept");
	if (introduce_peer(fd, "server", "has connected") != user)
		printf("server: refused, as only user %ld may\n", (long)user);
	else if (send(fd, "!", 1, MSG_NOSIGNAL) == -1)
		err(EXIT_FAILURE, "send");
	close(fd);
	return lab_wait_for_children();
}

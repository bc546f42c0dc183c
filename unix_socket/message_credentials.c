/*
 * unix_socket/message_credentials - ask the kernel who has sent a message, and see who may lie
 *
 *     $ ./unix_socket/message_credentials
 *     SO_PEERCRED: process ... of user ...
 *     process ... of user ...: "hello"
 *     process ... of user ...: "I am user 4242...
 *
 * A connection can be inherited, as it is here, or passed on: SO_PEERCRED still tells who
 * has made it, the parent. SO_PASSCRED lets each message come with its sender's process,
 * user and group, as control data (SCM_CREDENTIALS). The kernel adds them; a sender may
 * also give them itself, and the kernel checks what it gives. An ordinary user must tell
 * the truth, or sendmsg(2) fails with EPERM. Root may say anything: a user with
 * CAP_SETUID, a group with CAP_SETGID, a process with CAP_SYS_ADMIN. So these are to be
 * trusted as far as root is; that one could become the other user anyway.
 *
 * See also: unix_socket/credentials.c; unix(7), cmsg(3), recvmsg(2), capabilities(7)
 */
#define _GNU_SOURCE
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"

/* Room for one struct ucred of control data, aligned as it has to be. */
union control {
	char bytes[CMSG_SPACE(sizeof(struct ucred))];
	struct cmsghdr aligned;
};

/* Sends TEXT in the name of USER. Returns what sendmsg(2) does. */
static ssize_t send_as(int fd, const char *text, uid_t user)
{
	const struct ucred sender = { .pid = getpid(), .uid = user, .gid = getgid() };
	struct iovec data = { (char *)text, strlen(text) };
	union control control = { .bytes = "" };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_CREDENTIALS;
	header->cmsg_len = CMSG_LEN(sizeof(sender));
	memcpy(CMSG_DATA(header), &sender, sizeof(sender));
	return sendmsg(fd, &message, MSG_NOSIGNAL);
}

/* Prints a message, and who has sent it; false at end-of-file. */
static bool receive(int fd)
{
	struct ucred sender;
	char text[64];
	struct iovec data = { text, sizeof(text) };
	union control control;
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control) };

	const ssize_t n = recvmsg(fd, &message, 0);
	const struct cmsghdr *header = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (n == -1)
		err(EXIT_FAILURE, "recvmsg");
	if (!header || header->cmsg_type != SCM_CREDENTIALS)
		return false;
	memcpy(&sender, CMSG_DATA(header), sizeof(sender));
	printf("process %ld of user %ld: \"%.*s\"\n", (long)sender.pid, (long)sender.uid, (int)n,
	       text);
	return true;
}

int main(int argc, char **argv)
{
	const int yes = 1;
	struct ucred peer;
	socklen_t size = sizeof(peer);
	char why[64];
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: message_credentials [-h]\nShows who has sent a message, and a lie.\n");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == -1 ||
	    setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)) == -1 ||
	    getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1)
		err(EXIT_FAILURE, "socketpair, SO_PASSCRED, SO_PEERCRED");
	printf("SO_PEERCRED: process %ld of user %ld\n", (long)peer.pid, (long)peer.uid);
	if (lab_fork() == 0) {
		close(ends[0]);
		send(ends[1], "hello", 5, MSG_NOSIGNAL);
		if (send_as(ends[1], "I am user 4242", 4242) == -1) {
			snprintf(why, sizeof(why), "I am user 4242: %s", strerror(errno));
			if (send_as(ends[1], why, getuid()) == -1)
				err(EXIT_FAILURE, "sendmsg");
		}
		lab_end_child();
	}
	close(ends[1]);
	while (receive(ends[0]))
		continue;
	return lab_wait_for_children();
}

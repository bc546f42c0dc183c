/*
 * shm/memfd_receiver - take memory from another process, if it is sealed
 *
 *     $ ./shm/memfd_receiver &
 *     memfd_receiver: waiting for a sender on @/ipc-lab...memfd
 *     $ ./shm/memfd_sender hello; wait
 *     hello
 *
 * Memory that another process can still change is dangerous: what was checked may
 * be something else when it is used, and if the other makes it shorter, reading
 * ends in SIGBUS. So the receiver looks at the seals before it maps anything. With
 * memory that can neither shrink nor change it need not trust the sender.
 *
 * See also: shm/memfd_sender.c, shm/seals.c, shm/descriptor_socket.h, unix_socket/fd_receiver.c;
 * memfd_create(2), fcntl(2) F_GET_SEALS, unix(7), cmsg(3)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdalign.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "descriptor_socket.h"

/* Waits for a sender at the socket NAME, and returns its connection. */
static int accept_sender(const char *name)
{
	const struct sockaddr_un address = abstract_address(name);
	int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (listener == -1)
		err(EXIT_FAILURE, "socket");
	if (bind(listener, (const struct sockaddr *)&address, sizeof(address)) == -1) {
		if (errno == EADDRINUSE)
			errx(EXIT_FAILURE, "bind @%s: another receiver has it", name);
		err(EXIT_FAILURE, "bind @%s", name);
	}
	if (listen(listener, 1) == -1)
		err(EXIT_FAILURE, "listen @%s", name);
	warnx("waiting for a sender on @%s", name);
	int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (connection == -1)
		err(EXIT_FAILURE, "accept @%s", name);
	close(listener);
	check_peer(connection, name);
	return connection;
}

static int receive_descriptor(int connection)
{
	alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	char byte;
	struct iovec bytes = { &byte, 1 };
	struct msghdr message = { .msg_iov = &bytes,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	int fd;

	if (recvmsg(connection, &message, MSG_CMSG_CLOEXEC) == -1)
		err(EXIT_FAILURE, "recvmsg");
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(fd)))
		errx(EXIT_FAILURE, "recvmsg: no descriptor came");
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

int main(int argc, char **argv)
{
	const int needed = F_SEAL_SHRINK | F_SEAL_WRITE;
	struct stat st;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: memfd_receiver [-h]\n"
		   "Prints a text that ./shm/memfd_sender hands over in sealed memory.\n");
	int memory = receive_descriptor(accept_sender(lab_name("memfd")));

	const int seals = fcntl(memory, F_GET_SEALS);
	if (seals == -1 || (seals & needed) != needed)
		errx(EXIT_FAILURE, "not sealed: it could change or shrink while we read it");
	if (fstat(memory, &st) == -1)
		err(EXIT_FAILURE, "fstat memfd");
	const size_t size = (size_t)st.st_size;
	/* (Before Linux 6.7 sealed memory could not be mapped shared, not even to read.) */
	const char *text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, memory, 0);
	if (text == MAP_FAILED)
		err(EXIT_FAILURE, "mmap memfd");
	lab_print(text, size);
	return EXIT_SUCCESS;
}

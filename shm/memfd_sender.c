/*
 * shm/memfd_sender - hand sealed memory to another process, as a descriptor
 *
 *     $ ./shm/memfd_sender hello
 *     memfd_sender: no receiver on @/ipc-lab...memfd: start ./shm/memfd_receiver first
 *
 * memfd_create(2) makes an object of shared memory without a name: only a process
 * that is given the descriptor can have it, and it goes with the last descriptor. A
 * socket carries descriptors (SCM_RIGHTS): the other process gets one of its own,
 * to the same memory. Nothing of the memory is copied, were it gigabytes.
 *
 * A seal is a promise that the kernel keeps: from now on nobody changes the size
 * or the bytes, and nobody, not even the sender, breaks the seal.
 *
 * See also: shm/memfd_receiver.c, shm/descriptor_socket.h, unix_socket/fd_sender.c;
 * memfd_create(2), fcntl(2) F_ADD_SEALS, unix(7), cmsg(3)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdalign.h>
#include <sys/mman.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "descriptor_socket.h"

static int connect_to_receiver(const char *name)
{
	const struct sockaddr_un address = abstract_address(name);
	int connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (connection == -1)
		err(EXIT_FAILURE, "socket");
	if (connect(connection, (const struct sockaddr *)&address, sizeof(address)) == -1) {
		if (errno != ECONNREFUSED)
			err(EXIT_FAILURE, "connect @%s", name);
		errx(EXIT_FAILURE, "no receiver on @%s: start ./shm/memfd_receiver first", name);
	}
	check_peer(connection, name);
	return connection;
}

static void send_descriptor(int connection, int fd)
{
	alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(fd))] = { 0 };
	struct iovec bytes = { "", 1 }; /* a message of no byte would look like end-of-file */
	struct msghdr message = { .msg_iov = &bytes,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	if (sendmsg(connection, &message, MSG_NOSIGNAL) == -1)
		err(EXIT_FAILURE, "sendmsg");
}

int main(int argc, char **argv)
{
	int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "u", true,
			  "usage: memfd_sender [-h] [-u] TEXT\n"
			  "Hands TEXT to ./shm/memfd_receiver in memory that is sealed.\n"
			  "  -u  unsealed\n") != -1)
		seals = 0;
	if (argc - optind != 1 || !*argv[optind])
		lab_wrong_usage("one text, and not an empty one");
	const char *const text = argv[optind];

	int memory = memfd_create("ipc-lab", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (memory == -1)
		err(EXIT_FAILURE, "memfd_create");
	if (write(memory, text, strlen(text)) != (ssize_t)strlen(text))
		err(EXIT_FAILURE, "write memfd");
	if (fcntl(memory, F_ADD_SEALS, seals) == -1)
		err(EXIT_FAILURE, "F_ADD_SEALS memfd");
	send_descriptor(connect_to_receiver(lab_name("memfd")), memory);
	return EXIT_SUCCESS;
}

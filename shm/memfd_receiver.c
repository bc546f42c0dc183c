/*
 * shm/memfd_receiver - take memory from another process, if it is sealed
 *
 *     $ ./shm/memfd_receiver &
 *     memfd_receiver: waiting for a sender on @/ipc-lab...memfd
 *     $ ./shm/memfd_sender hello; wait
 *     hello
 *     write: Operation not permitted
 *     ftruncate: Operation not permitted
 *     mmap to write: Operation not permitted
 *
 * Memory that another process can still change is dangerous: what was checked may
 * be something else when it is used, and if the other makes it shorter, reading
 * ends in SIGBUS. So the receiver looks at the seals before it maps anything. With
 * memory that can neither shrink nor change it need not trust the sender.
 *
 * See also: shm/memfd_sender.c, shm/memfd.h, unix_socket/fd_receiver.c;
 * memfd_create(2), F_GET_SEALS(2const), unix(7), cmsg(3)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "memfd.h"

static const char usage[] = "usage: memfd_receiver [-h]\n"
			    "Prints a text that ./shm/memfd_sender hands over in sealed memory.\n";

static const char *name;

/* Waits for a sender, and returns its connection. */
static int accept_sender(void)
{
	socklen_t size;
	const struct sockaddr_un address = abstract_address(name, &size);
	int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (listener == -1)
		err(EXIT_FAILURE, "socket");
	if (bind(listener, (const struct sockaddr *)&address, size) == -1) {
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
	struct descriptor_message descriptor;
	struct msghdr *message = prepare(&descriptor);
	int fd;

	const ssize_t n = recvmsg(connection, message, MSG_CMSG_CLOEXEC);
	if (n == -1)
		err(EXIT_FAILURE, "recvmsg @%s", name);
	const struct cmsghdr *header = CMSG_FIRSTHDR(message);
	if (n == 0 || !header || header->cmsg_level != SOL_SOCKET ||
	    header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(fd)))
		errx(EXIT_FAILURE, "recvmsg @%s: no descriptor came", name);
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* Tries to change MEMORY, as whoever has a descriptor could. */
static void try_to_change(int memory, size_t size)
{
	if (pwrite(memory, "J", 1, 0) == -1)
		printf("write: %s\n", strerror(errno));
	if (ftruncate(memory, 0) == -1)
		printf("ftruncate: %s\n", strerror(errno));
	if (mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0) == MAP_FAILED)
		printf("mmap to write: %s\n", strerror(errno));
}

int main(int argc, char **argv)
{
	const int needed = F_SEAL_SHRINK | F_SEAL_WRITE;
	struct stat st;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	name = lab_name("memfd");
	int memory = receive_descriptor(accept_sender());

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
	try_to_change(memory, size);
	return EXIT_SUCCESS;
}

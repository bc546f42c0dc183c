/*
 * unix_socket/abstract - a name that is no file, and is gone with its socket
 *
 *     $ ./unix_socket/abstract
 *     bind @ipc-lab...abstract: done
 *     ... @ipc-lab...abstract
 *     bind it to another socket: Address ...in use
 *     connect to it: done
 *     connect to it with zero bytes at its end: Connection refused
 *     close it, and bind it to another: done
 *     bind without a name: the kernel gives @...
 *
 * A name whose first byte is zero is in no directory. The kernel keeps it in a list
 * of its own, and shows it with '@' for the zero. Nothing can be left behind: when
 * the last descriptor of the socket is closed, by kill -9 too, the name is free.
 *
 * All bytes count, as many as the address's length says: zero bytes at the end make
 * another name. And there are no permissions, so that anybody on the machine may
 * connect, or take the name first. A server has to ask who is there.
 *
 * See also: unix_socket/stale_socket.c, unix_socket/credentials.c; unix(7)
 */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"

static int new_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd == -1)
		err(EXIT_FAILURE, "socket");
	return fd;
}

/* Says how the call WHAT has ended, from its RESULT. */
static void report(const char *what, int result)
{
	printf("%s: %s\n", what, result == -1 ? strerror(errno) : "done");
}

/* Prints the lines of the kernel's list that end in NAME. */
static void show_in_list(const char *name)
{
	char *line = NULL;
	size_t size = 0;
	FILE *list = fopen("/proc/net/unix", "r");

	if (!list)
		err(EXIT_FAILURE, "open /proc/net/unix");
	while (getline(&line, &size, list) != -1) {
		const char *const at = strchr(line, '@');

		if (at && strncmp(at + 1, name, strlen(name)) == 0)
			fputs(line, stdout);
	}
	free(line);
	fclose(list);
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX }, other = address;
	char what[128];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: abstract [-h]\nShows how a socket's abstract name behaves.\n");
	const char *const name = lab_name("abstract") + 1; /* without its slash */
	strncpy(address.sun_path + 1, name, sizeof(address.sun_path) - 2);
	/* exactly its bytes, and the zero before them: no zero after them */
	const socklen_t length =
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));

	int listener = new_socket();
	snprintf(what, sizeof(what), "bind @%s", name);
	const int bound = bind(listener, (struct sockaddr *)&address, length);
	report(what, bound);
	if (bound == -1 || listen(listener, 1) == -1)
		return EXIT_FAILURE;
	show_in_list(name);

	report("bind it to another socket",
	       bind(new_socket(), (struct sockaddr *)&address, length));
	report("connect to it", connect(new_socket(), (struct sockaddr *)&address, length));
	report("connect to it with zero bytes at its end",
	       connect(new_socket(), (struct sockaddr *)&address, sizeof(address)));
	close(listener);
	report("close it, and bind it to another",
	       bind(new_socket(), (struct sockaddr *)&address, length));

	int unnamed = new_socket();
	socklen_t other_length = sizeof(other);
	if (bind(unnamed, (struct sockaddr *)&other, sizeof(other.sun_family)) == -1 ||
	    getsockname(unnamed, (struct sockaddr *)&other, &other_length) == -1)
		err(EXIT_FAILURE, "bind without a name");
	printf("bind without a name: the kernel gives @%.*s\n",
	       (int)(other_length - offsetof(struct sockaddr_un, sun_path) - 1),
	       other.sun_path + 1);
	return EXIT_SUCCESS;
}

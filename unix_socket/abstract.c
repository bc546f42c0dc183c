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
 *
 * A name whose first byte is zero is in no directory. The kernel keeps it in a list
 * of its own, and shows it with '@' for the zero. Nothing can be left behind: when
 * the last descriptor of the socket is closed, by kill -9 too, the name is free.
 *
 * All bytes count, as many as the address's length says: zero bytes at the end make
 * another name. And there are no permissions, so that anybody on the machine may
 * connect, or take the name first. A server has to ask who is there.
 *
 * See also: unix_socket/autobind.c, unix_socket/stale_socket.c, unix_socket/credentials.c;
 * unix(7)
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
	char line[256];
	FILE *list = fopen("/proc/net/unix", "r");

	if (!list)
		err(EXIT_FAILURE, "open /proc/net/unix");
	while (fgets(line, sizeof(line), list)) {
		const char *const at = strchr(line, '@');

		if (at && strncmp(at + 1, name, strlen(name)) == 0)
			fputs(line, stdout);
	}
	fclose(list);
}

int main(int argc, char **argv)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct sockaddr *const address = (struct sockaddr *)&name;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: abstract [-h]\nShows how a socket's abstract name behaves.\n");
	/* after a zero, which makes it abstract, the name without its slash */
	strncpy(name.sun_path + 1, lab_name("abstract") + 1, sizeof(name.sun_path) - 2);
	/* exactly its bytes, and the zero before them: no zero after them */
	const socklen_t length =
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name.sun_path + 1));

	int listener = new_socket();
	if (bind(listener, address, length) == -1 || listen(listener, 1) == -1)
		err(EXIT_FAILURE, "bind @%s", name.sun_path + 1);
	printf("bind @%s: done\n", name.sun_path + 1);
	show_in_list(name.sun_path + 1);

	report("bind it to another socket", bind(new_socket(), address, length));
	report("connect to it", connect(new_socket(), address, length));
	report("connect to it with zero bytes at its end",
	       connect(new_socket(), address, sizeof(name)));
	close(listener);
	report("close it, and bind it to another", bind(new_socket(), address, length));
	return EXIT_SUCCESS;
}

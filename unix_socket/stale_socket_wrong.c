/*
 * unix_socket/stale_socket_wrong - take a server's name without asking whether it lives
 *
 *     $ ./unix_socket/stale_socket_wrong
 *     the first server has the name
 *     it is killed
 *     connect: Connection refused: the name is stale
 *     the second server has the name
 *     the third server has the name
 *     a client reaches the third server
 *     stale_socket_wrong: the second server lost its name, though it lived
 *
 * "unlink(2), then bind(2)" stands in many books. It cures the name that a dead
 * server has left behind. It also takes the name from a server that lives: that one
 * still listens, on a socket that nobody can find any more, and says nothing.
 *
 * See also: unix_socket/stale_socket.c; unix(7)
 */
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/stop.h"

static struct sockaddr_un name = { .sun_family = AF_UNIX };

static void remove_files(void)
{
	unlink(name.sun_path);
}

/* Returns a socket that listens under the name, or -1 if another server does. */
static int take_name(const char *which)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	unlink(name.sun_path); /* one that was left behind */
	if (fd == -1 || bind(fd, (struct sockaddr *)&name, sizeof(name)) == -1 ||
	    listen(fd, 1) == -1)
		err(EXIT_FAILURE, "bind %s", name.sun_path);
	printf("the %s server has the name\n", which);
	return fd;
}

/* Connects as a client does, and returns what connect(2) has returned. */
static int connect_to_server(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd == -1)
		err(EXIT_FAILURE, "socket");
	return connect(fd, (struct sockaddr *)&name, sizeof(name));
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: stale_socket_wrong [-h]\nThree servers want one name.\n");
	lab_hold_stop(); /* to the end, which comes at once */
	strncpy(name.sun_path, lab_path("stale_socket"), sizeof(name.sun_path) - 1);
	atexit(remove_files);

	if (lab_fork() == 0) {
		take_name("first");
		raise(SIGKILL);
	}
	wait(NULL);
	puts("it is killed");
	if (connect_to_server() == -1)
		printf("connect: %s: the name is stale\n", strerror(errno));

	int second = take_name("second");
	take_name("third");
	if (connect_to_server() == -1)
		err(EXIT_FAILURE, "connect %s", name.sun_path);
	const bool reached = accept(second, NULL, NULL) != -1; /* it does not wait: SOCK_NONBLOCK */
	printf("a client reaches the %s server\n", reached ? "second" : "third");
	if (!reached)
		errx(EXIT_FAILURE, "the second server lost its name, though it lived");
	return EXIT_SUCCESS;
}

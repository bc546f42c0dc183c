/*
 * unix_socket/stale_socket - take a dead server's name, and leave a living one's alone
 *
 *     $ ./unix_socket/stale_socket
 *     the first server has the name
 *     it is killed
 *     connect: Connection refused: the name is stale
 *     the second server has the name
 *     the third server is refused: another has the name
 *     a client reaches the second server
 *
 * A socket's name is a file, and stays when its server is killed. bind(2) fails
 * as long as it is there, so somebody has to unlink it; but it looks the same
 * while the server lives. Here a lock tells: the process that holds it is the server, and
 * the kernel lets go of it when that one ends, in whatever way. Only under the lock is a
 * name unlinked and bound, so that two servers at once cannot do it to each other.
 *
 * The lock's file is another than the socket's, which no process can open. It stays:
 * to remove it would let two processes lock two files of one name. (Here it is removed in
 * the end, when nobody is left. The second and the third server live in one process here:
 * a lock of flock(2) belongs to the open file, so they are as much in each other's way.)
 *
 * See also: unix_socket/stale_socket_wrong.c, unix_socket/partner.h (asks the socket
 * itself), unix_socket/abstract.c; unix(7), flock(2)
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/stop.h"

static struct sockaddr_un name = { .sun_family = AF_UNIX };
static const char *lock_path;

static void remove_files(void)
{
	unlink(name.sun_path);
	unlink(lock_path);
}

/* Returns a socket that listens under the name, or -1 if another server does. */
static int take_name(const char *which)
{
	int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (lock == -1)
		err(EXIT_FAILURE, "open %s", lock_path);
	if (flock(lock, LOCK_EX | LOCK_NB) == -1) {
		printf("the %s server is refused: another has the name\n", which);
		return -1;
	}

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
		   "usage: stale_socket [-h]\nThree servers want one name.\n");
	lab_hold_stop(); /* to the end, which comes at once */
	strncpy(name.sun_path, lab_path("stale_socket"), sizeof(name.sun_path) - 1);
	lock_path = lab_path("stale_socket.lock");
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

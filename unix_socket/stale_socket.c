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
 * while the server lives. Here a lock tells: who holds it is the server, and the
 * kernel lets go of it when its holder ends, in whatever way. Only under the lock is a
 * name unlinked and bound, so that two servers at once cannot do it to each other.
 *
 * The lock's file is another than the socket's, which no process can open. It stays:
 * to remove it would let two processes lock two files of one name. (Here the parent
 * does it, in the end, when nobody is left.)
 *
 * See also: unix_socket/stale_socket_wrong.c, unix_socket/address.h (asks the socket
 * itself), unix_socket/abstract.c; unix(7), flock(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "address.h"

static const char *path, *lock_path;

static void remove_files(void)
{
	unlink(path);
	unlink(lock_path);
}

static void stop(int sig)
{
	remove_files();
	lab_leave();
	lab_end_by(sig);
}

/* Returns a socket that listens as PATH, or -1 if another server does. */
static int take_name(void)
{
	const struct sockaddr_un address = socket_address(path);
	int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (lock == -1)
		err(EXIT_FAILURE, "open %s", lock_path);
	if (flock(lock, LOCK_EX | LOCK_NB) == -1)
		return -1;

	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	unlink(path); /* one that was left behind */
	if (fd == -1 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) == -1 ||
	    listen(fd, 1) == -1)
		err(EXIT_FAILURE, "bind %s", path);
	return fd;
}

/* Starts a server, which lives until it is killed. It has said whether it got the name. */
static pid_t start_server(const char *which)
{
	const pid_t parent = getpid();
	int ready[2];
	char byte;

	if (pipe(ready) == -1)
		err(EXIT_FAILURE, "pipe");
	lab_hold_stop();
	pid_t server = fork();
	if (server == -1)
		err(EXIT_FAILURE, "fork");
	if (server == 0) {
		lab_die_with(parent);
		if (take_name() != -1)
			printf("the %s server has the name\n", which);
		else
			printf("the %s server is refused: another has the name\n", which);
		close(ready[0]);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) == -1) /* end-of-file */
		err(EXIT_FAILURE, "read pipe");
	close(ready[0]);
	lab_on_stop(stop); /* not sooner: a name made later would stay */
	return server;
}

static void kill_server(pid_t server)
{
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
}

/* Returns the process that listens as PATH, or -1 if there is none. */
static pid_t who_listens(void)
{
	const struct sockaddr_un address = socket_address(path);
	struct ucred peer = { .pid = -1 };
	socklen_t size = sizeof(peer);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd == -1)
		err(EXIT_FAILURE, "socket");
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size);
	close(fd);
	return peer.pid;
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false,
		   "usage: stale_socket [-h]\nThree servers want one name.\n");
	lab_hold_stop();
	path = lab_path("stale_socket");
	lock_path = lab_path("stale_socket.lock");
	atexit(remove_files);
	umask(0177);

	kill_server(start_server("first"));
	puts("it is killed");
	if (who_listens() == -1)
		printf("connect: %s: the name is stale\n", strerror(errno));

	pid_t second = start_server("second");
	pid_t third = start_server("third");
	pid_t reached = who_listens();
	printf("a client reaches the %s server\n", reached == second ? "second" : "third");
	kill_server(second);
	kill_server(third);
	if (reached != second)
		errx(EXIT_FAILURE, "the second server lost its name, though it lived");
	return EXIT_SUCCESS;
}

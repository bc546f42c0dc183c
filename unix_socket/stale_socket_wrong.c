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
#define _GNU_SOURCE
#include <signal.h>
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

static const char *path;

static void remove_files(void)
{
	unlink(path);
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
		   "usage: stale_socket_wrong [-h]\nThree servers want one name.\n");
	lab_hold_stop();
	path = lab_path("stale_socket");
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

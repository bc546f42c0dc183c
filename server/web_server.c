/*
 * server/web_server - a web server that forks a child for each connection
 *
 *     $ site=$(mktemp -d); echo 'Hello World!' >$site/index.html
 *     $ ./server/web_server -u $site.socket $site >$site.log &
 *     web_server: waiting for a client on ...socket
 *     $ curl -s --unix-socket $site.socket http://localhost/
 *     Hello World!
 *     $ curl -s --unix-socket $site.socket http://localhost/nothing.html
 *     404 Not Found
 *     $ kill $!; wait $!; cat $site.log; rm -r $site $site.log
 *     - - - [...] "GET / HTTP/1.1" 200 13
 *     - - - [...] "GET /nothing.html HTTP/1.1" 404 14
 *
 * The parent accepts and forks; a child answers one request and ends. So a client
 * that is slow, or a child that crashes, is nobody else's trouble. There are at most -c
 * CHILDREN; a client that comes then waits in the kernel's queue. What each child does
 * stands in a scoreboard, memory that all share since the fork: http://.../status shows it.
 *
 * With -p it speaks TCP, to a browser as well. Only the address is another one; but to
 * a port of 127.0.0.1 every user of the machine may connect, whereas a Unix socket is a
 * file, and has permissions.
 *
 * A signal to stop closes the door. Clients that are inside, or in the queue, are still served.
 * If that takes longer than it may, SIGALRM ends the parent, and with it the children.
 *
 * See also: server/http.h, server/http_io.h, server/scoreboard.h, server/stale_name.h;
 * fork(2), accept(2), ppoll(2), waitpid(2), openat2(2), tcp(7), unix(7); RFC 9110, 9112
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
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
#include "http_io.h"
#include "scoreboard.h"
#include "stale_name.h"

enum { QUEUE = 4096 }; /* clients that may wait; fewer if net.core.somaxconn says so */

static const char usage[] =
	"usage: web_server [-h] [-p PORT | -u PATH] [-c CHILDREN] [-t MS] DIRECTORY\n"
	"Serves files, on a Unix socket or a PORT (0: any); MS is the time for a request.\n";

static struct scoreboard *board;
static volatile sig_atomic_t stopped;
static const char *socket_path; /* the Unix socket's, as long as it is there */

static void note(int sig) /* SIGCHLD only has to end a ppoll(2) */
{
	if (sig != SIGCHLD)
		stopped = sig;
}

static void remove_socket(void)
{
	if (!socket_path)
		return;
	unlink(socket_path);
	socket_path = NULL; /* what is there from now on is another's */
	lab_leave();
}

/* Returns a socket that listens as PATH, until exit(3). */
static int listen_on_path(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	if (!*path || strlen(path) >= sizeof(name.sun_path))
		errx(EXIT_FAILURE, "bind '%s': empty, or too long for the name of a socket", path);
	strncpy(name.sun_path, path, sizeof(name.sun_path) - 1);
	take_name(&name);
	const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	umask(0177); /* only the user may connect */
	if (listener == -1 || bind(listener, (struct sockaddr *)&name, sizeof(name)) == -1)
		err(EXIT_FAILURE, "bind %s", path);
	socket_path = path;
	atexit(remove_socket);
	lab_unlock_dir();
	if (listen(listener, QUEUE) == -1)
		err(EXIT_FAILURE, "listen %s", path);
	warnx("waiting for a client on %s", path);
	return listener;
}

/* Returns a socket that listens on PORT of this machine; 0 lets the kernel choose one. */
static int listen_on_port(long port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((in_port_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	const int on = 1;

	const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener == -1 ||
	    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(listener, (struct sockaddr *)&address, size) == -1 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) == -1 ||
	    listen(listener, QUEUE) == -1)
		err(EXIT_FAILURE, "bind 127.0.0.1:%ld", port);
	warnx("waiting for a client on http://127.0.0.1:%d/", ntohs(address.sin_port));
	return listener;
}

/*
 * Removes the Unix socket's name, so that nobody finds it. Returns how many clients
 * are in the listener's queue, connected but not accepted, or INT_MAX: nobody can tell.
 */
static int close_door(int listener)
{
	struct tcp_info info;
	socklen_t size = sizeof(info);

	remove_socket();
	if (getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &size) == -1)
		return INT_MAX;
	return (int)info.tcpi_unacked; /* of a listener it means that; ss -l shows it too */
}

static void serve_in_child(int connection, struct slot *slot, const struct http_site *site)
{
	slot->state = 'R';
	const pid_t parent = getpid(), child = fork();
	if (child == 0) { /* signals stay blocked: to stop is the parent's business */
		lab_die_with(parent);
		slot->pid = getpid();
		http_serve(connection, slot, board, site);
		_exit(EXIT_SUCCESS);
	}
	if (child == -1)
		http_turn_away(connection, "fork");
	else
		slot->pid = child;
	close(connection);
}

/* Returns whether there are children still. */
static bool reap_children(void)
{
	int status;
	pid_t child;

	while ((child = waitpid(-1, &status, WNOHANG)) > 0) {
		scoreboard_clear(board, child);
		if (WIFSIGNALED(status))
			warnx("child %ld was killed by signal %d", (long)child, WTERMSIG(status));
	}
	return child == 0;
}

int main(int argc, char **argv)
{
	const struct timespec second = { .tv_sec = 1 };
	struct http_site site = { .limit = 10000 };
	long port = -1, most = 64, queue = LONG_MAX; /* how many may still come in */
	const char *path = NULL;
	sigset_t all, before;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	for (int option; (option = lab_getopt(argc, argv, "p:u:c:t:", true, usage)) != -1;)
		if (option == 'p')
			port = lab_number(optarg, 0, 65535, "port");
		else if (option == 'u')
			path = optarg;
		else if (option == 'c')
			most = lab_number(optarg, 1, SCOREBOARD_MAX, "number of children");
		else
			site.limit = lab_number(optarg, 1, 1000000, "milliseconds");
	if (argc - optind != 1 || (path && port != -1))
		lab_wrong_usage("needs one directory, and at most one of -p and -u");
	site.directory = open(argv[optind], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (site.directory == -1)
		err(EXIT_FAILURE, "open %s", argv[optind]);
	board = scoreboard_new(most);

	lab_on_stop(note);
	signal(SIGCHLD, note);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	site.path = path || port != -1 ? path : lab_path("web_server");
	site.listener = site.path ? listen_on_path(site.path) : listen_on_port(port);

	while (queue > 0) {
		struct pollfd door = { .fd = -1, .events = POLLIN };

		/* Pending signals come in here, even if clients come without a pause. */
		sigprocmask(SIG_SETMASK, &before, NULL);
		sigprocmask(SIG_BLOCK, &all, NULL);
		reap_children();
		if (stopped && queue > INT_MAX) {
			queue = close_door(site.listener);
			alarm((unsigned int)(site.limit + HTTP_LINGER) / 1000 + 1);
			lab_on_stop(SIG_DFL); /* a second signal ends it there and then */
			continue;             /* and with it they are not blocked: once more */
		}
		struct slot *const slot = scoreboard_find(board, 0);
		const int connection = slot ? accept4(site.listener, NULL, NULL, SOCK_CLOEXEC) : -1;
		if (connection != -1) {
			serve_in_child(connection, slot, &site);
			queue--;
		} else if (slot && errno == EAGAIN && stopped) {
			queue = 0;
		} else {
			if (slot && errno == EAGAIN)
				door.fd = site.listener;
			else if (slot)
				warn("accept");
			ppoll(&door, 1, &second, &before);
		}
	}
	close(site.listener);
	while (reap_children())
		ppoll(NULL, 0, &second, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	lab_end_by(stopped);
}

/*
 * unix_socket/echo_server - send back whatever clients send, thousands of them at once
 *
 *     $ ./unix_socket/echo_server &
 *     echo_server: waiting for a client on /tmp/ipc-lab...echo
 *     $ ./unix_socket/echo_client hello 안녕
 *     hello
 *     안녕
 *     $ kill $!; wait
 *     $ ./unix_socket/echo_server -t 127.0.0.1:0 &
 *     echo_server: waiting for a client on 127.0.0.1:...
 *     $ kill $!; wait
 *
 * One process serves all: no call blocks but epoll_wait(2), which tells who is ready.
 * Each client has a buffer, and there is no more of it in memory: while that is full,
 * nothing is read from the client, so the kernel's buffers fill up in turn, and the
 * client has to wait. A client that does not read what comes back stops only itself.
 *
 * A client that has shut down its sending side still gets the rest. read(2) gives 0 then,
 * after all that came before; EPOLLRDHUP would tell at once, and too early. One that has
 * vanished (EPOLLHUP, EPOLLERR) shows as an error of read or send. When no descriptors
 * are left, new clients wait in the kernel's queue until another has gone. When the
 * server is told to stop it takes no new ones, sends back what has come, and ends.
 *
 * -t speaks TCP. Only the address differs, and what bind(2) finds in its way: compare
 * bind_socket() and bind_tcp().
 *
 * See also: unix_socket/echo_client.c, unix_socket/endpoint.h; epoll(7), accept(2), ip(7)
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "../lab/clock.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "endpoint.h"
#include "partner.h"

enum { MOST = 16384, ROOM = 4096, EVENTS = 64, GRACE_MS = 2000 };

static struct client {
	bool connected, at_end; /* at_end: it has shut down its sending side */
	uint32_t events;        /* what epoll tells of it */
	size_t length;          /* bytes that it has not yet got back */
	char bytes[ROOM];
} clients[MOST]; /* by their descriptors; memory that is never used costs nothing */

static const char usage[] = "usage: echo_server [-h] [-t HOST:PORT]\n"
			    "Sends back what clients send, on a Unix socket or over TCP.\n";

static int epoll, listener, count;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

static const char *path; /* of the Unix socket, as long as it is there */

static void remove_socket(void)
{
	if (!path)
		return;
	unlink(path);
	path = NULL; /* what is there from now on is another's */
	lab_leave();
}

static void bind_socket(const struct endpoint *where)
{
	become_consumer((const struct sockaddr_un *)&where->address, SOCK_STREAM, "echo_server");

	umask(0177); /* only the user may connect */
	if (bind(listener, (const struct sockaddr *)&where->address, where->length) == -1)
		err(EXIT_FAILURE, "bind %s", where->name);
	path = where->name;
	atexit(remove_socket);
	lab_unlock_dir();
}

/* Port 0 lets the kernel choose one: where->name then tells which. */
static void bind_tcp(struct endpoint *where)
{
	char host[NI_MAXHOST], port[NI_MAXSERV];
	struct sockaddr *const address = (struct sockaddr *)&where->address;
	const int yes = 1; /* connections of the server before may still be closing (tcp(7)) */

	if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == -1 ||
	    bind(listener, address, where->length) == -1 ||
	    getsockname(listener, address, &where->length) == -1)
		err(EXIT_FAILURE, "bind %s", where->name);
	const int error = getnameinfo(address, where->length, host, sizeof(host), port,
				      sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	if (error)
		errx(EXIT_FAILURE, "getnameinfo: %s", gai_strerror(error));
	snprintf(where->name, sizeof(where->name), strchr(host, ':') ? "[%s]:%s" : "%s:%s", host,
		 port);
}

/* Lets the process have up to MOST descriptors; the system's usual 1024 are a default. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		err(EXIT_FAILURE, "getrlimit RLIMIT_NOFILE");
	limit.rlim_cur = limit.rlim_max < MOST ? limit.rlim_max : MOST;
	if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_NOFILE");
}

/* OPERATION is EPOLL_CTL_ADD or EPOLL_CTL_MOD. */
static void watch(int operation, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.fd = fd };

	if (epoll_ctl(epoll, operation, fd, &event) == -1)
		err(EXIT_FAILURE, "epoll_ctl");
}

/* Accepts all that have connected, as long as there are descriptors for them. */
static void accept_clients(void)
{
	int fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) != -1) {
		watch(EPOLL_CTL_ADD, fd, EPOLLIN);
		clients[fd] = (struct client){ .connected = true, .events = EPOLLIN };
		count++;
	}
}

/* Reads what there is room for, and sends back what the client takes. */
static void serve(int fd)
{
	struct client *const client = &clients[fd];
	ssize_t n = 0;

	if (!client->at_end && client->length < ROOM) {
		n = read(fd, client->bytes + client->length, ROOM - client->length);
		client->at_end = n == 0;
		client->length += n > 0 ? (size_t)n : 0;
	}
	if (client->length > 0 && (n != -1 || errno == EAGAIN)) {
		n = send(fd, client->bytes, client->length, MSG_NOSIGNAL);
		client->length -= n > 0 ? (size_t)n : 0;
		memmove(client->bytes, client->bytes + (n > 0 ? n : 0), client->length);
	}

	const uint32_t events = (client->at_end || client->length == ROOM ? 0 : EPOLLIN) |
				(client->length > 0 ? EPOLLOUT : 0);
	if (events == 0 || (n == -1 && errno != EAGAIN)) { /* it has got all, or has vanished */
		client->connected = false;
		close(fd); /* epoll forgets it, too */
		count--;
	} else if (events != client->events) {
		watch(EPOLL_CTL_MOD, fd, client->events = events);
	}
}

static void serve_ready(void)
{
	struct epoll_event events[EVENTS];
	const int n = epoll_wait(epoll, events, EVENTS, LAB_PATIENCE);

	if (n == -1 && errno != EINTR)
		err(EXIT_FAILURE, "epoll_wait");
	for (int i = 0; i < n; i++)
		if (events[i].data.fd != listener)
			serve(events[i].data.fd);
}

int main(int argc, char **argv)
{
	const char *tcp = NULL;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	while (lab_getopt(argc, argv, "t:", false, usage) != -1)
		tcp = optarg;
	raise_descriptor_limit();
	lab_on_stop(stop);
	struct endpoint where = endpoint_of(tcp);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	listener = socket(where.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (epoll == -1 || listener == -1)
		err(EXIT_FAILURE, "epoll_create1, socket");
	if (tcp)
		bind_tcp(&where);
	else
		bind_socket(&where);
	if (listen(listener, SOMAXCONN) == -1)
		err(EXIT_FAILURE, "listen %s", where.name);
	/* EPOLLET: told once of a client, not again and again while there is no descriptor for it */
	watch(EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLET);

	warnx("waiting for a client on %s", where.name);
	while (!stopped) {
		serve_ready();
		accept_clients();
	}

	lab_hold_stop(); /* a second signal ends it there and then, but leaves no name */
	remove_socket(); /* nobody finds us any more; clients that have connected are still served */
	lab_on_stop(SIG_DFL); /* and one that came meanwhile ends it here */
	accept_clients();
	close(listener);
	for (int fd = 0; fd < MOST; fd++)
		if (clients[fd].connected)
			shutdown(fd, SHUT_RD); /* end-of-file follows what has come by now */
	const time_t end = lab_in(CLOCK_MONOTONIC, GRACE_MS).tv_sec;
	while (count > 0 && lab_in(CLOCK_MONOTONIC, 0).tv_sec < end)
		serve_ready();
	return EXIT_SUCCESS;
}

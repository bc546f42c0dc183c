/*
 * unix_socket/endpoint.h - where an echo server is: a Unix socket's name, or with
 * -t HOST:PORT one of TCP; all that differs between the two is in here
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <err.h>
#include <limits.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "address.h"

struct endpoint {
	const char *path; /* NULL for TCP */
	struct sockaddr_storage address;
	socklen_t length;
	char name[PATH_MAX]; /* for messages */
};

/* Sets endpoint->name to the address that FD is bound to. */
static inline void name_endpoint(struct endpoint *endpoint, int fd)
{
	char host[NI_MAXHOST], port[NI_MAXSERV];
	struct sockaddr *const address = (struct sockaddr *)&endpoint->address;

	if (endpoint->path)
		return;
	endpoint->length = sizeof(endpoint->address);
	if (getsockname(fd, address, &endpoint->length) == -1)
		err(EXIT_FAILURE, "getsockname");
	const int error = getnameinfo(address, endpoint->length, host, sizeof(host), port,
				      sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	if (error)
		errx(EXIT_FAILURE, "getnameinfo: %s", gai_strerror(error));
	snprintf(endpoint->name, sizeof(endpoint->name), strchr(host, ':') ? "[%s]:%s" : "%s:%s",
		 host, port);
}

/* Returns the endpoint TCP, "HOST:PORT" or "[HOST]:PORT", or the Unix socket if it is NULL. */
static inline struct endpoint endpoint_of(const char *tcp)
{
	struct endpoint endpoint = { .length = sizeof(struct sockaddr_un) };
	const struct addrinfo wanted = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct addrinfo *found;

	if (!tcp) {
		endpoint.path = lab_path("echo");
		const struct sockaddr_un address = socket_address(endpoint.path);
		memcpy(&endpoint.address, &address, sizeof(address));
		snprintf(endpoint.name, sizeof(endpoint.name), "%s", endpoint.path);
		return endpoint;
	}

	snprintf(endpoint.name, sizeof(endpoint.name), "%s", tcp);
	char *host = endpoint.name, *colon = strrchr(host, ':');
	if (!colon || colon == host || !colon[1] || (*host == '[' && colon[-1] != ']'))
		lab_wrong_usage("-t '%s': should be HOST:PORT or [HOST]:PORT", tcp);
	*colon = '\0';
	if (*host == '[') { /* an IPv6 address, which has colons itself */
		host++;
		colon[-1] = '\0';
	}
	const int error = getaddrinfo(host, colon + 1, &wanted, &found);
	if (error)
		errx(EXIT_FAILURE, "-t '%s': %s", tcp, gai_strerror(error));
	memcpy(&endpoint.address, found->ai_addr, found->ai_addrlen);
	endpoint.length = found->ai_addrlen;
	freeaddrinfo(found);
	snprintf(endpoint.name, sizeof(endpoint.name), "%s", tcp);
	return endpoint;
}

static const char *endpoint_path;

/* Removes the name of the socket that was bound, if it is a Unix socket. */
static inline void remove_endpoint(void)
{
	if (!endpoint_path)
		return;
	unlink(endpoint_path);
	endpoint_path = NULL;
	lab_leave();
}

/*
 * Binds FD to ENDPOINT, until exit(3). Port 0 lets the kernel choose one: the
 * name then tells which.
 */
static inline void bind_endpoint(int fd, struct endpoint *endpoint)
{
	const int yes = 1; /* connections of the server before may still be closing (tcp(7)) */

	if (endpoint->path) {
		bind_unless_in_use(fd, SOCK_STREAM, endpoint->path, "echo_server");
		endpoint_path = endpoint->path;
		atexit(remove_endpoint);
		return;
	}
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == -1 ||
	    bind(fd, (struct sockaddr *)&endpoint->address, endpoint->length) == -1)
		err(EXIT_FAILURE, "bind %s", endpoint->name);
	name_endpoint(endpoint, fd);
}

/* Lets the process have up to MOST descriptors at a time; the system's usual 1024 are a default. */
static inline void raise_descriptor_limit(rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		err(EXIT_FAILURE, "getrlimit RLIMIT_NOFILE");
	limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
	if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_NOFILE");
}

#endif

/*
 * unix_socket/endpoint.h - where an echo server is: a Unix socket's name or, with
 * -t HOST:PORT, an address of TCP
 *
 * Behind it: getaddrinfo(3). The address is all that differs between the two.
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <limits.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/names.h"
#include "../lab/options.h"

struct endpoint {
	struct sockaddr_storage address;
	socklen_t length;
	char name[PATH_MAX]; /* for messages; of a Unix socket its path */
};

/* Returns the endpoint TCP, "HOST:PORT" or "[HOST]:PORT", or the Unix socket if it is NULL. */
static inline struct endpoint endpoint_of(const char *tcp)
{
	struct endpoint endpoint = { .length = sizeof(struct sockaddr_un) };
	const struct addrinfo wanted = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct sockaddr_un *const name = (struct sockaddr_un *)&endpoint.address;
	struct addrinfo *found;
	char *host = endpoint.name;

	if (!tcp) {
		name->sun_family = AF_UNIX;
		strncpy(name->sun_path, lab_existing_path("echo"), sizeof(name->sun_path) - 1);
		snprintf(endpoint.name, sizeof(endpoint.name), "%s", name->sun_path);
		return endpoint;
	}
	snprintf(host, sizeof(endpoint.name), "%s", tcp);
	char *const colon = strrchr(host, ':');
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

#endif

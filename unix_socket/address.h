/*
 * unix_socket/address.h - the socket's address, and what the two sides say to
 * each other apart from the messages
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <sys/socket.h>
#include <sys/un.h>

#include "../lab.h"

/* The consumer's last word: "every message is printed". */
#define ACKNOWLEDGED '\006' /* ASCII ACK */

/* Where the kernel keeps boundaries, an empty message must not look like the end: a byte tells. */
enum kind { HELLO = 'h', MESSAGE = 'm', END = 'e' };

/* Returns the address of the socket file PATH, which comes from lab_path() and fits. */
static inline struct sockaddr_un socket_address(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	return address;
}

/*
 * Binds FD, a socket of TYPE, to PATH, so that only the user may connect. A file
 * that a dead process left there is removed first; if it lives, WHO it is, ends
 * the program.
 *
 * Connecting to find out would disturb a living one. A socket of another
 * type cannot connect, and the error tells: EPROTOTYPE if some process has PATH
 * bound, ECONNREFUSED if it is stale (connect(2), unix(7)).
 */
static inline void bind_unless_in_use(int fd, int type, const char *path, const char *who)
{
	const struct sockaddr_un address = socket_address(path);
	struct stat st;

	umask(0177);
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return;
	if (errno != EADDRINUSE)
		err(EXIT_FAILURE, "bind %s", path);
	if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode))
		errx(EXIT_FAILURE, "bind %s: something else than a socket is there", path);

	int probe = socket(AF_UNIX, type == SOCK_DGRAM ? SOCK_STREAM : SOCK_DGRAM, 0);
	if (probe == -1)
		err(EXIT_FAILURE, "socket");
	if (connect(probe, (const struct sockaddr *)&address, sizeof(address)) == -1 &&
	    errno != ECONNREFUSED && errno != ENOENT)
		errx(EXIT_FAILURE, "bind %s: another %s has it", path, who);
	close(probe);
	if (unlink(path) == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "unlink stale %s", path);
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == -1)
		err(EXIT_FAILURE, "bind %s", path);
}

#endif

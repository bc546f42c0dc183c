/*
 * server/address.h - the socket's address, and what the two sides say to
 * each other apart from the messages
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../lab/names.h"

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
 * Has some process PATH bound, as a socket of TYPE? A socket of another type cannot
 * connect, so to ask disturbs nobody; and the error tells: EPROTOTYPE if PATH is bound,
 * ECONNREFUSED if it is stale (connect(2), unix(7)).
 */
static inline bool is_in_use(const char *path, int type)
{
	const struct sockaddr_un address = socket_address(path);
	const int probe = socket(AF_UNIX, type == SOCK_DGRAM ? SOCK_STREAM : SOCK_DGRAM, 0);

	if (probe == -1)
		err(EXIT_FAILURE, "socket");
	const int result = connect(probe, (const struct sockaddr *)&address, sizeof(address));
	const bool in_use = result == 0 || (errno != ECONNREFUSED && errno != ENOENT);
	close(probe);
	return in_use;
}

/*
 * Binds FD, a socket of TYPE, to PATH, so that only the user may connect. A file
 * that a dead process left there is removed first. If its process lives, the program
 * ends, and says that another WHO has the name.
 *
 * Of two that find the same stale name at once, the slower would remove the name of
 * the other. So they do it one at a time, under a lock on the directory.
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

	const char *const directory = lab_path(".");
	const int lock = open(directory, O_RDONLY | O_CLOEXEC);
	if (lock == -1 || flock(lock, LOCK_EX) == -1)
		err(EXIT_FAILURE, "flock %s", directory);
	if (is_in_use(path, type))
		errx(EXIT_FAILURE, "bind %s: another %s has it", path, who);
	if (unlink(path) == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "unlink stale %s", path);
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == -1)
		err(EXIT_FAILURE, "bind %s", path);
	close(lock);
}

#endif

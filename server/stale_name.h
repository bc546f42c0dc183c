/*
 * server/stale_name.h - take the name that a dead server has left, and no other
 *
 * Behind it: connect(2), whose error tells a stale name from one that is in use, and flock(2).
 * unix_socket/stale_socket.c shows both bare.
 */
#ifndef STALE_NAME_H
#define STALE_NAME_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../lab/names.h"

/*
 * Has some process NAME bound, as a stream socket? A datagram socket cannot connect to it,
 * so to ask disturbs nobody; and the error tells: EPROTOTYPE if NAME is bound, ECONNREFUSED
 * if it is stale (connect(2), unix(7)).
 */
static inline bool is_bound(const struct sockaddr_un *name)
{
	const int probe = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (probe == -1)
		err(EXIT_FAILURE, "socket");
	const int result = connect(probe, (const struct sockaddr *)name, sizeof(*name));
	const bool bound = result == 0 || (errno != ECONNREFUSED && errno != ENOENT);
	close(probe);
	return bound;
}

/*
 * Sees to it that NAME can be bound: removes it if it is stale, and ends the program if a
 * living server has it, or if it is no socket. Of two servers that find the same stale name
 * at once, the slower would remove what the other has bound. So they do it one at a time,
 * with the lab's directory locked: call lab_unlock_dir() once NAME is bound.
 */
static inline void take_name(const struct sockaddr_un *name)
{
	struct stat st;

	lab_enter();
	lab_lock_dir();
	if (lstat(name->sun_path, &st) == 0 && !S_ISSOCK(st.st_mode))
		errx(EXIT_FAILURE, "bind %s: what is there is no socket", name->sun_path);
	if (is_bound(name))
		errx(EXIT_FAILURE, "bind %s: another web_server has it", name->sun_path);
	if (unlink(name->sun_path) == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "unlink stale %s", name->sun_path);
}

#endif

/*
 * unix_socket/partner.h - whether a consumer has the name, and how to become the only one
 *
 * Behind it: connect(2), whose error tells a stale name from one that is in use, and a
 * lock on the directory (flock(2)). unix_socket/stale_socket.c shows both bare.
 */
#ifndef PARTNER_H
#define PARTNER_H

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/names.h"

/*
 * Has some process NAME bound, as a socket of TYPE? A socket of another type cannot
 * connect, so to ask disturbs nobody; and the error tells: EPROTOTYPE if NAME is bound,
 * ECONNREFUSED if it is stale (connect(2), unix(7)).
 */
static inline bool consumer_lives(const struct sockaddr_un *name, int type)
{
	const int probe = socket(AF_UNIX, type == SOCK_DGRAM ? SOCK_STREAM : SOCK_DGRAM, 0);

	if (probe == -1)
		err(EXIT_FAILURE, "socket");
	const bool lives = connect(probe, (const struct sockaddr *)name, sizeof(*name)) == 0 ||
			   (errno != ECONNREFUSED && errno != ENOENT);
	close(probe);
	return lives;
}

/*
 * Sees to it that NAME can be bound: removes it if it is stale, and ends the
 * program if it is another WHO's or no socket's. Of two programs that find the same stale name at
 * once, the slower would remove what the other has bound. So they do it one at a time, with
 * the directory locked: call lab_unlock_dir() once NAME is bound.
 */
static inline void become_consumer(const struct sockaddr_un *name, int type, const char *who)
{
	lab_enter();
	lab_lock_dir();
	if (consumer_lives(name, type))
		errx(EXIT_FAILURE, "bind %s: another %s has it", name->sun_path, who);
	if (open(name->sun_path, O_RDONLY | O_NONBLOCK) != -1) /* a socket cannot be opened */
		errx(EXIT_FAILURE, "bind %s: what is there is no socket", name->sun_path);
	unlink(name->sun_path); /* if it is there: whether that has worked bind(2) tells */
}

#endif

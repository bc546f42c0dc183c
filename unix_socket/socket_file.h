/*
 * unix_socket/socket_file.h - a socket's name is a file, which is to go when its program ends
 *
 * Behind it: unlink(2), atexit(3), sigaction(2).
 */
#ifndef SOCKET_FILE_H
#define SOCKET_FILE_H

#include "../lab/names.h"
#include "../lab/stop.h"

static const char *socket_file;

static inline void remove_socket_file(void)
{
	unlink(socket_file); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
}

static inline void stop_and_remove(int sig)
{
	remove_socket_file();
	lab_end_by(sig);
}

/* PATH, which has just been bound, is removed at exit(3), and when a signal stops the program. */
static inline void remove_at_end(const char *path)
{
	socket_file = path;
	atexit(remove_socket_file);
	lab_on_stop(stop_and_remove);
}

#endif

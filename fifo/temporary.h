/*
 * fifo/temporary.h - a FIFO for one program, removed when it ends or is stopped
 */
#ifndef TEMPORARY_H
#define TEMPORARY_H

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lab/names.h"
#include "../lab/stop.h"

static const char *fifo_path;

static inline void remove_fifo(void)
{
	unlink(fifo_path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
}

static inline void stop(int sig)
{
	remove_fifo();
	lab_end_by(sig);
}

/* Makes the FIFO WHAT, or takes one that was left behind, and returns its path. */
static inline const char *make_fifo(const char *what)
{
	lab_hold_stop();
	fifo_path = lab_path(what);
	if (mkfifo(fifo_path, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", fifo_path);
	atexit(remove_fifo);
	lab_on_stop(stop);
	return fifo_path;
}

#endif

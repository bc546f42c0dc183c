/*
 * fifo/scratch_fifo.h - the name of a FIFO, removed when the program ends or is stopped
 *
 * Behind it: unlink(2), atexit(3), and the signals of lab/stop.h.
 */
#ifndef SCRATCH_FIFO_H
#define SCRATCH_FIFO_H

#include "../lab/names.h"
#include "../lab/stop.h"

static const char *volatile scratch_fifo = ""; /* there is nothing to remove */

static inline void remove_fifo(void)
{
	unlink(scratch_fifo); /* async-signal-safe, like all in lab_leave() */
	scratch_fifo = "";
	lab_leave();
}

static inline void stop(int sig)
{
	remove_fifo();
	lab_end_by(sig);
}

/*
 * From now on PATH is removed at the end, however the program ends, but for kill -9. Call
 * lab_hold_stop() before lab_path(), which may have made a directory.
 */
static inline void remove_at_end(const char *path)
{
	scratch_fifo = path;
	atexit(remove_fifo);
	lab_on_stop(stop);
}

#endif

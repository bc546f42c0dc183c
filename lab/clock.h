/*
 * lab/clock.h - lines that say when and who, and deadlines
 *
 * Behind it: clock_gettime(2). signal/timers.c shows the clocks.
 */
#ifndef LAB_CLOCK_H
#define LAB_CLOCK_H

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* How long to wait for a partner, in milliseconds, before looking whether it still lives. */
#define LAB_PATIENCE 500

static struct timespec lab_start; /* when lab_start_clock() was called; a child has its parent's */

/* From now on lab_say() counts. */
static inline void lab_start_clock(void)
{
	clock_gettime(CLOCK_MONOTONIC, &lab_start);
}

/*
 * Prints a line as printf(3) does, with the milliseconds since lab_start_clock(),
 * WHO speaks and its process ID before it: for demos in which it matters when who
 * does what. Each line is one write(2), so those of several processes stand in the
 * order in which they were said.
 */
__attribute__((format(printf, 2, 3))) static inline void lab_say(const char *who,
								 const char *format, ...)
{
	struct timespec now;
	char text[512];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	clock_gettime(CLOCK_MONOTONIC, &now);
	const long ms = (now.tv_sec - lab_start.tv_sec) * 1000 +
			(now.tv_nsec - lab_start.tv_nsec) / 1000000;
	printf("%5ld ms  %s %ld: %s\n", ms, who, (long)getpid(), text);
}

/* Returns the time of CLOCK that is MS milliseconds from now; or was, if MS is less than 0. */
static inline struct timespec lab_in(clockid_t clock, long ms)
{
	struct timespec now;

	clock_gettime(clock, &now);
	const long long ns = now.tv_sec * 1000000000LL + now.tv_nsec + ms * 1000000LL;
	return (struct timespec){ .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
}

/* Returns the time LAB_PATIENCE from now, as sem_timedwait(3) and its kin want it. */
static inline struct timespec lab_deadline(void)
{
	return lab_in(CLOCK_REALTIME, LAB_PATIENCE);
}

#endif

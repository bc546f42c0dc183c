/*
 * lab/output.h - printing that is checked
 *
 * Behind it: fcntl(2), setvbuf(3), atexit(3), fflush(3). What a buffer does without
 * it is the subject of process/stdio_wrong.c.
 */
#ifndef LAB_OUTPUT_H
#define LAB_OUTPUT_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool lab_output_failed; /* standard output has failed, and the user has been told */

/*
 * At exit(3): what was printed has reached standard output, or the status is 1.
 * If a line was lost earlier, errno no longer holds the reason.
 */
static inline void lab_check_output(void)
{
	const bool flushed = fflush(stdout) != EOF;

	if (flushed && !ferror(stdout))
		return;
	if (!lab_output_failed && flushed)
		warnx("write standard output: a line has been lost");
	else if (!lab_output_failed)
		warn("write standard output");
	_exit(EXIT_FAILURE);
}

/*
 * Makes the three standard streams fit to rely on; the first line of main(). It
 * refuses to run with one of them closed: the next descriptor opened would take its
 * number, and a message to the user would go into the channel. What is printed goes
 * out line by line, so that lines of two processes do not mix and fork(2) copies
 * none of them, and exit(3) checks that it did.
 */
static inline void lab_prepare_streams(void)
{
	static const char *const streams[] = { "standard input", "standard output",
					       "standard error" };

	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			err(EXIT_FAILURE, "%s", streams[fd]);
	setvbuf(stderr, NULL, _IOLBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	atexit(lab_check_output);
}

/* Ends the program as standard output has just not taken what was printed: errno says why. */
static inline _Noreturn void lab_fail_output(void)
{
	lab_output_failed = true; /* so that the user is told once */
	err(EXIT_FAILURE, "write standard output");
}

/*
 * Prints MESSAGE, LEN bytes, as a line. Ends the program if standard output does
 * not take it. EINTR is no error here: a signal to stop has come, and the caller
 * handles it.
 */
static inline void lab_print(const char *message, size_t len)
{
	if ((fwrite(message, 1, len, stdout) != len || putchar('\n') == EOF ||
	     fflush(stdout) == EOF) &&
	    errno != EINTR)
		lab_fail_output();
}

#endif

/*
 * lab/messages.h - where a producer's messages come from: arguments or standard input
 *
 * Behind it: read(2), poll(2), realloc(3).
 */
#ifndef LAB_MESSAGES_H
#define LAB_MESSAGES_H

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "clock.h"

/*
 * Where a producer's messages come from. Set .arguments to the program's
 * operands (argv + optind); the rest is lab_next()'s.
 */
struct lab_input {
	char **arguments;
	void (*check)(void); /* ends the program if the consumer has died; may be NULL */
	bool begun, from_stdin, at_end;
	char *buffer;            /* what was read from standard input ... */
	size_t size, begin, end; /* ... and not yet returned: from begin to end */
};

/*
 * Points *MESSAGE to the next message: each argument or, if there is none, each
 * line of standard input without its newline. Returns its length in bytes, or
 * -1 after the last. The bytes may be changed by the next call. While it waits
 * for a line it calls input->check twice a second.
 */
static inline ssize_t lab_next(struct lab_input *input, const char **message)
{
	if (!input->begun) {
		input->begun = true;
		input->from_stdin = !input->arguments[0];
	}
	if (!input->from_stdin) {
		*message = *input->arguments;
		return *message ? (input->arguments++, (ssize_t)strlen(*message)) : -1;
	}

	size_t searched = input->begin;
	for (;;) {
		size_t length = input->end - input->begin;
		const char *newline = input->end == searched ? NULL
							     : memchr(input->buffer + searched,
								      '\n', input->end - searched);
		if (newline || (input->at_end && length > 0)) {
			*message = input->buffer + input->begin;
			if (newline)
				length = (size_t)(newline - *message);
			input->begin += length + (newline != NULL);
			return (ssize_t)length;
		}
		if (input->at_end) {
			free(input->buffer);
			input->buffer = NULL;
			return -1;
		}

		if (input->end == input->size && input->begin > 0) {
			memmove(input->buffer, input->buffer + input->begin, length);
			input->begin = 0;
			input->end = length;
		} else if (input->end == input->size) {
			input->size = input->size ? 2 * input->size : 65536;
			input->buffer = realloc(input->buffer, input->size);
			if (!input->buffer)
				err(EXIT_FAILURE, "realloc %zu bytes for a line", input->size);
		}
		searched = input->end;

		struct pollfd stdin_ready = { .fd = STDIN_FILENO, .events = POLLIN };
		while (input->check && poll(&stdin_ready, 1, LAB_PATIENCE) <= 0)
			input->check();
		ssize_t got =
			read(STDIN_FILENO, input->buffer + input->end, input->size - input->end);
		if (got == -1 && errno != EINTR)
			err(EXIT_FAILURE, "read standard input");
		input->at_end = got == 0;
		input->end += got > 0 ? (size_t)got : 0;
	}
}

#endif

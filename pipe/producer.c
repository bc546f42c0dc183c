/*
 * pipe/producer - write each message to standard output, which is a pipe
 *
 *     $ ./pipe/producer hello 안녕 | ./pipe/consumer
 *     hello
 *     안녕
 *
 * The shell's '|' makes a pipe and starts both programs with an end of it as
 * their standard output and input; neither knows how it came about. A pipe
 * carries bytes and keeps no boundaries, so a newline ends each message. When
 * the reader is gone, write(2) fails with EPIPE (and SIGPIPE would kill us
 * without a word, so it is ignored).
 *
 * See also: pipe/consumer.c, pipe/launch.c; pipe(7), write(2)
 */
#include <poll.h>
#include <signal.h>

#include "../lab/messages.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: producer [-h] [MESSAGE...]\n"
	"Writes each MESSAGE, or else each line of standard input, to standard output.\n";

static void check_consumer(void)
{
	struct pollfd write_end = { .fd = STDOUT_FILENO };

	if (poll(&write_end, 1, 0) == 1) { /* asked for nothing: only POLLERR can be told */
		errno = EPIPE;
		err(EXIT_FAILURE, "write standard output");
	}
}

int main(int argc, char **argv)
{
	const char *message;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	signal(SIGPIPE, SIG_IGN);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (memchr(message, '\n', (size_t)len))
			errx(EXIT_FAILURE,
			     "message with a newline in it, which would end it on a pipe");
		lab_print(message, (size_t)len);
	}
	return EXIT_SUCCESS;
}

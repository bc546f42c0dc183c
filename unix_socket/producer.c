/*
 * unix_socket/producer - connect to a consumer and send it each message
 *
 *     $ ./unix_socket/producer hello
 *     producer: no consumer on /tmp/ipc-lab...unix_socket: start ./unix_socket/consumer first
 *
 * The producer is a client: it connects to the name that the consumer has bound,
 * and is told at once if nobody listens there (ECONNREFUSED, or ENOENT where
 * there is no such file). After the last message it shuts down its sending side
 * only: the consumer sees end-of-file and can still answer that everything was
 * printed. No answer means that some of it was not.
 *
 * See also: unix_socket/consumer.c, unix_socket/partner.h; unix(7), connect(2),
 * shutdown(2)
 */
#include <poll.h>
#include <signal.h>

#include "../lab/messages.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"
#include "partner.h"

static struct sockaddr_un name = { .sun_family = AF_UNIX };
static int fd;

static void check_consumer(void)
{
	struct pollfd connection = { .fd = fd };

	if (poll(&connection, 1, 0) == 1) /* asked for nothing: only POLLHUP can be told */
		errx(EXIT_FAILURE, "poll %s: the consumer has ended", name.sun_path);
}

int main(int argc, char **argv)
{
	struct lab_input input = { .check = check_consumer };
	const char *message;
	char answer;
	ssize_t len;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", true,
		   "usage: producer [-h] [MESSAGE...]\nSends each MESSAGE, or else each line of "
		   "standard input, through a Unix socket.\n");
	input.arguments = argv + optind;
	strncpy(name.sun_path, lab_existing_path("unix_socket"), sizeof(name.sun_path) - 1);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1 || connect(fd, (struct sockaddr *)&name, sizeof(name)) == -1) {
		if (errno != ECONNREFUSED && errno != ENOENT)
			err(EXIT_FAILURE, "connect %s", name.sun_path);
		if (consumer_lives(&name, SOCK_STREAM)) /* but listens no more */
			errx(EXIT_FAILURE, "connect %s: another producer is at work",
			     name.sun_path);
		errx(EXIT_FAILURE, "no consumer on %s: start ./unix_socket/consumer first",
		     name.sun_path);
	}

	FILE *consumer = fdopen(fd, "w");
	if (!consumer)
		err(EXIT_FAILURE, "fdopen %s", name.sun_path);
	while ((len = lab_next(&input, &message)) != -1) {
		if (memchr(message, '\n', (size_t)len))
			errx(EXIT_FAILURE,
			     "message with a newline in it, which would end it on a stream");
		if (fwrite(message, 1, (size_t)len, consumer) != (size_t)len ||
		    putc('\n', consumer) == EOF || fflush(consumer) == EOF)
			err(EXIT_FAILURE, "write %s", name.sun_path);
	}
	if (shutdown(fd, SHUT_WR) == -1)
		err(EXIT_FAILURE, "shutdown %s", name.sun_path);
	if (recv(fd, &answer, 1, 0) != 1 || answer != acknowledged)
		errx(EXIT_FAILURE, "recv %s: the consumer died before it had printed everything",
		     name.sun_path);
	return EXIT_SUCCESS;
}

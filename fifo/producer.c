/*
 * fifo/producer - write each message into a FIFO, for a consumer to print
 *
 *     $ ./fifo/consumer 2>/dev/null & ./fifo/producer hello 안녕; wait
 *     producer: waiting for a consumer on /tmp/ipc-lab...fifo
 *     hello
 *     안녕
 *
 * Opening a FIFO for writing blocks until some process has it open for reading:
 * the two sides meet in open(2), whichever came first. From there on it is a
 * pipe. Bytes go in and no boundary is kept, so a newline ends each message. When
 * the last reader is gone, write(2) fails with EPIPE (and SIGPIPE would kill us
 * without a word, so it is ignored).
 *
 * See also: fifo/consumer.c; mkfifo(3), fifo(7), open(2), pipe(7)
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] =
	"usage: producer [-h] [MESSAGE...]\n"
	"Writes each MESSAGE, or else each line of standard input, into a FIFO.\n";

static const char *path;
static int fd;

static void remove_fifo(int sig)
{
	unlink(path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
	lab_end_by(sig);
}

/* Ends the program unless the consumer lives, as write(2) would. */
static void check_consumer(void)
{
	struct pollfd write_end = { .fd = fd }; /* asked for nothing: only POLLERR can be told */

	if (poll(&write_end, 1, 0) == 1) {
		errno = EPIPE;
		err(EXIT_FAILURE, "write %s", path);
	}
}

int main(int argc, char **argv)
{
	const char *message;
	struct stat st;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	signal(SIGPIPE, SIG_IGN);
	do { /* again if a consumer, at its end, has just removed the name */
		lab_hold_stop();
		path = lab_path("fifo");
		const bool made = mkfifo(path, 0600) == 0;
		if (!made && errno != EEXIST && errno != ENOENT)
			err(EXIT_FAILURE, "mkfifo %s", path);
		lab_on_stop(made ? remove_fifo : SIG_DFL);

		warnx("waiting for a consumer on %s", path);
		fd = open(path, O_WRONLY | O_CLOEXEC);
	} while (fd == -1 && errno == ENOENT);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	lab_on_stop(SIG_DFL); /* from here on the name is the consumer's to remove */
	if (fstat(fd, &st) == -1 || !S_ISFIFO(st.st_mode))
		errx(EXIT_FAILURE, "open %s: not a FIFO", path);
	FILE *fifo = fdopen(fd, "w");
	if (!fifo)
		err(EXIT_FAILURE, "fdopen %s", path);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (memchr(message, '\n', (size_t)len))
			errx(EXIT_FAILURE,
			     "message with a newline in it, which would end it on a FIFO");
		if (fwrite(message, 1, (size_t)len, fifo) != (size_t)len ||
		    putc('\n', fifo) == EOF || fflush(fifo) == EOF)
			err(EXIT_FAILURE, "write %s", path);
	}
	return EXIT_SUCCESS;
}

/*
 * fifo/consumer - print each message that a producer writes into a FIFO
 *
 *     $ ./fifo/consumer &
 *     consumer: waiting for a producer on /tmp/ipc-lab...fifo
 *     $ ./fifo/producer hello 안녕 2>/dev/null; wait
 *     hello
 *     안녕
 *
 * A FIFO is a pipe with a name in the file system, so the two sides need not
 * be related: any process that may open the file can take part. When the last
 * producer has closed its end, reading meets end-of-file, and that is how the
 * consumer learns that no more will come. It looks the same whether the producer
 * finished or died, unless it died in the middle of a message: then the newline
 * is missing.
 *
 * See also: fifo/producer.c, fifo/partner.h; mkfifo(3), fifo(7), poll(2), flock(2)
 */
#include <fcntl.h>
#include <poll.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "partner.h"
#include "scratch_fifo.h"

static const char usage[] =
	"usage: consumer [-h]\n"
	"Prints each message that a producer writes into a FIFO, then removes it.\n";

/* Prints each line of FIFO until end-of-file. */
static void print_messages(FILE *fifo, const char *path)
{
	char *message = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&message, &size, fifo)) != -1) {
		if (message[len - 1] != '\n')
			errx(EXIT_FAILURE, "read %s: the producer died in the middle of a message",
			     path);
		lab_print(message, (size_t)len - 1);
	}
	if (ferror(fifo))
		err(EXIT_FAILURE, "read %s", path);
	free(message);
}

int main(int argc, char **argv)
{
	const char *path;
	int fd;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);

	/* An ordinary open would wait for a producer, and a second consumer with it. */
	lab_hold_stop();
	do { /* again if another consumer, at its end, has just removed the name */
		path = lab_path("fifo");
		if (mkfifo(path, 0600) == -1 && errno != EEXIST && errno != ENOENT)
			err(EXIT_FAILURE, "mkfifo %s", path);
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd == -1 && errno != ENOENT)
			err(EXIT_FAILURE, "open %s", path);
	} while (fd == -1 || !become_consumer(fd, path, "consumer"));
	remove_at_end(path);

	warnx("waiting for a producer on %s", path);
	struct pollfd producer = { .fd = fd, .events = POLLIN };
	if (poll(&producer, 1, -1) == -1 || fcntl(fd, F_SETFL, 0) == -1)
		err(EXIT_FAILURE, "poll %s", path);
	FILE *fifo = fdopen(fd, "r");
	if (!fifo)
		err(EXIT_FAILURE, "fdopen %s", path);

	print_messages(fifo, path);
	remove_fifo(); /* once: a name that is made after this is another consumer's */
	clearerr(fifo);
	print_messages(fifo, path); /* of a producer that came before that, but after end-of-file */
	fclose(fifo);
	return EXIT_SUCCESS;
}

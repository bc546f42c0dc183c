/*
 * fifo/open_nonblock - with O_NONBLOCK opening a FIFO waits for nobody
 *
 *     $ ./fifo/open_nonblock
 *     open O_WRONLY | O_NONBLOCK: No such device or address
 *     open O_RDONLY | O_NONBLOCK: at once
 *     read: 0 bytes, end-of-file
 *     open O_WRONLY | O_NONBLOCK: at once
 *     read: Resource temporarily unavailable
 *
 * A reader gets the FIFO at once. A writer without a reader would have nobody to
 * write to, and gets ENXIO: so a program can ask whether its partner is there, as
 * fifo/client does.
 *
 * A non-blocking read then tells two things apart. No byte and no writer is 0,
 * end-of-file; no byte, but a writer that may still send some, is EAGAIN.
 *
 * See also: fifo/rendezvous.c, fifo/keep_open.c, fifo/client.c; fifo(7), open(2)
 */
#include <fcntl.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: open_nonblock [-h]\n"
			    "Opens a FIFO without waiting, in the order writer, reader, writer.\n";

static void try_read(int fd)
{
	char byte;
	const ssize_t n = read(fd, &byte, 1);

	if (n == -1)
		printf("read: %s\n", strerror(errno));
	else
		printf("read: %zd bytes, end-of-file\n", n);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop(); /* nothing waits below, so a signal to stop can */
	const char *path = lab_path("open_nonblock");
	if (mkfifo(path, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", path);

	int writer = open(path, O_WRONLY | O_NONBLOCK);
	printf("open O_WRONLY | O_NONBLOCK: %s\n", writer == -1 ? strerror(errno) : "at once");
	const int reader = open(path, O_RDONLY | O_NONBLOCK);
	printf("open O_RDONLY | O_NONBLOCK: %s\n", reader == -1 ? strerror(errno) : "at once");
	try_read(reader);

	writer = open(path, O_WRONLY | O_NONBLOCK);
	printf("open O_WRONLY | O_NONBLOCK: %s\n", writer == -1 ? strerror(errno) : "at once");
	try_read(reader);
	unlink(path);
	return EXIT_SUCCESS;
}

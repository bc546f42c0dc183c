/*
 * pipe/capacity - fill a pipe: how much goes in before a writer has to wait
 *
 *     $ ./pipe/capacity
 *     wrote to ourselves and read: hello
 *     capacity ... bytes (F_GETPIPE_SZ)
 *     ... bytes fit in, FIONREAD counts ..., then write: Resource temporarily unavailable
 *     1 byte read: 0 bytes fit in
 *     a page read: ... bytes fit in
 *     $ ./pipe/capacity -s 5000 | head -n 2
 *     wrote to ourselves and read: hello
 *     asked for 5000 bytes, capacity ... bytes (F_GETPIPE_SZ)
 *
 * A pipe is a queue with an end: on Linux 16 pages of memory, 65536 bytes where a
 * page has 4096. A process that writes more than is free waits until another one
 * reads; with O_NONBLOCK, as here, write(2) fails with EAGAIN instead. A page is free again
 * when all of it has been read, so one byte makes no room yet. The size can be
 * changed (-s), as far as /proc/sys/fs/pipe-max-size: a large pipe lets a writer
 * run ahead, and saves switching to and fro.
 *
 * One process has both ends here, which is fine as long as it fits. One that
 * writes more to itself, without O_NONBLOCK, waits for ever.
 *
 * See also: pipe/atomic_writes.c, fifo/; pipe(7), ioctl(2), fcntl(2)
 */
#define _GNU_SOURCE /* pipe2, F_GETPIPE_SZ */
#include <fcntl.h>
#include <sys/ioctl.h>

#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: capacity [-h] [-s BYTES]\n"
			    "Fills a pipe, and shows how much fits in.\n"
			    "  -s  first asks for a pipe of this size\n";

enum { READ_END, WRITE_END };

/* Writes until no more fits in. Returns the number of bytes; errno says why not one more. */
static int fill(int fd)
{
	static const char text[1024];
	int bytes = 0;
	ssize_t n;

	while ((n = write(fd, text, sizeof(text))) > 0)
		bytes += (int)n;
	if (errno != EAGAIN)
		err(EXIT_FAILURE, "write pipe");
	return bytes;
}

static void take(int fd, size_t count)
{
	char *const bytes = malloc(count);

	if (!bytes || read(fd, bytes, count) == -1)
		err(EXIT_FAILURE, "read pipe");
	free(bytes);
}

int main(int argc, char **argv)
{
	int ends[2], size = 0, fit, there;
	char text[64];

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "s:", false, usage) != -1)
		size = (int)lab_number(optarg, 1, 1 << 24, "BYTES");
	if (pipe2(ends, O_NONBLOCK) == -1)
		err(EXIT_FAILURE, "pipe2");
	if (write(ends[WRITE_END], "hello", 5) != 5)
		err(EXIT_FAILURE, "write pipe");
	const ssize_t n = read(ends[READ_END], text, sizeof(text));
	if (n == -1)
		err(EXIT_FAILURE, "read pipe");
	printf("wrote to ourselves and read: %.*s\n", (int)n, text);

	if (size > 0) {
		if (fcntl(ends[WRITE_END], F_SETPIPE_SZ, size) == -1)
			err(EXIT_FAILURE, "F_SETPIPE_SZ %d (see /proc/sys/fs/pipe-max-size)", size);
		printf("asked for %d bytes, ", size);
	}
	printf("capacity %d bytes (F_GETPIPE_SZ)\n", fcntl(ends[READ_END], F_GETPIPE_SZ));

	fit = fill(ends[WRITE_END]);
	if (ioctl(ends[READ_END], FIONREAD, &there) == -1)
		err(EXIT_FAILURE, "FIONREAD");
	printf("%d bytes fit in, FIONREAD counts %d, then write: %s\n", fit, there,
	       strerror(EAGAIN));

	take(ends[READ_END], 1);
	printf("1 byte read: %d bytes fit in\n", fill(ends[WRITE_END]));
	take(ends[READ_END], (size_t)sysconf(_SC_PAGESIZE) - 1);
	printf("a page read: %d bytes fit in\n", fill(ends[WRITE_END]));
	return EXIT_SUCCESS;
}

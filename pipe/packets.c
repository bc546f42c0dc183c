/*
 * pipe/packets - a pipe that keeps boundaries: O_DIRECT
 *
 *     $ ./pipe/packets hello 'a long packet' bye
 *     bytes:   [helloa l] [ong pack] [etbye]
 *     packets: [hello] [a long p] [bye]
 *
 * Three writes, then reads of 8 bytes each. An ordinary pipe has forgotten where
 * one write ended and the next began. With O_DIRECT (Linux only) each write is a
 * packet of its own, and each read returns one packet, never a part of the next.
 * The price: what does not fit into the reader's buffer is lost, a write of more
 * than PIPE_BUF bytes becomes several packets, an empty one none, and each takes
 * a whole page of the pipe, so that 16 of them fill it.
 *
 * Few programs use it. One that wants messages takes a socket or a message queue.
 *
 * See also: pipe/length_first.c, unix_socket/seqpacket_producer.c, mq/; pipe(2)
 */
#define _GNU_SOURCE /* pipe2, O_DIRECT */
#include <fcntl.h>

#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: packets [-h] [PACKET...]\n"
			    "Writes each PACKET into a pipe, with and without O_DIRECT.\n";

enum { READ_END, WRITE_END };

static void write_and_read(const char *text, int flags, char **packets)
{
	char buffer[8];
	int ends[2];
	ssize_t n;

	/* One process has both ends, so it must not wait for itself: O_NONBLOCK. */
	if (pipe2(ends, flags | O_NONBLOCK) == -1)
		err(EXIT_FAILURE, "pipe2");
	for (; *packets; packets++) {
		n = write(ends[WRITE_END], *packets, strlen(*packets));
		if (n == -1)
			err(EXIT_FAILURE, "write pipe");
		if ((size_t)n < strlen(*packets))
			errx(EXIT_FAILURE, "write pipe: only %zd of %zu bytes fit in", n,
			     strlen(*packets));
	}
	close(ends[WRITE_END]);

	printf("%s", text);
	while ((n = read(ends[READ_END], buffer, sizeof(buffer))) > 0)
		printf(" [%.*s]", (int)n, buffer);
	if (n == -1)
		err(EXIT_FAILURE, "read pipe");
	printf("\n");
	close(ends[READ_END]);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	write_and_read("bytes:  ", 0, argv + optind);
	write_and_read("packets:", O_DIRECT, argv + optind);
	return EXIT_SUCCESS;
}

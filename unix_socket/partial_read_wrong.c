/*
 * unix_socket/partial_read_wrong - take what one read(2) returns for a whole record
 *
 *     $ ./unix_socket/partial_read_wrong
 *     pay 100 to alice
 *     pay 200 to alice
 *     partial_read_wrong: "pay 200 to alice" was never sent
 *
 * The sender's bytes come in pieces, of a record and a half each. The second read(2)
 * returns the 8 bytes that are there, and nobody looks at that number: the rest of the
 * record is what the buffer held before. On a quiet machine, with short records, all
 * this works for years.
 *
 * See also: unix_socket/partial_read.c; read(2)
 */
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"

enum { RECORD = 16, PIECE = RECORD + RECORD / 2 };

static const char sent[] = "pay 100 to alice"
			   "pay 200 to bobby"
			   "pay 300 to carol";

/* Sends all in pieces of one record and a half, each when the one before has been read. */
static void send_pieces(int fd)
{
	char read_by_now;

	for (size_t at = 0; at < strlen(sent); at += PIECE) {
		if (send(fd, sent + at, PIECE, MSG_NOSIGNAL) != PIECE)
			_exit(EXIT_FAILURE); /* the reader has ended, and said why */
		for (size_t left = PIECE; left > 0; left -= (size_t)read_by_now)
			if (recv(fd, &read_by_now, 1, 0) != 1)
				_exit(EXIT_FAILURE);
	}
}

/* read(2); then tells the sender how much that was, so that the next piece comes after it. */
static ssize_t read_and_tell(int fd, char *bytes, size_t size)
{
	const ssize_t n = read(fd, bytes, size);
	const char told = (char)n;

	if (n == -1)
		err(EXIT_FAILURE, "read socket");
	if (n > 0)
		send(fd, &told, 1, MSG_NOSIGNAL);
	return n;
}

/* Returns true with a record in RECORD, or false at end-of-file. */
static bool read_record(int fd, char *record)
{
	return read_and_tell(fd, record, RECORD) > 0;
}

int main(int argc, char **argv)
{
	char record[RECORD];
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: partial_read_wrong [-h]\nReads records from a stream, in parts.\n");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	if (lab_fork() == 0) {
		close(ends[0]);
		send_pieces(ends[1]);
		_exit(EXIT_SUCCESS);
	}
	close(ends[1]);

	for (size_t at = 0; read_record(ends[0], record); at += RECORD) {
		printf("%.*s\n", RECORD, record);
		if (at >= strlen(sent) || memcmp(record, sent + at, RECORD) != 0)
			errx(EXIT_FAILURE, "\"%.*s\" was never sent", RECORD, record);
	}
	return lab_wait_for_children();
}

/*
 * unix_socket/partial_read - read records from a stream, each of them whole
 *
 *     $ ./unix_socket/partial_read
 *     pay 100 to alice
 *     pay 200 to bobby
 *     pay 300 to carol
 *
 * A stream carries bytes. How many write(2) calls they came from is not kept, and
 * read(2) returns what is there at the moment: all that was asked for, or less. A
 * program that wants a whole record has to read on until it is complete. Only end-of-file
 * between two records is the end; inside of one it says that the sender died.
 *
 * write(2) may do less than it was asked for, too, and then takes the same loop.
 * recv(2) with MSG_WAITALL waits for all bytes, but not when a signal interrupts it.
 *
 * See also: unix_socket/partial_read_wrong.c, unix_socket/seqpacket_consumer.c; read(2),
 * recv(2), socket(7)
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
	size_t have = 0;
	ssize_t n;

	while (have < RECORD && (n = read_and_tell(fd, record + have, RECORD - have)) > 0)
		have += (size_t)n;
	if (have > 0 && have < RECORD)
		errx(EXIT_FAILURE, "read socket: end-of-file inside of a record");
	return have == RECORD;
}

int main(int argc, char **argv)
{
	char record[RECORD];
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: partial_read [-h]\nReads records from a stream, each of them whole.\n");
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

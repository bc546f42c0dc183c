/*
 * unix_socket/partial_read - read records from a stream, each of them whole
 *
 *     $ ./unix_socket/partial_read
 *     pay 100 to alice
 *     pay 200 to bobby
 *     pay 300 to carol
 *
 * A stream carries bytes. How many write(2) calls they came from is not kept, and
 * read(2) returns what is there at the moment: all that was asked for, or less. Who
 * wants a whole record has to read on until it is complete. Only end-of-file
 * between two records is the end; inside of one it says that the sender died.
 *
 * write(2) may do less than it was asked for, too: the sender has the same loop.
 * recv(2) with MSG_WAITALL waits for all bytes, but not when a signal interrupts it.
 *
 * See also: unix_socket/partial_read_wrong.c, unix_socket/seqpacket_consumer.c; read(2),
 * recv(2), socket(7)
 */
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

enum { RECORD = 16 };

static const char sent[] = "pay 100 to alice"
			   "pay 200 to bobby"
			   "pay 300 to carol";

static void write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		const ssize_t n = write(fd, bytes, size);

		if (n == -1 && errno != EINTR)
			err(EXIT_FAILURE, "write socket");
		bytes += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
}

/* Sends all in pieces of one record and a half, each when the one before has been read. */
static void send_pieces(int fd)
{
	const size_t piece = RECORD + RECORD / 2;
	char read_by_now;

	for (size_t at = 0; at < strlen(sent); at += piece) {
		write_all(fd, sent + at, piece);
		for (size_t left = piece; left > 0; left -= (size_t)read_by_now)
			if (read(fd, &read_by_now, 1) != 1)
				_exit(EXIT_FAILURE); /* whoever reads has ended, and said why */
	}
}

/* read(2); then tells the sender how much that was, so that the next piece comes after it. */
static ssize_t read_and_tell(int fd, char *bytes, size_t size)
{
	const ssize_t n = read(fd, bytes, size);
	const char told = (char)n;

	if (n > 0)
		send(fd, &told, 1, MSG_NOSIGNAL);
	return n;
}

/* Returns true with a record in RECORD, or false at end-of-file. */
static bool read_record(int fd, char *record)
{
	size_t have = 0;

	while (have < RECORD) {
		const ssize_t n = read_and_tell(fd, record + have, RECORD - have);

		if (n == -1 && errno != EINTR)
			err(EXIT_FAILURE, "read socket");
		if (n == 0 && have > 0)
			errx(EXIT_FAILURE, "read socket: end-of-file inside of a record");
		if (n == 0)
			return false;
		have += n > 0 ? (size_t)n : 0;
	}
	return true;
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	char record[RECORD];
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: partial_read [-h]\nReads records from a stream, each of them whole.\n");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");

	pid_t child = fork();
	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
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

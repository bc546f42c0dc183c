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
	const ssize_t n = read_and_tell(fd, record, RECORD);

	if (n == -1)
		err(EXIT_FAILURE, "read socket");
	return n > 0;
}

int main(int argc, char **argv)
{
	const pid_t parent = getpid();
	char record[RECORD];
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: partial_read_wrong [-h]\nReads records from a stream, in parts.\n");
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

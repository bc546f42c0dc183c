/*
 * pipe/length_first - messages of any bytes through a pipe: the length, then the text
 *
 *     $ ./pipe/length_first 'two
 *     > lines' '' 한글
 *     9 bytes: 'two
 *     lines'
 *     0 bytes: ''
 *     6 bytes: '한글'
 *     end-of-file between two messages
 *
 * A pipe carries bytes and keeps no boundaries. A newline at the end of each
 * message is one way to mark them, and then no message can have one in it.
 * The other way: say first how long it will be. Then any bytes may follow, none
 * of them looked at, and the reader knows how much room it needs. It must read
 * until it has all: one read(2) may return less than it was asked for.
 * End-of-file is in order only where a length would begin.
 *
 * See also: pipe/producer.c, which ends messages with a newline; pipe/packets.c;
 * read(2), pipe(7)
 */
#include <stdint.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: length_first [-h] [MESSAGE...]\n"
			    "A child sends each MESSAGE to its parent, which prints it.\n";

enum { READ_END, WRITE_END };
enum { LENGTH_MAX = 1 << 20 }; /* what the reader is ready to make room for */

static void write_all(int fd, const void *bytes, size_t count)
{
	for (const char *next = bytes; count > 0;) {
		const ssize_t n = write(fd, next, count);

		if (n == -1 && errno != EINTR)
			err(EXIT_FAILURE, "write pipe");
		next += n > 0 ? n : 0;
		count -= n > 0 ? (size_t)n : 0;
	}
}

/* Returns how many bytes were read: COUNT, or less if end-of-file comes before. */
static size_t read_all(int fd, void *bytes, size_t count)
{
	size_t got = 0;

	while (got < count) {
		const ssize_t n = read(fd, (char *)bytes + got, count - got);

		if (n == 0)
			break;
		if (n == -1 && errno != EINTR)
			err(EXIT_FAILURE, "read pipe");
		got += n > 0 ? (size_t)n : 0;
	}
	return got;
}

int main(int argc, char **argv)
{
	static char text[LENGTH_MAX];
	uint32_t len;
	size_t got;
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");
	if (lab_fork() == 0) {
		close(ends[READ_END]);
		for (char **message = argv + optind; *message; message++) {
			len = (uint32_t)strlen(*message);
			write_all(ends[WRITE_END], &len, sizeof(len));
			write_all(ends[WRITE_END], *message, len);
		}
		lab_end_child();
	}
	close(ends[WRITE_END]);

	while ((got = read_all(ends[READ_END], &len, sizeof(len))) == sizeof(len)) {
		if (len > LENGTH_MAX)
			errx(EXIT_FAILURE, "message of %u bytes, but there is room for %d", len,
			     LENGTH_MAX);
		if (read_all(ends[READ_END], text, len) < len)
			errx(EXIT_FAILURE, "end-of-file in the middle of a message");
		printf("%u bytes: '%.*s'\n", len, (int)len, text);
	}
	if (got > 0)
		errx(EXIT_FAILURE, "end-of-file in the middle of a length");
	puts("end-of-file between two messages");
	return lab_wait_for_children();
}

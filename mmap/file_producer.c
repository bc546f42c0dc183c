/*
 * mmap/file_producer - append each message to an ordinary file, where somebody may find it
 *
 *     $ ./mmap/file_producer hello
 *     file_producer: no consumer on /tmp/ipc-lab...file: start ./mmap/file_consumer first
 *     $ ./mmap/file_consumer &
 *     file_consumer: waiting for a producer on /tmp/ipc-lab...file
 *     $ ./mmap/file_producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * The oldest way to exchange data: one writes a file, the other reads it. Each message
 * is a write(2), and it never blocks: a file is not full before the disk is. But nobody
 * is woken by it. The consumer has to look again and again, which file_consumer.c is
 * about, and the producer cannot know how far it has read.
 *
 * The length of a message is written before its bytes. So half a message, of a producer
 * that was killed or found the disk full, can be told from a whole one.
 *
 * See also: mmap/file_consumer.c, mmap/file_record.h, mmap/producer.c; write(2),
 * F_OFD_SETLK in fcntl(2)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/stat.h>

#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "file_record.h"

static const char usage[] =
	"usage: file_producer [-h] [MESSAGE...]\n"
	"Appends each MESSAGE, or else each line of standard input, to a file.\n";

static const char *path;
static int fd;

static void check_consumer(void)
{
	if (!consumer_lives(fd))
		errx(EXIT_FAILURE, "write %s: the consumer has ended", path);
}

/* Opens the file of a consumer that lives, as its only producer. */
static void open_file(void)
{
	struct stat st;

	fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
	if (fd == -1 && errno != ENOENT)
		err(EXIT_FAILURE, "open %s", path);
	if (fd == -1 || !consumer_lives(fd))
		errx(EXIT_FAILURE, "no consumer on %s: start ./mmap/file_consumer first", path);
	become_producer(fd, path);
	if (fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "fstat %s", path);
	if (st.st_size > 0) /* it is gone, and the consumer has not seen that yet */
		errx(EXIT_FAILURE, "open %s: another producer had it", path);
}

static void append(const struct record *record, size_t size)
{
	const char *next = (const char *)record;
	ssize_t put;

	for (; size > 0; next += put, size -= (size_t)put) {
		put = write(fd, next, size);
		if (put == -1)
			err(EXIT_FAILURE, "write %s", path);
	}
}

int main(int argc, char **argv)
{
	static struct record record; /* it would be much for a stack */
	const char *message;
	ssize_t len;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	path = lab_existing_path("file");
	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of write */
	open_file();
	record.length = FIRST; /* a consumer that looks too late still learns of us */
	append(&record, sizeof(record.length));

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		if (len > MESSAGE_MAX)
			errx(EXIT_FAILURE, "message of %zd bytes, but a record here takes %d (%s)",
			     len, MESSAGE_MAX, "MESSAGE_MAX in mmap/file_record.h");
		check_consumer();
		record.length = (uint32_t)len;
		memcpy(record.message, message, (size_t)len);
		append(&record, sizeof(record.length) + (size_t)len);
	}
	record.length = LAST;
	append(&record, sizeof(record.length));
	return EXIT_SUCCESS;
}

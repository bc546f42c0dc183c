/*
 * mmap/producer - append each message to a file by writing to memory
 *
 *     $ ./mmap/producer hello
 *     producer: no consumer on /tmp/ipc-lab...mmap: start ./mmap/consumer first
 *     $ ./mmap/producer -k hello 안녕
 *     $ ./mmap/consumer
 *     consumer: waiting for a producer on /tmp/ipc-lab...mmap
 *     hello
 *     안녕
 *
 * The file is mapped, so a message is written by memcpy(3), and whoever has the
 * file mapped too can read it there. What is in memory is in the file: with -k it
 * is kept, and a consumer may come when the producer is long gone.
 *
 * The length of a message is written before its bytes, and only when all is in
 * place does the count of used bytes move on: a producer that dies halfway has
 * written nothing.
 *
 * See also: mmap/consumer.c, mmap/message_log.h, mmap/partner.h; mmap(2), posix_fallocate(3), F_OFD_SETLK
 * in fcntl(2)
 */
#define _GNU_SOURCE
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/messages.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "message_log.h"

static const char usage[] =
	"usage: producer [-hk] [MESSAGE...]\n"
	"Appends each MESSAGE, or else each line of standard input, to a mapped file.\n"
	"With -k no consumer need be there: the file is kept for one to come.\n";

static const char *path;
static int fd;
static bool keep;

static void check_consumer(void)
{
	if (!keep && !consumer_lives(fd))
		errx(EXIT_FAILURE, "mmap %s: the consumer has ended", path);
}

/* Makes the file longer, from SIZE, with blocks that the disk has promised: a hole is a SIGBUS. */
static void grow(off_t size)
{
	if (size + GROWTH > LOG_MAX)
		errx(EXIT_FAILURE, "%s: full, a log here takes %d bytes (%s)", path, LOG_MAX,
		     "LOG_MAX in mmap/message_log.h");
	if ((errno = posix_fallocate(fd, size, GROWTH)) == 0)
		return;
	if (size == 0)
		unlink(path); /* no log yet, and nobody's */
	err(EXIT_FAILURE, "posix_fallocate %s", path);
}

/* Returns the log mapped, and its SIZE: a living consumer's, or with -k one that is kept, or new. */
static struct message_log *open_log(off_t *size)
{
	struct stat st;

	for (;;) {
		fd = open(path, O_RDWR | O_CLOEXEC | (keep ? O_CREAT : 0), 0600);
		if (fd == -1 && (keep || errno != ENOENT))
			err(EXIT_FAILURE, "open %s", path);
		if (fd != -1) {
			lock_byte(fd, F_OFD_SETLKW, OPENING);
			become_producer(fd, path);
		}
		if (fd == -1 || (!keep && !consumer_lives(fd)))
			errx(EXIT_FAILURE, "no consumer on %s: start ./mmap/consumer first", path);

		const bool fresh = fstat(fd, &st) == 0 && st.st_size == 0;
		if (fresh)
			grow(0);
		struct message_log *log =
			mmap(NULL, LOG_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (log == MAP_FAILED)
			err(EXIT_FAILURE, "mmap %s", path);
		if (fresh)
			begin_log(log, path);
		else
			check_log(log, st.st_size, path);
		if (st.st_nlink > 0 && (fresh || log->kept || consumer_lives(fd))) {
			end_opening(fd);
			*size = fresh ? GROWTH : st.st_size;
			return log;
		}
		if (st.st_nlink > 0)
			unlink(path); /* stale: a dead consumer's */
		munmap(log, LOG_MAX);
		close(fd);
	}
}

int main(int argc, char **argv)
{
	const char *message;
	struct stat st;
	off_t size;
	ssize_t len;

	lab_prepare_streams();
	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of posix_fallocate */
	while (lab_getopt(argc, argv, "k", true, usage) != -1)
		keep = true;
	path = keep ? lab_path("mmap") : lab_existing_path("mmap");
	struct message_log *log = open_log(&size);
	if (log->producer_came && consumer_lives(fd))
		errx(EXIT_FAILURE, "mmap %s: another producer has it", path);
	log->kept = log->kept || keep;
	log->ended = false;
	log->producer_came = true;
	if (fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "fstat %s", path);
	if (st.st_nlink == 0) /* its consumer has ended just now, and removed it */
		errx(EXIT_FAILURE, "mmap %s: another producer had it", path);

	struct lab_input input = { .arguments = argv + optind, .check = check_consumer };
	while ((len = lab_next(&input, &message)) != -1) {
		const uint32_t length = (uint32_t)len, used = log->used;
		char *record = (char *)log + used;

		if (len > MESSAGE_MAX)
			errx(EXIT_FAILURE, "message of %zd bytes, but a record here takes %d (%s)",
			     len, MESSAGE_MAX, "MESSAGE_MAX in mmap/message_log.h");
		check_consumer();
		if (used + sizeof(length) + length > (size_t)size) {
			grow(size);
			size += GROWTH;
		}
		memcpy(record, &length, sizeof(length));
		memcpy(record + sizeof(length), message, length);
		log->used = used + (uint32_t)sizeof(length) + length;
		sem_post(&log->more);
	}
	log->ended = true;
	sem_post(&log->more);
	return EXIT_SUCCESS;
}

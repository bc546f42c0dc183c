/*
 * mmap/file_consumer - print each message found in an ordinary file, by looking again and again
 *
 *     $ ./mmap/file_consumer &
 *     file_consumer: waiting for a producer on /tmp/ipc-lab...file
 *     $ ./mmap/file_producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * The end of a file is only where it ends just now. read(2) there does not wait for
 * more, as on a pipe, but returns 0: whether more will come, the file does not know.
 * So the consumer asks again after a pause (polling). A long pause makes messages
 * late, by half of it on average; a short one costs processor time all day, also when
 * nothing comes. There is no good one: that is why there are pipes, queues and
 * semaphores, which wake those who wait. -i sets the pause.
 *
 * Nor does the file know who is there. Each side locks a byte of it for life: a
 * producer that has gone, and has not written that it ends, has died.
 *
 * See also: mmap/file_producer.c, mmap/file_record.h, mmap/consumer.c, fifo/consumer.c,
 * event/inotify.c (to be told after all); read(2), F_OFD_GETLK in fcntl(2), tail(1) -f
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "file_record.h"

static const char usage[] = "usage: file_consumer [-h] [-i MS]\n"
			    "Prints each message in a file, then removes the file.\n"
			    "Looks for more every MS milliseconds (20).\n";

static const char *path;

static void remove_file(void)
{
	unlink(path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
}

static void stop(int sig)
{
	remove_file();
	lab_end_by(sig);
}

/* Returns a new file, as its only consumer, in place of one that a dead one may have left. */
static int create_file(void)
{
	struct stat st;

	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

		if (fd == -1)
			err(EXIT_FAILURE, "open %s", path);
		become_consumer(fd, path);
		if (fstat(fd, &st) == 0 && st.st_nlink > 0 && st.st_size == 0)
			return fd;
		if (st.st_nlink > 0)
			unlink(path);
		close(fd);
	}
}

/* Reads the record at *OFFSET of FD, and moves on; false if it is not there, or not all of it. */
static bool read_record(int fd, off_t *offset, struct record *record)
{
	const ssize_t head = sizeof(record->length);
	ssize_t got = pread(fd, &record->length, (size_t)head, *offset), length = 0;

	if (got == head && record->length < FIRST) {
		length = record->length;
		if (length > MESSAGE_MAX)
			errx(EXIT_FAILURE, "read %s: damaged at byte %lld", path,
			     (long long)*offset);
		got += pread(fd, record->message, (size_t)length, *offset + head);
	}
	if (got < 0)
		err(EXIT_FAILURE, "read %s", path);
	if (got < head + length)
		return false;
	*offset += got;
	return true;
}

int main(int argc, char **argv)
{
	static struct record record;
	off_t offset = 0;
	int interval = 20;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	while (lab_getopt(argc, argv, "i:", false, usage) != -1)
		interval = (int)lab_number(optarg, 1, 1000, "interval");
	lab_hold_stop();
	path = lab_path("file");
	const int fd = create_file();
	lab_on_stop(stop);
	atexit(remove_file);

	warnx("waiting for a producer on %s", path);
	for (;;) {
		/* Ask first, then read: what it wrote before it died is there by then. */
		const bool producer_died = !producer_lives(fd) && offset > 0;

		while (read_record(fd, &offset, &record)) {
			if (record.length == LAST)
				return EXIT_SUCCESS;
			if (record.length != FIRST)
				lab_print(record.message, record.length);
		}
		if (producer_died)
			errx(EXIT_FAILURE, "read %s: the producer ended early", path);
		poll(NULL, 0, interval); /* the pause: it polls nothing */
	}
}

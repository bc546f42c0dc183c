/*
 * mmap/consumer - print each message that a producer writes into a mapped file
 *
 *     $ ./mmap/consumer &
 *     consumer: waiting for a producer on /tmp/ipc-lab...mmap
 *     $ ./mmap/producer hello 안녕; wait
 *     hello
 *     안녕
 *
 * Both have the same file mapped, that is the same pages of memory: what one
 * writes the other reads, without a system call. A file has no news for its
 * readers, though, so a semaphore in it is posted with each message. Unlike a
 * buffer, a file grows: the producer never waits, and all that was ever written
 * can be read, by a late consumer too. With -k the file is kept when it is read.
 *
 * Each side holds a lock on a byte of the file for life. The kernel drops it at
 * its holder's death: that is how the end is told from a death.
 *
 * See also: mmap/producer.c, mmap/log.h; mmap(2), sem_timedwait(3), F_OFD_GETLK in
 * fcntl(2)
 */
#define _GNU_SOURCE
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "log.h"

static const char usage[] =
	"usage: consumer [-hk]\n"
	"Prints each message in a mapped file, then removes the file.\n"
	"With -k the file is kept, and the next consumer prints it all again.\n";

static const char *path;
static struct log *the_log;

/* What is kept is not lost before all is read; a producer with -k may have come meanwhile. */
static void remove_log(void)
{
	if (!the_log->kept)
		unlink(path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
}

static void stop(int sig)
{
	remove_log();
	lab_end_by(sig);
}

int main(int argc, char **argv)
{
	bool keep_read = false, producer_gone = false;
	uint32_t read = sizeof(struct log), length;
	int fd;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	while (lab_getopt(argc, argv, "k", false, usage) != -1)
		keep_read = true;
	lab_hold_stop();
	path = lab_path("mmap");
	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of posix_fallocate */
	struct log *log = open_log(path, CONSUMER, true, &fd);
	log->kept = log->kept || keep_read;
	the_log = log;
	lab_on_stop(stop);
	atexit(remove_log);

	warnx("waiting for a producer on %s", path);
	for (;;) {
		while (read < log->used) {
			memcpy(&length, (char *)log + read, sizeof(length));
			if (length > MESSAGE_MAX || read + sizeof(length) + length > log->used)
				errx(EXIT_FAILURE, "mmap %s: the log is damaged at byte %u", path,
				     read);
			lab_print((char *)log + read + sizeof(length), length);
			read += (uint32_t)sizeof(length) + length;
		}
		if (log->ended && read == log->used)
			break;
		if (producer_gone) {
			log->kept = keep_read;
			errx(EXIT_FAILURE, "sem_timedwait %s: the producer has died", path);
		}
		const struct timespec deadline = lab_deadline();
		if (sem_timedwait(&log->more, &deadline) == -1 && errno == ETIMEDOUT)
			producer_gone = log->producer_came && !role_taken(fd, PRODUCER);
	}
	log->kept = keep_read;
	return EXIT_SUCCESS;
}

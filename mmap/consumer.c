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
 * See also: mmap/producer.c, mmap/message_log.h, mmap/partner.h; mmap(2), sem_timedwait(3), F_OFD_GETLK in
 * fcntl(2)
 */
#define _GNU_SOURCE
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../lab/clock.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "message_log.h"

static const char usage[] =
	"usage: consumer [-hk]\n"
	"Prints each message in a mapped file, then removes the file.\n"
	"With -k the file is kept, and the next consumer prints it all again.\n";

static const char *path;
static struct message_log *the_log;

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

/*
 * Returns the log mapped, and in *FD the file: a new one, one that is kept, or one whose
 * producer lives. Any other is stale, and is replaced. The mapping is as large as the
 * file may ever get: the pages beyond its end can be used once it has grown to them.
 */
static struct message_log *open_log(int *fd)
{
	struct stat st;

	for (;;) {
		*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (*fd == -1)
			err(EXIT_FAILURE, "open %s", path);
		lock_byte(*fd, F_OFD_SETLKW, OPENING);
		become_consumer(*fd, path);
		const bool fresh = fstat(*fd, &st) == 0 && st.st_size == 0;
		if (fresh && (errno = posix_fallocate(*fd, 0, GROWTH)) != 0) {
			unlink(path);
			err(EXIT_FAILURE, "posix_fallocate %s", path);
		}
		struct message_log *log =
			mmap(NULL, LOG_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
		if (log == MAP_FAILED)
			err(EXIT_FAILURE, "mmap %s", path);
		if (fresh)
			begin_log(log, path);
		else
			check_log(log, st.st_size, path);
		if (st.st_nlink > 0 && (fresh || log->kept || producer_lives(*fd))) {
			end_opening(*fd);
			return log;
		}
		if (st.st_nlink > 0)
			unlink(path);
		munmap(log, LOG_MAX);
		close(*fd);
	}
}

int main(int argc, char **argv)
{
	bool keep_read = false, producer_died = false;
	uint32_t read = sizeof(struct message_log), length;
	int fd;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file over ulimit -f is an error of posix_fallocate */
	while (lab_getopt(argc, argv, "k", false, usage) != -1)
		keep_read = true;
	lab_hold_stop();
	path = lab_path("mmap");
	struct message_log *log = open_log(&fd);
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
		if (producer_died) {
			log->kept = keep_read;
			errx(EXIT_FAILURE, "sem_timedwait %s: the producer ended early", path);
		}
		const struct timespec deadline = lab_deadline();
		if (sem_timedwait(&log->more, &deadline) == -1 && errno == ETIMEDOUT)
			producer_died = log->producer_came && !producer_lives(fd);
	}
	log->kept = keep_read;
	return EXIT_SUCCESS;
}

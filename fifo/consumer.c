/*
 * fifo/consumer - print each message that a producer writes into a FIFO
 *
 *     $ ./fifo/consumer &
 *     consumer: waiting for a producer on /tmp/ipc-lab...fifo
 *     $ ./fifo/producer hello 안녕 2>/dev/null; wait
 *     hello
 *     안녕
 *
 * A FIFO is a pipe with a name in the file system, so the two sides need not
 * be related: any process that may open the file can take part. When the last
 * producer has closed its end, reading meets end-of-file, and that is how the
 * consumer learns that no more will come. It looks the same whether the producer
 * finished or died, unless it died in the middle of a message: then the newline
 * is missing.
 *
 * See also: fifo/producer.c; mkfifo(3), fifo(7), poll(2), flock(2)
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] =
	"usage: consumer [-h]\n"
	"Prints each message that a producer writes into a FIFO, then removes it.\n";

static const char *path;
static volatile sig_atomic_t ours; /* is the name: once removed, it may be the next consumer's */

static void remove_fifo(void)
{
	if (ours)
		unlink(path); /* async-signal-safe, like all in lab_leave() */
	ours = false;
	lab_leave();
}

static void stop(int sig)
{
	remove_fifo();
	lab_end_by(sig);
}

/*
 * An ordinary open would block here until a producer came, too late to find out
 * that another consumer is waiting already. So: open without blocking, lock.
 */
static int open_fifo(void)
{
	struct stat st;

	for (;;) { /* again if a consumer that ended just now removed it, or the directory */
		path = lab_path("fifo");
		if (mkfifo(path, 0600) == -1 && errno != EEXIST && errno != ENOENT)
			err(EXIT_FAILURE, "mkfifo %s", path);
		const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd == -1 && errno == ENOENT)
			continue;
		if (fd == -1 || fstat(fd, &st) == -1)
			err(EXIT_FAILURE, "open %s", path);
		if (!S_ISFIFO(st.st_mode) || st.st_uid != geteuid())
			errx(EXIT_FAILURE, "open %s: not a FIFO of this user", path);
		if (flock(fd, LOCK_EX | LOCK_NB) == -1)
			errx(EXIT_FAILURE, "flock %s: another consumer has it", path);
		if (fstat(fd, &st) == 0 && st.st_nlink > 0)
			return fd;
		close(fd);
	}
}

static void print_messages(FILE *fifo)
{
	char *message = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&message, &size, fifo)) != -1) {
		if (message[len - 1] != '\n')
			errx(EXIT_FAILURE, "read %s: the producer died in the middle of a message",
			     path);
		lab_print(message, (size_t)len - 1);
	}
	if (ferror(fifo))
		err(EXIT_FAILURE, "read %s", path);
	free(message);
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	const int fd = open_fifo();
	ours = true;
	lab_on_stop(stop);
	atexit(remove_fifo);

	warnx("waiting for a producer on %s", path);
	struct pollfd producer = { .fd = fd, .events = POLLIN };
	if (poll(&producer, 1, -1) == -1 || fcntl(fd, F_SETFL, 0) == -1)
		err(EXIT_FAILURE, "poll %s", path);
	FILE *fifo = fdopen(fd, "r");
	if (!fifo)
		err(EXIT_FAILURE, "fdopen %s", path);

	print_messages(fifo);
	remove_fifo();
	clearerr(fifo); /* a producer may have come after end-of-file, before that */
	print_messages(fifo);
	fclose(fifo);
	return EXIT_SUCCESS;
}

/*
 * fifo/keep_open - a server holds a write end itself, and so never meets end-of-file
 *
 *     $ ./fifo/keep_open
 *     without a spare write end:
 *       read: first
 *       read: 0 bytes, end-of-file
 *       read: 0 bytes, end-of-file
 *     with a spare write end:
 *       read: first
 *       read: Resource temporarily unavailable
 *       read: second
 *
 * End-of-file comes when no process has the FIFO open for writing. A server's
 * clients come and go, and between two of them nobody has. From then on each read
 * returns 0 at once: a server that reads in a loop keeps a processor busy, one that
 * ends there is gone for the next client. So a server opens the FIFO for writing
 * as well, and writes nothing. Now the kernel sees a writer all the time, and a
 * read without data waits. (Here it would; with O_NONBLOCK it says EAGAIN.)
 *
 * Opening it once, with O_RDWR, does the same on Linux; POSIX leaves that undefined.
 *
 * See also: fifo/server.c, fifo/open_nonblock.c; fifo(7), pipe(7)
 */
#include <fcntl.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: keep_open [-h]\n"
			    "Reads from clients that come and go, without and with a spare "
			    "write end.\n";

/* A client comes, writes WORD and goes. (It is this process; a FIFO does not care.) */
static void client(const char *path, const char *word)
{
	const int fd = open(path, O_WRONLY);

	if (fd == -1 || write(fd, word, strlen(word)) == -1)
		err(EXIT_FAILURE, "write %s", path);
	close(fd);
}

static void read_once(int fd)
{
	char word[64];
	const ssize_t n = read(fd, word, sizeof(word));

	if (n > 0)
		printf("  read: %.*s\n", (int)n, word);
	else if (n == 0)
		puts("  read: 0 bytes, end-of-file");
	else
		printf("  read: %s\n", strerror(errno));
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop(); /* nothing waits below, so a signal to stop can */
	const char *path = lab_path("keep_open");
	if (mkfifo(path, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", path);
	const int fd = open(path, O_RDONLY | O_NONBLOCK);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);

	puts("without a spare write end:");
	client(path, "first");
	read_once(fd);
	read_once(fd);
	read_once(fd);

	puts("with a spare write end:");
	if (open(path, O_WRONLY) == -1)
		err(EXIT_FAILURE, "open %s", path);
	client(path, "first");
	read_once(fd);
	read_once(fd);
	client(path, "second");
	read_once(fd);
	unlink(path);
	return EXIT_SUCCESS;
}

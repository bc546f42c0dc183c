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
 *       nothing to read: poll waits
 *       read: second
 *
 * End-of-file comes when no process has the FIFO open for writing. A server's
 * clients come and go, and between two of them nobody has. From then on each read
 * returns 0 at once: a server that reads in a loop keeps a processor busy, one that
 * ends there is gone for the next client. So a server opens the FIFO for writing
 * as well, and writes nothing. Now the kernel sees a writer all the time, and a
 * read without data waits.
 *
 * Opening it once, with O_RDWR, does the same on Linux; POSIX leaves that undefined.
 *
 * See also: fifo/temporary.h, fifo/server.c, fifo/rendezvous.c; fifo(7), pipe(7), poll(2)
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "temporary.h"

static const char usage[] = "usage: keep_open [-h]\n"
			    "Reads from clients that come and go, without and with a spare "
			    "write end.\n";

static const char *path;

/* A client comes, writes WORD and goes. */
static void client(const char *word)
{
	const pid_t parent = getpid();
	pid_t child = fork();

	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child == 0) {
		lab_die_with(parent);
		int fd = open(path, O_WRONLY);
		ssize_t n = write(fd, word, strlen(word));
		_exit(n == (ssize_t)strlen(word) ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	if (lab_wait_for_children() == EXIT_FAILURE)
		errx(EXIT_FAILURE, "write %s: the client failed", path);
}

static void read_once(int fd)
{
	char word[64];
	struct pollfd readable = { .fd = fd, .events = POLLIN };

	if (poll(&readable, 1, 100) == 0) {
		puts("  nothing to read: poll waits");
		return;
	}
	ssize_t n = read(fd, word, sizeof(word));
	if (n == -1)
		err(EXIT_FAILURE, "read %s", path);
	if (n > 0)
		printf("  read: %.*s\n", (int)n, word);
	else
		puts("  read: 0 bytes, end-of-file");
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	path = make_fifo("keep_open");
	int fd = open(path, O_RDONLY | O_NONBLOCK); /* the first client is still to come */
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);

	puts("without a spare write end:");
	client("first");
	read_once(fd);
	read_once(fd);
	read_once(fd);

	puts("with a spare write end:");
	if (open(path, O_WRONLY) == -1)
		err(EXIT_FAILURE, "open %s", path);
	client("first");
	read_once(fd);
	read_once(fd);
	client("second");
	read_once(fd);
	return EXIT_SUCCESS;
}

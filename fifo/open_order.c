/*
 * fifo/open_order - two FIFOs, opened by both sides in the same order
 *
 *     $ ./fifo/open_order
 *     client: the server says HELLO
 *
 * A FIFO carries bytes in one direction; for question and answer one needs two.
 * Opening one waits for the other side, so both have to open them in the same
 * order: here the requests first, then the replies. The program beside this one
 * differs in two lines, the client's, and never comes so far as to send a byte.
 *
 * See also: fifo/open_order_wrong.c, fifo/server.c; fifo(7)
 */
#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"

static const char usage[] = "usage: open_order [-h]\n"
			    "Client and server open two FIFOs in an order that works.\n";

static const char *requests, *replies;

static void remove_fifos(void)
{
	unlink(requests); /* async-signal-safe, like all in lab_leave() */
	unlink(replies);
	lab_leave();
}

static void stop(int sig)
{
	remove_fifos();
	lab_end_by(sig);
}

static void make_fifo(const char *path)
{
	if (mkfifo(path, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", path);
}

static int open_fifo(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	return fd;
}

static void client(void)
{
	char text[64];

	lab_time_limit(10, "client and server wait in open(2) for each other: deadlock");
	int out = open_fifo(requests, O_WRONLY);
	int in = open_fifo(replies, O_RDONLY);

	if (write(out, "hello", 5) == -1)
		err(EXIT_FAILURE, "write %s", requests);
	ssize_t n = read(in, text, sizeof(text)); /* one short write comes as one */
	if (n == -1)
		err(EXIT_FAILURE, "read %s", replies);
	printf("client: the server says %.*s\n", (int)n, text);
}

static void server(void)
{
	char text[64];
	int in = open_fifo(requests, O_RDONLY);
	int out = open_fifo(replies, O_WRONLY);
	ssize_t n = read(in, text, sizeof(text));

	for (ssize_t i = 0; i < n; i++)
		text[i] = (char)toupper((unsigned char)text[i]);
	if (n == -1 || write(out, text, (size_t)n) == -1)
		err(EXIT_FAILURE, "answer on %s", replies);
}

static pid_t start(void (*side)(void))
{
	const pid_t parent = getpid();
	pid_t child = fork();

	if (child == -1)
		err(EXIT_FAILURE, "fork");
	if (child > 0)
		return child;
	lab_die_with(parent);
	side();
	lab_end_child();
}

int main(int argc, char **argv)
{
	int status;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	requests = lab_path("requests");
	replies = lab_path("replies");
	lab_on_stop(stop);
	make_fifo(requests);
	make_fifo(replies);
	atexit(remove_fifos);

	start(server);
	if (waitpid(start(client), &status, 0) == -1)
		err(EXIT_FAILURE, "waitpid");
	if (status != 0)
		return EXIT_FAILURE; /* a server that still waits dies with us */
	return lab_wait_for_children();
}

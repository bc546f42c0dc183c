/*
 * fifo/open_order_wrong - two FIFOs, and each side waits in open(2) for the other
 *
 *     $ ./fifo/open_order_wrong; echo "status $?"
 *     open_order_wrong: client and server wait in open(2) for each other: deadlock
 *     status 1
 *
 * For question and answer one needs two FIFOs, one for each direction. Here each
 * side first opens the one that it reads. The client waits there for somebody to
 * write replies, the server for somebody to write requests, and both are ready to
 * do just that, one line further on. No byte was ever sent.
 *
 * See also: fifo/open_order.c, fifo/rendezvous.c; fifo(7)
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

static const char usage[] = "usage: open_order_wrong [-h]\n"
			    "Client and server open two FIFOs in an order that cannot work.\n";

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

	lab_time_limit(2, "client and server wait in open(2) for each other: deadlock");
	int in = open_fifo(replies, O_RDONLY);
	int out = open_fifo(requests, O_WRONLY);

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

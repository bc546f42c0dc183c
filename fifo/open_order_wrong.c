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
#include <fcntl.h>

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

static void open_fifo(const char *path, int flags)
{
	if (open(path, flags) == -1)
		err(EXIT_FAILURE, "open %s", path);
}

static void client(void)
{
	lab_time_limit(2, "client and server wait in open(2) for each other: deadlock");
	open_fifo(replies, O_RDONLY);
	open_fifo(requests, O_WRONLY);
	puts("client: both are open, I can ask");
	lab_end_child();
}

static void server(void)
{
	open_fifo(requests, O_RDONLY);
	open_fifo(replies, O_WRONLY);
	lab_end_child();
}

int main(int argc, char **argv)
{
	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	requests = lab_path("requests");
	replies = lab_path("replies");
	atexit(remove_fifos);
	lab_on_stop(stop);
	if (mkfifo(requests, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", requests);
	if (mkfifo(replies, 0600) == -1 && errno != EEXIST)
		err(EXIT_FAILURE, "mkfifo %s", replies);

	if (lab_fork() == 0)
		server();
	if (lab_fork() == 0)
		client();
	return lab_wait_for_children(); /* if one has failed, the other dies with us */
}

/*
 * fifo/client - ask the server for numbers, and read them from a FIFO of one's own
 *
 *     $ ./fifo/client
 *     client: no server on /tmp/ipc-lab...server: start ./fifo/server first
 *     $ ./fifo/server &
 *     server: waiting for a client on /tmp/ipc-lab...server
 *     $ ./fifo/client 2
 *     client: waiting for a reply on /tmp/ipc-lab...client...
 *     0
 *     1
 *     $ kill $!; wait
 *
 * The order is the protocol: make the reply FIFO, open it, and only then ask. So
 * whoever has asked can be answered, and the server needs to wait for nobody.
 *
 * While it waits the client looks at two ends at once. Its own FIFO becomes readable
 * when the reply is there. The write end of the server's shows an error when the last
 * reader, the server, is gone; then there will be no reply.
 *
 * See also: fifo/server.c, fifo/protocol.h; mkfifo(3), fifo(7), poll(2)
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "protocol.h"

static const char usage[] = "usage: client [-h] [COUNT]\n"
			    "Asks the server for COUNT numbers (1) and prints them.\n";

static char mine[REPLY_PATH_MAX];

static void remove_fifo(void)
{
	unlink(mine); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
}

static void stop(int sig)
{
	remove_fifo();
	lab_end_by(sig);
}

/* Opens the server's FIFO; it has a reader if, and only if, there is a server. */
static int open_requests(const char *path)
{
	struct stat st;
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd == -1 && (errno == ENOENT || errno == ENXIO))
		errx(EXIT_FAILURE, "no server on %s: start ./fifo/server first", path);
	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "open %s", path);
	if (!S_ISFIFO(st.st_mode))
		errx(EXIT_FAILURE, "open %s: not a FIFO", path);
	if (fcntl(fd, F_SETFL, 0) == -1) /* from now on: if it is full, wait */
		err(EXIT_FAILURE, "fcntl %s", path);
	return fd;
}

static int make_reply_fifo(void)
{
	reply_path(mine, getpid());
	unlink(mine); /* left behind by a process that had our ID before us */
	lab_on_stop(stop);
	atexit(remove_fifo);
	if (mkfifo(mine, 0600) == -1)
		err(EXIT_FAILURE, "mkfifo %s", mine);
	int fd = open(mine, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		err(EXIT_FAILURE, "open %s", mine);
	return fd;
}

int main(int argc, char **argv)
{
	struct request request = { .magic = REQUEST, .client = getpid(), .count = 1 };
	struct reply reply;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", true, usage);
	if (argv[optind] && argv[optind + 1])
		lab_wrong_usage("unexpected argument '%s'", argv[optind + 1]);
	if (argv[optind])
		request.count = (int32_t)lab_number(argv[optind], 1, MOST, "count");
	const char *path = lab_path("server");
	int requests = open_requests(path);
	int replies = make_reply_fifo();

	if (write(requests, &request, sizeof(request)) != sizeof(request))
		err(EXIT_FAILURE, "write %s", path);
	warnx("waiting for a reply on %s", mine);
	struct pollfd ends[] = { { .fd = replies, .events = POLLIN }, { .fd = requests } };
	if (poll(ends, 2, -1) == -1)
		err(EXIT_FAILURE, "poll %s", mine);
	if (read(replies, &reply, sizeof(reply)) != sizeof(reply))
		errx(EXIT_FAILURE, "read %s: the server has gone without a reply", mine);

	for (int32_t i = 0; i < request.count; i++)
		if (printf("%lld\n", (long long)reply.first + i) < 0)
			lab_fail_output();
	return EXIT_SUCCESS;
}

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
 * each client that has asked can be answered, and the server needs to wait for none.
 *
 * While it waits the client looks at two ends at once. Its own FIFO becomes readable
 * when the reply is there. The write end of the server's shows an error when the last
 * reader, the server, is gone; then there will be no reply.
 *
 * See also: fifo/server.c, fifo/message.h; mkfifo(3), fifo(7), poll(2)
 */
#include <fcntl.h>
#include <poll.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "message.h"
#include "scratch_fifo.h"

static const char usage[] = "usage: client [-h] [COUNT]\n"
			    "Asks the server for COUNT numbers (1) and prints them.\n";

int main(int argc, char **argv)
{
	static char mine[REPLY_PATH_SIZE];
	char line[LINE_SIZE] = "";
	struct stat st;
	long count = 1;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	if (argc - optind > 1)
		lab_wrong_usage("unexpected argument '%s'", argv[optind + 1]);
	if (argv[optind])
		count = lab_number(argv[optind], 1, COUNT_MAX, "count");
	signal(SIGPIPE, SIG_IGN);
	lab_hold_stop();
	const char *path = lab_path("server");

	/* It has a reader if, and only if, there is a server. */
	const int requests = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (requests == -1 && (errno == ENOENT || errno == ENXIO))
		errx(EXIT_FAILURE, "no server on %s: start ./fifo/server first", path);
	if (requests == -1)
		err(EXIT_FAILURE, "open %s", path);
	if (fstat(requests, &st) == -1 || !S_ISFIFO(st.st_mode))
		errx(EXIT_FAILURE, "open %s: not a FIFO", path);

	reply_path(mine, getpid());
	unlink(mine); /* left behind by a process that had our ID before us */
	remove_at_end(mine);
	if (mkfifo(mine, 0600) == -1)
		err(EXIT_FAILURE, "mkfifo %s", mine);
	const int replies = open(mine, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (replies == -1)
		err(EXIT_FAILURE, "open %s", mine);

	fcntl(requests, F_SETFL, 0); /* from now on: if it is full, wait */
	if (dprintf(requests, "\n%ld %ld\n", (long)getpid(), count) < 0)
		err(EXIT_FAILURE, "write %s", path);
	warnx("waiting for a reply on %s", mine);
	struct pollfd ends[] = { { .fd = replies, .events = POLLIN }, { .fd = requests } };
	if (poll(ends, 2, -1) == -1)
		err(EXIT_FAILURE, "poll %s", mine);
	if (read(replies, line, sizeof(line) - 1) <= 0)
		errx(EXIT_FAILURE, "read %s: the server has gone without a reply", mine);

	const long long first = atoll(line);
	for (long i = 0; i < count; i++)
		if (printf("%lld\n", first + i) < 0)
			lab_fail_output();
	return EXIT_SUCCESS;
}

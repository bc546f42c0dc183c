/*
 * fifo/server - hand out numbers, to each client through a reply FIFO of its own
 *
 *     $ ./fifo/server &
 *     server: waiting for a client on /tmp/ipc-lab...server
 *     $ ./fifo/client 3 2>/dev/null
 *     0
 *     1
 *     2
 *     $ ./fifo/client 2>/dev/null
 *     3
 *     $ kill $!; wait
 *
 * All clients write their requests into one FIFO. The replies cannot go through one:
 * each would be read by the first client that reads. So each client makes a FIFO for
 * itself, named after its process ID. The request tells the ID, not the path: a server
 * that opens what it is told to opens any file at all.
 *
 * A client can be killed at any moment, and must block nobody. It opens its FIFO
 * before it asks, so a living one is there to be written to. The server opens with
 * O_NONBLOCK: nobody there is ENXIO, and the next client is served.
 *
 * See also: fifo/client.c, fifo/message.h, fifo/partner.h, fifo/keep_open.c; fifo(7), open(2)
 */
#include <fcntl.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "message.h"
#include "partner.h"

static const char usage[] = "usage: server [-h]\n"
			    "Hands out numbers, from 0 on, to clients; until it is stopped.\n";

static const char *path;
static long long next;

static void stop(int sig)
{
	unlink(path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
	lab_end_by(sig);
}

/* Sends CLIENT the next COUNT numbers. Waits for nobody; says so if it was not possible. */
static void answer(long client, long count)
{
	char reply_to[REPLY_PATH_SIZE];
	struct stat st;

	reply_path(reply_to, client);
	const int fd = open(reply_to, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1) {
		warn("open %s", reply_to);
		unlink(reply_to); /* nobody reads from it, and nobody else will remove it */
	} else if (fstat(fd, &st) == -1 || !S_ISFIFO(st.st_mode)) {
		warnx("open %s: not a FIFO", reply_to);
	} else if (dprintf(fd, "%lld\n", next) < 0) {
		warn("write %s", reply_to); /* EPIPE, or EAGAIN: it is full */
	} else {
		next += count;
	}
	close(fd);
}

int main(int argc, char **argv)
{
	char line[LINE_SIZE], end;
	int client, count;
	FILE *requests;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	signal(SIGPIPE, SIG_IGN);
	lab_hold_stop();
	do { /* again if another server, at its end, has just removed the name */
		path = lab_path("server");
		if (mkfifo(path, 0600) == -1 && errno != EEXIST && errno != ENOENT)
			err(EXIT_FAILURE, "mkfifo %s", path);
		requests = fopen(path, "r+"); /* to write as well: see keep_open */
		if (!requests && errno != ENOENT)
			err(EXIT_FAILURE, "open %s", path);
	} while (!requests || !become_consumer(fileno(requests), path, "server"));
	lab_on_stop(stop);

	warnx("waiting for a client on %s", path);
	while (fgets(line, sizeof(line), requests))
		if (sscanf(line, "%9d %9d%c", &client, &count, &end) == 3 && end == '\n' &&
		    client > 0 && count > 0 && count <= COUNT_MAX)
			answer(client, count);
		else if (line[0] != '\n')
			warnx("refused a line that is no request");
	err(EXIT_FAILURE, "read %s", path);
}

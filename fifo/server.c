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
 * each would be read by whoever comes first. So each client makes a FIFO for itself,
 * named after its process ID. The request tells the ID, not the path: a server that
 * opens what it is told to opens any file at all.
 *
 * A client can be killed at any moment, and must block nobody. It opens its FIFO
 * before it asks, so a living one is there to be written to. The server opens with
 * O_NONBLOCK: nobody there is ENXIO, and the next client is served.
 *
 * See also: fifo/client.c, fifo/protocol.h, fifo/keep_open.c; fifo(7), open(2)
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "../lab/names.h"
#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/stop.h"
#include "protocol.h"

static const char usage[] = "usage: server [-h]\n"
			    "Hands out numbers, from 0 on, to clients; until it is stopped.\n";

static const char *path;
static int64_t next;

static void stop(int sig)
{
	unlink(path); /* async-signal-safe, like all in lab_leave() */
	lab_leave();
	lab_end_by(sig);
}

/* Opens the FIFO for requests; locks it, so that there is one server. */
static int open_requests(void)
{
	struct stat st;
	int fd;

	for (;;) { /* again if a server that ended just now removed it, or the directory */
		path = lab_path("server");
		if (mkfifo(path, 0600) == -1 && errno != EEXIST && errno != ENOENT)
			err(EXIT_FAILURE, "mkfifo %s", path);
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd == -1 && errno == ENOENT)
			continue;
		if (fd == -1 || fstat(fd, &st) == -1)
			err(EXIT_FAILURE, "open %s", path);
		if (!S_ISFIFO(st.st_mode))
			errx(EXIT_FAILURE, "open %s: not a FIFO", path);
		if (flock(fd, LOCK_EX | LOCK_NB) == -1)
			errx(EXIT_FAILURE, "flock %s: another server has it", path);
		if (fstat(fd, &st) == 0 && st.st_nlink > 0)
			break;
		close(fd);
	}

	/* A spare write end, so that there is no end-of-file: see keep_open. */
	if (open(path, O_WRONLY | O_CLOEXEC) == -1 || fcntl(fd, F_SETFL, 0) == -1)
		err(EXIT_FAILURE, "open %s", path);
	return fd;
}

static void answer(const struct request *request)
{
	const struct reply reply = { .first = next };
	char reply_to[REPLY_PATH_MAX];
	struct stat st;

	reply_path(reply_to, request->client);
	int fd = open(reply_to, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1) {
		const bool dead = errno == ENXIO;

		warn("open %s", reply_to);
		if (dead)
			unlink(reply_to); /* nobody else will do it now */
		return;
	}
	if (fstat(fd, &st) == -1 || !S_ISFIFO(st.st_mode))
		warnx("open %s: not a FIFO", reply_to);
	else if (write(fd, &reply, sizeof(reply)) == -1) /* EPIPE, or EAGAIN: it is full */
		warn("write %s", reply_to);
	else
		next += request->count;
	close(fd);
}

/* Says how many bytes could not be the beginning of a request, since it said so last. */
static void report_refused(size_t *refused)
{
	if (*refused > 0)
		warnx("%zu bytes refused: not a request", *refused);
	*refused = 0;
}

int main(int argc, char **argv)
{
	char bytes[PIPE_BUF];
	size_t have = 0, refused = 0;
	ssize_t n;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", false, usage);
	lab_hold_stop();
	int fd = open_requests();
	lab_on_stop(stop);
	warnx("waiting for a client on %s", path);

	while ((n = read(fd, bytes + have, sizeof(bytes) - have)) > 0) {
		struct request request;
		size_t at = 0;

		have += (size_t)n;
		while (have - at >= sizeof(request)) {
			memcpy(&request, bytes + at, sizeof(request));
			if (request.magic == REQUEST && request.client > 0 && request.count > 0 &&
			    request.count <= MOST) {
				report_refused(&refused);
				answer(&request);
				at += sizeof(request);
			} else { /* one may begin with the next byte */
				refused++;
				at++;
			}
		}
		report_refused(&refused);
		have -= at;
		memmove(bytes, bytes + at, have);
	}
	err(EXIT_FAILURE, "read %s", path);
}

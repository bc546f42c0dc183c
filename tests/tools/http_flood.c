/*
 * tests/tools/http_flood WHERE FILE CONNECTIONS TOTAL [TARGET] - ask a web server many
 * times at once for a file, and compare each answer with it, byte by byte
 *
 * WHERE is a port of 127.0.0.1 or the path of a Unix socket. First CONNECTIONS are
 * made, only then is anything asked on them. Whenever one is answered another follows,
 * until TOTAL have been made or nobody listens any more. Prints how many answers were
 * right, how many connections ended without a byte of one, and how many were wrong,
 * which an answer with something missing is. Status 0 if none was wrong.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "../../lab/options.h"
#include "../../lab/output.h"
#include "../../lab/stop.h"

struct connection {
	char *answer;
	size_t len;
	bool asked;
};

static const char *where, *target = "/";
static char *content;
static size_t size, room;
static long right, empty, wrong;

static void read_file(const char *path)
{
	struct stat st;
	const int fd = open(path, O_RDONLY);

	if (fd == -1 || fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "open %s", path);
	size = (size_t)st.st_size;
	room = size + 4096;
	content = malloc(size + 1);
	if (!content || read(fd, content, size) != (ssize_t)size)
		err(EXIT_FAILURE, "read %s", path);
	close(fd);
}

/* Returns a connection, or -1: nobody listens. */
static int dial(void)
{
	const long port = strtol(where, NULL, 10);
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_port = htons((in_port_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int fd = socket(port ? AF_INET : AF_UNIX, SOCK_STREAM, 0);

	strncpy(un.sun_path, where, sizeof(un.sun_path) - 1);
	if (fd == -1)
		err(EXIT_FAILURE, "socket");
	if (connect(fd, port ? (struct sockaddr *)&in : (struct sockaddr *)&un,
		    port ? sizeof(in) : sizeof(un)) == 0)
		return fd;
	if (errno != ECONNREFUSED && errno != ENOENT && errno != ECONNRESET)
		err(EXIT_FAILURE, "connect %s", where);
	close(fd);
	return -1;
}

static void ask(int fd, struct connection *connection)
{
	char request[256];
	const int len = snprintf(request, sizeof(request),
				 "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);

	if (!connection->answer)
		connection->answer = malloc(room);
	if (!connection->answer)
		err(EXIT_FAILURE, "malloc");
	connection->len = 0;
	connection->asked = true;
	/* If it fails there is nobody, which reading finds out as well. */
	if (send(fd, request, (size_t)len, MSG_NOSIGNAL) == -1 && errno != EPIPE &&
	    errno != ECONNRESET)
		err(EXIT_FAILURE, "send");
}

static void check(const struct connection *connection)
{
	const char *const answer = connection->answer;
	const size_t len = connection->len;
	char length[64];

	snprintf(length, sizeof(length), "\r\nContent-Length: %zu\r\n", size);
	if (len == 0) {
		empty++;
		return;
	}
	const char *const body = memmem(answer, len, "\r\n\r\n", 4);
	const size_t head = body ? (size_t)(body - answer) + 4 : len;
	if (body && strncmp(answer, "HTTP/1.1 200 OK\r\n", 17) == 0 &&
	    memmem(answer, head, length, strlen(length)) && len - head == size &&
	    memcmp(answer + head, content, size) == 0) {
		right++;
		return;
	}
	if (wrong++ == 0)
		warnx("wrong, %zu bytes: %.*s", len, (int)(head < 300 ? head : 300), answer);
}

int main(int argc, char **argv)
{
	const struct rlimit most = { 4096, 4096 };
	long made, total;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: http_flood WHERE FILE CONNECTIONS TOTAL [TARGET]\n");
	if (argc < 5 || argc > 6)
		errx(2, "needs WHERE FILE CONNECTIONS TOTAL [TARGET]");
	where = argv[1];
	read_file(argv[2]);
	const nfds_t count = (nfds_t)lab_number(argv[3], 1, 4000, "connections");
	total = lab_number(argv[4], (long)count, 1000000, "total");
	if (argv[5])
		target = argv[5];
	lab_time_limit(60, "not done after 60 s");
	if (setrlimit(RLIMIT_NOFILE, &most) == -1)
		warn("setrlimit");

	struct pollfd *const ready = calloc(count, sizeof(*ready));
	struct connection *const connections = calloc(count, sizeof(*connections));
	if (!ready || !connections)
		err(EXIT_FAILURE, "calloc");
	nfds_t open = 0;
	for (made = 0; made < (long)count; made++, open++) {
		ready[made] = (struct pollfd){ .fd = dial(), .events = POLLIN };
		if (ready[made].fd == -1)
			errx(EXIT_FAILURE, "connect %s: nobody listens", where);
	}
	printf("%ld connected\n", made);
	for (nfds_t i = 0; i < count; i++)
		ask(ready[i].fd, &connections[i]);

	while (open > 0) {
		if (poll(ready, count, -1) == -1)
			err(EXIT_FAILURE, "poll");
		for (nfds_t i = 0; i < count; i++) {
			struct connection *const c = &connections[i];

			if (!ready[i].revents)
				continue;
			const ssize_t n = recv(ready[i].fd, c->answer + c->len, room - c->len, 0);
			if (n > 0 && (c->len += (size_t)n) < room)
				continue;
			check(c);
			close(ready[i].fd);
			ready[i].fd = made < total ? dial() : -1;
			if (ready[i].fd == -1) {
				total = 0; /* and make no other */
				open--;
			} else {
				made++;
				ask(ready[i].fd, c);
			}
		}
	}
	for (nfds_t i = 0; i < count; i++)
		free(connections[i].answer);
	free(connections);
	free(ready);
	free(content);
	printf("%ld right, %ld empty, %ld wrong\n", right, empty, wrong);
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

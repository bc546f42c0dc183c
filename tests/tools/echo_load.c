/*
 * tests/tools/echo_load - many clients of the echo server at once, of several kinds
 *
 *     echo_load [-n CLIENTS] [-b BYTES] [-c CHUNK] [-t HOST:PORT] whole|cut|late|deaf|vanish
 *
 * All connect first. Then each sends up to BYTES random bytes in pieces of up to CHUNK:
 *
 *     whole   reads meanwhile, half-closes, and must get back what it sent and no more
 *     cut     the same, but the server may end meanwhile; on a Unix socket all comes back that
 *             was sent before
 *     late    as whole, but does not read before the end of our standard input
 *     deaf    sends without end and never reads; at the end of standard input it goes
 *     vanish  breaks off somewhere, with a reset, without reading
 *
 * late and deaf say "ready" on standard error when nothing more can be sent. Prints how many
 * bytes were sent and came back. Status 1 if anything came back that should not have.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/resource.h>

#include "../../lab/stop.h"
#include "../../unix_socket/endpoint.h"

enum { MOST = 16000, SECONDS = 60, CHUNK_MAX = 65536 };

struct client {
	int fd;
	bool shut_down;
	uint32_t to_send, to_get; /* the generators of the bytes: the same sequence twice */
	long size, sent, got;
};

static const char *mode;
static bool reading, unix_socket;
static long chunk_max = 16384, total_sent, total_got;

static uint32_t next(uint32_t *generator)
{
	*generator ^= *generator << 13;
	*generator ^= *generator >> 17;
	return *generator ^= *generator << 5;
}

static uint32_t chance; /* for all that need not come twice */

static void leave(struct client *c)
{
	close(c->fd);
	c->fd = -1;
}

static void reset(struct client *c)
{
	const struct linger linger = { .l_onoff = 1 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	leave(c);
}

/* The server has closed the connection, as errno says of CALL. */
static void fail(struct client *c, const char *call)
{
	if (*mode != 'c')
		err(EXIT_FAILURE, "%s after %ld of %ld bytes", call, c->got, c->sent);
	if (*call == 'r')
		leave(c);
	c->shut_down = true; /* but there may be something to read */
}

/* Sends a piece; at the end it shuts down its side. */
static void send_piece(struct client *c)
{
	static char piece[CHUNK_MAX];
	uint32_t generator = c->to_send;
	long length = 1 + (long)(next(&chance) % (uint32_t)chunk_max);

	if (length > c->size - c->sent)
		length = c->size - c->sent;
	for (long i = 0; i < length; i++)
		piece[i] = (char)next(&generator);
	const ssize_t n = send(c->fd, piece, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n == -1 && errno != EAGAIN) {
		fail(c, "send");
		return;
	}
	for (ssize_t i = 0; i < n; i++)
		next(&c->to_send);
	c->sent += n > 0 ? n : 0;
	total_sent += n > 0 ? n : 0;
	if (c->sent < c->size)
		return;
	c->shut_down = true;
	if (*mode == 'v')
		reset(c);
	else if (shutdown(c->fd, SHUT_WR) == -1)
		fail(c, "shutdown");
}

static void get_piece(struct client *c)
{
	static char piece[CHUNK_MAX];
	const size_t room = 1 + next(&chance) % (uint32_t)chunk_max;
	const ssize_t n = recv(c->fd, piece, room, MSG_DONTWAIT);

	if (n == -1) {
		fail(c, "recv");
		return;
	}
	for (ssize_t i = 0; i < n; i++)
		if (piece[i] != (char)next(&c->to_get))
			errx(EXIT_FAILURE, "byte %ld is another than was sent", c->got + i);
	c->got += n;
	total_got += n;
	const bool cut_short = *mode == 'c';

	if (cut_short && n == 0 && !unix_socket) {
		leave(c);
		return;
	}
	if (c->got > c->sent || (n == 0 && c->got < (cut_short ? c->sent : c->size)))
		errx(EXIT_FAILURE, "%ld of %ld bytes came back, of %ld", c->got, c->sent, c->size);
	if (n == 0)
		leave(c);
}

/* Lets the process have up to WANTED descriptors at a time. */
static void raise_descriptor_limit(rlim_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		err(2, "getrlimit");
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
		err(2, "setrlimit");
}

int main(int argc, char **argv)
{
	long clients = 1, bytes = 100000;
	const char *tcp = NULL;
	int option;

	while ((option = lab_getopt(argc, argv, "n:b:c:t:", true, "usage: see the source\n")) != -1)
		if (option == 't')
			tcp = optarg;
		else if (option == 'n')
			clients = lab_number(optarg, 1, MOST, "CLIENTS");
		else if (option == 'b')
			bytes = lab_number(optarg, 1, 1000000000, "BYTES");
		else
			chunk_max = lab_number(optarg, 1, CHUNK_MAX, "CHUNK");
	mode = argv[optind] ? argv[optind] : "whole";
	reading = *mode == 'w' || *mode == 'c';
	lab_time_limit(SECONDS, "too late");
	raise_descriptor_limit(MOST + 10);

	struct endpoint where = endpoint_of(tcp);
	unix_socket = !tcp;
	static struct client c[MOST];
	static struct pollfd ready[MOST];
	chance = (uint32_t)getpid();
	for (long i = 0; i < clients; i++) {
		c[i].fd = socket(where.address.ss_family, SOCK_STREAM, 0);
		if (c[i].fd == -1 ||
		    connect(c[i].fd, (struct sockaddr *)&where.address, where.length) == -1)
			err(EXIT_FAILURE, "client %ld: connect %s", i, where.name);
		c[i].to_send = c[i].to_get = next(&chance);
		c[i].size = *mode == 'd' ? LONG_MAX : 1 + (long)(next(&chance) % (uint32_t)bytes);
	}

	for (;;) {
		long left = 0, waiting = 0;

		for (long i = 0; i < clients; i++) {
			const bool sends = c[i].fd != -1 && !c[i].shut_down;

			ready[i].fd = sends || reading ? c[i].fd : -1;
			ready[i].events = (short)((sends ? POLLOUT : 0) | (reading ? POLLIN : 0));
			left += c[i].fd != -1;
			waiting += ready[i].fd != -1;
		}
		if (left == 0)
			break;

		const int n = poll(ready, (nfds_t)clients, reading ? -1 : waiting ? 300 : 0);
		if (n == -1)
			err(EXIT_FAILURE, "poll");
		for (long i = 0; i < clients; i++) {
			if (ready[i].revents & POLLOUT)
				send_piece(&c[i]);
			if (c[i].fd != -1 && (ready[i].revents & ~POLLOUT))
				get_piece(&c[i]);
		}
		if (n == 0 && *mode == 'v')
			for (long i = 0; i < clients; i++)
				reset(&c[i]);
		else if (n == 0) { /* nobody can send any more */
			char byte;

			warnx("ready");
			if (read(STDIN_FILENO, &byte, 1) == -1)
				err(EXIT_FAILURE, "read standard input");
			if (*mode == 'd')
				break;
			reading = true;
		}
	}
	printf("%ld clients sent %ld bytes, %ld came back\n", clients, total_sent, total_got);
	return EXIT_SUCCESS;
}

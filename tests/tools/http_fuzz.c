/*
 * tests/tools/http_fuzz WHERE SEED COUNT - send a web server requests with something
 * wrong in them, and look whether what comes back is HTTP
 *
 * WHERE is a port of 127.0.0.1. A request that is right is changed here and there, or
 * it is all random, and goes out in pieces of random length; some clients go before
 * they are answered. The same SEED makes the same requests. Status 0 if each answer
 * was one: a status line that the server may send, and as many bytes as announced.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "../../lab/options.h"
#include "../../lab/output.h"
#include "../../lab/stop.h"

static unsigned int state;

/* Returns a number below LIMIT (xorshift; rand(3) is another one in each libc). */
static size_t any(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % limit;
}

static size_t make_request(char *text, size_t room)
{
	static const char *const good[] = {
		"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"HEAD /file.txt HTTP/1.1\r\nHost: a.b:80\r\nAccept: */*\r\n\r\n",
		"GET /sub/%41/../file%2etxt?a=b&c HTTP/1.0\r\n\r\n",
		"POST /status HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
		"GET http://a/status HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: a\r\n\r\n",
	};
	static const char *const bits[] = {
		"\r\n",     "\n",   "\r",   " ",       "\t",       ":",    "%",
		"%00",      "..",   "/../", "%2e%2e/", "HTTP/1.1", "Host", "a: b",
		"\r\n\r\n", "\xff", "GET ", "?",       "#",        "//",   "Content-Length: 9\r\n"
	};
	size_t len = 0;

	if (any(10) == 0) { /* noise, or something much too long */
		const bool noise = any(2);
		const size_t end = 1 + any(room);
		for (; len < end; len++)
			text[len] = (char)(noise ? any(256) : 'a');
		return len;
	}
	len = (size_t)snprintf(text, room, "%s", good[any(sizeof(good) / sizeof(good[0]))]);
	for (size_t changes = any(4); changes > 0; changes--) {
		const char *const bit = bits[any(sizeof(bits) / sizeof(bits[0]))];
		const size_t n = strlen(bit), at = any(len + 1);

		switch (any(4)) {
		case 0: /* insert */
			memmove(text + at + n, text + at, len - at);
			for (size_t k = 0; k < n; k++)
				text[at + k] = bit[k];
			len += n;
			break;
		case 1: /* delete */
			len -= at < len;
			memmove(text + at, text + at + 1, at < len ? len - at : 0);
			break;
		case 2: /* exchange a byte */
			text[at < len ? at : 0] = (char)any(256);
			break;
		default: /* end */
			len = at;
		}
	}
	return len;
}

/* Is the answer, LEN bytes at TEXT, one? */
static bool is_answer(char *text, size_t len, bool head)
{
	static const char known[] = " 200 301 400 403 404 405 408 414 431 501 505 ";
	char status[8];
	long length;

	text[len] = '\0';
	const char *const body = strstr(text, "\r\n\r\n");
	const char *const field = strstr(text, "\r\nContent-Length: ");
	if (len < 13 || strncmp(text, "HTTP/1.1 ", 9) != 0 || !body || !field || field > body)
		return false;
	snprintf(status, sizeof(status), " %.4s", text + 9);
	length = strtol(field + 18, NULL, 10);
	const long there = (long)len - (body + 4 - text);
	return strstr(known, status) && (there == length || (there == 0 && head));
}

int main(int argc, char **argv)
{
	static char request[32768], answer[65536];
	const int on = 1;
	long answers = 0;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, "usage: http_fuzz WHERE SEED COUNT\n");
	if (argc != 4)
		errx(2, "needs WHERE SEED COUNT");
	const struct sockaddr_in in = { .sin_family = AF_INET,
					.sin_port = htons(
						(in_port_t)lab_number(argv[1], 1, 65535, "port")),
					.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	state = (unsigned int)lab_number(argv[2], 1, INT32_MAX, "seed");
	lab_time_limit(60, "not done after 60 s");
	for (long i = 0, count = lab_number(argv[3], 1, 1000000, "count"); i < count; i++) {
		const size_t len = make_request(request, 20000);
		const int fd = socket(AF_INET, SOCK_STREAM, 0);
		size_t sent = 0, got = 0;
		ssize_t n;

		if (fd == -1 || connect(fd, (const struct sockaddr *)&in, sizeof(in)) == -1 ||
		    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == -1)
			err(EXIT_FAILURE, "connect %s", argv[1]);
		for (size_t piece = 1 + any(len + 1); sent < len; sent += piece) {
			piece = piece < len - sent ? piece : len - sent;
			if (send(fd, request + sent, piece, MSG_NOSIGNAL) == -1)
				break; /* it has heard enough */
		}
		if (any(10) > 0) {
			shutdown(fd, SHUT_WR);
			while (got < sizeof(answer) - 1 &&
			       (n = recv(fd, answer + got, sizeof(answer) - 1 - got, 0)) > 0)
				got += (size_t)n;
			if ((got > 0 || len > 0) &&
			    !is_answer(answer, got, memmem(request, len, "HEAD ", 5) != NULL))
				errx(EXIT_FAILURE,
				     "request %ld of seed %s: '%.*s' has the answer '%.300s'", i,
				     argv[2], (int)len, request, answer);
			answers += got > 0;
		}
		close(fd);
	}
	printf("%ld answers\n", answers);
	return EXIT_SUCCESS;
}

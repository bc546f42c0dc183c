/*
 * server/http_io.h - what a web server does with a connection: receive a request,
 * send the answer, close
 *
 * SIGPIPE must be ignored: sendfile(2) has no MSG_NOSIGNAL.
 */
#ifndef HTTP_IO_H
#define HTTP_IO_H

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "../lab/clock.h"
#include "http_files.h"
#include "scoreboard.h"

#define HTTP_LINGER 2000 /* ms in which a client should have taken its answer, and closed */

struct http_site {
	int directory;    /* whose files are served */
	int listener;     /* where its clients come in */
	const char *path; /* of the Unix socket, or NULL: it is TCP */
	long limit;       /* in ms, for a request to arrive */
};

/* Returns the milliseconds of a clock that nobody sets. */
static inline long long http_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/*
 * Receives a request into TEXT, of HTTP_MAX bytes, *LEN so far. Returns HTTP_OK, or
 * the status that it has to be answered with, or 0: the client went without a word.
 * All of it has to be there in LIMIT ms, however slowly the single bytes come.
 */
static inline enum http_status http_receive(int connection, char *text, size_t *len, long limit)
{
	const long long end = http_now() + limit;
	struct pollfd readable = { .fd = connection, .events = POLLIN };
	enum http_status status;

	while ((status = http_is_whole(text, *len)) == 0) {
		const long long left = end - http_now();
		if (left <= 0 || poll(&readable, 1, (int)left) == 0)
			return HTTP_REQUEST_TIMEOUT;
		const ssize_t n = recv(connection, text + *len, HTTP_MAX - *len, MSG_DONTWAIT);
		if (n == 0)
			return *len > 0 ? HTTP_BAD_REQUEST : 0;
		if (n == -1 && errno != EAGAIN && errno != EINTR)
			return 0;
		*len += n > 0 ? (size_t)n : 0;
	}
	return status;
}

/* Sends LEN bytes of TEXT; false if the client does not take them. */
static inline bool http_send_text(int connection, const char *text, size_t len, int flags)
{
	while (len > 0) {
		const ssize_t n = send(connection, text, len, flags | MSG_NOSIGNAL);

		if (n == -1 && errno != EINTR)
			return false;
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

/*
 * Sends ANSWER, only its header if it IS_HEAD's, and returns how many bytes of the
 * body have gone out: fewer than announced if the client went away, or the file
 * has become shorter.
 */
static inline off_t http_send(int connection, const struct http_answer *answer, bool is_head)
{
	char header[HTTP_LINE_MAX + 512], date[32], modified[64] = "",
						    location[HTTP_LINE_MAX + 32] = "";
	const time_t now = time(NULL);
	const bool has_body = !is_head && answer->length > 0;
	off_t sent = 0;

	if (answer->modified) /* later than now is no answer (RFC 9110, 8.8.2.1) */
		snprintf(modified, sizeof(modified), "Last-Modified: %s\r\n",
			 http_date(answer->modified < now ? answer->modified : now, date));
	if (answer->location)
		snprintf(location, sizeof(location), "Location: %s\r\n", answer->location);
	const int len =
		snprintf(header, sizeof(header),
			 "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\nContent-Type: %s\r\n"
			 "Content-Length: %lld\r\n%s%s%s%s\r\n",
			 answer->status, http_reason(answer->status), http_date(now, date),
			 answer->type, (long long)answer->length, modified, location,
			 answer->status == HTTP_METHOD_NOT_ALLOWED ? "Allow: GET, HEAD\r\n" : "",
			 answer->status == HTTP_UNAVAILABLE ? "Retry-After: 1\r\n" : "");

	/* MSG_MORE: the body follows, and both may go out as one. */
	if (!http_send_text(connection, header, (size_t)len, has_body ? MSG_MORE : 0) || !has_body)
		return 0;
	if (answer->file == -1)
		return http_send_text(connection, answer->text, (size_t)answer->length, 0)
			       ? answer->length
			       : 0;
	while (sent < answer->length) {
		const ssize_t n =
			sendfile(connection, answer->file, &sent, (size_t)(answer->length - sent));
		if (n == 0 || (n == -1 && errno != EINTR))
			break;
	}
	return sent;
}

/*
 * Prints the line that every web server prints of a request: from where, when, its
 * first line, status and bytes. TEXT comes from a stranger, and may hold anything.
 */
static inline void http_log(const char *client, const char *text, enum http_status status,
			    off_t sent)
{
	const time_t now = time(NULL);
	char date[64] = "", line[256];
	size_t len = 0;

	for (; text[len] && !strchr("\r\n", text[len]) && len < sizeof(line) - 1; len++)
		line[len] = isprint((unsigned char)text[len]) && text[len] != '"' ? text[len] : '?';
	line[len] = '\0';
	strftime(date, sizeof(date), "%d/%b/%Y:%H:%M:%S %z", localtime(&now));
	if (printf("%s - - [%s] \"%s\" %d %lld\n", client, date, line, status, (long long)sent) < 0)
		warn("write standard output");
}

/*
 * Lets the client close CONNECTION first, if it does so in MS. To close with something
 * unread, the rest of a bad request say, is to reset a TCP connection, and that may
 * take from the client an answer that it has not yet read (RFC 9112, 9.6).
 */
static inline void http_linger(int connection, long ms)
{
	const long long end = http_now() + ms;
	struct pollfd readable = { .fd = connection, .events = POLLIN };
	char rest[4096];
	ssize_t n;

	shutdown(connection, SHUT_WR);
	do {
		const long long left = end - http_now();
		if (left <= 0 || poll(&readable, 1, (int)left) == 0)
			return;
		n = recv(connection, rest, sizeof(rest), MSG_DONTWAIT);
	} while (n > 0 || (n == -1 && (errno == EAGAIN || errno == EINTR)));
}

/*
 * Tells the client of CONNECTION to come later, as CALL failed. Its request is waited
 * for and read first, see http_linger(), but not for long; nor is there anything better
 * to do while the system is short of processes.
 */
static inline void http_turn_away(int connection, const char *call)
{
	struct pollfd readable = { .fd = connection, .events = POLLIN };
	struct http_answer answer;
	char request[HTTP_MAX];

	warn("%s", call);
	if (poll(&readable, 1, 100) == 1 &&
	    recv(connection, request, sizeof(request), MSG_DONTWAIT) <= 0)
		return;
	http_refuse(HTTP_UNAVAILABLE, &answer);
	http_send(connection, &answer, false);
	http_linger(connection, LAB_PATIENCE); /* the rest of the request may come by now */
}

/* In a child: answers one request of SITE on CONNECTION, and shows in SLOT how far it is. */
static inline void http_serve(int connection, struct slot *slot, struct scoreboard *board,
			      const struct http_site *site)
{
	const struct timeval limit = { site->limit / 1000, site->limit % 1000 * 1000 };
	static struct http_request request;
	static char text[HTTP_MAX + 1], first[256]; /* zeros follow what has come */
	struct http_answer answer;
	size_t len = 0;

	close(site->listener); /* or it would be open when the parent has closed it */
	/* A client that takes nothing is waited for as long as one that says nothing. */
	setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	enum http_status status = http_receive(connection, text, &len, site->limit);
	if (status == 0)
		return;
	slot->state = 'W';
	/* Its first line, as parsing changes it; http_is_whole() skips the empty ones before. */
	snprintf(first, sizeof(first), "%s", text + strspn(text, "\r\n"));
	if (status == HTTP_OK)
		status = http_parse(text, len, &request);
	if (status != HTTP_OK)
		http_refuse(status, &answer);
	else if (strcmp(request.path, "status") == 0)
		http_say(HTTP_OK, scoreboard_text(board), &answer);
	else
		http_find(site->directory, &request, &answer);
	const off_t sent = http_send(connection, &answer, strncmp(first, "HEAD ", 5) == 0);
	slot->requests++;
	http_log(site->path ? "-" : "127.0.0.1", first, answer.status, sent);
	slot->state = 'C';
	http_linger(connection, HTTP_LINGER);
}

#endif

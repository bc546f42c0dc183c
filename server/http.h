/*
 * server/http.h - what a web server has to know of HTTP/1.1: where a request
 * ends, what it asks for and whether it is well-formed, and the words of an answer
 *
 * After RFC 9110 (what the words mean) and RFC 9112 (how they are written). Nothing
 * in here reads, writes or allocates. It takes any bytes: they come from strangers.
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define HTTP_LINE_MAX 8000 /* of a request line; RFC 9112, 3 wants at least that many */
#define HTTP_MAX 16384     /* of a request, up to the empty line that ends it */

#define HTTP_ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define HTTP_TOKEN HTTP_ALNUM "!#$%&'*+-.^_`|~"

enum http_status {
	HTTP_OK = 200,
	HTTP_MOVED_PERMANENTLY = 301,
	HTTP_BAD_REQUEST = 400,
	HTTP_FORBIDDEN = 403,
	HTTP_NOT_FOUND = 404,
	HTTP_METHOD_NOT_ALLOWED = 405,
	HTTP_REQUEST_TIMEOUT = 408,
	HTTP_URI_TOO_LONG = 414,
	HTTP_FIELDS_TOO_LARGE = 431,
	HTTP_INTERNAL_ERROR = 500,
	HTTP_NOT_IMPLEMENTED = 501,
	HTTP_UNAVAILABLE = 503,
	HTTP_VERSION_NOT_SUPPORTED = 505,
};

struct http_request {
	bool is_head;                 /* the answer to HEAD has no body */
	char path[HTTP_LINE_MAX + 1]; /* decoded, without the query and the first slashes */
	char name[HTTP_LINE_MAX + 1]; /* the last part of the path as it came, for a redirection */
};

/* Returns the words that belong to STATUS. */
static inline const char *http_reason(enum http_status status)
{
	switch (status) {
	case HTTP_OK:
		return "OK";
	case HTTP_MOVED_PERMANENTLY:
		return "Moved Permanently";
	case HTTP_BAD_REQUEST:
		return "Bad Request";
	case HTTP_FORBIDDEN:
		return "Forbidden";
	case HTTP_NOT_FOUND:
		return "Not Found";
	case HTTP_METHOD_NOT_ALLOWED:
		return "Method Not Allowed";
	case HTTP_REQUEST_TIMEOUT:
		return "Request Timeout";
	case HTTP_URI_TOO_LONG:
		return "URI Too Long";
	case HTTP_FIELDS_TOO_LARGE:
		return "Request Header Fields Too Large";
	case HTTP_INTERNAL_ERROR:
		return "Internal Server Error";
	case HTTP_NOT_IMPLEMENTED:
		return "Not Implemented";
	case HTTP_UNAVAILABLE:
		return "Service Unavailable";
	case HTTP_VERSION_NOT_SUPPORTED:
		return "HTTP Version Not Supported";
	}
	return "Unknown";
}

/* Returns the media type of the file PATH, after its last letters. */
static inline const char *http_type(const char *path)
{
	static const char *const types[][2] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".htm", "text/html; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".md", "text/markdown; charset=utf-8" },
		{ ".c", "text/plain; charset=utf-8" },
		{ ".h", "text/plain; charset=utf-8" },
		{ ".csv", "text/csv; charset=utf-8" },
		{ ".json", "application/json" },
		{ ".xml", "application/xml" },
		{ ".pdf", "application/pdf" },
		{ ".wasm", "application/wasm" },
		{ ".png", "image/png" },
		{ ".jpg", "image/jpeg" },
		{ ".jpeg", "image/jpeg" },
		{ ".gif", "image/gif" },
		{ ".webp", "image/webp" },
		{ ".svg", "image/svg+xml" },
		{ ".ico", "image/vnd.microsoft.icon" },
		{ ".mp4", "video/mp4" },
	};
	const char *const slash = strrchr(path, '/');
	const char *const dot = strrchr(slash ? slash : path, '.');

	for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcasecmp(dot, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

/* Writes the time T as HTTP wants it, "Sun, 06 Nov 1994 08:49:37 GMT", and returns TEXT. */
static inline const char *http_date(time_t t, char text[static 32])
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || strftime(text, 32, "%a, %d %b %Y %H:%M:%S GMT", &tm) == 0)
		snprintf(text, 32, "Thu, 01 Jan 1970 00:00:00 GMT");
	return text;
}

/*
 * Looks whether the LEN bytes at TEXT, of which HTTP_MAX fit, hold a whole request:
 * up to an empty line, but for those that come first. Returns HTTP_OK if so, 0 if
 * more has to come, or with which status it is too long.
 *
 * A line ends with CR LF; LF alone is taken as well, as people type it.
 */
static inline enum http_status http_is_whole(const char *text, size_t len)
{
	size_t begin = 0, lines = 0;

	for (size_t i = 0; i < len; i++) {
		if (lines == 0 && i - begin > HTTP_LINE_MAX)
			break;
		if (text[i] != '\n')
			continue;
		const bool is_empty = i == begin || (i == begin + 1 && text[begin] == '\r');
		if (is_empty && lines > 0)
			return HTTP_OK;
		lines += !is_empty;
		begin = i + 1;
	}
	if (lines == 0 && len - begin > HTTP_LINE_MAX) /* is it the target that is too long? */
		return memchr(text + begin, ' ', len - begin) ? HTTP_URI_TOO_LONG
							      : HTTP_NOT_IMPLEMENTED;
	return len < HTTP_MAX ? 0 : HTTP_FIELDS_TOO_LARGE;
}

/* Returns what hexadecimal digit C is, or -1. */
static inline int http_digit(char c)
{
	const char *const digits = "0123456789abcdef0123456789ABCDEF";
	const char *const found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) % 16 : -1;
}

/*
 * Takes the line at *REST, without its end, and moves *REST to the next. NULL if
 * there is none, or if a byte is in it that is no text: NUL, CR, and their like.
 */
static inline char *http_line(char **rest, const char *end)
{
	char *const line = *rest;
	char *newline = memchr(line, '\n', (size_t)(end - line));

	if (!newline)
		return NULL;
	*rest = newline + 1;
	if (newline > line && newline[-1] == '\r')
		newline--;
	*newline = '\0';
	for (const char *c = line; c < newline; c++)
		if (((unsigned char)*c < ' ' && *c != '\t') || *c == 127)
			return NULL;
	return line;
}

/* Checks the fields, all lines at *REST up to the empty one. */
static inline enum http_status http_parse_fields(char **rest, const char *end, bool host_needed)
{
	int hosts = 0, lengths = 0, codings = 0;
	bool coding_known = true;
	char *line;

	while ((line = http_line(rest, end)) && *line) {
		/* A name and at once a colon: a blank before either may mean two things. */
		const size_t name = strspn(line, HTTP_TOKEN);
		if (name == 0 || line[name] != ':')
			return HTTP_BAD_REQUEST;
		line[name] = '\0';
		char *const value = line + name + 1 + strspn(line + name + 1, " \t");
		size_t len = strlen(value);
		while (len > 0 && strchr(" \t", value[len - 1]))
			value[--len] = '\0';

		if (strcasecmp(line, "Host") == 0) {
			hosts++;
			if (value[strspn(value, HTTP_ALNUM "-._~%!$&'()*+,;=:[]")])
				return HTTP_BAD_REQUEST;
		} else if (strcasecmp(line, "Content-Length") == 0) {
			lengths++;
			if (len == 0 || value[strspn(value, "0123456789")])
				return HTTP_BAD_REQUEST;
		} else if (strcasecmp(line, "Transfer-Encoding") == 0) {
			codings++;
			coding_known = coding_known && strcasecmp(value, "chunked") == 0;
		}
	}
	/* If two disagree on where a request ends, one takes the rest of it for the next request. */
	if (!line || hosts > 1 || (hosts == 0 && host_needed) || lengths + codings > 1)
		return HTTP_BAD_REQUEST;
	return coding_known ? HTTP_OK : HTTP_NOT_IMPLEMENTED;
}

/* Decodes TARGET, what stands between method and version, into REQUEST. */
static inline enum http_status http_parse_target(const char *target, struct http_request *request)
{
	static const char allowed[] = HTTP_ALNUM "-._~!$&'()*+,;=:@/%";
	size_t len = 0;

	if (strncasecmp(target, "http://", 7) == 0) { /* to a proxy, but it must be understood */
		const size_t host = strcspn(target + 7, "/?#");
		if (host == 0)
			return HTTP_BAD_REQUEST;
		target += 7 + host;
	} else if (*target != '/') {
		return HTTP_BAD_REQUEST;
	}
	if (strchr(target, '#'))
		return HTTP_BAD_REQUEST;

	target += strspn(target, "/"); /* a path is relative to the directory that is served */
	const char *const end = target + strcspn(target, "?");
	const char *name = target;
	for (const char *c = target; c < end; c++) {
		if (*c == '/')
			name = c + 1;
		char byte = *c;
		if (byte == '%') {
			const int high = http_digit(c[1]), low = high < 0 ? -1 : http_digit(c[2]);
			byte = (char)(16 * high + low);
			if (low < 0 || byte == '\0')
				return HTTP_BAD_REQUEST;
			if (byte == '/') /* is part of a name here, and no file has such a name */
				return HTTP_NOT_FOUND;
			c += 2;
		} else if ((unsigned char)byte < 128 && !strchr(allowed, byte)) {
			return HTTP_BAD_REQUEST;
		}
		request->path[len++] = byte;
	}
	request->path[len] = '\0';
	snprintf(request->name, sizeof(request->name), "%.*s", (int)(end - name), name);
	return HTTP_OK;
}

/*
 * Takes the LEN bytes at TEXT, a whole request, apart (TEXT is changed) into REQUEST.
 * Returns HTTP_OK, or the status that it has to be answered with.
 */
static inline enum http_status http_parse(char *text, size_t len, struct http_request *request)
{
	static const char others[] = " POST PUT DELETE CONNECT OPTIONS TRACE PATCH ";
	const char *const end = text + len;
	char *method;

	request->is_head = false;
	request->path[0] = request->name[0] = '\0';
	do
		method = http_line(&text, end);
	while (method && !*method);

	char *target = method ? strchr(method, ' ') : NULL;
	char *version = target ? strchr(target + 1, ' ') : NULL;
	if (!version)
		return HTTP_BAD_REQUEST;
	*target++ = *version++ = '\0';
	request->is_head = strcmp(method, "HEAD") == 0;
	if (!*method || method[strspn(method, HTTP_TOKEN)] || strncmp(version, "HTTP/", 5) != 0 ||
	    !version[5] || !strchr("0123456789", version[5]) || version[6] != '.' || !version[7] ||
	    !strchr("0123456789", version[7]) || version[8])
		return HTTP_BAD_REQUEST;
	if (version[5] != '1')
		return HTTP_VERSION_NOT_SUPPORTED;

	const enum http_status status = http_parse_fields(&text, end, version[7] > '0');
	if (status != HTTP_OK)
		return status;
	if (!request->is_head && strcmp(method, "GET") != 0) {
		char word[16];
		const int n = snprintf(word, sizeof(word), " %s ", method);
		return n < (int)sizeof(word) && strstr(others, word) ? HTTP_METHOD_NOT_ALLOWED
								     : HTTP_NOT_IMPLEMENTED;
	}
	return http_parse_target(target, request);
}

#endif

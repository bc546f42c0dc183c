/*
 * server/http_files.h - find the file that a request asks for, with no way out of
 * the directory that is served, or the reason why it gets none
 */
#ifndef HTTP_FILES_H
#define HTTP_FILES_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "http.h"

/* Opening a FIFO must not block, and a terminal must not become our controlling terminal. */
#define HTTP_OPEN_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* Of openat2(2); not every libc comes with <linux/openat2.h>. */
#define HTTP_NO_MAGICLINKS 0x02
#define HTTP_BENEATH 0x08

struct http_answer {
	enum http_status status;
	const char *type;
	const char *text; /* the body, unless it is a file */
	int file;         /* or -1 */
	off_t length;     /* of the body */
	time_t modified;  /* or 0 */
	const char
		*location; /* or NULL: where a directory is found, which has a slash at its end */
};

/*
 * Opens PATH below the directory ROOT as kernels before 5.6 can: name by name,
 * following no symbolic link at all. Returns the descriptor, or -1 and errno.
 */
static inline int http_open_by_steps(int root, const char *path)
{
	int dir = fcntl(root, F_DUPFD_CLOEXEC, 0);

	while (dir != -1) {
		const size_t len = strcspn(path, "/");
		const bool is_last = path[len] == '\0';
		char name[256];
		int next = -1, error;

		snprintf(name, sizeof(name), "%.*s", len ? (int)len : 1, len ? path : ".");
		if (len >= sizeof(name))
			error = ENAMETOOLONG;
		else if (strcmp(name, "..") == 0)
			error = EXDEV;
		else if ((next = openat(dir, name,
					is_last ? O_NOFOLLOW | HTTP_OPEN_FLAGS
						: O_NOFOLLOW | O_PATH | O_DIRECTORY | O_CLOEXEC)) ==
			 -1)
			error = errno;
		else
			error = 0;
		close(dir);
		errno = error;
		if (is_last)
			return next;
		dir = next;
		path += len + 1;
	}
	return -1;
}

/*
 * Opens PATH below the directory ROOT. The kernel watches each step, and stops where
 * ".." or a link would lead out of it: what we checked ourselves before opening,
 * somebody could exchange in between. Returns the descriptor, or -1 and errno.
 */
static inline int http_open_beneath(int root, const char *path)
{
	const struct {
		uint64_t flags, mode, resolve;
	} how = { .flags = HTTP_OPEN_FLAGS, .resolve = HTTP_BENEATH | HTTP_NO_MAGICLINKS };
	const long fd = syscall(SYS_openat2, root, *path ? path : ".", &how, sizeof(how));

	if (fd == -1 && (errno == ENOSYS || errno == EPERM)) /* not there, or kept from us */
		return http_open_by_steps(root, path);
	return (int)fd;
}

/* Makes ANSWER one of STATUS, with TEXT. */
static inline void http_say(enum http_status status, const char *text, struct http_answer *answer)
{
	*answer = (struct http_answer){ .status = status,
					.type = "text/plain; charset=utf-8",
					.text = text,
					.file = -1,
					.length = (off_t)strlen(text) };
}

/* Makes ANSWER one of STATUS, with a line of text that says so. */
static inline void http_refuse(enum http_status status, struct http_answer *answer)
{
	static char line[64];

	snprintf(line, sizeof(line), "%d %s\n", status, http_reason(status));
	http_say(status, line, answer);
}

/* Returns the status for a file that could not be opened: ERROR tells why. */
static inline enum http_status http_status_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case ENAMETOOLONG:
		return HTTP_NOT_FOUND;
	case EACCES:
	case EXDEV: /* out of the directory */
	case ELOOP:
	case ENXIO: /* a socket or a device */
	case ENODEV:
		return HTTP_FORBIDDEN;
	case EAGAIN: /* somebody moves directories just now */
		return HTTP_UNAVAILABLE;
	default:
		return HTTP_INTERNAL_ERROR;
	}
}

/* Finds what REQUEST asks for below the directory ROOT: a file, or why there is none. */
static inline void http_find(int root, struct http_request *request, struct http_answer *answer)
{
	static char location[HTTP_LINE_MAX + 8];
	char *const path = request->path;
	const size_t len = strlen(path);
	struct stat st;

	int file = http_open_beneath(root, path);
	int error = errno;
	if (file != -1 && fstat(file, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(file);
		if (len > 0 && path[len - 1] != '/') {
			/* Links in its index are relative to what is before the last slash. */
			http_refuse(HTTP_MOVED_PERMANENTLY, answer);
			snprintf(location, sizeof(location), "./%s/", request->name);
			answer->location = location;
			return;
		}
		if (len + sizeof("index.html") > sizeof(request->path)) {
			http_refuse(HTTP_NOT_FOUND, answer);
			return;
		}
		snprintf(path + len, sizeof(request->path) - len, "index.html");
		file = http_open_beneath(root, path);
		error = errno == ENOENT ? EACCES : errno; /* what is in it is not shown */
	}
	if (file == -1) {
		http_refuse(http_status_of(error), answer);
	} else if (fstat(file, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(file);
		http_refuse(HTTP_FORBIDDEN, answer);
	} else {
		*answer = (struct http_answer){ .status = HTTP_OK,
						.type = http_type(path),
						.file = file,
						.length = st.st_size,
						.modified = st.st_mtime };
	}
}

#endif

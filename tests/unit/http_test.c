/*
 * tests/unit/http_test - the web server's headers: requests good, bad and random, paths,
 * types, dates, and no way out of the directory
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../server/http_files.h"

static struct http_request request;

/*
 * Parses TEXT, LEN bytes. They lie in memory of their own size, so that a sanitizer
 * sees a read beyond its end.
 */
static enum http_status parse_bytes(const char *text, size_t len)
{
	char *const copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, text, len);
	enum http_status status = http_is_whole(copy, len);
	if (status == HTTP_OK)
		status = http_parse(copy, len, &request);
	free(copy);
	return status;
}

static enum http_status parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static void a_request_ends_with_an_empty_line(void **unused)
{
	static const char text[] = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";

	(void)unused;
	for (size_t len = 0; len < sizeof(text) - 1; len++)
		assert_int_equal(parse_bytes(text, len), 0);
	assert_int_equal(parse_bytes(text, sizeof(text) - 1), HTTP_OK);
	assert_int_equal(parse("GET / HTTP/1.0\n\n"), HTTP_OK);
	assert_int_equal(parse("\n\r\nGET / HTTP/1.0\n\r\n"), HTTP_OK);
	assert_int_equal(parse("\r\n\r\n\r\n"), 0);
}

static void each_target_has_its_path(void **unused)
{
	static const struct {
		const char *target, *path, *name;
	} targets[] = {
		{ "/", "", "" },
		{ "/a", "a", "a" },
		{ "/a/b.c/", "a/b.c/", "" },
		{ "///a//b", "a//b", "b" },
		{ "/a?b/c?d", "a", "a" },
		{ "/?", "", "" },
		{ "/%41%62c%20d", "Abc d", "%41%62c%20d" },
		{ "/%c3%84/\xc3\x84", "\xc3\x84/\xc3\x84", "\xc3\x84" },
		{ "/../%2e%2E/x", "../../x", "x" }, /* the kernel looks after that */
		{ "/a+b&c=d;e@f:g,h!i$j'k(l)*~_-", "a+b&c=d;e@f:g,h!i$j'k(l)*~_-",
		  "a+b&c=d;e@f:g,h!i$j'k(l)*~_-" },
		{ "http://host", "", "" },
		{ "HTTP://host:80?q", "", "" },
		{ "http://host/a/b?q", "a/b", "b" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		char text[256];

		snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: h\r\n\r\n",
			 targets[i].target);
		assert_int_equal(parse(text), HTTP_OK);
		assert_string_equal(request.path, targets[i].path);
		assert_string_equal(request.name, targets[i].name);
	}
}

static void what_is_wrong_has_its_status(void **unused)
{
	static const struct {
		enum http_status status;
		const char *text;
	} requests[] = {
		/* the request line */
		{ 400, "hello\r\n\r\n" },
		{ 400, "GET /\r\n\r\n" }, /* HTTP/0.9 */
		{ 400, "GET / HTTP/1.1 \r\nHost: h\r\n\r\n" },
		{ 400, "GET  / HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, " GET / HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "G(T / HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET / http/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET / HTTP/1\r\nHost: h\r\n\r\n" },
		{ 400, "GET / HTTP/1.10\r\nHost: h\r\n\r\n" },
		{ 400, "GET / HTTP/x.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET / HTTP/\r\nHost: h\r\n\r\n" },
		{ 505, "GET / HTTP/2.0\r\nHost: h\r\n\r\n" },
		{ 505, "GET / HTTP/0.9\r\nHost: h\r\n\r\n" },
		{ 200, "GET / HTTP/1.9\r\nHost: h\r\n\r\n" },
		/* the method */
		{ 200, "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 405, "POST / HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 405, "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 405, "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 501, "get / HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 501, "PUTS / HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 501, "ATMOSTTHIRTYTHREE / HTTP/1.1\r\nHost: h\r\n\r\n" },
		/* the target */
		{ 400, "GET a HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET * HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /#a HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /?a#b HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET http://h#b HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /% HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /%4 HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /%4? HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /%4g HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /a%00.html HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /<a> HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 400, "GET /a\\b HTTP/1.1\r\nHost: h\r\n\r\n" },
		{ 404, "GET /a%2fb HTTP/1.1\r\nHost: h\r\n\r\n" },
		/* the fields */
		{ 400, "GET / HTTP/1.1\r\n\r\n" },
		{ 200, "GET / HTTP/1.0\r\n\r\n" },
		{ 200, "GET / HTTP/1.1\r\nHost:\r\n\r\n" },
		{ 200, "GET / HTTP/1.1\r\nhOST: \t [::1]:80 \t\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" },
		{ 400, "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\n more\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX: \033[2J\r\n\r\n" },
		{ 200, "GET / HTTP/1.1\r\nHost: a\r\nX: a\tb \xff\r\nY:\r\n\r\n" },
		{ 200, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n" },
		{ 400,
		  "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n" },
		{ 400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: "
		       "chunked\r\n\r\n" },
		{ 200, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n" },
		{ 501, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n" },
	};
	static const char nul[] = "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n";

	(void)unused;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (parse(requests[i].text) != requests[i].status)
			fail_msg("%d, should be %d: %s", parse(requests[i].text),
				 requests[i].status, requests[i].text);
	assert_int_equal(parse_bytes(nul, sizeof(nul) - 1), HTTP_BAD_REQUEST);
}

/* Returns "BEFORE aaa...a AFTER" in which all together is LEN bytes. */
static const char *long_text(const char *before, size_t len, const char *after)
{
	static char text[2 * HTTP_MAX];
	const size_t rest = len - strlen(before) - strlen(after);
	static char filling[2 * HTTP_MAX];

	memset(filling, 'a', sizeof(filling));
	snprintf(text, sizeof(text), "%s%.*s%s", before, (int)rest, filling, after);
	return text;
}

static void the_longest_is_taken_and_one_byte_more_is_refused(void **unused)
{
	static const char fields[] = "GET / HTTP/1.0\r\nX: ", end[] = " HTTP/1.0\r\n\r\n";
	char text[2 * HTTP_MAX];

	(void)unused;
	/* A line's length is told without the LF. */
	assert_int_equal(parse(long_text("GET /", HTTP_LINE_MAX + 3, end)), HTTP_OK);
	assert_int_equal(strlen(request.path), HTTP_LINE_MAX + 3 - 5 - strlen(end));
	assert_int_equal(parse(long_text("GET /", HTTP_LINE_MAX + 4, end)), HTTP_URI_TOO_LONG);
	assert_int_equal(parse(long_text("GET /", HTTP_LINE_MAX, "")), 0);
	assert_int_equal(parse(long_text("GET /", HTTP_LINE_MAX + 1, "")), HTTP_URI_TOO_LONG);
	assert_int_equal(parse(long_text("GET", HTTP_LINE_MAX + 1, "")), HTTP_NOT_IMPLEMENTED);

	assert_int_equal(parse(long_text(fields, HTTP_MAX, "\r\n\r\n")), HTTP_OK);
	assert_int_equal(parse(long_text(fields, HTTP_MAX - 1, "")), 0);
	assert_int_equal(parse(long_text(fields, HTTP_MAX, "")), HTTP_FIELDS_TOO_LARGE);
	memset(text, '\n', HTTP_MAX);
	assert_int_equal(http_is_whole(text, HTTP_MAX), HTTP_FIELDS_TOO_LARGE);
}

/* The same numbers on every machine, unlike rand(3)'s. */
static unsigned int any(unsigned int limit)
{
	static unsigned int state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % limit;
}

static void no_bytes_are_too_strange(void **unused)
{
	static const char *const good[] = {
		"GET /a/%41%2e/../b?c=d HTTP/1.1\r\nHost: localhost:80\r\nX: y\r\n\r\n",
		"HEAD http://h/a HTTP/1.0\nContent-Length: 12\n\n",
		"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
	};
	static const char likely[] = "\r\n %:/?#.\t";
	long ok = 0;

	(void)unused;
	for (int i = 0; i < 200000; i++) {
		char text[128];
		size_t len = (size_t)snprintf(text, sizeof(text), "%s", good[any(3)]);

		for (unsigned int changes = any(4); changes > 0; changes--)
			text[any((unsigned int)len)] =
				(char)(any(2) ? likely[any(sizeof(likely))] : (int)any(256));
		len -= any(8) == 0 ? any((unsigned int)len) : 0;
		const enum http_status status = parse_bytes(text, len);
		if (status == 0)
			continue;
		assert_string_not_equal(http_reason(status), "Unknown");
		if (status != HTTP_OK)
			continue;
		ok++;
		assert_true(strlen(request.path) < sizeof(text));
		assert_true(request.path[0] != '/');
	}
	assert_true(ok >= 10000 && ok <= 190000);
}

static void the_type_is_in_the_last_letters(void **unused)
{
	(void)unused;
	assert_string_equal(http_type("index.html"), "text/html; charset=utf-8");
	assert_string_equal(http_type("a.b/C.HTML"), "text/html; charset=utf-8");
	assert_string_equal(http_type("a.tar.png"), "image/png");
	assert_string_equal(http_type("a.png/b"), "application/octet-stream");
	assert_string_equal(http_type("a"), "application/octet-stream");
	assert_string_equal(http_type(""), "application/octet-stream");
	assert_string_equal(http_type("a."), "application/octet-stream");
	assert_string_equal(http_type(".txt"), "text/plain; charset=utf-8");
}

static void a_date_is_written_as_in_the_standard(void **unused)
{
	char text[32];

	(void)unused;
	assert_string_equal(http_date(784111777, text), "Sun, 06 Nov 1994 08:49:37 GMT");
	assert_string_equal(http_date(0, text), "Thu, 01 Jan 1970 00:00:00 GMT");
	if (sizeof(time_t) == 8) /* the year is no int then */
		assert_string_equal(http_date((time_t)(INT64_MAX - 1), text),
				    "Thu, 01 Jan 1970 00:00:00 GMT");
}

/* A directory in which some links lead out of ./site, and some do not. */
static int make_site(void **state)
{
	static char name[] = "/tmp/lab-unit.XXXXXX";
	static const char *const files[] = { "secret", "site/file", "site/sub/file" };

	*state = name;
	assert_non_null(mkdtemp(name));
	assert_int_equal(chdir(name), 0);
	assert_int_equal(mkdir("site", 0700), 0);
	assert_int_equal(mkdir("site/sub", 0700), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const int fd = open(files[i], O_CREAT | O_WRONLY, 0600);

		assert_int_equal(write(fd, files[i], strlen(files[i])), strlen(files[i]));
		close(fd);
	}
	assert_int_equal(symlink("../secret", "site/out"), 0);
	assert_int_equal(symlink("..", "site/up"), 0);
	assert_int_equal(symlink("/etc/passwd", "site/absolute"), 0);
	assert_int_equal(symlink("/proc/self/root", "site/magic"), 0);
	assert_int_equal(symlink("loop", "site/loop"), 0);
	assert_int_equal(symlink("../file", "site/sub/link"), 0);
	return 0;
}

static int remove_site(void **state)
{
	static const char *const names[] = { "secret",     "site/file", "site/sub/file",
					     "site/out",   "site/up",   "site/absolute",
					     "site/magic", "site/loop", "site/sub/link" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(names[i]);
	rmdir("site/sub");
	rmdir("site");
	assert_int_equal(chdir("/"), 0);
	return rmdir(*state);
}

/* HOW has opened PATH, or not with the error WANTED; errno is still what it was. */
static void check_open(const char *how, int fd, const char *path, int wanted)
{
	const int error = fd == -1 ? errno : 0;

	if (error != wanted)
		fail_msg("%s: '%s': error %d (%s), should be %d", how, path, error, strerror(error),
			 wanted);
	if (fd != -1)
		close(fd);
}

static void no_path_leads_out_of_the_directory(void **unused)
{
	static const struct {
		const char *path;
		int error, error_by_steps;
	} paths[] = {
		{ "", 0, 0 },
		{ "file", 0, 0 },
		{ "sub/", 0, 0 },
		{ "sub/file", 0, 0 },
		{ "sub//./file", 0, 0 },
		{ "sub/../file", 0, EXDEV }, /* which looks at no more than a name at a time */
		{ "sub/link", 0, ELOOP },
		{ "nothing", ENOENT, ENOENT },
		{ "file/", ENOTDIR, ENOTDIR },
		{ "..", EXDEV, EXDEV },
		{ "../secret", EXDEV, EXDEV },
		{ "sub/../../secret", EXDEV, EXDEV },
		{ "../site/file", EXDEV, EXDEV },
		{ "out", EXDEV, ELOOP },
		{ "up/secret", EXDEV, ENOTDIR },
		{ "absolute", EXDEV, ELOOP },
		{ "magic/etc/passwd", EXDEV, ENOTDIR },
		{ "loop", ELOOP, ELOOP },
	};
	char longer[300];

	(void)unused;
	const int site = open("site", O_RDONLY | O_DIRECTORY);
	assert_int_not_equal(site, -1);
	const long fd = syscall(SYS_openat2, -1, "", NULL, 0);
	const bool known = fd == -1 && errno != ENOSYS && errno != EPERM;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		check_open("openat2", http_open_beneath(site, paths[i].path), paths[i].path,
			   known ? paths[i].error : paths[i].error_by_steps);
		check_open("by steps", http_open_by_steps(site, paths[i].path), paths[i].path,
			   paths[i].error_by_steps);
	}
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(http_open_by_steps(site, longer), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(http_open_beneath(site, longer), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	close(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_ends_with_an_empty_line),
		cmocka_unit_test(each_target_has_its_path),
		cmocka_unit_test(what_is_wrong_has_its_status),
		cmocka_unit_test(the_longest_is_taken_and_one_byte_more_is_refused),
		cmocka_unit_test(no_bytes_are_too_strange),
		cmocka_unit_test(the_type_is_in_the_last_letters),
		cmocka_unit_test(a_date_is_written_as_in_the_standard),
		cmocka_unit_test_setup_teardown(no_path_leads_out_of_the_directory, make_site,
						remove_site),
	};

	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

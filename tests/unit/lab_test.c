/*
 * tests/unit/lab_test - lab/: names, directories, options, where messages come from
 *
 * What ends the program is tried in a child, and its status and words are looked at.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "../../lab/children.h"
#include "../../lab/clock.h"
#include "../../lab/messages.h"
#include "../../lab/names.h"
#include "../../lab/options.h"
#include "../../lab/output.h"
#include "../../lab/stop.h"

static char expected[512];

/* What is formatted as by printf(3), until the next call. */
#define text(...) (snprintf(expected, sizeof(expected), __VA_ARGS__), (const char *)expected)

/*
 * Runs FUNCTION in a child and returns its exit status. What it says on standard
 * error is left in SAID, and must fit.
 */
static char said[4096];

static int in_child(void (*function)(void))
{
	int ends[2], status;
	size_t len = 0;
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	const pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		alarm(10);
		function();
		_exit(0);
	}
	close(ends[1]);
	while ((n = read(ends[0], said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* A word of this test's own, so that no other run has the same directory. */
static int own_word(void **state)
{
	(void)state;
	return setenv("IPC_LAB", text("unit.%ld", (long)getpid()), 1);
}

/* ---- names ---- */

static void a_name_has_the_user_the_word_and_what_it_is(void **state)
{
	(void)state;
	const long uid = (long)geteuid();

	setenv("IPC_LAB", "word", 1);
	assert_string_equal(lab_name("mq"), text("/ipc-lab.%ld.word.mq", uid));
	setenv("IPC_LAB", "", 1); /* as if it were not set */
	assert_string_equal(lab_name("mq"), text("/ipc-lab.%ld.mq", uid));
	unsetenv("IPC_LAB");
	assert_string_equal(lab_name("mq"), text("/ipc-lab.%ld.mq", uid));
}

static void names_stay_when_others_are_made(void **state)
{
	(void)state;
	const char *first = lab_name("first");
	char *copy = strdup(first);

	for (int i = 0; i < 10; i++)
		assert_ptr_not_equal(lab_name("another"), first);
	assert_string_equal(first, copy);
	free(copy);
}

static void a_word_of_the_greatest_length_is_taken(void **state)
{
	(void)state;
	const char *word = "12345678901234567890123456789012";

	assert_int_equal(strlen(word), LAB_WORD_MAX);
	setenv("IPC_LAB", word, 1);
	assert_non_null(strstr(lab_name("mq"), word));
}

static void make_a_name(void)
{
	lab_name("mq");
}

static void a_word_that_is_no_part_of_a_name_is_refused(void **state)
{
	(void)state;
	static const char *const words[] = { "a/b", "/", "..\n", "two words", "\xed\x95\x9c", "*" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		setenv("IPC_LAB", words[i], 1);
		assert_int_equal(in_child(make_a_name), EXIT_FAILURE);
		assert_non_null(strstr(said, text("IPC_LAB=%s: only letters", words[i])));
	}
	setenv("IPC_LAB", "123456789012345678901234567890123", 1);
	assert_int_equal(in_child(make_a_name), EXIT_FAILURE);
	assert_non_null(strstr(said, "longer than 32 bytes"));
}

static void make_names_without_end(void)
{
	for (;;)
		lab_name("another");
}

static void too_many_names_are_an_error(void **state)
{
	(void)state;
	assert_int_equal(in_child(make_names_without_end), EXIT_FAILURE);
	assert_non_null(strstr(said, "too many"));
}

/* ---- the directory ---- */

static void make_a_path(void)
{
	const char *path = lab_path("fifo"), *dir = lab_dir();
	struct stat st;

	if (!dir || strncmp(path, dir, strlen(dir)) != 0 ||
	    strcmp(strrchr(path, '/'), "/fifo") != 0)
		errx(3, "%s is not in %s", path, lab_dir());
	if (stat(lab_dir(), &st) == -1 || (st.st_mode & 07777) != 0700)
		errx(4, "%s: not a directory of mode 0700", lab_dir());
	exit(0);
}

static void a_path_makes_the_directory_and_exit_removes_it(void **state)
{
	(void)state;
	static const mode_t masks[] = { 0, 0177, 0777 };

	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		const mode_t before = umask(masks[i]);

		assert_int_equal(in_child(make_a_path), 0);
		assert_int_equal(umask(before), masks[i]);
		assert_int_equal(access(lab_dir(), F_OK), -1);
	}
}

static void look_for_a_path(void)
{
	const char *path = lab_existing_path("fifo");

	if (strncmp(path, lab_dir(), strlen(lab_dir())) != 0 || access(lab_dir(), F_OK) == 0)
		errx(3, "%s: made a directory", path);
	exit(0);
}

static void a_program_that_only_looks_makes_no_directory(void **state)
{
	(void)state;
	assert_int_equal(in_child(look_for_a_path), 0);
}

static void a_program_that_ends_leaves_the_directory_to_one_that_begins(void **state)
{
	(void)state;
	int status, ready[2], go[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(go), 0);
	const pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		const char *path = lab_path("begins");

		close(ready[1]);
		close(go[1]);
		if (read(go[0], &byte, 1) != 0 || open(path, O_CREAT | O_EXCL, 0600) == -1)
			_exit(3);
		unlink(path);
		exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 0); /* it has its path */
	assert_int_equal(in_child(make_a_path), 0);
	close(go[0]);
	close(go[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(access(lab_dir(), F_OK), -1);
	close(ready[0]);
}

static void a_directory_with_something_in_it_stays(void **state)
{
	(void)state;
	assert_int_equal(mkdir(lab_dir(), 0700), 0);
	const int fd = open(text("%s/other", lab_dir()), O_CREAT | O_WRONLY, 0600);
	assert_int_not_equal(fd, -1);
	close(fd);
	assert_int_equal(in_child(make_a_path), 0);
	assert_int_equal(unlink(text("%s/other", lab_dir())), 0);
	assert_int_equal(rmdir(lab_dir()), 0);
}

static void a_directory_of_another_mode_is_refused(void **state)
{
	(void)state;
	static const mode_t modes[] = { 0755, 0710, 0701, 0777, 0600, 0 };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(mkdir(lab_dir(), 0700), 0);
		assert_int_equal(chmod(lab_dir(), modes[i]), 0);
		assert_int_equal(in_child(make_a_path), EXIT_FAILURE);
		assert_non_null(strstr(said, "alone (mode 0700)"));
		assert_int_equal(rmdir(lab_dir()), 0);
	}
}

static void something_else_in_its_place_is_refused(void **state)
{
	(void)state;
	assert_int_equal(symlink("/tmp", lab_dir()), 0);
	assert_int_equal(in_child(make_a_path), EXIT_FAILURE);
	assert_int_equal(unlink(lab_dir()), 0);

	const int fd = open(lab_dir(), O_CREAT | O_EXCL | O_WRONLY, 0600);
	assert_int_not_equal(fd, -1);
	close(fd);
	assert_int_equal(in_child(make_a_path), EXIT_FAILURE);
	assert_int_equal(unlink(lab_dir()), 0);
}

static void the_directory_of_another_user_is_refused(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir(lab_dir(), 0700), 0);
	assert_int_equal(chown(lab_dir(), 65534, 65534), 0);
	assert_int_equal(in_child(make_a_path), EXIT_FAILURE);
	assert_non_null(strstr(
		said, "not a directory of user 0 alone (mode 0700), but user 65534's (0700)"));
	assert_int_equal(rmdir(lab_dir()), 0);
}

/* ---- options ---- */

static char *arguments[8];
static const char *letters = "k";
static bool operands;

static void take_options(void)
{
	int count = 0;

	if (!freopen("/dev/null", "w", stdout))
		_exit(99);
	while (arguments[count])
		count++;
	optind = 1;
	const int option =
		lab_getopt(count, arguments, letters, operands, "usage: lab_test\nmore\n");
	_exit(option == -1 ? 100 + optind : option);
}

static int options(bool with_operands, const char *first, const char *second)
{
	arguments[0] = (char *)"lab_test";
	arguments[1] = (char *)first;
	arguments[2] = first ? (char *)second : NULL;
	operands = with_operands;
	return in_child(take_options);
}

static void options_are_told_from_operands(void **state)
{
	(void)state;
	assert_int_equal(options(true, NULL, NULL), 101);
	assert_int_equal(options(true, "-k", NULL), 'k');
	assert_int_equal(options(true, "message", "-k"), 101);
	assert_int_equal(options(true, "--", "-k"), 102);
	assert_int_equal(options(true, "-h", NULL), 0);
	assert_int_equal(options(true, "--help", NULL), 0);
	assert_int_equal(options(true, "", NULL), 101);
}

static void wrong_usage_has_status_2_and_shows_the_right_one(void **state)
{
	(void)state;
	assert_int_equal(options(true, "-x", NULL), 2);
	assert_non_null(strstr(said, "unknown option -x\nusage: lab_test\n"));
	assert_null(strstr(said, "more"));
	assert_int_equal(options(true, "--size", NULL), 2);
	assert_non_null(strstr(said, "unknown option --size\nusage: lab_test\n"));
	assert_int_equal(options(false, "operand", NULL), 2);
	assert_non_null(strstr(said, "unexpected argument 'operand'\nusage: lab_test\n"));
}

static void an_option_may_need_an_argument(void **state)
{
	(void)state;
	letters = "n:";
	assert_int_equal(options(true, "-n", "5"), 'n');
	assert_int_equal(options(true, "-n", NULL), 2);
	assert_non_null(strstr(said, "option -n needs an argument\nusage: lab_test\n"));
	letters = "k";
}

static void print_before_exit(void)
{
	lab_prepare_streams();
	if (!freopen("/dev/full", "w", stdout))
		_exit(99);
	printf("hello");
	exit(EXIT_SUCCESS);
}

static void exit_checks_that_output_has_gone_out(void **state)
{
	(void)state;
	assert_int_equal(in_child(print_before_exit), EXIT_FAILURE);
	assert_string_equal(strstr(said, "write "),
			    "write standard output: No space left on device\n");
}

static void print_a_line_before_exit(void)
{
	lab_prepare_streams();
	if (!freopen("/dev/full", "w", stdout))
		_exit(99);
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("hello");
	errno = ECHILD;
	exit(EXIT_SUCCESS);
}

static void a_lost_line_is_not_laid_to_what_failed_later(void **state)
{
	(void)state;
	assert_int_equal(in_child(print_a_line_before_exit), EXIT_FAILURE);
	assert_string_equal(strstr(said, "write "),
			    "write standard output: a line has been lost\n");
}

static const char *number_text;

static void take_a_number(void)
{
	_exit((int)lab_number(number_text, 3, 20, "COUNT"));
}

static int number(const char *from)
{
	number_text = from;
	return in_child(take_a_number);
}

static void a_number_is_a_whole_one_within_its_bounds(void **state)
{
	static const char *const wrong[] = {
		"", "2", "21", "5x", "x", "1e1", "-4", "99999999999999999999",
	};

	(void)state;
	assert_int_equal(number("3"), 3);
	assert_int_equal(number("20"), 20);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(number(wrong[i]), 2);
		assert_non_null(strstr(
			said, text("COUNT '%s': should be a number from 3 to 20\n", wrong[i])));
	}
}

/* ---- children and time ---- */

static void say_a_line(void)
{
	/* A program's stdout is new: setvbuf(3) need not do anything on one that was used. */
	if (!freopen("/dev/stderr", "w", stdout))
		_exit(99);
	lab_start_clock();
	lab_prepare_streams();
	lab_say("child", "has %d", 7);
}

static void what_is_said_has_time_and_process(void **state)
{
	char *end;

	(void)state;
	assert_int_equal(in_child(say_a_line), 0);
	const long ms = strtol(said, &end, 10);
	assert_true(ms >= 0 && ms <= 9999);
	assert_memory_equal(end, " ms  child ", 11);
	assert_true(strtol(end + 11, &end, 10) > 1);
	assert_string_equal(end, ": has 7\n");
}

static void wait_for_those_that_end(void)
{
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			_exit(0);
	_exit(lab_wait_for_children() == EXIT_SUCCESS && wait(NULL) == -1 ? 1 : 98);
}

/* One waits for ever for another that has died. */
static void wait_for_one_that_fails(void)
{
	const pid_t parent = getpid();
	sigset_t none;

	if (fork() == 0) {
		lab_die_with(parent);
		sigemptyset(&none);
		alarm(0);
		sigsuspend(&none);
	}
	if (fork() == 0)
		raise(SIGKILL);
	_exit(lab_wait_for_children() == EXIT_FAILURE ? 1 : 98);
}

static void wait_for_one_with_status_3(void)
{
	if (fork() == 0)
		_exit(3);
	_exit(lab_wait_for_children() == EXIT_FAILURE ? 1 : 98);
}

static void children_are_waited_for_until_one_fails(void **state)
{
	(void)state;
	assert_int_equal(in_child(wait_for_those_that_end), 1);
	assert_int_equal(in_child(wait_for_one_with_status_3), 1);
	assert_string_equal(said, "");
	assert_int_equal(in_child(wait_for_one_that_fails), 1);
	assert_non_null(strstr(said, "was killed by signal 9 (Killed)\n"));
}

/* The grandchild holds on to standard error: in_child() returns only when it is dead as well. */
static void leave_a_child(void)
{
	const pid_t parent = getpid();
	sigset_t none;

	if (fork() == 0) {
		lab_die_with(parent);
		warnx("ready");
		sigemptyset(&none);
		alarm(0);
		sigsuspend(&none);
	}
	_exit(0);
}

static void a_child_dies_with_its_parent(void **state)
{
	(void)state;
	assert_int_equal(in_child(leave_a_child), 0);
}

static void wait_too_long(void)
{
	sigset_t signals;

	lab_prepare_streams();
	sigfillset(&signals);
	sigprocmask(SIG_BLOCK, &signals, NULL); /* as somebody may have done before exec */
	lab_time_limit(1, "nobody came");
	poll(NULL, 0, 5000);
	_exit(98);
}

static void a_time_limit_says_what_went_wrong(void **state)
{
	(void)state;
	assert_int_equal(in_child(wait_too_long), EXIT_FAILURE);
	assert_string_equal(said, "lab_test: nobody came\n");
}

static int closed;

static void start_with_a_stream_closed(void)
{
	close(closed);
	lab_prepare_streams();
}

static void a_closed_standard_stream_is_refused(void **state)
{
	(void)state;
	closed = STDIN_FILENO;
	assert_int_equal(in_child(start_with_a_stream_closed), EXIT_FAILURE);
	assert_non_null(strstr(said, "standard input: Bad file descriptor"));
	closed = STDOUT_FILENO;
	assert_int_equal(in_child(start_with_a_stream_closed), EXIT_FAILURE);
	assert_non_null(strstr(said, "standard output: Bad file descriptor"));
	closed = STDERR_FILENO;
	assert_int_equal(in_child(start_with_a_stream_closed), EXIT_FAILURE);
}

/* ---- signals ---- */

static volatile sig_atomic_t stops, depth, deepest;

/* While the first is handled all of them come again. */
static void count_stops(int sig)
{
	(void)sig;
	depth++;
	deepest = depth > deepest ? depth : deepest;
	if (stops++ == 0)
		for (int i = 0; i < LAB_STOP_SIGNALS; i++)
			raise(lab_stop_signals[i]);
	depth--;
}

static void a_stop_is_caught_each_time_unless_it_was_ignored(void **state)
{
	(void)state;
	struct sigaction now;

	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	lab_on_stop(count_stops);
	assert_int_equal(sigaction(SIGINT, NULL, &now), 0);
	assert_ptr_equal(now.sa_handler, SIG_IGN);
	raise(SIGTERM);
	assert_int_equal(stops, 3); /* and the SIGTERM and the SIGHUP that came during it */
	assert_int_equal(deepest, 1);
	assert_int_equal(sigaction(SIGTERM, NULL, &now), 0);
	assert_ptr_equal(now.sa_handler, count_stops);
	assert_false(now.sa_flags & SA_RESTART);
	lab_on_stop(SIG_DFL);
	signal(SIGINT, SIG_DFL);
}

static void end_in_handler(void)
{
	lab_on_stop(lab_end_by);
	raise(SIGTERM);
}

static void end_in_main(void)
{
	lab_on_stop(count_stops);
	raise(SIGTERM);
	lab_end_by(SIGTERM);
}

static void a_program_ends_by_the_signal_that_it_caught(void **state)
{
	(void)state;
	static void (*const ways[])(void) = { end_in_handler, end_in_main };
	int status;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		const pid_t child = fork();
		assert_int_not_equal(child, -1);
		if (child == 0) {
			alarm(10);
			ways[i]();
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGTERM);
	}
}

/* ---- time ---- */

static void a_deadline_is_in_half_a_second_and_well_formed(void **state)
{
	(void)state;
	struct timespec before, after;

	for (int i = 0; i < 100; i++) {
		clock_gettime(CLOCK_REALTIME, &before);
		const struct timespec deadline = lab_deadline();
		clock_gettime(CLOCK_REALTIME, &after);
		assert_true(deadline.tv_nsec >= 0 && deadline.tv_nsec <= 999999999);
		const int64_t least = (before.tv_sec - deadline.tv_sec) * INT64_C(1000000000) +
				      before.tv_nsec - deadline.tv_nsec;
		const int64_t most = (after.tv_sec - deadline.tv_sec) * INT64_C(1000000000) +
				     after.tv_nsec - deadline.tv_nsec;
		assert_true(least <= -LAB_PATIENCE * INT64_C(1000000));
		assert_true(most >= -LAB_PATIENCE * INT64_C(1000000));
		const struct timespec some = { .tv_nsec = 7654321 };
		nanosleep(&some, NULL); /* so that nanoseconds carry over in some rounds */
	}
}

/* ---- messages ---- */

static int checks;

static void count_checks(void)
{
	checks++;
}

/* Makes LEN bytes of DATA our standard input, in pieces of PIECE bytes through a pipe. */
static pid_t feed(const char *data, size_t len, size_t piece)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	const pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		close(ends[0]);
		for (size_t i = 0; i < len; i += piece)
			if (write(ends[1], data + i, len - i < piece ? len - i : piece) == -1)
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	return child;
}

static void arguments_are_messages_as_they_are(void **state)
{
	(void)state;
	char *words[] = { (char *)"hello", (char *)"", (char *)"two\nlines", NULL };
	struct lab_input input = { .arguments = words };
	const char *message;

	assert_int_equal(lab_next(&input, &message), 5);
	assert_string_equal(message, "hello");
	assert_int_equal(lab_next(&input, &message), 0);
	assert_int_equal(lab_next(&input, &message), 9);
	assert_string_equal(message, "two\nlines");
	assert_int_equal(lab_next(&input, &message), -1);
	assert_int_equal(lab_next(&input, &message), -1);
}

static void lines_of_any_length_are_messages(void **state)
{
	(void)state;
	static const size_t lengths[] = { 0,     1,     0, 0,      65535, 65536,   65537, 5,
					  32768, 32767, 1, 131072, 0,     1 << 20, 3 };
	static const size_t pieces[] = { 1 << 22, 65536, 4095 };
	const size_t count = sizeof(lengths) / sizeof(lengths[0]);
	char *none[] = { NULL };
	const char *message;
	size_t size = 0;
	int status;

	for (size_t i = 0; i < count; i++)
		size += lengths[i] + 1;
	char *data = malloc(size), *end = data;
	assert_non_null(data);
	for (size_t i = 0; i < count; i++) {
		memset(end, (int)('a' + i), lengths[i]);
		end += lengths[i];
		*end++ = '\n';
	}
	for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++)
		for (size_t last_newline = 0; last_newline < 2; last_newline++) {
			struct lab_input input = { .arguments = none, .check = count_checks };
			const pid_t child = feed(data, size - last_newline, pieces[p]);
			for (size_t i = 0; i < count; i++) {
				assert_int_equal(lab_next(&input, &message), lengths[i]);
				for (size_t c = 0; c < lengths[i]; c++)
					if (message[c] != (char)('a' + i))
						fail_msg("line %zu, byte %zu", i, c);
			}
			assert_int_equal(lab_next(&input, &message), -1);
			assert_int_equal(lab_next(&input, &message), -1);
			assert_int_equal(waitpid(child, &status, 0), child);
			assert_int_equal(status, 0);
		}
	free(data);
}

static void a_line_may_hold_any_byte(void **state)
{
	(void)state;
	static const char data[] = "a\0b\n\0\n\xff\xfe\n";
	char *none[] = { NULL };
	struct lab_input input = { .arguments = none };
	const char *message;

	const pid_t child = feed(data, sizeof(data) - 1, sizeof(data));
	assert_int_equal(lab_next(&input, &message), 3);
	assert_memory_equal(message, "a\0b", 3);
	assert_int_equal(lab_next(&input, &message), 1);
	assert_memory_equal(message, "\0", 1);
	assert_int_equal(lab_next(&input, &message), 2);
	assert_memory_equal(message, "\xff\xfe", 2);
	assert_int_equal(lab_next(&input, &message), -1);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void the_partner_is_looked_after_while_no_line_comes(void **state)
{
	(void)state;
	char *none[] = { NULL };
	struct lab_input input = { .arguments = none, .check = count_checks };
	const char *message;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	fflush(NULL);
	const pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		const struct timespec pause = { .tv_sec = 1, .tv_nsec = 200000000 };
		nanosleep(&pause, NULL);
		_exit(write(ends[1], "late\n", 5) != 5);
	}
	close(ends[0]);
	close(ends[1]);
	checks = 0;
	assert_int_equal(lab_next(&input, &message), 4);
	assert_true(checks >= 1 && checks <= 3);
	assert_int_equal(lab_next(&input, &message), -1);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void read_a_directory(void)
{
	char *none[] = { NULL };
	struct lab_input input = { .arguments = none };
	const char *message;

	dup2(open("/", O_RDONLY), STDIN_FILENO);
	lab_next(&input, &message);
}

static void input_that_cannot_be_read_is_no_end(void **state)
{
	(void)state;
	assert_int_equal(in_child(read_a_directory), EXIT_FAILURE);
	assert_non_null(strstr(said, "read standard input: Is a directory"));
}

static void print_to_a_full_disk(void)
{
	if (!freopen("/dev/full", "w", stdout))
		_exit(99);
	lab_print("hello", 5);
}

static void a_message_that_cannot_be_printed_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(in_child(print_to_a_full_disk), EXIT_FAILURE);
	assert_non_null(strstr(said, "write standard output: No space left on device"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_has_the_user_the_word_and_what_it_is),
		cmocka_unit_test_setup(names_stay_when_others_are_made, own_word),
		cmocka_unit_test(a_word_of_the_greatest_length_is_taken),
		cmocka_unit_test(a_word_that_is_no_part_of_a_name_is_refused),
		cmocka_unit_test_setup(too_many_names_are_an_error, own_word),
		cmocka_unit_test_setup(a_path_makes_the_directory_and_exit_removes_it, own_word),
		cmocka_unit_test_setup(a_program_that_only_looks_makes_no_directory, own_word),
		cmocka_unit_test_setup(a_program_that_ends_leaves_the_directory_to_one_that_begins,
				       own_word),
		cmocka_unit_test_setup(a_directory_with_something_in_it_stays, own_word),
		cmocka_unit_test_setup(a_directory_of_another_mode_is_refused, own_word),
		cmocka_unit_test_setup(something_else_in_its_place_is_refused, own_word),
		cmocka_unit_test_setup(the_directory_of_another_user_is_refused, own_word),
		cmocka_unit_test(options_are_told_from_operands),
		cmocka_unit_test(wrong_usage_has_status_2_and_shows_the_right_one),
		cmocka_unit_test(an_option_may_need_an_argument),
		cmocka_unit_test(a_number_is_a_whole_one_within_its_bounds),
		cmocka_unit_test(exit_checks_that_output_has_gone_out),
		cmocka_unit_test(a_lost_line_is_not_laid_to_what_failed_later),
		cmocka_unit_test(what_is_said_has_time_and_process),
		cmocka_unit_test(children_are_waited_for_until_one_fails),
		cmocka_unit_test(a_child_dies_with_its_parent),
		cmocka_unit_test(a_time_limit_says_what_went_wrong),
		cmocka_unit_test(a_closed_standard_stream_is_refused),
		cmocka_unit_test(a_stop_is_caught_each_time_unless_it_was_ignored),
		cmocka_unit_test(a_program_ends_by_the_signal_that_it_caught),
		cmocka_unit_test(a_deadline_is_in_half_a_second_and_well_formed),
		cmocka_unit_test(arguments_are_messages_as_they_are),
		cmocka_unit_test(lines_of_any_length_are_messages),
		cmocka_unit_test(a_line_may_hold_any_byte),
		cmocka_unit_test(the_partner_is_looked_after_while_no_line_comes),
		cmocka_unit_test(input_that_cannot_be_read_is_no_end),
		cmocka_unit_test(a_message_that_cannot_be_printed_is_an_error),
	};

	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

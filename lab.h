/*
 * lab.h - what every program of the lab shares: the names of its objects, its
 * options, where a producer's messages come from and how a consumer prints one
 *
 * Nothing of a mechanism hides in here: each program makes its own system calls.
 */
#ifndef LAB_H
#define LAB_H

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The longest $IPC_LAB, in bytes: every name then fits a socket's 108 (unix(7)). */
#define LAB_WORD_MAX 32

/* How long to wait for a partner, in milliseconds, before looking whether it still lives. */
#define LAB_PATIENCE 500

/*
 * Formats PREFIX ".UID[.$IPC_LAB]" SEPARATOR WHAT. The string lives as long as
 * the program. An $IPC_LAB that cannot be part of a name ends the program.
 */
static inline const char *lab_format(const char *prefix, const char *separator, const char *what)
{
	static char pool[2048];
	static size_t used;
	const char *word = getenv("IPC_LAB");
	char *name = pool + used;

	if (!word)
		word = "";
	if (strlen(word) > LAB_WORD_MAX)
		errx(EXIT_FAILURE, "IPC_LAB=%s: longer than %d bytes", word, LAB_WORD_MAX);
	for (const char *c = word; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			errx(EXIT_FAILURE,
			     "IPC_LAB=%s: only letters, digits, '.', '_' and '-' may stand in it",
			     word);

	size_t room = sizeof(pool) - used;
	int len = snprintf(name, room, "%s.%ld%s%s%s%s", prefix, (long)geteuid(), *word ? "." : "",
			   word, separator, what);
	if (len < 0 || (size_t)len >= room)
		errx(EXIT_FAILURE, "%s: too many or too long names", what);
	used += (size_t)len + 1;
	return name;
}

/*
 * Returns the name of the POSIX object WHAT (shm_overview(7), sem_overview(7),
 * mq_overview(7)): "/ipc-lab.UID.WHAT" or, with $IPC_LAB set,
 * "/ipc-lab.UID.$IPC_LAB.WHAT". Nothing is created.
 */
static inline const char *lab_name(const char *what)
{
	return lab_format("/ipc-lab", ".", what);
}

/*
 * Returns the directory that lab_path() puts its files into:
 * "/tmp/ipc-lab.UID[.$IPC_LAB]". Nothing is created.
 */
static inline const char *lab_dir(void)
{
	static const char *dir;

	if (!dir)
		dir = lab_format("/tmp/ipc-lab", "", "");
	return dir;
}

/* Removes lab_dir() unless something is in it. Async-signal-safe after lab_path(). */
static inline void lab_leave(void)
{
	rmdir(lab_dir());
}

/*
 * Returns the path of the file WHAT in lab_dir(), which is made if it is
 * missing, with mode 0700, and removed at exit(3) if it is empty. Ends the program
 * if the directory is not the user's alone: /tmp is open to all, and somebody may
 * have been there first.
 */
static inline const char *lab_path(const char *what)
{
	static bool first = true;
	struct stat st;

	/* Again as well if another program, at its end, removes it just then. */
	while (lstat(lab_dir(), &st) == -1) {
		if (errno != ENOENT)
			err(EXIT_FAILURE, "lstat %s", lab_dir());
		if (mkdir(lab_dir(), 0700) == -1 && errno != EEXIST)
			err(EXIT_FAILURE, "mkdir %s", lab_dir());
	}
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077))
		errx(EXIT_FAILURE, "%s: not a directory of user %ld alone (mode 0700)", lab_dir(),
		     (long)geteuid());
	if (first)
		atexit(lab_leave);
	first = false;
	return lab_format("/tmp/ipc-lab", "/", what);
}

/* When the program began: when it called lab_getopt(). A child has its parent's. */
static struct timespec lab_start;

static const char *lab_program = "";
static bool lab_output_failed; /* and it has been said */

/*
 * At exit(3): what was printed has reached standard output, or the status is 1.
 * Of a line that was lost before, errno does not tell the reason any more.
 */
static inline void lab_check_output(void)
{
	const bool flushed = fflush(stdout) != EOF;

	if (flushed && !ferror(stdout))
		return;
	if (!lab_output_failed && flushed)
		warnx("write standard output: a line has been lost");
	else if (!lab_output_failed)
		warn("write standard output");
	_exit(EXIT_FAILURE);
}

/* Ends the program as standard output has just not taken what was printed: errno says why. */
static inline _Noreturn void lab_fail_output(void)
{
	lab_output_failed = true; /* so that it is said once */
	err(EXIT_FAILURE, "write standard output");
}

static const char *lab_usage = ""; /* the program's, as lab_getopt() was given it */

/*
 * Ends the program with status 2: says what is wrong with the command line, as
 * warnx(3) does, and how it should be, the first line of the usage.
 */
__attribute__((format(printf, 1, 2))) static inline _Noreturn void lab_wrong_usage(
	const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vwarnx(format, values);
	va_end(values);
	fprintf(stderr, "%.*s\n", (int)strcspn(lab_usage, "\n"), lab_usage);
	exit(2);
}

/*
 * getopt(3) over LETTERS and -h (or --help), which prints USAGE and ends the program;
 * what is not among them ends it with status 2. Operands begin at optind and are
 * never mistaken for options after the first. Without OPERANDS there may be none.
 *
 * It also refuses to run with a standard stream closed: the next descriptor
 * opened would take its number, and a message to the user would go into the
 * channel. What is printed goes out line by line, so that fork(2) copies none of
 * it, and exit(3) checks that it did.
 */
static inline int lab_getopt(int argc, char **argv, const char *letters, bool operands,
			     const char *usage)
{
	static const char *const streams[] = { "standard input", "standard output",
					       "standard error" };
	char accepted[32];

	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			err(EXIT_FAILURE, "%s", streams[fd]);

	if (lab_start.tv_sec == 0) {
		const char *const name = argc > 0 ? argv[0] : "";
		const char *const slash = strrchr(name, '/');

		lab_program = slash ? slash + 1 : name;
		clock_gettime(CLOCK_MONOTONIC, &lab_start);
		setvbuf(stderr, NULL, _IOLBF, 0); /* so that lines of two processes do not mix */
		setvbuf(stdout, NULL, _IOLBF, 0);
		atexit(lab_check_output);
	}
	lab_usage = usage;
	const char *const next = optind < argc ? argv[optind] : "";
	const bool is_long = strncmp(next, "--", 2) == 0 && next[2];
	if (is_long && strcmp(next, "--help") != 0)
		lab_wrong_usage("unknown option %s", next);
	snprintf(accepted, sizeof(accepted), "+:h%s", letters);
	opterr = 0;
	const int option = is_long ? 'h' : getopt(argc, argv, accepted);
	if (option == 'h') {
		fputs(usage, stdout);
		exit(EXIT_SUCCESS);
	}
	if (option == '?')
		lab_wrong_usage("unknown option -%c", optopt);
	if (option == ':')
		lab_wrong_usage("option -%c needs an argument", optopt);
	if (option == -1 && !operands && optind < argc)
		lab_wrong_usage("unexpected argument '%s'", argv[optind]);
	return option;
}

/*
 * Returns the number that TEXT is, in decimal. What is none, or not from MIN to
 * MAX, ends the program with status 2, naming WHAT it should have been.
 */
static inline long lab_number(const char *text, long min, long max, const char *what)
{
	char *end;

	errno = 0;
	const long number = strtol(text, &end, 10);
	if (errno || end == text || *end || number < min || number > max)
		lab_wrong_usage("%s '%s': should be a number from %ld to %ld", what, text, min,
				max);
	return number;
}

/*
 * Prints a line as printf(3) does, with the milliseconds since the program's
 * start, WHO speaks and its process ID before it: for demos in which it matters
 * when who does what. Each line is one write(2), so those of several processes
 * stand in the order in which they were said.
 */
__attribute__((format(printf, 2, 3))) static inline void lab_say(const char *who,
								 const char *format, ...)
{
	struct timespec now;
	char text[512];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	clock_gettime(CLOCK_MONOTONIC, &now);
	const long ms = (now.tv_sec - lab_start.tv_sec) * 1000 +
			(now.tv_nsec - lab_start.tv_nsec) / 1000000;
	printf("%5ld ms  %s %ld: %s\n", ms, who, (long)getpid(), text);
}

/* In a child: it is killed when PARENT, the process that forked it, ends. */
static inline void lab_die_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 || getppid() != parent)
		_exit(EXIT_FAILURE);
}

/* In a child that a signal is to kill: it leaves no file "core". */
static inline void lab_no_core(void)
{
	if (prctl(PR_SET_DUMPABLE, 0) == -1)
		err(EXIT_FAILURE, "prctl PR_SET_DUMPABLE");
}

/*
 * Ends a child; with status 1, and says so, if a line that it printed is lost. What its
 * parent has registered with atexit(3) does not run.
 */
static inline _Noreturn void lab_end_child(void)
{
	lab_check_output();
	_exit(EXIT_SUCCESS);
}

/*
 * Waits for all children of the process. Returns EXIT_SUCCESS if each has exited
 * with status 0. Returns EXIT_FAILURE as soon as one has not, and says so if a signal
 * has killed it: the others may wait for that one for ever. The caller should end, and
 * they die with it.
 */
static inline int lab_wait_for_children(void)
{
	int status;
	pid_t child;

	while ((child = wait(&status)) != -1 || errno == EINTR) {
		if (child == -1 || status == 0)
			continue;
		if (WIFSIGNALED(status))
			warnx("child %ld was killed by signal %d (%s)", (long)child,
			      WTERMSIG(status), strsignal(WTERMSIG(status)));
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

static char lab_too_late[256];

static inline void lab_end_too_late(int sig)
{
	(void)sig;
	while (write(STDERR_FILENO, lab_too_late, strlen(lab_too_late)) == -1 && errno == EINTR)
		continue;
	_exit(EXIT_FAILURE);
}

/*
 * Ends the program with status 1 after SECONDS, saying WHAT went wrong: for those
 * that would wait for ever. It uses alarm(2), also where whoever started the program
 * had SIGALRM blocked; a child inherits the handler, but no alarm. Nothing is cleaned
 * up, as at a crash.
 */
static inline void lab_time_limit(unsigned int seconds, const char *what)
{
	struct sigaction action = { .sa_handler = lab_end_too_late };
	sigset_t alarm_only;

	snprintf(lab_too_late, sizeof(lab_too_late), "%s: %s\n", lab_program, what);
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
	alarm(seconds);
}

/* What asks a program to end: Ctrl-C, kill(1) or the system, a closed terminal. */
static const int lab_stop_signals[] = { SIGINT, SIGTERM, SIGHUP };
enum { LAB_STOP_SIGNALS = sizeof(lab_stop_signals) / sizeof(lab_stop_signals[0]) };

static inline sigset_t lab_stop_set(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	for (int i = 0; i < LAB_STOP_SIGNALS; i++)
		sigaddset(&signals, lab_stop_signals[i]);
	return signals;
}

/* Blocks these signals or unblocks them: HOW as in sigprocmask(2). */
static inline void lab_mask_stop(int how)
{
	const sigset_t signals = lab_stop_set();

	sigprocmask(how, &signals, NULL);
}

/*
 * Holds them back until lab_on_stop(): while a program makes what its handler will
 * remove. Sooner, without the handler, they would leave that behind; and a handler
 * set sooner could remove what turns out to be another's.
 */
static inline void lab_hold_stop(void)
{
	lab_mask_stop(SIG_BLOCK);
}

/*
 * Calls HANDLER when the user or the system asks the program to end (SIGINT,
 * SIGTERM, SIGHUP), each time that it does: timeout(1) sends its signal twice, and
 * the second must not end what is just clearing up. While HANDLER runs the others
 * wait. It, or main() after it, ends the program with lab_end_by(). A signal that
 * was ignored stays ignored, as nohup(1) and a shell's '&' want it. System
 * calls are interrupted (EINTR), not restarted. SIGPIPE is ignored from here on:
 * a reader that has gone is an error of write(2), and no way to end uncleaned.
 */
static inline void lab_on_stop(void (*handler)(int))
{
	const struct sigaction action = { .sa_handler = handler, .sa_mask = lab_stop_set() };
	struct sigaction old;

	for (int i = 0; i < LAB_STOP_SIGNALS; i++)
		if (sigaction(lab_stop_signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(lab_stop_signals[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	lab_mask_stop(SIG_UNBLOCK);
}

/*
 * Ends the program as SIG does that has no handler, so that whoever waits for it
 * sees why. In the handler of SIG itself, where it is blocked, that is when the
 * handler returns. Async-signal-safe.
 */
static inline void lab_end_by(int sig)
{
	signal(sig, SIG_DFL);
	raise(sig);
}

/* Returns the time of CLOCK that is MS milliseconds from now; or was, if MS is less than 0. */
static inline struct timespec lab_in(clockid_t clock, long ms)
{
	struct timespec now;

	clock_gettime(clock, &now);
	const long long ns = now.tv_sec * 1000000000LL + now.tv_nsec + ms * 1000000LL;
	return (struct timespec){ .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
}

/* Returns the time LAB_PATIENCE from now, as sem_timedwait(3) and its kin want it. */
static inline struct timespec lab_deadline(void)
{
	return lab_in(CLOCK_REALTIME, LAB_PATIENCE);
}

/*
 * Where a producer's messages come from. Set .arguments to the program's
 * operands (argv + optind); the rest is lab_next()'s.
 */
struct lab_input {
	char **arguments;
	void (*check)(void); /* ends the program if the consumer has died; may be NULL */
	bool begun, from_stdin, at_end;
	char *buffer;            /* what was read from standard input ... */
	size_t size, begin, end; /* ... and not yet returned: from begin to end */
};

/*
 * Points *MESSAGE to the next message: each argument or, if there is none, each
 * line of standard input without its newline. Returns its length in bytes, or
 * -1 after the last. The bytes may be changed by the next call. While it waits
 * for a line it calls input->check twice a second.
 */
static inline ssize_t lab_next(struct lab_input *input, const char **message)
{
	if (!input->begun) {
		input->begun = true;
		input->from_stdin = !input->arguments[0];
	}
	if (!input->from_stdin) {
		*message = *input->arguments;
		return *message ? (input->arguments++, (ssize_t)strlen(*message)) : -1;
	}

	size_t searched = input->begin;
	for (;;) {
		size_t length = input->end - input->begin;
		const char *newline = input->end == searched ? NULL
							     : memchr(input->buffer + searched,
								      '\n', input->end - searched);
		if (newline || (input->at_end && length > 0)) {
			*message = input->buffer + input->begin;
			if (newline)
				length = (size_t)(newline - *message);
			input->begin += length + (newline != NULL);
			return (ssize_t)length;
		}
		if (input->at_end) {
			free(input->buffer);
			input->buffer = NULL;
			return -1;
		}

		if (input->end == input->size && input->begin > 0) {
			memmove(input->buffer, input->buffer + input->begin, length);
			input->begin = 0;
			input->end = length;
		} else if (input->end == input->size) {
			input->size = input->size ? 2 * input->size : 65536;
			input->buffer = realloc(input->buffer, input->size);
			if (!input->buffer)
				err(EXIT_FAILURE, "realloc %zu bytes for a line", input->size);
		}
		searched = input->end;

		struct pollfd stdin_ready = { .fd = STDIN_FILENO, .events = POLLIN };
		while (input->check && poll(&stdin_ready, 1, LAB_PATIENCE) <= 0)
			input->check();
		ssize_t got =
			read(STDIN_FILENO, input->buffer + input->end, input->size - input->end);
		if (got == -1 && errno != EINTR)
			err(EXIT_FAILURE, "read standard input");
		input->at_end = got == 0;
		input->end += got > 0 ? (size_t)got : 0;
	}
}

/*
 * Prints MESSAGE, LEN bytes, as a line. Ends the program if standard output does
 * not take it, unless a signal to stop came in between: that is its caller's.
 */
static inline void lab_print(const char *message, size_t len)
{
	if ((fwrite(message, 1, len, stdout) != len || putchar('\n') == EOF ||
	     fflush(stdout) == EOF) &&
	    errno != EINTR)
		lab_fail_output();
}

#endif

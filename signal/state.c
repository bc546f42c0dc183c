/*
 * signal/state - tell which signals a process has pending, blocked, ignored and caught
 *
 *     $ ./signal/state
 *     process:  state
 *     queued:   .../...
 *     pending:  SIGUSR1 for the thread
 *     pending:  SIGUSR2 SIGRTMIN for the process
 *     blocked:  SIGUSR1 SIGUSR2 SIGRTMIN
 *     ignored:  ...SIGPIPE...
 *     caught:   ...SIGTERM...
 *
 * The kernel keeps with each process, in its control block: a set of signals that
 * are pending for each thread, one for the process as a whole (whichever thread
 * does not block it takes it), and what to do about each signal. Blocked is each
 * thread's affair, ignored and caught the process's. A set is 64 bits, one for
 * each signal; /proc/PID/status shows them in hexadecimal. It also tells how many signals
 * are queued for all processes of the user, and how many may be. Without a PID the
 * program shows itself, with a few signals sent, blocked, ignored and caught first.
 *
 * See also: signal/block.c, signal/coalesce.c; proc(5), signal(7)
 */
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

#define PID_MAX 4194304 /* the highest process ID that Linux can be told to give, proc(5) */

/* The lines of /proc/PID/status that hold a set, and what to print before and behind its signals. */
static const char *const sets[][3] = {
	{ "SigPnd:", "pending:", " for the thread" },
	{ "ShdPnd:", "pending:", " for the process" },
	{ "SigBlk:", "blocked:", "" },
	{ "SigIgn:", "ignored:", "" },
	{ "SigCgt:", "caught:", "" },
};

static void handler(int sig)
{
	(void)sig;
}

/* Something to look at. */
static void prepare(void)
{
	sigset_t three;

	signal(SIGTERM, handler);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&three);
	sigaddset(&three, SIGUSR1);
	sigaddset(&three, SIGUSR2);
	sigaddset(&three, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &three, NULL);
	raise(SIGUSR1);
	if (kill(getpid(), SIGUSR2) == -1 || kill(getpid(), SIGRTMIN) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)getpid());
}

/* Prints the names of the signals in the set that HEXADECIMAL is, between WHAT and WHOSE. */
static void show(const char *what, const char *hexadecimal, const char *whose)
{
	const unsigned long long set = strtoull(hexadecimal, NULL, 16);
	int shown = 0;

	printf("%-9s", what);
	/* (Those from 32 are the C library's; posix_spawn(3), as make(1) uses it, ignores them.) */
	for (int sig = 1; sig <= SIGNAL_MAX; sig++)
		if ((set >> (sig - 1) & 1) && (sig < 32 || sig >= SIGRTMIN))
			shown += printf(" %s", signal_name(sig));
	printf("%s%s\n", shown ? "" : " none", whose);
}

int main(int argc, char **argv)
{
	char path[64] = "/proc/self/status", line[256];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: state [-h] [PID]\n"
		   "Tells which signals process PID has pending, blocked, ignored, caught.\n");
	if (argc - optind > 1)
		lab_wrong_usage("one process at a time");
	if (argv[optind])
		snprintf(path, sizeof(path), "/proc/%ld/status",
			 lab_number(argv[optind], 1, PID_MAX, "process"));
	else
		prepare();
	FILE *const status = fopen(path, "re");
	if (!status)
		err(EXIT_FAILURE, "open %s", path);
	while (fgets(line, sizeof(line), status)) {
		if (strncmp(line, "Name:", 5) == 0)
			printf("process:  %s", line + 6);
		if (strncmp(line, "SigQ:", 5) == 0)
			printf("queued:   %s", line + 6);
		for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
			if (strncmp(line, sets[i][0], 7) == 0)
				show(sets[i][1], line + 8, sets[i][2]);
	}
	if (ferror(status))
		err(EXIT_FAILURE, "read %s", path);
	return EXIT_SUCCESS;
}

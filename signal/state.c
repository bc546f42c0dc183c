/*
 * signal/state - tell which signals a process has pending, blocked, ignored and caught
 *
 *     $ ./signal/state
 *     process:  ... (state)
 *     queued:   ... of ... that its user may have
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
 * each signal; /proc/PID/status shows them in hexadecimal. Without a PID the
 * program shows itself, with a few signals sent, blocked, ignored and caught first.
 *
 * See also: signal/block.c, signal/coalesce.c; proc(5), signal(7)
 */
#include <signal.h>
#include <stdint.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static const char usage[] =
	"usage: state [-h] [PID]\n"
	"Tells which signals process PID has pending, blocked, ignored, caught.\n";

static void handler(int sig)
{
	(void)sig;
}

/* Something to look at. */
static void prepare(void)
{
	const struct sigaction action = { .sa_handler = handler };
	sigset_t three;

	sigaction(SIGTERM, &action, NULL);
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

static void show(const char *what, const char *hexadecimal, const char *whose)
{
	uint64_t set = strtoull(hexadecimal, NULL, 16);

	/* The C library's own; posix_spawn(3), as make(1) uses it, leaves them ignored. */
	for (int sig = 32; sig < SIGRTMIN; sig++)
		set &= ~(UINT64_C(1) << (sig - 1));
	printf("%-9s", what);
	for (int sig = 1; sig <= SIGNAL_MAX; sig++)
		if (set >> (sig - 1) & 1)
			printf(" %s", signal_name(sig));
	printf("%s%s\n", set ? "" : " none", whose);
}

int main(int argc, char **argv)
{
	char path[64] = "/proc/self/status", line[256], name[64] = "";
	pid_t pid = getpid();
	unsigned long limit;
	unsigned int queued;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	if (argc - optind > 1)
		lab_wrong_usage("one process at a time");
	if (argv[optind])
		pid = (pid_t)lab_number(argv[optind], 1, INT32_MAX, "process");
	else
		prepare();
	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	FILE *status = fopen(path, "re");
	if (!status)
		err(EXIT_FAILURE, "open %s", path);

	while (fgets(line, sizeof(line), status)) {
		const char *const value = line + strcspn(line, "\t") + 1;
		if (sscanf(line, "Name: %63[^\n]", name) == 1)
			printf("process:  %ld (%s)\n", (long)pid, name);
		else if (sscanf(line, "SigQ: %u/%lu", &queued, &limit) == 2)
			printf("queued:   %u of %lu that its user may have\n", queued, limit);
		else if (strncmp(line, "SigPnd:", 7) == 0)
			show("pending:", value, " for the thread");
		else if (strncmp(line, "ShdPnd:", 7) == 0)
			show("pending:", value, " for the process");
		else if (strncmp(line, "SigBlk:", 7) == 0)
			show("blocked:", value, "");
		else if (strncmp(line, "SigIgn:", 7) == 0)
			show("ignored:", value, "");
		else if (strncmp(line, "SigCgt:", 7) == 0)
			show("caught:", value, "");
	}
	if (ferror(status))
		err(EXIT_FAILURE, "read %s", path);
	fclose(status);
	return EXIT_SUCCESS;
}
